"""Entries of custody as values: their canonical form, their hash, and how one hangs on another.

    entry 1 of item 42  <--previous--  entry 2 of item 42  <--previous--  entry 3 ...     one chain a subject
    link n = SHA-256(link n-1 || hash of the desk's entry n)                              one chain of the whole desk

An entry's hash covers all that it says, the hash before it in its subject's chain, and its number among all of the desk's.
The desk's chain is apart, so that a subject's entries can be handed out without a word about any other.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

Detail = Mapping[str, Any]  # names in ASCII; texts, whole numbers, true or false, null, and lists of them

NO_LINK = "0" * 64  # what the desk's first entry hangs on
SAFE_INTEGER = 2**53  # canonical JSON has no whole number beyond it
_NAME = re.compile(r"[a-z0-9_]{1,40}")


class Subject(NamedTuple):
    """What an entry is about: its kind, and its id in the desk."""

    kind: str
    id: str


class Actor(NamedTuple):
    """Who acted: an account's number and the name that readers may see; without a number, a program of the desk."""

    id: int | None
    name: str


@dataclass(frozen=True)
class CustodyEntry:
    """Who did what to a subject, when and why.

    Attributes:
        number: among all entries of the desk, from 1 on, without a gap.
        sequence: among the subject's entries, from 1 on, without a gap.
        at: UTC with milliseconds and `Z`.
        why: as the person wrote it; may be empty, and may hold anything that Unicode has.
        detail: what changed: ids, and SHA-256 of texts; never the texts, never a secret.
        previous: hash of the subject's entry before, in hexadecimal; empty for its first.
    """

    number: int
    subject: Subject
    sequence: int
    at: str
    actor: Actor
    action: str
    why: str
    detail: Detail
    previous: str

    def content(self) -> dict[str, Any]:
        """All that the entry says, as JSON has it."""
        return {
            "number": self.number,
            "subject": self.subject.kind,
            "id": self.subject.id,
            "sequence": self.sequence,
            "at": self.at,
            "account": self.actor.id,
            "actor": self.actor.name,
            "action": self.action,
            "why": self.why,
            "detail": dict(self.detail),
            "previous": self.previous,
        }

    @cached_property
    def sha256(self) -> str:
        """The entry's hash, in hexadecimal. Raises: ValueError, for a detail that has no canonical form."""
        return hashlib.sha256(canonical(self.content())).hexdigest()


def canonical(content: Detail) -> bytes:
    """Canonical JSON: one form for one content.

    Python's own JSON gives it, as long as names are ASCII and no number is a fraction or too large, which is checked.

    Raises: ValueError, for anything else. Source: RFC 8785.
    """
    _require_plain(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _require_plain(value: object) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise ValueError(f"not a name: {name!r:.60}")
            _require_plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _require_plain(part)
    elif not (value is None or isinstance(value, str | bool) or (type(value) is int and abs(value) < SAFE_INTEGER)):
        raise ValueError(f"not a text, a whole number or a list of them: {value!r:.60}")


def link(before: str, sha256: str) -> str:
    """The desk's chain after one more entry, in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(before) + bytes.fromhex(sha256)).hexdigest()


def write_time(at: datetime) -> str:
    """`2026-11-21T08:30:05.250Z`. Raises: ValueError, for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text_sha256(text: str) -> str:
    """What stands in `detail` for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
