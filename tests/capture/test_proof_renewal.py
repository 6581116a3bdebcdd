"""A proof made anew: as if it had been written so at first, and nothing but the ledger's part differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.capture.checkpoint import Checkpoint, SigningKey, sign_checkpoint
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof import ProofContent, build
from dragoman.capture.proof_ledger import ProvenLedger
from dragoman.capture.proof_renewal import read_stated, renew
from dragoman.capture.verify import verify
from dragoman.errors import ProofUnreadable
from tests.capture import proofs
from tests.capture.authorities import LocalAuthority
from tests.capture.forgery import failed

KEY = proofs.KEY.verifier.text


def paths_of(content: ProofContent) -> dict[str, tuple[bytes, ...]]:
    return {str(capture.id): capture.ledger.path for capture in content.captures if capture.ledger}


def test_renewed_is_as_if_written_with_its_stamps(tmp_path: Path, authorities: list[LocalAuthority]) -> None:
    stamped = proofs.stamped(proofs.entered(proofs.content()), authorities)
    assert stamped.ledger is not None
    build(stamped, tmp_path / "written.wacz", proofs.KEY)
    old = proofs.write(tmp_path)
    renew(old, tmp_path / "new.wacz", ledger=stamped.ledger, paths=paths_of(stamped), signer=proofs.KEY)
    assert (tmp_path / "new.wacz").read_bytes() == (tmp_path / "written.wacz").read_bytes()


def test_renewed_under_a_later_head_and_another_key(tmp_path: Path) -> None:
    old, new_key = proofs.write(tmp_path), SigningKey(proofs.KEY.name, bytes(32))
    stated = read_stated(old)
    ledger, leaves = Ledger(), {one.ledger.index: one.ledger.leaf.encode() for one in stated.captures if one.ledger}
    ledger.extend(leaves.get(number, bytes([number])) for number in range(40))
    note = sign_checkpoint(Checkpoint(new_key.name, 40, ledger.root()), [new_key])
    paths = {one.id: ledger.prove_inclusion(one.ledger.index) for one in stated.captures if one.ledger}
    later = ProvenLedger(note, new_key.verifier.text)
    renew(old, tmp_path / "new.wacz", ledger=later, paths=paths, signer=new_key)
    verdict = verify(tmp_path / "new.wacz", [new_key.verifier.text])
    assert verdict.ok
    assert "of 40 leads to the root" in verdict.quotations[0].links[3].sentence
    assert failed(verify(tmp_path / "new.wacz", [KEY])) == {"file", "checkpoint"}


def test_wrong_paths_make_a_proof_that_does_not_hold(tmp_path: Path) -> None:
    content = proofs.entered(proofs.content())
    assert content.ledger is not None
    swapped = dict(zip(paths_of(content), reversed(paths_of(content).values()), strict=True))
    renew(proofs.write(tmp_path), tmp_path / "new.wacz", ledger=content.ledger, paths=swapped, signer=proofs.KEY)
    assert failed(verify(tmp_path / "new.wacz", [KEY])) == {"ledger"}


def test_a_proof_without_a_ledger_is_not_renewed(tmp_path: Path) -> None:
    build(proofs.content(), tmp_path / "old.wacz")
    ledger = ProvenLedger("note", KEY)
    with pytest.raises(ProofUnreadable, match="nothing of a ledger"):
        renew(tmp_path / "old.wacz", tmp_path / "new.wacz", ledger=ledger, paths={}, signer=proofs.KEY)
    assert not (tmp_path / "new.wacz").exists()


@pytest.mark.parametrize("name", ["proof/proof.json", "datapackage.json", "datapackage-digest.json"])
def test_what_is_no_whole_proof_is_not_renewed(tmp_path: Path, name: str) -> None:
    old = proofs.write(tmp_path)
    members, _ = unwrap(old.read_bytes())
    del members[name]
    old.write_bytes(wrap(members))
    with pytest.raises(ProofUnreadable, match=name):
        read_stated(old)
