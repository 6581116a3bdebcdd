"""A proof of a quotation from a page that was as before, and forgeries of what it refers to."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from dragoman.capture.checkpoint import Checkpoint, sign_checkpoint
from dragoman.capture.leaves import make_leaf
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof import CitedCapture, ProofContent
from dragoman.capture.proof_ledger import LedgerPlace, ProvenLedger
from dragoman.capture.record import read_record
from dragoman.capture.revisit import Earlier
from dragoman.capture.warc import exchange_records
from tests.capture.proofs import FETCHED, FIRST, FIRST_ID, KEY, content

AGAIN_ID = UUID(int=0xA3)
LATER = FETCHED + timedelta(days=1)


def revisited(earlier: UUID = FIRST_ID) -> CitedCapture:
    exchange = replace(FIRST, started_utc=LATER)
    records = exchange_records(
        exchange, capture_id=AGAIN_ID, request_id=UUID(int=0x1A3), collector="test", earlier=Earlier(earlier, FETCHED)
    )
    return CitedCapture(AGAIN_ID, records.response, records.request, records.metadata, payload_of=earlier)


def entered(content: ProofContent, **leaf: object) -> ProofContent:
    """The same, with every capture a leaf. `leaf` changes what the first capture's leaf says."""
    ledger, leaves = Ledger(), []
    for capture in content.captures:
        record = read_record(capture.response)
        made = make_leaf(
            capture.id,
            record.url,
            fetched_utc=LATER if capture.id == AGAIN_ID else FETCHED,
            status=record.status,
            outcome="stored",
            digests=((record.header("WARC-Payload-Digest") or "")[7:], hashlib.sha256(capture.response).hexdigest()),
            salt=capture.id.bytes,
        )
        leaves.append(made._replace(**leaf) if capture.id == FIRST_ID else made)
        ledger.append(leaves[-1].encoded)
    captures = tuple(
        replace(capture, ledger=LedgerPlace(leaves[at], at, tuple(ledger.prove_inclusion(at))))
        for at, capture in enumerate(content.captures)
    )
    note = sign_checkpoint(Checkpoint(KEY.name, ledger.size, ledger.root()), [KEY])
    return replace(content, captures=captures, ledger=ProvenLedger(note, KEY.verifier.text))


def of_revisit(*captures: CitedCapture) -> ProofContent:
    """One quotation, from the page as it was the day after."""
    whole = content(1)
    quotation = replace(whole.quotations[0], capture=AGAIN_ID)
    return replace(whole, captures=captures, quotations=(quotation,))


# What is changed in the proof's captures, and how the bytes' link fails.
REFERS = [
    (lambda stated: stated[1].update(payload_of=None), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[1].update(payload_of=str(UUID(int=9))), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[1].update(payload_of=str(AGAIN_ID)), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[0].update(payload_of=str(AGAIN_ID)), "The earlier capture, which holds the payload, does not hold"),
    (lambda stated: stated[0]["record"].update(sha256="0" * 64), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[0].update(url="http://other.example/"), "The earlier capture, which holds the payload, does not hold"),
]
