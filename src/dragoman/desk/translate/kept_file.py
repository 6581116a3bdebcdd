"""A file that an administrator keeps beside the desk: read once, and again when it changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from dragoman.errors import DragomanError

T = TypeVar("T")


class KeptFile(Generic[T]):
    """What a file says now.

    Args:
        read: raises a DragomanError for a file that is not what it should be; it is raised again until the file is mended.
        missing: what stands for a file that is not there.
    """

    def __init__(self, path: Path, read: Callable[[Path], T], missing: T) -> None:
        self._path = path
        self._read = read
        self._missing = missing
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._value: T | DragomanError = missing

    def now(self) -> T:
        """Its value. Raises: what reading it raises."""
        with self._lock:
            version = self._version()
            if version != self._seen:
                self._value = self._missing if version is None else self._read_whole()
                self._seen = version
            value = self._value
        if isinstance(value, DragomanError):
            raise value
        return value

    def _version(self) -> tuple[int, int] | None:
        """When it was last written, in nanoseconds, and its bytes; None without a file."""
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def _read_whole(self) -> T | DragomanError:
        try:
            return self._read(self._path)
        except DragomanError as error:
            return error
