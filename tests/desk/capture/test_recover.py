"""A desk whose database was put back to an earlier state signs nothing until it is told what was signed, or that it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from dragoman.capture.checkpoint import read_checkpoint, read_signing_key, read_verifier_key, sign_checkpoint
from dragoman.desk.capture import checkpoints, keys
from dragoman.desk.capture.doctor import check_ledger as doctor
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.ledger_commands import ledger as command
from dragoman.desk.capture.models import Capture, LedgerCheckpoint, LedgerHead, LedgerRow
from dragoman.desk.capture.services import close_recorders
from dragoman.errors import CaptureAltered, CheckpointInvalid, DragomanError, RuleBroken
from tests.desk.capture.test_ledger import record
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closing():
    yield
    close_recorders()


def sign() -> str:
    return checkpoints.sign_head(by=None, now=NOW).note


def remember_database() -> Callable[[], None]:
    """Put the ledger's tables back to what they are now."""
    rows, head, size = list(LedgerRow.objects.all()), LedgerHead.objects.get(pk=1), Capture.objects.count()
    signed = list(LedgerCheckpoint.objects.all())

    def put_back() -> None:
        Capture.objects.filter(leaf_index__gte=size).delete()
        LedgerRow.objects.all().delete()
        LedgerRow.objects.bulk_create(rows)
        head.save()
        LedgerCheckpoint.objects.exclude(pk__in=[row.pk for row in signed]).delete()

    return put_back


@pytest.fixture
def lost() -> tuple[str, str]:
    """Signed over 5 and over 9 leaves, then put back to 5: both notes."""
    record(5)
    early, put_back = sign(), remember_database()
    record(4)
    late = sign()
    put_back()
    return early, late


def run(*words: object) -> str:
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def file(folder, note: str):
    path = folder / f"note-{len(list(folder.glob('note-*')))}"
    path.write_text(note)
    return path


def test_lost_leaves_end_the_ledger_and_a_new_one_says_so(lost, tmp_path):
    _, late = lost
    old = keys.entries()[-1]
    with pytest.raises(CaptureAltered, match="5 leaves, but a checkpoint over 9"):
        sign()
    shown = run("recover", "--new-ledger")
    first = read_checkpoint(keys.last_checkpoint_note())
    root = read_checkpoint(late).text.split("\n")[2]
    assert first.text.splitlines()[0] == "localhost:8000/ledger-2"
    assert first.text.splitlines()[3] == f"follows localhost:8000/ledger 9 {root}"
    new = keys.entries()[-1]
    assert new.from_size == 5
    assert new.key.text in shown
    assert first.is_signed_by(new.key)
    assert first.is_signed_by(old.key), "who trusts the old key can see that it named the new ledger"
    assert not keys.has_private(old)
    assert keys.history() == f"{late}\n{first.note}"
    assert list(check_ledger()) == []
    assert [finding.broken for finding in doctor()] == [False]


def test_afterwards_the_desk_captures_and_signs(lost, tmp_path):
    run("recover", "--new-ledger")
    first = keys.last_checkpoint_note()
    record(6)
    signed = read_checkpoint(sign())
    assert (signed.checkpoint.origin, signed.checkpoint.size) == ("localhost:8000/ledger-2", 11)
    assert signed.is_signed_by(read_verifier_key(run("key").splitlines()[-1]))
    assert "follows" not in signed.text
    assert "It holds for localhost:8000/ledger-2" in run("check", file(tmp_path, first), file(tmp_path, signed.note))
    assert list(check_ledger()) == []


def test_a_check_of_old_against_new_says_which_ledger_each_is_of(lost, tmp_path):
    early, late = lost
    run("recover", "--new-ledger")
    new = file(tmp_path, keys.last_checkpoint_note())
    for old in (early, late):
        with pytest.raises(CaptureAltered, match=r"two ledgers: OLD of localhost:8000/ledger .*NEW of localhost:8000/ledger-2"):
            run("check", file(tmp_path, old), new)
    with pytest.raises(CaptureAltered, match="has 5 leaves, not the 9"):
        run("check", file(tmp_path, early), file(tmp_path, late))


def test_anyone_reads_where_the_ledger_ended(lost, client):
    assert client.get("/ledger/history").content == b""
    run("recover", "--new-ledger")
    history = client.get("/ledger/history").content.decode()
    assert history == f"{lost[1]}\n{keys.last_checkpoint_note()}"
    assert client.get("/ledger/checkpoint").content.decode() == keys.last_checkpoint_note()


def test_the_next_loss_ends_the_second_ledger(lost):
    run("recover", "--new-ledger")
    put_back = remember_database()
    record(3)
    sign()
    put_back()
    run("recover", "--new-ledger")
    assert [entry.key.name for entry in keys.entries()] == [f"localhost:8000/ledger{end}" for end in ("", "-2", "-3")]
    assert list(check_ledger()) == []
    record(1)
    sign()


def test_a_later_head_that_only_a_witness_has_is_the_one_that_is_stated(lost, tmp_path):
    early, late = lost
    keys.remember(early)  # the folder of keys is as old as the database
    keys.hold("2026-11-20 02:00 UTC")
    run("recover", "--new-ledger", "--last", file(tmp_path, late))
    assert "follows localhost:8000/ledger 9 " in keys.last_checkpoint_note()


def test_without_its_private_key_the_new_ledger_signs_alone(lost):
    old = keys.entries()[-1]
    keys.discard(old)
    run("recover", "--new-ledger")
    first = read_checkpoint(keys.last_checkpoint_note())
    assert [line.name for line in first.signatures] == ["localhost:8000/ledger-2"]


def test_a_held_desk_goes_on_when_nothing_was_signed_after(tmp_path):
    record(5)
    last = sign()
    record(2)
    keys.hold("2026-11-20 02:00 UTC")
    with pytest.raises(CaptureAltered, match="restored from a backup of 2026-11-20 02:00 UTC"):
        sign()
    with pytest.raises(CaptureAltered, match="restored"):
        checkpoints.rotate_key(by=None, now=NOW)
    assert any(finding.broken and finding.subject == "ledger held" for finding in doctor())
    assert "Nothing is lost" in run("recover", "--last", file(tmp_path, last))
    assert read_checkpoint(sign()).checkpoint.size == 7


def refused(folder, note: str, error: type[DragomanError], words: str) -> None:
    with pytest.raises(error, match=words):
        run("recover", "--last", file(folder, note))
    assert keys.held() is not None


def test_what_is_no_last_head_of_this_ledger_does_not_end_the_hold(lost, tmp_path):
    early, late = lost
    keys.remember(early)
    keys.hold("2026-11-20 02:00 UTC")
    refused(tmp_path, late, CaptureAltered, "5 leaves, but a checkpoint over 9")
    refused(tmp_path, early.replace("ledger\n5", "ledger\n4"), CheckpointInvalid, "not signed by a key of this ledger")
    refused(tmp_path, early.replace("localhost", "elsewhere", 1), CheckpointInvalid, "another ledger, elsewhere:8000")
    refused(tmp_path, "nonsense", CheckpointInvalid, "no signed checkpoint")
    assert CliRunner().invoke(command, ["recover"]).exit_code == 2


def test_a_head_of_another_history_does_not_end_the_hold(lost, tmp_path):
    early, _ = lost
    (private,) = keys.private_files()
    key = read_signing_key(private.read_text().strip())
    keys.remember(early)
    keys.hold("2026-11-20 02:00 UTC")
    other = sign_checkpoint(checkpoints.Checkpoint(key.name, 3, bytes(32)), [key])
    refused(tmp_path, other, CaptureAltered, "first 3 leaves of the ledger are not those")


def test_a_whole_ledger_is_not_ended():
    with pytest.raises(RuleBroken, match="Nothing was ever signed"):
        run("recover", "--new-ledger")
    record(3)
    sign()
    with pytest.raises(RuleBroken, match="This ledger is whole"):
        run("recover", "--new-ledger")
    assert len(keys.entries()) == 1
