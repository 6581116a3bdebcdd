"""`archive check` and the doctor on the ledger: what was removed, altered or forged is named."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from dragoman.desk.capture import checkpoints, keys
from dragoman.desk.capture.commands import archive
from dragoman.desk.capture.doctor import check_ledger as doctor
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture, LedgerCheckpoint, LedgerHead, LedgerRow
from dragoman.desk.capture.services import close_recorders, hand_in_file
from tests.desk.capture.test_ledger import record
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db
LEVEL_4 = 1 << 56


@pytest.fixture(autouse=True)
def filled():
    """520 captures, signed at 300 and at 520."""
    record(300)
    checkpoints.sign_head(by=None, now=NOW)
    record(220)
    checkpoints.sign_head(by=None, now=NOW)
    yield
    close_recorders()


def alter(key: int, at: int) -> None:
    tile = LedgerRow.objects.get(key=key)
    hashes = bytearray(tile.hashes)
    hashes[at] ^= 1
    LedgerRow.objects.filter(key=key).update(hashes=bytes(hashes))


def test_a_whole_ledger_has_no_findings():
    assert list(check_ledger()) == []
    assert [(finding.subject, finding.what, finding.broken) for finding in doctor()] == [
        ("ledger", "520 leaves, signed up to 520", False)
    ]


@pytest.mark.parametrize("index", [0, 255, 256, 519])
def test_a_removed_capture_is_named_by_its_leaf(index):
    Capture.objects.filter(leaf_index=index).delete()
    assert list(check_ledger()) == [f"Leaf {index} of 520: its capture was removed from the database."]
    assert any(finding.broken and "519 captures" in finding.what for finding in doctor())


@pytest.mark.parametrize("field", ["url", "outcome", "payload_sha256", "record_sha256", "salt", "status", "fetched_at"])
def test_an_altered_capture_is_named(field):
    other = {"salt": bytes(16), "status": 599, "fetched_at": NOW, "payload_sha256": "0" * 64, "record_sha256": "0" * 64}
    capture = Capture.objects.get(leaf_index=256)
    Capture.objects.filter(pk=capture.pk).update(
        **{field: other.get(field, "http://other.example/")[:32] if field in ("url", "outcome") else other[field]}
    )
    (sentence,) = check_ledger()
    assert str(capture.pk) in sentence
    assert "was altered: leaf 256" in sentence


def test_a_capture_that_was_never_entered_is_named():
    smuggled = Capture.objects.create(url="http://a.example/", fetched_at=NOW, salt=bytes(16))
    assert list(check_ledger()) == [f"Capture {smuggled.pk} is not in the ledger."]
    assert any("1 captures are not in the ledger" in finding.what for finding in doctor())


def test_a_capture_beyond_the_last_leaf_is_named():
    Capture.objects.filter(leaf_index=519).update(leaf_index=900)
    found = list(check_ledger())
    assert any("no leaf 900" in sentence for sentence in found)
    assert any("Leaf 519" in sentence for sentence in found)


def test_an_altered_tile_is_named_from_the_leaf_up():
    alter(16, 5)
    found = " ".join(check_ledger())
    assert "was altered: leaf 256" in found
    assert "level 4 from number 16 on do not follow" in found


def test_an_altered_inner_tile_and_head_are_named():
    alter(LEVEL_4, 40)
    assert "level 4 from number 0 on do not follow" in " ".join(check_ledger())
    alter(LEVEL_4, 40)
    LedgerHead.objects.update(peaks=bytes(64))
    assert "The ledger's head does not follow from its leaves." in list(check_ledger())


def test_a_missing_tile_is_named():
    LedgerRow.objects.filter(key=16).delete()
    assert any("lacks hashes 256 to 271 of level 0" in sentence for sentence in check_ledger())


def test_forged_and_foreign_checkpoints_are_named():
    row = LedgerCheckpoint.objects.get(size=300)
    LedgerCheckpoint.objects.filter(pk=row.pk).update(note=row.note.replace("300", "301"))
    found = list(check_ledger())
    assert "The checkpoint over 300 leaves is not signed by a key of this ledger." in found
    assert "The first 301 leaves of the ledger are not those that were signed." in found
    LedgerCheckpoint.objects.filter(pk=row.pk).update(note="nothing")
    assert list(check_ledger()) == ["The checkpoint over 300 leaves: This is no signed checkpoint."]


def test_a_checkpoint_that_the_database_forgot_is_named():
    LedgerCheckpoint.objects.filter(size=520).delete()
    assert list(check_ledger()) == ["A checkpoint over 520 leaves was signed, but it is not in the database."]


def test_a_rewritten_ledger_is_caught_by_what_was_signed():
    """Whoever can write the database makes everything agree, but not with the signed heads."""
    LedgerRow.objects.all().delete()
    LedgerHead.objects.all().delete()
    Capture.objects.all().delete()
    record(520)
    found = list(check_ledger())
    assert "The first 300 leaves of the ledger are not those that were signed." in found
    assert any(finding.broken and "not those that were signed" in finding.what for finding in doctor())


def test_the_doctor_says_when_the_key_cannot_sign(settings):
    next(settings.KEYS_PATH.glob("*.key")).chmod(0o644)
    (finding,) = [finding for finding in doctor() if finding.broken]
    assert finding.subject == "ledger key"
    assert "chmod 600" in finding.what
    assert keys.last_checkpoint() is not None


def test_the_command_ends_with_1_and_names_leaf_and_row():
    hand_in_file(by=None, name="a.txt", payload=b"words", now=NOW)
    good = CliRunner().invoke(archive, ["check"])
    assert (good.exit_code, "all as they were" in good.output) == (0, True)
    Capture.objects.filter(leaf_index=7).delete()
    bad = CliRunner().invoke(archive, ["check"])
    assert bad.exit_code == 1
    assert "ledger: Leaf 7 of 521: its capture was removed from the database." in bad.output
