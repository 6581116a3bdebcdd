"""The links ledger and checkpoint, and the signature over the package: forged, forked, shortened, foreign."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from dragoman.capture.checkpoint import Checkpoint, SigningKey, sign_checkpoint
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.ledger import Ledger
from dragoman.capture.package_signature import PackageSignature, describe_digest, read_signature, sign_package
from dragoman.capture.proof import build
from dragoman.capture.proof_format import PROOF
from dragoman.capture.proof_ledger import ProvenLedger
from dragoman.capture.verify import verify
from dragoman.capture.wacz import DIGEST, PACKAGE
from dragoman.errors import ProofUnreadable
from tests.capture import proofs
from tests.capture.authorities import openssl
from tests.capture.forgery import failed, forge, rewrap, states

KEY = proofs.KEY.verifier.text
OTHER = SigningKey(proofs.KEY.name, bytes(32))


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    return proofs.write(tmp_path)


@pytest.mark.parametrize("key", ["desk+1+abc", "", "ключ", proofs.KEY.text, proofs.KEY.verifier.text[:-4]])
def test_a_key_that_is_none_fails_at_the_checkpoint(proof, key):
    verdict = verify(proof, [key])
    assert not verdict.ok
    assert {link["checkpoint"] for link in states(verdict)} == {"failed"}


@pytest.mark.parametrize("name", ["desk.example/ledger", "other.example/ledger"])
def test_a_foreign_key_fails_at_the_checkpoint_alone(proof, name):
    verdict = verify(proof, [SigningKey(name, bytes(32)).verifier.text])
    assert not verdict.ok
    assert {(found["ledger"], found["checkpoint"]) for found in states(verdict)} == {("held", "failed")}


def test_a_ledger_forged_whole_holds_only_until_the_key_is_pinned(tmp_path):
    """Whoever makes a whole proof of their own signs it too: only the pinned key tells."""
    build(proofs.entered(proofs.content(), OTHER), tmp_path / "proof.wacz")
    assert {found["checkpoint"] for found in states(verify(tmp_path / "proof.wacz"))} == {"self-asserted"}
    verdict = verify(tmp_path / "proof.wacz", [KEY])
    assert {found["checkpoint"] for found in states(verdict)} == {"failed"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("capture", str(UUID(int=7))),
        ("url", "http://news.example/other"),
        ("fetched", "2026-11-19T09:30:00.123Z"),
        ("status", 404),
        ("payload_sha256", "0" * 64),
        ("record_sha256", "0" * 64),
        ("record_sha256", None),
        ("outcome", "refused"),
        ("salt", "0" * 32),
    ],
)
def test_a_leaf_that_says_something_else_fails_at_the_ledger(proof, field, value):
    leaf = proofs.leaf(proofs.content().captures[0], **{field: value}).encoded.decode()
    verdict = verify(forge(proof, lambda c: c["captures"][0]["ledger"].update(leaf=leaf)))
    assert not verdict.ok
    assert [found["ledger"] for found in states(verdict)] == ["failed", "failed", "held"]


def fork(content):
    """The checkpoint of another ledger of the same size, signed by the desk."""
    note = sign_checkpoint(Checkpoint(proofs.KEY.name, 12, bytes(32)), [proofs.KEY])
    content["ledger"]["checkpoint"] = note


def shorten(content):
    """The desk's own earlier checkpoint, of before the capture."""
    ledger = Ledger()
    ledger.extend(bytes([number]) for number in range(3))
    content["ledger"]["checkpoint"] = sign_checkpoint(Checkpoint(proofs.KEY.name, 3, ledger.root()), [proofs.KEY])


@pytest.mark.parametrize(
    ("change", "links"),
    [
        (fork, {"ledger"}),
        (shorten, {"ledger"}),
        (lambda c: c["captures"][0].update(ledger=c["captures"][1]["ledger"]), {"ledger"}),
        (lambda c: c["captures"][0].pop("ledger"), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"]["path"].pop(), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"]["path"].reverse(), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"].update(index=4), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"].update(index=-1), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"].update(index=10**30), {"ledger"}),
        (lambda c: c["captures"][0]["ledger"].update(leaf="{}"), {"ledger"}),
        (lambda c: c.pop("ledger"), {"ledger", "checkpoint"}),
        (lambda c: c["ledger"].update(checkpoint="nothing"), {"ledger", "checkpoint"}),
        (lambda c: c["ledger"].update(checkpoint=c["ledger"]["checkpoint"].replace("\n12\n", "\n13\n")), {"checkpoint"}),
        (lambda c: c["ledger"].update(checkpoint=c["ledger"]["checkpoint"].replace("desk", "disk")), {"checkpoint"}),
    ],
)
def test_a_tampered_ledger_is_named(proof, change, links):
    verdict = verify(forge(proof, change), [KEY])
    assert not verdict.ok
    assert {link.name for link in verdict.quotations[0].links if link.state == "failed"} == links


def test_a_key_in_the_file_that_did_not_sign_fails_even_unpinned(proof):
    verdict = verify(forge(proof, lambda c: c["ledger"].update(key=OTHER.verifier.text)))
    assert {found["checkpoint"] for found in states(verdict)} == {"failed"}


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.update(ledger=[]),
        lambda c: c["ledger"].update(checkpoint=7),
        lambda c: c["ledger"].pop("key"),
        lambda c: c["captures"][0]["ledger"].update(index="3"),
        lambda c: c["captures"][0]["ledger"].update(path="x"),
        lambda c: c["captures"][0]["ledger"].update(path=["x"]),
        lambda c: c["captures"][0]["ledger"].update(path=["0" * 64] * 65),
    ],
)
def test_a_ledger_of_another_kind_cannot_be_read(proof, change):
    with pytest.raises(ProofUnreadable):
        verify(forge(proof, change))


@pytest.mark.parametrize("field", ["leaf", "checkpoint", "key", "roots", "token", "authority", "value", "exact"])
def test_half_a_letter_is_no_text(tmp_path, authorities, field):
    proof = proofs.write(tmp_path, authorities=authorities[:1])
    content = unwrap(proof.read_bytes())[0][PROOF]
    broken = content.replace(f'"{field}": "'.encode(), f'"{field}": "\\ud800'.encode())
    assert broken != content
    with pytest.raises(ProofUnreadable, match="half a letter"):
        verify(rewrap(proof, {PROOF: broken}))


# Keys that changed


def test_any_one_of_several_keys_is_enough(proof):
    older = OTHER.verifier.text
    verdict = verify(proof, [older, KEY])
    assert verdict.ok
    assert {found["checkpoint"] for found in states(verdict)} == {"held"}
    assert not verify(proof, [older]).ok
    assert failed(verify(proof, [KEY, "no key"])) == {"checkpoint"}


def test_a_signature_line_that_a_stranger_added_hands_nothing_over(tmp_path):
    """Anyone can sign a note below its signer: that says nothing about the new key, only the older one's own line counts."""
    content = proofs.entered(proofs.content())
    head = content.ledger.checkpoint.rpartition("\n\n")[0].split("\n")
    both = sign_checkpoint(Checkpoint(head[0], int(head[1]), base64.b64decode(head[2])), [proofs.KEY, OTHER])
    forged = replace(content, ledger=ProvenLedger(both, OTHER.verifier.text))
    build(forged, tmp_path / "proof.wacz", OTHER)
    assert failed(verify(tmp_path / "proof.wacz", [KEY])) == {"file"}
    assert verify(tmp_path / "proof.wacz", [OTHER.verifier.text]).ok


# The signature over the package


def resign(path: Path, make) -> Path:
    """Put another digest and signature into a proof."""
    members, _ = unwrap(path.read_bytes())
    members[DIGEST] = make(members[PACKAGE])
    path.write_bytes(wrap(members))
    return path


def test_who_signed_the_digests_is_said(proof, tmp_path):
    assert verify(proof).file.sentence == "All 6 parts match their digests, signed by a key that only this file names."
    assert verify(proof, [KEY]).file.sentence == "All 6 parts match their digests, signed by the key given."
    build(proofs.content(), tmp_path / "unsigned.wacz")
    assert verify(tmp_path / "unsigned.wacz").file.sentence == "All 6 parts match their digests, which nobody signed."


@pytest.mark.parametrize(
    ("make", "held_unpinned"),
    [
        (lambda package: describe_digest(package, None), True),
        (lambda package: describe_digest(package, sign_package(package, OTHER)), False),
        (lambda package: describe_digest(package, sign_package(b"other", proofs.KEY)), False),
        (lambda package: describe_digest(package, PackageSignature(proofs.KEY.verifier.public, b"")), False),
        (lambda package: describe_digest(package, PackageSignature(b"", bytes(64))), False),
        (lambda package: describe_digest(package, sign_package(package, proofs.KEY)).replace(b"sha256:", b"SHA256:"), False),
        (lambda package: describe_digest(package, sign_package(package, proofs.KEY)) + b" ", False),
        (lambda package: b"[" * 100_000, False),
        (lambda package: b"{}", False),
        (lambda package: b'{"signedData": 7}', False),
        (lambda package: b'{"signedData": {"publicKey": 7}}', False),
        (lambda package: b"\xff", False),
    ],
)
def test_another_signature_fails_at_the_file(proof, make, held_unpinned):
    resign(proof, make)
    assert (verify(proof).file.state == "held") is held_unpinned
    verdict = verify(proof, [KEY])
    assert failed(verdict) == {"file"}


def test_an_altered_digest_of_a_part_is_caught_with_the_pinned_key(proof):
    """Whoever exchanges a part makes its digest right, and the digest's digest: the signature then is of another package."""
    pages = unwrap(proof.read_bytes())[0]["pages/pages.jsonl"].replace(b"http:", b"https:", 1)
    kept = rewrap(proof, {"pages/pages.jsonl": pages}, keep_signature=True)
    assert failed(verify(kept)) == {"file"}
    assert failed(verify(rewrap(kept, {}), [KEY])) == {"file"}


def test_openssl_verifies_the_signature_over_the_package(proof, tmp_path):
    signed = json.loads(unwrap(proof.read_bytes())[0][DIGEST])["signedData"]
    (tmp_path / "key.der").write_bytes(base64.b64decode(signed["publicKey"]))
    (tmp_path / "signature").write_bytes(base64.b64decode(signed["signature"]))
    (tmp_path / "hash").write_text(signed["hash"])
    options = ("-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in", "hash", "-sigfile", "signature")
    assert b"Verified Successfully" in openssl(tmp_path, "pkeyutl", *options)
    assert read_signature(unwrap(proof.read_bytes())[0][DIGEST]).is_by(proofs.KEY.verifier)
