"""Proof files on disk: written, verified as anyone will verify them, and put where their digest says."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from dragoman.capture.links import Link
from dragoman.capture.stamping import NO_AUTHORITY, describe_wait
from dragoman.capture.verify import Verdict, verify
from dragoman.desk.capture.heads import ProofHead
from dragoman.desk.publish.selectors import proof_path
from dragoman.errors import ArchiveUnwritable, CaptureAltered
from dragoman.publish.page import LinkState


@dataclass(frozen=True)
class WrittenProof:
    """A proof file in its place, the head that it stands under, and what its verification found.

    Attributes:
        chains: by an excerpt's number, each link's state.
    """

    sha256: str
    size_bytes: int
    head: ProofHead
    chains: Mapping[int, Mapping[str, LinkState]]


def keep(write: Callable[[Path], None], head: ProofHead, numbers: Sequence[int]) -> WrittenProof:
    """Have a proof file written to a temporary path, verify it, and move it to the place that its digest names.

    Args:
        numbers: of the excerpts, in the order of the proof's quotations.

    Raises: CaptureAltered, when it does not hold; ArchiveUnwritable.
    """
    growing = Path(settings.PROOFS_PATH) / "growing" / f"{uuid.uuid4()}.wacz"
    try:
        growing.parent.mkdir(parents=True, exist_ok=True)
        write(growing)
        chains = _verify(growing, head, numbers)
        whole = growing.read_bytes()
        sha256 = hashlib.sha256(whole).hexdigest()
        _put(growing, proof_path(sha256))
    except OSError as error:
        raise ArchiveUnwritable("The proof file cannot be written.", detail=str(error)) from error
    finally:
        growing.unlink(missing_ok=True)
    return WrittenProof(sha256, len(whole), head, chains)


def _verify(file: Path, head: ProofHead, numbers: Sequence[int]) -> dict[int, dict[str, LinkState]]:
    """The chain of each excerpt, as anyone who checks the proof will find it. Raises: CaptureAltered, naming what fails."""
    verdict = verify(file, [head.entry.key.text], [stamp.roots_pem.encode() for stamp in head.stamps])
    if not verdict.ok:
        failed = [verdict.file, *(link for quotation in verdict.quotations for link in quotation.links)]
        sentences = [f"{link.name}: {link.sentence}" for link in failed if link.state == "failed"]
        raise CaptureAltered(f"The proof of this dispatch does not hold. {sentences[0]}", detail="; ".join(sentences))
    return _chains(verdict, numbers, head.entry.key.id.hex())


def _chains(verdict: Verdict, numbers: Sequence[int], key_id: str) -> dict[int, dict[str, LinkState]]:
    chains = {}
    for number, quotation in zip(numbers, verdict.quotations, strict=True):
        links = {link.name: link for link in quotation.links}
        chains[number] = {
            "sentence": LinkState(links["quotation"].state, links["quotation"].sentence),
            "translation": LinkState("held", "Every sentence was translated by one person and accepted by another."),
            "original": LinkState(links["text"].state, links["text"].sentence),
            "bytes": LinkState(links["bytes"].state, links["bytes"].sentence),
            "ledger": LinkState(
                links["ledger"].state, f"{links['ledger'].sentence} Its head is signed with this desk's key {key_id}."
            ),
            "time": _time(links["time"]),
        }
    return chains


def _time(link: Link) -> LinkState:
    """Held, or waited for, or, where no authority is asked, not made."""
    if link.state == "held":
        return LinkState("held", link.sentence)
    asked = len(settings.TIMESTAMP_AUTHORITIES)
    return LinkState("waiting", describe_wait(asked)) if asked else LinkState("none", NO_AUTHORITY)


def _put(growing: Path, place: Path) -> None:
    """Move a file, already on disk, to its place, so that the move survives a crash too."""
    place.parent.mkdir(parents=True, exist_ok=True)
    growing.replace(place)
    for folder in (place.parent, place.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
