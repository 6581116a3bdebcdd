"""What a proof holds of the ledger: the captures' places, the signed head, and the time stamps over it.

`ledger` of `proof.json`: `checkpoint` is the text of the signed note; `key` the public key that signed it; `stamps` the time
stamps over exactly the note's bytes (UTF-8), each {`authority`, `token`, `roots`, `stamped_at`}: the authority's address; the
whole RFC 3161 response in base64 (decoded, `openssl ts -verify -in` reads it, without `-token_in`); the root certificates (PEM)
that it was held against; the time that it states. A capture's `ledger` is {`leaf`, `index`, `path`}.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dragoman.capture.leaves import Leaf
from dragoman.capture.proof_format import describe_time


@dataclass(frozen=True)
class LedgerPlace:
    """A capture's place in the ledger: its leaf, and the path from there to the checkpoint's root."""

    leaf: Leaf
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class ProvenStamp:
    """An authority's time stamp over the signed note.

    Attributes:
        authority: its address.
        token: the whole TimeStampResp.
        roots_pem: the root certificates that it was held against when it came.
    """

    authority: str
    token: bytes
    roots_pem: str
    stamped_utc: datetime


@dataclass(frozen=True)
class ProvenLedger:
    """The signed note over the ledger in which the captures stand, the key (`name+id+base64`) that signed it, and its stamps."""

    checkpoint: str
    key: str
    stamps: tuple[ProvenStamp, ...] = ()


def describe_ledger(ledger: ProvenLedger) -> dict[str, Any]:
    """The `ledger` of a whole proof."""
    return {
        "checkpoint": ledger.checkpoint,
        "key": ledger.key,
        "stamps": [
            {
                "authority": stamp.authority,
                "token": base64.b64encode(stamp.token).decode(),
                "roots": stamp.roots_pem,
                "stamped_at": describe_time(stamp.stamped_utc),
            }
            for stamp in ledger.stamps
        ],
    }


def describe_place(place: LedgerPlace) -> dict[str, Any]:
    """The `ledger` of one capture."""
    return {"leaf": place.leaf.encoded.decode(), "index": place.index, "path": describe_path(place.path)}


def describe_path(path: tuple[bytes, ...]) -> list[str]:
    """The hashes of a path in hexadecimal."""
    return [step.hex() for step in path]
