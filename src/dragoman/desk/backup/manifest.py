"""A backup's manifest, `backup.json`: hard facts, and nothing in it is believed that was not checked.

    {"version": 1, "made_at": "2026-11-20T02:00:00Z", "software": "0.1.0", "database": "sqlite", "migrations": [...],
     "captures": 1042, "ledger": {"size": 1050, "root": "…", "first_leaf": "…"}, "checkpoint": "…",
     "files": [{"path": "archive/….warc.gz", "kept": "archive/….warc.gz", "size_bytes": 1, "sha256": "…"}, …], "sha256": "…"}

`path` says where a file belongs in a desk, `kept` where it stands in the backup's folder. The last field is the digest of all the
others, and the text is the only one that its content can have: a flipped byte anywhere is seen.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from dragoman.errors import BackupUnreadable

NAME = "backup.json"
VERSION = 1
DATABASE = "database"  # the path of the database's own entry
KINDS = ("sqlite", "postgresql")
# Files that administrators keep beside the desk; settings say where.
ENGINES, TERMS, REGISTER, IMPORTED = HOUSE = ("house/engines.toml", "house/terms.csv", "house/register", "house/imported.jsonl")
_TREES = {"archive", "proofs", "media"}
_FIELDS = {"version", "made_at", "software", "database", "migrations", "captures", "ledger", "checkpoint", "files", "sha256"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")
_PUBLIC_KEYS = re.compile(r"keys/ledger\.[a-z]+")


@dataclass(frozen=True)
class Kept:
    """One file of a backup. Only its first `size_bytes` count: a file of the archive may have grown since."""

    path: str
    kept: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        migrations: `app.name` of each migration that the database had.
        ledger_size, ledger_root: of the ledger in the database that was kept.
        first_leaf: the hash of the ledger's first leaf, which tells desks apart; empty when there is none.
        checkpoint: the last signed head known before the database was read; empty when there is none.
    """

    made_at: datetime
    software: str
    database: str
    migrations: tuple[str, ...]
    captures: int
    ledger_size: int
    ledger_root: str
    first_leaf: str
    checkpoint: str
    files: tuple[Kept, ...]

    def file(self, path: str) -> Kept | None:
        """The entry of a path."""
        return next((kept for kept in self.files if kept.path == path), None)

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(kept.size_bytes for kept in self.files)

    @property
    def stamp(self) -> str:
        """Its time as a name: `20261120T020000Z`."""
        return f"{self.made_at:%Y%m%dT%H%M%SZ}"


def encode(manifest: Manifest) -> bytes:
    """The manifest's one text."""
    content: dict[str, Any] = {
        "version": VERSION,
        "made_at": f"{manifest.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "software": manifest.software,
        "database": manifest.database,
        "migrations": list(manifest.migrations),
        "captures": manifest.captures,
        "ledger": {"size": manifest.ledger_size, "root": manifest.ledger_root, "first_leaf": manifest.first_leaf},
        "checkpoint": manifest.checkpoint,
        "files": [asdict(kept) for kept in manifest.files],
    }
    content["sha256"] = hashlib.sha256(_text(content)).hexdigest()
    return _text(content)


def decode(content: bytes, name: str = NAME) -> Manifest:
    """Read a manifest that anyone may have written. Raises: BackupUnreadable, saying what is wrong."""
    try:
        stated = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BackupUnreadable(f"{name} is damaged: it is not JSON any more.", detail=str(error)[:200]) from error
    if not isinstance(stated, dict) or type(stated.get("version")) is not int:
        raise BackupUnreadable(f"{name} is no manifest of a backup.")
    if stated["version"] > VERSION:
        raise BackupUnreadable(
            f"{name} was written by a newer Dragoman. Restore with that version.", detail=f"{stated['version']}"
        )
    try:
        manifest = _parse(stated)
        same = encode(manifest) == content
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupUnreadable(f"{name} is damaged: a field is missing or of another kind.", detail=str(error)[:200]) from error
    if not same:
        raise BackupUnreadable(f"{name} is damaged: it does not match its own digest.")
    _require_safe(manifest, name)
    return manifest


def _parse(stated: dict[str, Any]) -> Manifest:
    if set(stated) != _FIELDS or set(stated["ledger"]) != {"size", "root", "first_leaf"}:
        raise ValueError("not the fields of a manifest")
    manifest = Manifest(
        made_at=datetime.strptime(stated["made_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        software=stated["software"],
        database=stated["database"],
        migrations=tuple(stated["migrations"]),
        captures=stated["captures"],
        ledger_size=stated["ledger"]["size"],
        ledger_root=stated["ledger"]["root"],
        first_leaf=stated["ledger"]["first_leaf"],
        checkpoint=stated["checkpoint"],
        files=tuple(Kept(**entry) for entry in stated["files"]),
    )
    texts = [manifest.software, manifest.ledger_root, manifest.first_leaf, manifest.checkpoint, *manifest.migrations]
    texts += [text for kept in manifest.files for text in (kept.path, kept.kept)]
    sizes = [manifest.captures, manifest.ledger_size, *(kept.size_bytes for kept in manifest.files)]
    if not all(type(text) is str for text in texts) or not all(type(size) is int and size >= 0 for size in sizes):
        raise ValueError("a text or a number is none")
    if manifest.database not in KINDS or not all(_SHA256.fullmatch(kept.sha256) for kept in manifest.files):
        raise ValueError("an unknown database, or a digest that is none")
    return manifest


def _require_safe(manifest: Manifest, name: str) -> None:
    """Raises: BackupUnreadable, for a path that leads elsewhere or stands twice."""
    paths = [kept.path for kept in manifest.files]
    for kept in manifest.files:
        if not (_belongs(kept.path) and is_plain(kept.kept)):
            raise BackupUnreadable(f"{name} names a file outside of a desk's folders: {kept.path!r}.", subject=kept.path)
    if len(set(paths)) != len(paths) or DATABASE not in paths:
        raise BackupUnreadable(f"{name} names a file twice, or no database.")


def _belongs(path: str) -> bool:
    tree = path.split("/", maxsplit=1)[0]
    if tree in _TREES:
        deep = path.count("/") == 1 and path.endswith(".warc.gz") if tree == "archive" else "/" in path
        return deep and is_plain(path)
    return path == DATABASE or path in HOUSE or _PUBLIC_KEYS.fullmatch(path) is not None


def is_plain(path: str) -> bool:
    """Whether a path goes down from where it starts, nothing else, in characters that can be written to a manifest."""
    parts = path.split("/")
    storable = not _CONTROL.search(path) and path.encode("utf-8", "replace").decode() == path
    return storable and not PurePosixPath(path).is_absolute() and not {"", ".", ".."} & set(parts)


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"
