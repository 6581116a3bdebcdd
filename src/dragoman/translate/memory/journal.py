"""The file in which a memory keeps its units: only ever added to, in commits that are whole or not there.

One JSON object a line. A commit is its units' lines and then a line `{"commit": CRC, "bytes": LENGTH}` over them. A crash can
leave a torn tail; the next to open the memory moves it to a file beside, and the journal ends with its last whole commit.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import re
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import IO, Any, NamedTuple

from dragoman.errors import MemoryUnreadable, MemoryUnwritable
from dragoman.translate.memory.units import Unit, from_record, to_record

_HEAD = b'{"dragoman-memory": 1}\n'
_COMMIT = re.compile(rb'\{"commit": "([0-9a-f]{8})", "bytes": (\d+)\}\n')
_COMMIT_START = b'\n{"commit": '
_LONGEST_COMMIT_LINE = 64


class Appended(NamedTuple):
    """A commit as it was written."""

    begun: int  # where the file ended before
    end: int
    places: list[int]  # of the units
    torn_bytes: int  # of an earlier commit, moved away


class Journal:
    """The journal at a path; made with the first commit.

    Raises: MemoryUnreadable, by every call: the file is not a journal. MemoryUnwritable, by `append` and `repair`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def whole_bytes(self) -> int:
        """Where the last whole commit ends. 0 when there is no file."""
        if not self.size_bytes():
            return 0
        with self._open() as file:
            return _end_of_last_commit(file)

    def size_bytes(self) -> int:
        """The size of the file, with what stands after the last whole commit: a crash's, or another's that is writing now."""
        return self.path.stat().st_size if self.path.exists() else 0

    def read(self, start: int, end: int) -> Iterator[tuple[int, Unit | None]]:
        """The units of [start, end), with the place of each; None for one whose line is damaged. `start` 0 is the beginning."""
        if end <= start:
            return
        with self._open() as file:
            place = max(start, len(_HEAD))
            file.seek(place)
            while place < end:
                line = file.readline()
                if not line.startswith(b'{"commit": '):
                    yield place, _parse(line)
                place += len(line)

    def seal(self, place: int) -> str:
        """The commit line that ends at a place; empty when none does. Another journal has another one there."""
        if place <= len(_HEAD) or not self.path.exists():
            return ""
        with self._open() as file:
            file.seek(max(place - _LONGEST_COMMIT_LINE, 0))
            line = file.read(place - file.tell()).rpartition(b"}\n{")[2]
        return (b"{" + line).decode("ascii", "replace").strip() if line.startswith(b'"commit"') else ""

    @contextmanager
    def at_places(self) -> Iterator[_Reader]:
        """Units by their places, from one opening of the file."""
        with self._open() as file:
            yield _Reader(file)

    def append(self, units: Sequence[Unit]) -> Appended:
        """Add units as one commit, flushed to disk, after what others have written meanwhile."""
        lines = [json.dumps(to_record(unit), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for unit in units]
        with self._writing() as file:
            torn = self._cut_torn(file)
            begun = file.seek(0, os.SEEK_END)
            if begun == 0:
                file.write(_HEAD)
            place = max(begun, len(_HEAD))
            body = b"".join(lines)
            file.write(body + b'{"commit": "%08x", "bytes": %d}\n' % (zlib.crc32(body), len(body)))
            file.flush()
            os.fsync(file.fileno())
            end = file.tell()
        places = list(accumulate((len(line) for line in lines), initial=place))[:-1]
        return Appended(begun, end, places, torn)

    def repair(self) -> int:
        """Move a torn commit away, when nobody is writing any more; returns how many bytes it had."""
        if self.size_bytes() == self.whole_bytes():
            return 0
        with self._writing() as file:
            return self._cut_torn(file)

    def damaged(self) -> Iterator[tuple[int, int]]:
        """The [start, end) of each commit whose bytes are not those that were written. Reads the whole file."""
        if not self.path.exists():
            return
        end = self.whole_bytes()
        with self._open() as file:
            start = file.seek(min(len(_HEAD), end))
            checksum, place = 0, start
            while place < end:
                line = file.readline()
                place += len(line)
                if commit := _COMMIT.fullmatch(line):
                    if int(commit[1], 16) != checksum:
                        yield start, place
                    checksum, start = 0, place
                else:
                    checksum = zlib.crc32(line, checksum)

    def _cut_torn(self, file: IO[bytes]) -> int:
        """Truncate to the last whole commit, once what stood after it is safe beside; returns how many bytes that was."""
        size = file.seek(0, os.SEEK_END)
        end = _end_of_last_commit(file) if size else 0
        if end < size:
            file.seek(end)
            with self.path.with_name(f"torn-{end}.jsonl").open("ab") as beside:
                shutil.copyfileobj(file, beside)
                beside.flush()
                os.fsync(beside.fileno())
            file.truncate(end)
            os.fsync(file.fileno())
        return size - end

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        try:
            with self.path.open("rb") as file:
                head = file.read(len(_HEAD))
                if not _HEAD.startswith(head):
                    raise MemoryUnreadable("This is not a translation memory.", detail=str(self.path))
                yield file
        except OSError as error:
            raise MemoryUnreadable("The translation memory cannot be read.", detail=str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[IO[bytes]]:
        """The file, while no other process or thread writes; waits for its turn."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                if not _HEAD.startswith(file.read(len(_HEAD))):
                    raise MemoryUnreadable("This is not a translation memory.", detail=str(self.path))
                yield file
        except OSError as error:
            raise MemoryUnwritable("The translation memory could not be written.", detail=str(error)) from error


class _Reader:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def unit(self, place: int) -> Unit | None:
        """The unit at a place; None when its line is damaged."""
        self._file.seek(place)
        return _parse(self._file.readline())


def _parse(line: bytes) -> Unit | None:
    try:
        record: Any = json.loads(line)
        return from_record(record)
    except (ValueError, TypeError, KeyError):
        return None


def _end_of_last_commit(file: IO[bytes]) -> int:
    """Found from the end backwards: the last commit line that is whole and whose bytes are there."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        place = mapped.rfind(_COMMIT_START)
        while place >= 0:
            line = _COMMIT.match(mapped[place + 1 : place + 1 + _LONGEST_COMMIT_LINE])
            if line is not None:
                body = mapped[max(place + 1 - int(line[2]), 0) : place + 1]
                if zlib.crc32(body) == int(line[1], 16):
                    return place + 1 + line.end()
            place = mapped.rfind(_COMMIT_START, 0, place)
        return len(_HEAD) if mapped[: len(_HEAD)] == _HEAD else 0
