"""Append records to a WARC file that belongs to this writer alone."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from dragoman import __version__
from dragoman.capture.walk import Place
from dragoman.capture.warc import warcinfo_record
from dragoman.errors import ArchiveUnwritable

SOFTWARE = f"Dragoman {__version__}"
ANYONE_WRITES = 0o222
_LARGE_BYTES = 1_000_000
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Writer:
    """Made by `Archive.writer`. The file is locked while it is open, and begins with a warcinfo record.

    After a failed append the file ends where it ended before. After a failed flush what was appended since the last one is not
    kept: the next append begins a new file.
    """

    def __init__(self, folder: Path, owner: str, *, started_utc: datetime, token: str, max_file_bytes: int) -> None:
        if not _NAME.fullmatch(owner) or not _NAME.fullmatch(token):
            raise ValueError(f"owner and token are letters, digits, - and _: {owner!r}, {token!r}")
        if started_utc.tzinfo is None:
            raise ValueError("started_utc needs a time zone")
        self._folder = folder
        self._stem = f"{started_utc.astimezone(UTC):%Y%m%dT%H%M%SZ}-{owner}-{token}"
        self._started_utc = started_utc
        self._max_file_bytes = max_file_bytes
        self._number = 0
        self._file = ""
        self._descriptor: int | None = None
        self._end = 0  # offset behind the last whole record
        self._new_in_folder = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def append(self, members: Sequence[bytes]) -> list[Place]:
        """Write members one after the other into one file; all of them or none. Kept only after `flush`.

        Raises: ArchiveUnwritable (disk full, read-only); nothing half-written remains.
        """
        if self._descriptor is not None and self._end > self._max_file_bytes:
            self._finish_file()
        descriptor = self._open() if self._descriptor is None else self._descriptor
        places = []
        offset = self._end
        for member in members:
            places.append(Place(self._file, offset, len(member)))
            offset += len(member)
        self._write(descriptor, members)
        return places

    def flush(self) -> None:
        """Return when all that was appended is on the disk. Raises: ArchiveUnwritable."""
        if self._descriptor is None:
            return
        try:
            os.fsync(self._descriptor)
            if self._new_in_folder:
                _sync_folder(self._folder)
                self._new_in_folder = False
        except OSError as error:
            # What a failed fsync left on the disk cannot be known: never append behind it.
            self._let_go()
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Flush and give the file up; a later append begins a new one. Raises: ArchiveUnwritable."""
        if self._descriptor is not None:
            self._finish_file()

    def _finish_file(self) -> None:
        try:
            self.flush()
            if self._descriptor is not None:
                mark_closed(self._descriptor)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def _open(self) -> int:
        self._number += 1
        self._file = f"{self._stem}-{self._number:05}.warc.gz"
        try:
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True)
                _sync_folder(self._folder.parent)
            descriptor = os.open(self._folder / self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise self._unwritable(error) from error
        self._descriptor, self._end, self._new_in_folder = descriptor, 0, True
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _mark(descriptor, is_open=True)  # a repair may have come before the lock, and taken the file for one given up
            self._write(descriptor, [warcinfo_record(self._file, date_utc=self._started_utc, software=SOFTWARE)])
        except (OSError, ArchiveUnwritable) as error:
            self._let_go()
            (self._folder / self._file).unlink(missing_ok=True)
            raise self._unwritable(error) from error
        return descriptor

    def _write(self, descriptor: int, members: Sequence[bytes]) -> None:
        """Write behind the last whole record; cut back to it on failure."""
        end = self._end
        try:
            for run in _runs(members):
                view = memoryview(run)
                while view:
                    written = os.pwrite(descriptor, view, end)
                    view, end = view[written:], end + written
        except OSError as error:
            try:
                os.ftruncate(descriptor, self._end)
            except OSError:
                self._let_go()
            raise self._unwritable(error) from error
        self._end = end

    def _unwritable(self, error: Exception) -> ArchiveUnwritable:
        return ArchiveUnwritable("The archive cannot be written.", detail=f"{self._file}: {error}", subject=self._file)


def mark_closed(descriptor: int) -> None:
    """Take the right to write from a file that is whole and never changes again; who looks for torn tails passes it by."""
    _mark(descriptor, is_open=False)


def _mark(descriptor: int, *, is_open: bool) -> None:
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    with contextlib.suppress(OSError):  # not every file system can: then it is looked at again, which costs time alone
        os.fchmod(descriptor, mode | stat.S_IWUSR if is_open else mode & ~ANYONE_WRITES)


def _runs(members: Sequence[bytes]) -> Iterator[bytes]:
    """Small members joined, so that many are one write; a large one by itself, so that it is not copied."""
    run: list[bytes] = []
    for member in members:
        if len(member) < _LARGE_BYTES:
            run.append(member)
            continue
        yield b"".join(run)
        run.clear()
        yield member
    yield b"".join(run)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
