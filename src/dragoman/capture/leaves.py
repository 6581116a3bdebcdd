"""What a leaf of the ledger says of a capture: RFC 8785 canonical JSON, so that one capture has one leaf.

    {"capture":"…","fetched":"2026-11-20T09:30:00.123Z","outcome":"stored","payload_sha256":"…","record_sha256":"…",
     "salt":"…","status":200,"url":"https://…","version":1}

A failed fetch has a leaf too: `outcome` is the failure's code, and digests are null where nothing came. The salt makes it
impossible to guess a leaf from its published hash. Source: RFC 8785, 3.2; `3-evidence.md`, Ledger.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from dragoman.capture.tree import hash_leaf
from dragoman.errors import CaptureAltered

VERSION = 1
SALT_BYTES = 16
STORED = "stored"
MAX_LEAF_BYTES = 100_000
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")
_NAMES = {"capture", "fetched", "outcome", "payload_sha256", "record_sha256", "salt", "status", "url", "version"}


class Leaf(NamedTuple):
    """One capture, or one failed fetch.

    Attributes:
        capture: the capture's UUID.
        url: as in its record's WARC-Target-URI.
        fetched: UTC with milliseconds and `Z`, as in its record's WARC-Date.
        outcome: `stored`, or the code of the failure.
        payload_sha256, record_sha256: lower-case hexadecimal; None where nothing was stored.
        salt: 16 random bytes in hexadecimal.
    """

    capture: str
    url: str
    fetched: str
    status: int | None
    outcome: str
    payload_sha256: str | None
    record_sha256: str | None
    salt: str

    @property
    def encoded(self) -> bytes:
        """The leaf's content, canonical. Raises: ValueError, when a text is no Unicode."""
        content = {"version": VERSION, **self._asdict()}
        # With ASCII names, whole numbers below 2**53 and strings alone, this is all that the canonical form asks.
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def hash(self) -> bytes:
        """The leaf's hash in the tree."""
        return hash_leaf(self.encoded)


def make_leaf(
    capture: UUID, url: str, *, fetched_utc: datetime, status: int | None, outcome: str, digests: tuple[str, str], salt: bytes
) -> Leaf:
    """The leaf of a capture.

    Args:
        digests: SHA-256 of the payload and of the record, in hexadecimal; empty where nothing was stored.

    Raises: ValueError, when the time has no zone or the salt not its length.
    """
    if fetched_utc.tzinfo is None or len(salt) != SALT_BYTES:
        raise ValueError(f"a leaf needs a time with its zone and {SALT_BYTES} bytes of salt")
    payload, record = digests
    return Leaf(
        capture=str(capture),
        url=url,
        fetched=fetched_utc.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        status=status,
        outcome=outcome,
        payload_sha256=payload or None,
        record_sha256=record or None,
        salt=salt.hex(),
    )


def read_leaf(encoded: str) -> Leaf:
    """Read a leaf that anyone may have written. Raises: CaptureAltered, when it is not exactly what `Leaf.encoded` gives."""
    try:
        leaf = _parse(encoded)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise CaptureAltered("The ledger's leaf is not well-formed.", detail=str(error)[:200]) from error
    if leaf.encoded != encoded.encode():
        raise CaptureAltered("The ledger's leaf is not in its canonical form.")
    return leaf


def _parse(encoded: str) -> Leaf:
    content = json.loads(encoded) if len(encoded) <= MAX_LEAF_BYTES else None
    if not isinstance(content, dict) or set(content) != _NAMES or content.pop("version") != VERSION:
        raise ValueError("not the fields of a leaf")
    leaf = Leaf(**content)
    if not _is_well_formed(leaf):
        raise ValueError("a field is of another kind")
    leaf.encoded.decode()
    return leaf


def _is_well_formed(leaf: Leaf) -> bool:
    digests = [digest for digest in (leaf.payload_sha256, leaf.record_sha256) if digest is not None]
    return (
        str(UUID(leaf.capture)) == leaf.capture
        and isinstance(leaf.url, str)
        and isinstance(leaf.outcome, str)
        and _TIME.fullmatch(leaf.fetched) is not None
        and (leaf.status is None or type(leaf.status) is int)
        and all(_SHA256.fullmatch(digest) for digest in digests)
        and _SALT.fullmatch(leaf.salt) is not None
    )
