"""Where the hashes of a ledger stand: in memory, or in a folder. Whoever keeps them elsewhere writes another `Hashes`."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dragoman.capture.tree import HASH_BYTES, Growth, Head, Node, cover
from dragoman.errors import ArchiveUnwritable, CaptureAltered


class Hashes(Protocol):
    """Keeps the nodes of one tree. What is kept never changes."""

    def head(self) -> Head:
        """The tree's head, at a cost that does not depend on its size."""

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        """The hashes of these nodes, in order. Raises: CaptureAltered, when one is not there."""

    def add(self, growth: Growth) -> None:
        """Keep what was appended, all or nothing. `growth.before` is the head that stands."""


class MemoryHashes:
    """In memory, for as long as the process lives."""

    def __init__(self) -> None:
        self._head = Head()
        self._levels: list[list[bytes]] = []

    def head(self) -> Head:
        return self._head

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        try:
            return [self._levels[level][number] for level, number in nodes]
        except IndexError as error:
            raise CaptureAltered("The ledger lacks a hash.", detail=f"{nodes}") from error

    def add(self, growth: Growth) -> None:
        for level, fresh in enumerate(growth.levels):
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].extend(fresh)
        self._head = growth.head


class FolderHashes:
    """In a folder: one file a level, in which node `number` stands at `number` times 32 bytes.

    The number of leaves is what the file of level 0 holds. That one is written last and every hash at its own offset, so a
    crash in between leaves nothing but bytes that the next append writes over. One writer at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: dict[int, int] = {}

    def head(self) -> Head:
        size = os.fstat(self._open(0)).st_size // HASH_BYTES
        return Head(size, tuple(self.read(cover(0, size))))

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        found = [os.pread(self._open(level), HASH_BYTES, number * HASH_BYTES) for level, number in nodes]
        if any(len(one) != HASH_BYTES for one in found):
            raise CaptureAltered("The ledger lacks a hash.", detail=f"{nodes}", subject=str(self._path))
        return found

    def add(self, growth: Growth) -> None:
        try:
            for level, fresh in reversed(list(enumerate(growth.levels))):
                self._write(level, growth.before.size >> level, b"".join(fresh))
        except OSError as error:
            raise ArchiveUnwritable("The ledger cannot be written.", detail=str(error), subject=str(self._path)) from error

    def close(self) -> None:
        """Close the files; they open again when they are needed."""
        while self._files:
            os.close(self._files.popitem()[1])

    def _write(self, level: int, first: int, content: bytes) -> None:
        if os.pwrite(self._open(level), content, first * HASH_BYTES) != len(content):
            raise OSError(errno.ENOSPC, "written in part")
        os.fsync(self._open(level))

    def _open(self, level: int) -> int:
        if level not in self._files:
            self._path.mkdir(parents=True, exist_ok=True)
            self._files[level] = os.open(self._path / f"level-{level:02}", os.O_RDWR | os.O_CREAT, 0o644)
        return self._files[level]
