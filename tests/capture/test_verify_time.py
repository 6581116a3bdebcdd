"""The link of time: stamps that hold, by whose word; and each kind that does not, with what was found."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.commands import verify as command
from dragoman.capture.container import unwrap
from dragoman.capture.proof import ProofContent, build
from dragoman.capture.proof_format import PROOF
from dragoman.capture.proof_ledger import ProvenStamp
from dragoman.capture.verify import verify
from dragoman.errors import ProofUnreadable
from tests.capture import proofs
from tests.capture.authorities import LocalAuthority
from tests.capture.forgery import failed, forge, sentence, states

KEY = proofs.KEY.verifier.text


@pytest.fixture(scope="module")
def content(authorities: list[LocalAuthority]) -> ProofContent:
    """Of a proof whose checkpoint both authorities have stamped."""
    return proofs.stamped(proofs.entered(proofs.content()), authorities)


@pytest.fixture
def proof(content: ProofContent, tmp_path: Path) -> Path:
    build(content, tmp_path / "proof.wacz", proofs.KEY)
    return tmp_path / "proof.wacz"


def roots(authority: LocalAuthority) -> bytes:
    return (authority.folder / "root.pem").read_bytes()


def time_state(path: Path, *given: bytes) -> tuple[str, str]:
    verdict = verify(path, [KEY], given)
    (state,) = {found["time"] for found in states(verdict)}
    return state, sentence(verdict, "time")


def test_stamps_are_held_by_roots_that_the_reader_gives(proof, authorities):
    state, said = time_state(proof, *map(roots, authorities))
    assert state == "held"
    assert "UTC by Exact Hours." in said
    assert "UTC by Loose Hours." in said
    assert "Only this file" not in said
    both = b"".join(map(roots, authorities))
    assert time_state(proof, both)[0] == "held"


def test_one_authority_trusted_is_enough_and_the_other_is_told_apart(proof, authorities):
    state, said = time_state(proof, roots(authorities[1]))
    assert state == "held"
    assert said.endswith("Only this file vouches for 1 of these authorities.")


def test_without_roots_given_only_the_file_vouches(proof):
    state, said = time_state(proof)
    assert state == "self-asserted"
    assert said.endswith("But only this file vouches for the authority; give --authority.")
    assert verify(proof).ok


def test_a_proof_without_stamps_says_so(tmp_path, authorities):
    assert time_state(proofs.write(tmp_path)) == ("not-present", "not in this proof")
    assert time_state(tmp_path / "proof.wacz", roots(authorities[0])) == ("not-present", "not in this proof")


def test_a_proof_from_before_there_were_stamps_says_so(tmp_path):
    proof = forge(proofs.write(tmp_path), lambda c: c["ledger"].pop("stamps"))
    assert {found["time"] for found in states(verify(proof))} == {"not-present"}


def test_an_authority_that_the_reader_does_not_trust_fails(proof, tmp_path):
    other = LocalAuthority(tmp_path / "other", root="/CN=Other Root")
    assert time_state(proof, roots(other)) == ("failed", "No trusted root certificate vouches for the authority.")


@pytest.mark.parametrize("given", [b"", b"no certificate", b"\xff\xfe"])
def test_a_file_of_roots_that_is_none_fails(proof, given):
    assert time_state(proof, given) == ("failed", "The file of an authority given holds no root certificates (PEM).")


def stamp_of(content: dict[str, Any], number: int = 0) -> dict[str, Any]:
    return content["ledger"]["stamps"][number]


def alter_token(content: dict[str, Any], at: int) -> None:
    token = bytearray(base64.b64decode(stamp_of(content)["token"]))
    token[at] ^= 1
    stamp_of(content)["token"] = base64.b64encode(token).decode()


def swap(content: dict[str, Any], name: str) -> None:
    first, second = stamp_of(content), stamp_of(content, 1)
    first[name], second[name] = second[name], first[name]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: alter_token(c, -1), "signature does not hold"),
        (lambda c: alter_token(c, 3), "not a time stamp"),
        (lambda c: stamp_of(c).update(token="AAAA"), "not a time stamp"),
        (lambda c: swap(c, "token"), "No trusted root certificate"),
        (lambda c: swap(c, "roots"), "No trusted root certificate"),
        (lambda c: stamp_of(c, 1).update(roots=""), "root certificates cannot be read"),
        (lambda c: stamp_of(c).update(stamped_at="2026-01-01T00:00:00Z"), "another time than the stamp"),
        (lambda c: stamp_of(c).update(stamped_at=""), "another time than the stamp"),
    ],
)
def test_an_altered_stamp_fails_at_time_alone(proof, change, said):
    """The others fail at the file too, whose digests are no longer the desk's."""
    verdict = verify(forge(proof, change))
    assert failed(verdict) == {"time"}
    assert said in sentence(verdict, "time")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: stamp_of(c).update(token="?"),
        lambda c: stamp_of(c).update(token=""),
        lambda c: stamp_of(c).update(token="QUJD\n"),
        lambda c: stamp_of(c).update(token=7),
        lambda c: stamp_of(c).pop("authority"),
        lambda c: stamp_of(c).update(roots=["x"]),
        lambda c: stamp_of(c).update(roots="x" * 200_001),
        lambda c: c["ledger"].update(stamps={}),
        lambda c: c["ledger"].update(stamps=[7]),
        lambda c: c["ledger"].update(stamps=c["ledger"]["stamps"] * 9),
    ],
)
def test_a_stamp_of_another_kind_cannot_be_read(proof, change):
    with pytest.raises(ProofUnreadable):
        verify(forge(proof, change))


def build_with(content: ProofContent, stamps: tuple[ProvenStamp, ...], path: Path) -> Path:
    assert content.ledger is not None
    build(replace(content, ledger=replace(content.ledger, stamps=stamps)), path, proofs.KEY)
    return path


def test_a_stamp_of_another_checkpoint_fails(content, authorities, tmp_path):
    other = proofs.entered(proofs.content(), SigningKey(proofs.KEY.name, bytes(32))).ledger
    swapped = (content.ledger.stamps[0], proofs.stamp(other.checkpoint, authorities[1]))
    path = build_with(content, swapped, tmp_path / "proof.wacz")
    assert time_state(path) == ("failed", "The stamp of https://hours.example/tsa: The time stamp is of other bytes.")


def test_a_stamp_made_after_the_certificate_expired_fails(content, tmp_path):
    """Its signer's certificate had expired by the stamp's own time."""
    expired = LocalAuthority(tmp_path / "expired", lifetime=(timedelta(hours=-2), timedelta(hours=-1)))
    path = build_with(content, (proofs.stamp(content.ledger.checkpoint, expired),), tmp_path / "proof.wacz")
    state, said = time_state(path, roots(expired))
    assert state == "failed"
    assert "certificate had expired when it stamped" in said


# The command


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def test_the_command_takes_several_authorities(proof, authorities):
    given = [option for one in authorities for option in ("--authority", one.folder / "root.pem")]
    status, output = run(proof, "--key", KEY, *given)
    assert status == 0
    assert output.count("✓ time       holds Stamped") == 3
    status, output = run(proof, "--key", KEY)
    assert (status, output.count("? time       is self-asserted: Stamped")) == (0, 3)
    told = json.loads(run(proof, "--json", *given)[1])
    assert told["quotations"][0]["links"][-1]["state"] == "held"


def test_a_file_of_roots_that_is_not_there_is_the_callers_mistake(proof, tmp_path):
    for file in (tmp_path / "none.pem", tmp_path):
        status, output = run(proof, "--authority", file)
        assert status == 2
        assert "Traceback" not in output


def test_openssl_verifies_the_stamps_out_of_the_proof(proof, authorities):
    """What a stranger does: the note, the token and the roots, just as they stand in `proof.json`."""
    ledger = json.loads(unwrap(proof.read_bytes())[0][PROOF])["ledger"]
    for stamp, authority in zip(ledger["stamps"], authorities, strict=True):
        assert stamp["roots"].encode() == roots(authority)
        assert authority.accepts(base64.b64decode(stamp["token"]), ledger["checkpoint"].encode())
