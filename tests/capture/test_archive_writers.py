"""A writer whose disk is full, whose folder cannot be made, or that is killed: nothing half-written, nothing lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.capture.archive import Archive, Place
from dragoman.errors import ArchiveUnwritable
from tests.capture.archives import accepted
from tests.capture.files import STARTED, members

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
