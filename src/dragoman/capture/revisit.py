"""Revisits: the record of a page that was as before holds its answer's head; the body stands in the record it refers to.

The two are bound by the payload's SHA-256, which the revisit's record and its leaf in the ledger carry like any other's: whatever
record gives bytes with this digest gives what was received again.

Source: WARC 1.1 (ISO 28500:2017), 5.11 and 6.7.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dragoman.capture.exchange import Exchange
from dragoman.capture.record import Record
from dragoman.errors import CaptureAltered

REVISIT = "revisit"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
MIN_PAYLOAD_BYTES = 1_000  # below, naming the other record takes as much room as the payload


@dataclass(frozen=True)
class Earlier:
    """The earlier capture of the same address and payload that a revisit refers to.

    Attributes:
        capture: its record's id.
        fetched_utc: its record's WARC-Date.
    """

    capture: UUID
    fetched_utc: datetime


def may_refer(exchange: Exchange) -> bool:
    """Whether a capture of this answer may leave its body to an earlier record: it is whole, and long enough to gain by it."""
    return exchange.truncated is None and len(exchange.body) >= MIN_PAYLOAD_BYTES


def complete(record: Record, earlier: Record | None) -> Record:
    """The record with its payload: a revisit's is the one it refers to, every other record has its own.

    Head and headers stay the record's own, and so do the codings that its payload is in.

    Args:
        earlier: the record referred to; None when there is none, or it cannot be had.

    Raises: CaptureAltered, when a revisit's earlier record is missing, or the two do not belong together.
    """
    if record.type != REVISIT and earlier is None:
        return record
    if earlier is None:
        raise CaptureAltered("The earlier record that holds the payload is missing.", detail=str(record.refers_to))
    if record.type != REVISIT or record.header("WARC-Profile") != PROFILE or record.payload:
        raise CaptureAltered("The record is no revisit of an unchanged page.", detail=record.type)
    if record.refers_to is None or record.refers_to != earlier.record_id or earlier.type != "response":
        raise CaptureAltered("The record refers to another one than the one that is there.", detail=str(earlier.record_id))
    if record.header("WARC-Refers-To-Target-URI") != earlier.url or record.url != earlier.url:
        raise CaptureAltered("The record refers to a record of another address.", detail=earlier.url)
    if record.header("WARC-Refers-To-Date") != earlier.header("WARC-Date"):
        raise CaptureAltered("The record refers to a record of another time.", detail=str(earlier.header("WARC-Date")))
    if record.header("WARC-Payload-Digest") != f"sha256:{earlier.payload_sha256}":
        raise CaptureAltered("The payload that the record refers to does not match its digest.", detail=earlier.payload_sha256)
    return replace(record, payload=earlier.payload)
