"""Copies that are whole and on disk when they have their name, hashed on the way. Nothing here knows of a desk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import BackupDamaged

CHUNK_BYTES = 1 << 20
GROWING = ".growing"  # the ending of a file that is not whole yet

Tell = Callable[[int], None]  # told how many bytes were read since it was told last


def silent(_count: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Prefix:
    """How a file must begin: SHA-256 (hexadecimal) of its first bytes."""

    size_bytes: int
    sha256: str


def digest(path: Path, size_bytes: int, *, tell: Tell = silent) -> str:
    """SHA-256 of a file's first bytes, in hexadecimal. Raises: BackupDamaged, when there are fewer; OSError."""
    hashed = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        for chunk in _chunks(file, size_bytes, path):
            hashed.update(chunk)
            tell(len(chunk))
    return hashed.hexdigest()


def copy(
    source: Path, target: Path, size_bytes: int, *, begins: Prefix | None = None, mode: int = 0o600, tell: Tell = silent
) -> str:
    """Put a file's first bytes at `target`, whole or not at all. Returns their SHA-256.

    Args:
        begins: the copy takes the place of one that other backups need: its beginning must be theirs.
        mode: permissions of the copy, whatever the umask.

    Raises: BackupDamaged, when the source ends too early or begins otherwise; OSError.
    """
    hashed = hashlib.sha256()
    left = begins.size_bytes if begins else 0
    with source.open("rb", buffering=0) as file, growing(target, mode) as out:
        for chunk in _chunks(file, size_bytes, source):
            if left and left <= len(chunk):
                begun = hashed.copy()
                begun.update(chunk[:left])
                if begins is not None and begun.hexdigest() != begins.sha256:
                    raise BackupDamaged(f"{source.name} does not begin with what was backed up before.", subject=source.name)
            left -= min(left, len(chunk))
            hashed.update(chunk)
            out.write(chunk)
            tell(len(chunk))
    return hashed.hexdigest()


def put(target: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a small file, whole or not at all. Raises: OSError."""
    with growing(target, mode) as out:
        out.write(content)


@contextmanager
def growing(target: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A new file that gets the name `target` at the end of the block, once it is on disk; after an error it is gone."""
    make_folder(target.parent)
    begun = target.with_name(f".{target.name}{GROWING}")
    begun.unlink(missing_ok=True)
    try:
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)
            yield file
            file.flush()
            os.fsync(descriptor)
        begun.replace(target)
    finally:
        begun.unlink(missing_ok=True)
    sync_folder(target.parent)


def make_folder(folder: Path) -> None:
    """Make a folder for the owner alone, and those above it that are missing. Raises: OSError."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)
        sync_folder(place.parent)


def sync_file(path: Path) -> None:
    """Return when a file's bytes are on disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the folder's names are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chunks(file: BinaryIO, size_bytes: int, path: Path) -> Iterator[bytes]:
    left = size_bytes
    while left:
        chunk = file.read(min(CHUNK_BYTES, left))
        if not chunk:
            raise BackupDamaged(f"{path.name} ends {left:,} bytes too early.", subject=path.name)
        left -= len(chunk)
        yield chunk
