"""A thing's custody as a file that is checked without the desk: JSON in one fixed form, and the desk's signature over it.

The signature is a C2SP signed note in the three lines of a checkpoint: what is signed, how many entries the desk had, and
SHA-256 over the canonical form of all that the file says.

Source: C2SP signed-note; RFC 8785 (canonical JSON).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dragoman.capture.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    SigningKey,
    VerifierKey,
    read_checkpoint,
    read_verifier_key,
    sign_checkpoint,
)
from dragoman.capture.custody.chain import End, Kept
from dragoman.capture.custody.entries import Actor, CustodyEntry, Subject, canonical, write_time
from dragoman.errors import CheckpointInvalid, CustodyUnreadable

FORMAT = "dragoman-custody/1"
MAX_FILE_BYTES = 200_000_000
_ENTRY_NAMES = {
    "number": int,
    "subject": str,
    "id": str,
    "sequence": int,
    "at": str,
    "account": int | None,
    "actor": str,
    "action": str,
    "why": str,
    "detail": dict,
    "previous": str,
    "sha256": str,
}
_SHA256 = re.compile(r"[0-9a-f]{64}")
# What could turn a line around or drive a terminal is written as an escape.
_STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Chain:
    """One subject's entries, the first one first."""

    subject: Subject
    entries: tuple[Kept, ...]


@dataclass(frozen=True)
class Custody:
    """A thing's custody.

    Attributes:
        about: what it is: kind, id, and what helps to know it (title, address).
        captures: what stands in the ledger instead of in a chain: the captures, as facts.
        desk: how many entries the desk had, and the link that stands for them all.
    """

    about: Mapping[str, Any]
    chains: tuple[Chain, ...]
    captures: tuple[Mapping[str, Any], ...]
    desk: End
    exported_at: str

    @property
    def entries(self) -> list[Kept]:
        """The entries of all chains, in the order in which they were made."""
        kept = [one for chain in self.chains for one in chain.entries]
        return sorted(kept, key=lambda one: one.entry.number if one.entry else 0)


@dataclass(frozen=True)
class CustodyFile:
    """What a file holds. Nothing of it is checked yet, except that it is in the fixed form."""

    custody: Custody
    statement: SignedCheckpoint
    key: VerifierKey
    sha256: str  # of what the file says

    @property
    def origin(self) -> str:
        """What a statement of this desk's key must be about."""
        return origin_of(self.key)


def origin_of(key: VerifierKey) -> str:
    """What an export says it is; never the name of a ledger, so that no signature serves for the other."""
    return f"{urlsplit(f'//{key.name}').netloc}/custody-export"


def make_custody(
    about: Mapping[str, Any], chains: Sequence[Chain], captures: Sequence[Mapping[str, Any]], *, desk: End, at: datetime
) -> Custody:
    """A thing's custody at an instant; chains without entries are left out."""
    return Custody(about, tuple(chain for chain in chains if chain.entries), tuple(captures), desk, write_time(at))


def write_file(custody: Custody, key: SigningKey) -> str:
    """The file, signed. Raises: ValueError, when an entry can't be written."""
    said = _said(custody)
    head = Checkpoint(origin_of(key.verifier), custody.desk.count, hashlib.sha256(canonical(said)).digest())
    return _write({"format": FORMAT, "said": said, "statement": sign_checkpoint(head, [key]), "key": key.verifier.text})


def read_file(content: bytes) -> CustodyFile:
    """Read a file that anyone may have written. Raises: CustodyUnreadable; its sentence says what is wrong."""
    if len(content) > MAX_FILE_BYTES:
        raise CustodyUnreadable("The file is too large for an export of custody.")
    try:
        text = content.decode()
        parsed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CustodyUnreadable("The file is not JSON, so it is no export of custody.", detail=str(error)[:200]) from error
    if not isinstance(parsed, dict) or parsed.get("format") != FORMAT:
        raise CustodyUnreadable(f"The file is no export of custody ({FORMAT}).")
    try:
        return _parse(parsed, text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise CustodyUnreadable("The export lacks a part, or a part is of another kind.", detail=str(error)[:200]) from error
    except CheckpointInvalid as error:
        raise CustodyUnreadable("The export's signature or key cannot be read.", detail=error.sentence) from error


def _parse(parsed: dict[str, Any], text: str) -> CustodyFile:
    said = parsed["said"]
    chains = tuple(_parse_chain(chain) for chain in said["chains"])
    desk = End(_whole(said["desk"]["entries"]), _hash(said["desk"]["sha256"]))
    custody = Custody(dict(said["about"]), chains, tuple(dict(one) for one in said["captures"]), desk, _text(said["exported"]))
    rewritten = {"format": FORMAT, "said": said, "statement": parsed["statement"], "key": parsed["key"]}
    if _said(custody) != said or _write(rewritten) != text:
        raise CustodyUnreadable("The file is not in the form in which the desk writes it: something was put in or taken out.")
    digest = hashlib.sha256(canonical(said)).hexdigest()
    return CustodyFile(custody, read_checkpoint(parsed["statement"]), read_verifier_key(parsed["key"]), digest)


def _said(custody: Custody) -> dict[str, Any]:
    return {
        "about": dict(custody.about),
        "captures": [dict(capture) for capture in custody.captures],
        "chains": [_write_chain(chain) for chain in custody.chains],
        "desk": {"entries": custody.desk.count, "sha256": custody.desk.sha256},
        "exported": custody.exported_at,
    }


def _write_chain(chain: Chain) -> dict[str, Any]:
    entries = [kept.entry.content() | {"sha256": kept.sha256} for kept in chain.entries if kept.entry is not None]
    return {"subject": chain.subject.kind, "id": chain.subject.id, "entries": entries}


def _parse_chain(written: dict[str, Any]) -> Chain:
    subject = Subject(_text(written["subject"]), _text(written["id"]))
    return Chain(subject, tuple(_parse_entry(entry) for entry in written["entries"]))


def _parse_entry(written: dict[str, Any]) -> Kept:
    if set(written) != set(_ENTRY_NAMES):
        raise ValueError("not the names of an entry")
    for name, kind in _ENTRY_NAMES.items():
        if not isinstance(written[name], kind) or isinstance(written[name], bool):
            raise TypeError(f"{name} is of another kind")
    entry = CustodyEntry(
        number=written["number"],
        subject=Subject(written["subject"], written["id"]),
        sequence=written["sequence"],
        at=written["at"],
        actor=Actor(written["account"], written["actor"]),
        action=written["action"],
        why=written["why"],
        detail=written["detail"],
        previous=written["previous"],
    )
    return Kept(entry.sequence, entry, _hash(written["sha256"]))


def _write(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return _STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _hash(value: object) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise ValueError("not a SHA-256")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value
