"""The archive: read back by place alone, every fault named with its file and offset, torn tails cut, nothing half-written."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
import zlib
from pathlib import Path
from uuid import UUID

import pytest

from dragoman.capture.archive import Archive, Place
from dragoman.capture.member import pack
from dragoman.errors import ArchiveUnwritable, CaptureAltered
from tests.capture.files import STARTED, members


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def filled(archive: Archive, count: int = 5) -> list[Place]:
    with archive.writer("test", started_utc=STARTED, token="t1") as writer:
        places = [writer.append(members(number))[0] for number in range(count)]
        writer.flush()
    return places


def file_of(archive: Archive) -> Path:
    """The one file, as a test that alters it needs it: writable, so not known to be closed."""
    (name,) = archive.files()
    path = archive.path / name
    path.chmod(0o640)
    return path


def accepted(*paths: Path) -> bool:
    """By gzip, warcio and fastwarc alike."""
    bin_ = Path(sys.executable).parent
    commands = [["gzip", "-t", *paths], [bin_ / "warcio", "check", *paths]]
    commands += [[bin_ / "fastwarc", "check", path] for path in paths]
    return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)


def test_what_is_appended_is_read_back_by_its_place(archive):
    places = filled(archive)
    for number, place in enumerate(places):
        record = archive.read(place)
        assert record.record_id == UUID(int=number)
        assert record.payload == f"file {number}\n".encode() * 50
    assert list(archive.check()) == []
    assert accepted(file_of(archive))


def test_only_the_bytes_of_the_place_are_read(archive):
    places = filled(archive)
    file = file_of(archive)
    whole = file.read_bytes()
    kept = slice(places[2].offset, places[2].offset + places[2].length)
    file.write_bytes(bytes(kept.start) + whole[kept])  # everything around it is gone
    assert archive.read(places[2]).record_id == UUID(int=2)


def test_the_file_is_named_and_begins_with_its_warcinfo(archive):
    filled(archive)
    assert archive.files() == ["20261121T080000Z-test-t1-00001.warc.gz"]
    first, *rest = archive.members(archive.files()[0])
    assert first.type == "warcinfo"
    assert [member.type for member in rest] == ["resource", "metadata"] * 5
    assert [member.place for member in rest][::2] == filled(Archive(archive.path.parent / "other"))


def test_a_writer_that_writes_nothing_leaves_no_file(archive):
    archive.writer("idle", started_utc=STARTED, token="t").close()
    assert archive.files() == []


def test_files_rotate_by_size(archive):
    small = Archive(archive.path, max_file_bytes=2_000)
    places = []
    with small.writer("test", started_utc=STARTED, token="t") as writer:
        for number in range(12):
            places += writer.append(members(number, os.urandom(500)))
            writer.flush()
    assert len(small.files()) > 3
    assert {place.file for place in places} == set(small.files())
    assert list(small.check()) == []


def test_members_of_one_append_stand_in_one_file_one_behind_the_other(archive):
    with archive.writer("test", started_utc=STARTED, token="t") as writer:
        first, second = writer.append(members(1))
    assert first.file == second.file
    assert first.offset + first.length == second.offset


def test_writers_never_share_a_file(archive):
    with (
        archive.writer("a", started_utc=STARTED, token="1") as one,
        archive.writer("a", started_utc=STARTED, token="2") as other,
    ):
        one.append(members(1))
        other.append(members(2))
    assert len(archive.files()) == 2
    with archive.writer("a", started_utc=STARTED, token="1") as third, pytest.raises(ArchiveUnwritable):
        third.append(members(3))


@pytest.mark.parametrize(("owner", "token"), [("a/b", "t"), ("", "t"), ("a", ".."), ("a", "t\n"), ("é", "t")])
def test_a_name_that_cannot_be_a_files_is_refused(archive, owner, token):
    with pytest.raises(ValueError, match="owner and token"):
        archive.writer(owner, started_utc=STARTED, token=token)


@pytest.mark.parametrize(
    "place",
    [
        Place("../../etc/passwd", 0, 10),
        Place("/etc/passwd", 0, 10),
        Place("none.warc.gz", 0, 10),
        Place("20261121T080000Z-test-t1-00001.warc.gz", 10, 100),
        Place("20261121T080000Z-test-t1-00001.warc.gz", 10**9, 100),
        Place("20261121T080000Z-test-t1-00001.warc.gz", -1, 100),
        Place("20261121T080000Z-test-t1-00001.warc.gz", 0, -5),
        Place("20261121T080000Z-test-t1-00001.warc.gz", 0, 10**30),
    ],
)
def test_a_place_where_no_record_stands_is_an_error(archive, place):
    filled(archive)
    with pytest.raises(CaptureAltered):
        archive.read(place)


# What check finds


def flip(path: Path, at: int, mask: int = 0x01) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= mask
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("gzip header", {"header"}),
        ("gzip name of extra field", {"header"}),
        ("gzip header checksum", {"header"}),
        ("deflate", {"content"}),
        ("gzip trailer", {"content"}),
        ("last byte", {"content"}),
    ],
)
def test_a_flipped_byte_is_found_at_its_offset(archive, where, codes):
    place = filled(archive)[2]
    at = {
        "gzip header": 9,
        "gzip name of extra field": 12,
        "gzip header checksum": 57,
        "deflate": 90,
        "gzip trailer": place.length - 6,
        "last byte": place.length - 1,
    }[where]
    flip(file_of(archive), place.offset + at)
    findings = list(archive.check())
    assert [(finding.file, finding.offset) for finding in findings] == [(place.file, place.offset)]
    assert {finding.code for finding in findings} <= codes
    with pytest.raises(CaptureAltered) as error:
        archive.read(place)
    assert f"{place.file} at {place.offset}" in error.value.detail


def test_every_byte_of_a_file_is_watched(archive):
    """Each member's every byte, with one random flip each: no reader but our own check sees all of them."""
    filled(archive, 1)
    file = file_of(archive)
    whole = file.read_bytes()
    dice = random.Random(3)
    for at in range(len(whole)):
        altered = bytearray(whole)
        altered[at] ^= dice.randrange(1, 256)
        file.write_bytes(altered)
        assert list(archive.check()), at


@pytest.mark.parametrize("part", ["WARC header", "payload", "digest"])
def test_a_record_packed_anew_with_another_text_contradicts_its_digests(archive, part):
    place = filled(archive)[1]
    file = file_of(archive)
    whole = file.read_bytes()
    text = zlib.decompress(whole[place.offset : place.offset + place.length], 31)
    old, new = {
        "WARC header": (b"Content-Length: 350", b"Content-Length: 351"),
        "payload": (b"file 1\nfile 1", b"file 7\nfile 1"),
        "digest": (b"sha256:", b"sha256:0"),
    }[part]
    assert old in text
    forged = pack(text.replace(old, new, 1))
    file.write_bytes(whole[: place.offset] + forged + whole[place.offset + place.length :])
    assert [(found.offset, found.code) for found in archive.check()] == [(place.offset, "record")]


def test_a_removed_record_shows_against_the_list_of_members(archive):
    places = filled(archive)
    file = file_of(archive)
    before = [member.record_id for member in archive.members(file.name)]
    whole = file.read_bytes()
    file.write_bytes(whole[: places[1].offset] + whole[places[2].offset :])
    after = [member.record_id for member in archive.members(file.name)]
    assert UUID(int=1) in before
    assert UUID(int=1) not in after
    with pytest.raises(CaptureAltered):
        archive.read(places[4])


def test_bytes_between_records_are_found_and_what_follows_is_still_read(archive):
    places = filled(archive)
    file = file_of(archive)
    whole = file.read_bytes()
    file.write_bytes(whole[: places[1].offset] + b"intruder" + whole[places[1].offset :])
    assert [(found.offset, found.code) for found in archive.check()] == [(places[1].offset, "header")]
    assert sum(member.type == "resource" for member in archive.members(file.name)) == 5


# Torn tails


@pytest.mark.parametrize("kept", [1, 9, 57, 58, 200, -1])
def test_a_torn_tail_is_found_cut_off_and_told(archive, kept):
    places = filled(archive)
    file, last = file_of(archive), places[-1]
    torn_at = last.offset + (kept if kept > 0 else last.length - 1)
    os.truncate(file, torn_at)
    assert [(found.offset, found.code) for found in archive.check()] == [(last.offset, "torn")]
    assert [(found.file, found.offset) for found in archive.repair()] == [(file.name, last.offset)]
    assert file.stat().st_size == last.offset
    assert list(archive.check()) == []
    assert archive.repair() == []
    assert accepted(file)


def test_a_tail_of_zeros_is_torn(archive):
    filled(archive)
    end = file_of(archive).stat().st_size
    os.truncate(file_of(archive), end + 5_000)
    assert [found.offset for found in archive.repair()] == [end]


@pytest.mark.parametrize("at", [3, 20, 30, 56, 70, -1])
def test_repair_never_cuts_off_a_record_that_was_altered(archive, at):
    filled(archive)
    file = file_of(archive)
    last = list(archive.members(file.name))[-1].place
    flip(file, last.offset + (at if at > 0 else last.length - 1))
    size = file.stat().st_size
    assert archive.repair() == []
    assert file.stat().st_size == size
    assert [found.offset for found in archive.check()] == [last.offset]


def test_a_file_being_written_is_neither_repaired_nor_called_torn(archive):
    with archive.writer("test", started_utc=STARTED, token="t") as writer:
        writer.append(members(1))
        writer.flush()
        file = file_of(archive)
        whole = file.read_bytes()
        with file.open("ab") as other:
            other.write(members(2)[0][:70])  # as if seen in the middle of an append
        assert archive.repair() == []
        assert list(archive.check()) == []
        os.truncate(file, len(whole))
    with file.open("rb") as closed:
        fcntl.flock(closed.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_closed_file_may_not_be_written_and_is_not_looked_into_again(archive):
    places = filled(archive)
    (name,) = archive.files()
    path = archive.path / name
    assert path.stat().st_mode & 0o777 == 0o440
    path.chmod(0o640)
    os.truncate(path, places[-1].offset + 100)
    path.chmod(0o440)
    assert archive.repair() == []  # nobody writes such a file: whatever ails it, check names it
    assert [found.offset for found in archive.check()] == [places[-1].offset]


def test_a_file_given_up_is_looked_at_once_and_closed(archive):
    filled(archive)
    path = file_of(archive)  # as after kill -9: whole, but not closed
    assert archive.repair() == []
    assert path.stat().st_mode & 0o777 == 0o440


def test_a_file_being_written_stays_open(archive):
    with archive.writer("test", started_utc=STARTED, token="t") as writer:
        writer.append(members(1))
        archive.repair()
        writer.append(members(2))
        (name,) = archive.files()
        assert (archive.path / name).stat().st_mode & 0o777 == 0o640


# Disk full, read-only


WRITE_UNTIL_FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from dragoman.capture.archive import Archive
from dragoman.errors import ArchiveUnwritable
from tests.capture.files import members
import os
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
archive = Archive(Path(sys.argv[1]))
writer = archive.writer("full", started_utc=datetime(2026, 11, 21, tzinfo=UTC), token="t")
kept = []
try:
    for number in range(100):
        kept += writer.append(members(number, os.urandom(3_000)))
        writer.flush()
except ArchiveUnwritable as error:
    print(len(kept), error.sentence)
small = writer.append(members(200, b"x"))
writer.flush()
print(len(list(archive.members(small[0].file))))
"""


def test_a_full_disk_is_told_and_leaves_nothing_half_written(archive):
    """The limit on a file's size fails a write in its middle, as a full disk does."""
    run = subprocess.run(
        [sys.executable, "-c", WRITE_UNTIL_FULL, str(archive.path)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    first, second = run.stdout.splitlines()
    kept, sentence = first.split(" ", 1)
    assert int(kept) > 5
    assert sentence == "The archive cannot be written."
    assert int(second) == int(kept) + 1 + 2  # the warcinfo, and a smaller record that still had room
    assert list(archive.check()) == []
    assert archive.repair() == []


def test_an_archive_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    writer = Archive(tmp_path / "file" / "archive").writer("a", started_utc=STARTED, token="t")
    with pytest.raises(ArchiveUnwritable) as error:
        writer.append(members(1))
    assert error.value.__cause__ is not None


# Killed


WRITE_FOREVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from dragoman.capture.archive import Archive
from tests.capture.files import members
writer = Archive(Path(sys.argv[1])).writer("killed", started_utc=datetime(2026, 11, 21, tzinfo=UTC), token=sys.argv[2])
number = 0
while True:
    places = []
    for _ in range(5):
        number += 1
        places.append((number, writer.append(members(number, b"%d " % number * 2_000))[0]))
    writer.flush()
    for number, place in places:
        print(number, place.file, place.offset, place.length, flush=False)
    sys.stdout.flush()
"""


def test_a_killed_writer_loses_nothing_that_was_flushed(archive):
    """kill -9 at ten random instants; what was acknowledged on the pipe is read back whole."""
    dice = random.Random(2)
    for life in range(10):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_FOREVER, str(archive.path), f"t{life}"],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline()
        timer = dice.uniform(0, 0.15)
        try:
            process.wait(timer)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        told = first + process.stdout.read()
        process.wait()
        process.stdout.close()
        archive.repair()
        acknowledged = [line.split() for line in told.decode().splitlines(keepends=True) if line.endswith("\n")]
        assert acknowledged
        for number, file, offset, length in acknowledged:
            assert archive.read(Place(file, int(offset), int(length))).payload == b"%d " % int(number) * 2_000
    assert len(archive.files()) == 10
    assert list(archive.check()) == []
    assert accepted(*(archive.path / file for file in archive.files()))
