"""The examination that ends a restore: every capture is compared with its record and its leaf, and what is bad is named."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.desk.backup.examine import SHOWN, Examined, examine
from dragoman.desk.backup.manifest import Kept
from dragoman.desk.capture.ledger import DeskHashes
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import close_recorders, hand_in_file
from tests.desk.backup.test_manifest import MANIFEST
from tests.desk.capture.test_ledger import record
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def captures() -> list[Capture]:
    record(2)
    made = [hand_in_file(by=None, name=f"{number}.html", payload=b"%d" % number, now=NOW) for number in range(4)]
    close_recorders()
    return made


def examined(*files: Kept) -> Examined:
    head = DeskHashes().head()
    return examine(replace(MANIFEST, ledger_size=head.size, ledger_root=head.root.hex(), files=files))


def warc(settings: Any) -> Path:
    (file,) = Path(settings.ARCHIVE_PATH).iterdir()
    return file


def test_a_whole_desk_has_no_faults():
    assert examined() == Examined(captures=6, stored=4, leaves=6, files=1, faults=())
    assert examined().whole


def test_another_ledger_than_the_manifest_states_is_named():
    assert examine(MANIFEST).faults[0].startswith("The ledger has 6 leaves and another root than the backup says (14 leaves)")


def test_a_missing_file_names_each_of_its_captures(captures, settings):
    file = warc(settings)
    file.unlink()
    faults = examined().faults
    assert len(faults) == 4
    assert all(f"capture {capture.pk}: its record is not there" in " ".join(faults) for capture in captures)


def test_a_flipped_byte_names_the_record_and_the_capture(captures, settings):
    file, at = warc(settings), captures[1].record_offset
    content = bytearray(file.read_bytes())
    content[at + captures[1].record_length - 12] ^= 1
    file.write_bytes(bytes(content))
    assert [fault.split(":")[0] for fault in examined().faults] == [f"{file.name} at {at}"] * 2
    assert f"capture {captures[1].pk}" in examined().faults[1]


@pytest.mark.parametrize("field", ["record_offset", "record_length", "record_sha256"])
def test_a_row_that_leads_elsewhere_is_named(captures, field):
    other = {"record_sha256": "0" * 64}.get(field, captures[0].record_length + 1)
    Capture.objects.filter(pk=captures[2].pk).update(**{field: other})
    assert any(f"capture {captures[2].pk}" in fault for fault in examined().faults)


def test_every_other_file_is_compared_with_what_was_kept(settings):
    media, terms = Path(settings.MEDIA_ROOT), Path(settings.TERMS_PATH)
    media.mkdir()
    (media / "a.png").write_bytes(b"picture")
    terms.write_bytes(b"terms")
    names = {"media/a.png": b"picture", "house/terms.csv": b"other", "proofs/x.wacz": b"gone"}
    files = [Kept(name, "stored/x", len(content), hashlib.sha256(content).hexdigest()) for name, content in names.items()]
    assert examined(*files).faults == (
        "house/terms.csv: missing, or not what was backed up.",
        "proofs/x.wacz: missing, or not what was backed up.",
    )


def test_a_removed_row_is_named_by_its_leaf(captures):
    captures[3].delete()
    assert any("Leaf 5 of 6" in fault for fault in examined().faults)


def test_the_first_faults_are_named_and_the_others_counted(settings):
    for number in range(SHOWN + 10):
        hand_in_file(by=None, name=f"more {number}", payload=b"more %d" % number, now=NOW)
    close_recorders()
    for file in Path(settings.ARCHIVE_PATH).iterdir():
        file.unlink()
    found = examined()
    assert (len(found.faults), found.more) == (SHOWN, 14)
    assert not found.whole
