"""Earlier translations by what was asked, so that the same question is never paid for twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from dragoman.errors import DraftCacheUnreadable
from dragoman.translate.engine import Identity, Prompt, canonical

_WAIT_SECONDS = 10.0
_SCHEMA = "CREATE TABLE IF NOT EXISTS translation (key BLOB PRIMARY KEY, text TEXT NOT NULL, version TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True)
class Kept:
    """A translation, and what the engine said of its version."""

    text: str
    version: str


class Cache(Protocol):
    """Keeps translations by `cache_key`."""

    def get(self, key: bytes) -> Kept | None:
        """What was kept; None when nothing was."""

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep; of two under one key the later stays."""


def cache_key(identity: Identity, prompt: Prompt) -> bytes:
    """SHA-256 over the engine, its place, model and version, and all that it is given."""
    asked = [identity.kind, identity.place, identity.model, identity.version, prompt.sha256]
    return hashlib.sha256(canonical(asked).encode()).digest()


class SqliteCache:
    """A cache in one file. Each translation is there as soon as `put` returns; may be open in several processes at once.

    Raises: DraftCacheUnreadable, from each method. Nothing but earlier translations is lost when the file is deleted.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._telling():
            self._connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        with self._telling():
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._connection.execute(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, key: bytes) -> Kept | None:
        """What was kept; None when nothing was."""
        with self._telling():
            row = self._connection.execute("SELECT text, version FROM translation WHERE key = ?", (key,)).fetchone()
        return Kept(*row) if row else None

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep; of two under one key the later stays."""
        with self._telling():
            self._connection.execute(
                "INSERT OR REPLACE INTO translation (key, text, version) VALUES (?, ?, ?)", (key, kept.text, kept.version)
            )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise DraftCacheUnreadable(
                f"The file of earlier drafts, {self._path}, cannot be used. Delete it, and what it held is asked again.",
                detail=str(error),
            ) from error
