"""Proofs of quotations from a page that was as before: they hold with the earlier record in them, and not without."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from dragoman.capture.checkpoint import Checkpoint, sign_checkpoint
from dragoman.capture.leaves import make_leaf
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof import CitedCapture, LedgerPlace, ProofContent, ProvenLedger, build
from dragoman.capture.record import read_record
from dragoman.capture.revisit import Earlier
from dragoman.capture.verify import verify
from dragoman.capture.warc import exchange_records
from dragoman.errors import CaptureAltered
from tests.capture.proofs import FETCHED, FIRST, FIRST_ID, KEY, cited, content
from tests.capture.test_verify import forge

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
        leaves.append(replace(made, **leaf) if capture.id == FIRST_ID else made)
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


def links(tmp_path, proof: ProofContent) -> dict[str, tuple[str, str]]:
    path = tmp_path / "proof.wacz"
    build(proof, path)
    (quotation,) = verify(path, KEY.verifier.text).quotations
    return {link.name: (link.state, link.sentence) for link in quotation.links}


@pytest.mark.parametrize("first", [True, False], ids=["earlier first", "earlier last"])
def test_it_holds_with_the_record_it_refers_to(tmp_path, first):
    captures = (cited(FIRST_ID, FIRST), revisited())
    found = links(tmp_path, entered(of_revisit(*(captures if first else captures[::-1]))))
    states = {name: state for name, (state, _) in found.items()}
    assert {states[name] for name in ("quotation", "text", "bytes", "ledger", "checkpoint")} == {"held"}
    assert f"{len(FIRST.body):,} bytes" in found["bytes"][1]


def test_the_quotation_is_of_the_later_time(tmp_path):
    build(entered(of_revisit(cited(FIRST_ID, FIRST), revisited())), tmp_path / "proof.wacz")
    (quotation,) = verify(tmp_path / "proof.wacz").quotations
    assert quotation.fetched == "2026-11-21T09:30:00.123Z"


def test_no_proof_is_built_without_the_record_it_refers_to(tmp_path):
    with pytest.raises(CaptureAltered, match="earlier record that holds the payload is missing"):
        build(entered(of_revisit(revisited())), tmp_path / "proof.wacz")


def test_the_earlier_capture_must_be_in_the_ledger_too(tmp_path):
    found = links(tmp_path, entered(of_revisit(cited(FIRST_ID, FIRST), revisited()), payload_sha256="0" * 64))
    assert found["bytes"][0] == "held"
    state, sentence = found["ledger"]
    assert state == "failed"
    assert sentence.startswith("The earlier capture, which holds the payload, does not hold: The leaf has another payload")


REFERS = [
    (lambda stated: stated[1].update(payload_of=None), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[1].update(payload_of=str(UUID(int=9))), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[1].update(payload_of=str(AGAIN_ID)), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[0].update(payload_of=str(AGAIN_ID)), "The earlier capture, which holds the payload, does not hold"),
    (lambda stated: stated[0]["record"].update(sha256="0" * 64), "The earlier record that holds the payload is missing."),
    (lambda stated: stated[0].update(url="http://other.example/"), "The earlier capture, which holds the payload, does not hold"),
]


@pytest.mark.parametrize(("change", "sentence"), REFERS)
def test_a_forged_reference_is_named(tmp_path, change, sentence):
    path = tmp_path / "proof.wacz"
    build(entered(of_revisit(cited(FIRST_ID, FIRST), revisited())), path)
    forge(path, lambda proof: change(proof["captures"]))
    (quotation,) = verify(path).quotations
    (bytes_link,) = [link for link in quotation.links if link.name == "bytes"]
    assert bytes_link.state == "failed"
    assert bytes_link.sentence.startswith(sentence)
