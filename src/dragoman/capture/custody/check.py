"""Check an exported file, offline: chain by chain, then that the desk signed it."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.capture.checkpoint import VerifierKey
from dragoman.capture.custody.chain import Break, Fault, check_subject
from dragoman.capture.custody.export import Chain, CustodyFile
from dragoman.capture.links import State


@dataclass(frozen=True)
class Checked:
    """One part of a file, and in a sentence what was found."""

    name: str
    state: State
    sentence: str


@dataclass(frozen=True)
class CustodyVerdict:
    """What was found: a line a chain, then the signature."""

    parts: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        return all(part.state != "failed" for part in self.parts)


def check_file(file: CustodyFile, key: VerifierKey | None = None) -> CustodyVerdict:
    """Check every chain of a file, and its signature.

    Args:
        key: the desk's key, from a place that is trusted; without it, the file vouches for itself alone.
    """
    return CustodyVerdict((*(_check_chain(chain, file) for chain in file.custody.chains), _check_statement(file, key)))


def _check_chain(chain: Chain, file: CustodyFile) -> Checked:
    name = f"{chain.subject.kind} {chain.subject.id}"
    found = _misplaced(chain, file) or check_subject(chain.entries)
    if found is not None:
        return Checked(name, "failed", found.sentence)
    count = len(chain.entries)
    return Checked(name, "held", f"{count} {'entry' if count == 1 else 'entries'}, each hanging on the one before.")


def _misplaced(chain: Chain, file: CustodyFile) -> Break | None:
    """Entries of another subject, shuffled ones, and numbers that the desk had not come to."""
    places = [kept.place for kept in chain.entries]
    if sorted(places) == list(range(1, len(places) + 1)) != places:
        place = next(place for expected, place in enumerate(places, start=1) if place != expected)
        return Break(Fault.OUT_OF_ORDER, place, f"Entry {place} stands out of order.")
    before = 0
    for kept in chain.entries:
        if kept.entry is None or kept.entry.subject != chain.subject:
            return Break(Fault.ADDED, kept.place, f"Entry {kept.place} is about something else.")
        if not before < kept.entry.number <= file.custody.desk.count:
            return Break(Fault.OUT_OF_ORDER, kept.place, f"Entry {kept.place} has a number that the desk cannot have given it.")
        before = kept.entry.number
    return None


def _check_statement(file: CustodyFile, key: VerifierKey | None) -> Checked:
    signed = file.statement.checkpoint
    trusted = key or file.key
    if signed.origin != file.origin or file.key != trusted or not file.statement.is_signed_by(trusted):
        return Checked("signature", "failed", "The desk's key did not sign this file.")
    if (signed.size, signed.root.hex()) != (file.custody.desk.count, file.sha256):
        return Checked(
            "signature", "failed", "The desk signed something else: an entry, a capture or the head was changed since."
        )
    state: State = "held" if key else "self-asserted"
    words = "by the key that you gave" if key else "by a key that only this file names; give the desk's with --key"
    return Checked(
        "signature", state, f"Signed {words}. The desk vouched that nothing was missing on {file.custody.exported_at}."
    )
