"""The archive: files by name and size, read back by place alone."""

from __future__ import annotations

import os
from uuid import UUID

import pytest

from dragoman.capture.archive import Archive, Place
from dragoman.errors import ArchiveUnwritable, CaptureAltered
from tests.capture.archives import accepted, file_of, filled
from tests.capture.files import STARTED, members


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
