"""Torn tails are cut off and told; what is whole, altered or being written stays as it is."""

from __future__ import annotations

import fcntl
import os

import pytest

from tests.capture.archives import accepted, file_of, filled, flip
from tests.capture.files import STARTED, members


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
