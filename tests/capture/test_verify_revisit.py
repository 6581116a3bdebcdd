"""Proofs of quotations from a page that was as before: they hold with the earlier record in them, and not without."""

from __future__ import annotations

import pytest

from dragoman.capture.proof import ProofContent, build
from dragoman.capture.verify import verify
from dragoman.errors import CaptureAltered
from tests.capture.proofs import FIRST, FIRST_ID, KEY, cited
from tests.capture.revisited import REFERS, entered, of_revisit, revisited
from tests.capture.test_verify import forge


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


@pytest.mark.parametrize(("change", "sentence"), REFERS)
def test_a_forged_reference_is_named(tmp_path, change, sentence):
    path = tmp_path / "proof.wacz"
    build(entered(of_revisit(cited(FIRST_ID, FIRST), revisited())), path)
    forge(path, lambda proof: change(proof["captures"]))
    (quotation,) = verify(path).quotations
    (bytes_link,) = [link for link in quotation.links if link.name == "bytes"]
    assert bytes_link.state == "failed"
    assert bytes_link.sentence.startswith(sentence)
