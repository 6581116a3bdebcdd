"""`dragoman ledger`: what a person and a witness see."""

from __future__ import annotations

import json
import uuid

import pytest
from click.testing import CliRunner

from dragoman.capture.checkpoint import Checkpoint, SigningKey, read_checkpoint, read_verifier_key, sign_checkpoint
from dragoman.capture.leaves import read_leaf
from dragoman.capture.tiles import Tile
from dragoman.capture.tree import verify_inclusion
from dragoman.desk.capture.ledger import read_tile
from dragoman.desk.capture.ledger_commands import ledger as command
from dragoman.desk.capture.services import close_recorders
from dragoman.errors import CaptureAltered, CheckpointInvalid, SourceUnreachable
from tests.desk.capture.test_ledger import record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closing():
    yield
    close_recorders()


def run(*words: object) -> str:
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def notes(tmp_path):
    """Checkpoints over 3 and over 400 leaves."""
    record(3)
    (tmp_path / "old").write_text(run("checkpoint"))
    record(397)
    (tmp_path / "new").write_text(run("checkpoint"))
    return tmp_path / "old", tmp_path / "new"


def test_the_key_is_made_once_and_its_last_line_is_what_readers_pin():
    shown = run("key")
    assert run("key") == shown
    assert read_verifier_key(shown).name == "localhost:8000/ledger"
    record(2)
    rotated = run("key", "--rotate")
    assert rotated != shown
    assert read_checkpoint(run("checkpoint")).is_signed_by(read_verifier_key(rotated))
    assert CliRunner().invoke(command, ["key", "--old-key-lost"]).exit_code == 2


def test_a_capture_is_proven_to_whoever_has_the_key():
    row = record(20)[7]
    proof = json.loads(run("prove", row.pk))
    note = read_checkpoint(proof["checkpoint"])
    assert note.is_signed_by(read_verifier_key(run("key")))
    leaf = read_leaf(proof["leaf"])
    assert leaf.capture == str(row.pk)
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert verify_inclusion(leaf.hash, proof["index"], size=note.checkpoint.size, path=path, root=note.checkpoint.root)
    with pytest.raises(CaptureAltered, match="no capture"):
        run("prove", uuid.uuid4())
    assert CliRunner().invoke(command, ["prove", "nonsense"]).exit_code == 2


def test_the_desk_checks_that_its_ledger_only_grew(notes):
    old, new = notes
    assert "400 leaves begin with the 3" in run("check", old, new)
    assert "3 leaves begin with the 3" in run("check", old, old)
    with pytest.raises(CaptureAltered, match="shrank"):
        run("check", new, old)


def test_a_witness_checks_a_mirror_without_the_desk(notes, tmp_path):
    old, new = notes
    mirror = tmp_path / "mirror"
    (mirror / "tile" / "0").mkdir(parents=True)
    (mirror / "tile" / "1").mkdir()
    full, partial, above = (read_tile(tile) for tile in (Tile(0, 0), Tile(0, 1, 144), Tile(1, 0, 1)))
    (mirror / "tile" / "0" / "000").write_bytes(full)
    (mirror / "tile" / "0" / "001.p").mkdir()
    (mirror / "tile" / "0" / "001.p" / "144").write_bytes(partial)
    (mirror / "tile" / "1" / "000.p").mkdir()
    (mirror / "tile" / "1" / "000.p" / "1").write_bytes(above)
    key = run("key").strip()
    assert "It holds" in run("check", old, new, "--key", key, "--tiles", mirror)
    (mirror / "tile" / "0" / "000").write_bytes(bytes(8192))
    with pytest.raises(CaptureAltered, match="rewritten"):
        run("check", old, new, "--key", key, "--tiles", mirror)
    (mirror / "tile" / "0" / "000").unlink()
    with pytest.raises(CaptureAltered, match="0/000"):
        run("check", old, new, "--key", key, "--tiles", mirror)
    assert CliRunner().invoke(command, ["check", str(old), str(new), "--key", key]).exit_code == 2


@pytest.mark.django_db(transaction=True)
def test_a_witness_checks_the_public_addresses(notes, live_server):
    old, new = notes
    key = run("key").strip()
    assert "It holds" in run("check", old, new, "--key", key, "--tiles", f"{live_server.url}/ledger")
    with pytest.raises(SourceUnreachable, match="tile"):
        run("check", old, new, "--key", key, "--tiles", f"{live_server.url}/elsewhere")


def test_a_fork_signed_by_the_desk_itself_is_shown(notes, tmp_path, settings):
    old, new = notes
    (path,) = settings.KEYS_PATH.glob("*.key")
    from dragoman.capture.checkpoint import read_signing_key

    key = read_signing_key(path.read_text().strip())
    forked = tmp_path / "forked"
    forked.write_text(sign_checkpoint(Checkpoint(key.name, 3, bytes(32)), [key]))
    with pytest.raises(CaptureAltered, match="rewritten"):
        run("check", forked, new)
    foreign = SigningKey(key.name, bytes(32))
    forked.write_text(sign_checkpoint(read_checkpoint(old.read_text()).checkpoint, [foreign]))
    with pytest.raises(CheckpointInvalid, match="not signed by"):
        run("check", forked, new)
    forked.write_bytes(b"\xff")
    with pytest.raises(CheckpointInvalid, match="cannot be read"):
        run("check", old, forked)
    forked.write_text("nothing")
    with pytest.raises(CheckpointInvalid, match="no signed checkpoint"):
        run("check", old, forked)
