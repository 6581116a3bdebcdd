"""The steps of a restore: look first, then files, then keys, the database last. Nothing that exists is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from dragoman.capture.checkpoint import read_signing_key
from dragoman.desk.backup import databases
from dragoman.desk.backup.copying import Tell, copy, digest, silent
from dragoman.desk.backup.folder import find_faults, read_manifest
from dragoman.desk.backup.manifest import DATABASE, Kept, Manifest
from dragoman.desk.backup.places import targets
from dragoman.desk.capture import keys
from dragoman.errors import BackupRefused, BackupUnreadable, CheckpointInvalid


def read(path: Path, stamp: str) -> Manifest:
    """The manifest, checked. Raises: BackupUnreadable."""
    if not path.is_dir():
        raise BackupUnreadable(f"{path} is not a folder.")
    manifest = read_manifest(path, stamp)
    if unknown := sorted(set(manifest.migrations) - _known_migrations(manifest)):
        raise BackupUnreadable(
            f"The backup's database is of a newer Dragoman ({manifest.software}). Restore with that version.",
            detail=", ".join(unknown[:5]),
        )
    return manifest


def require_possible(path: Path, manifest: Manifest, keys_path: Path | None) -> None:
    """Raises: BackupRefused, when this installation cannot take the backup; BackupUnreadable, for keys that are none."""
    if manifest.database != databases.kind():
        words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupRefused(
            f"The backup is of a {words[manifest.database]} database, and DATABASE_URL names a {words[databases.kind()]} one.",
            detail="A backup is restored into a database of its own kind.",
        )
    databases.require_empty()
    for kept, target in targets(manifest):
        if target.exists() and not _is_there(target, kept):
            raise BackupRefused(f"{target} is there already, and is another file. Nothing was touched.", subject=str(target))
    if keys_path is not None and not list(_private(keys_path)):
        raise BackupUnreadable(f"{keys_path} holds no private key of a ledger (ledger-….key).", detail=str(path))


def find_damage(path: Path, manifest: Manifest, *, tell: Tell = silent) -> list[tuple[Kept, str]]:
    """Every file that is missing or altered; all is read."""
    return list(find_faults(path, manifest, tell=tell))


def put_files(path: Path, manifest: Manifest, damaged: set[str], *, tell: Tell = silent) -> None:
    """Put files in their places. Damaged ones come as they are, as far as they go. Raises: OSError."""
    for kept, target in targets(manifest):
        source = path / kept.kept
        if target.exists():
            tell(kept.size_bytes)
        elif kept.path not in damaged:
            copy(source, target, kept.size_bytes, mode=0o640, tell=tell)
        elif source.is_file() and source.resolve().is_relative_to(path.resolve()):
            copy(source, target, min(kept.size_bytes, source.stat().st_size), mode=0o640, tell=tell)


def put_keys(manifest: Manifest, keys_path: Path | None) -> None:
    """The hold, the last head that was known to be signed, and the private keys, if they are at hand.

    Keys that survived in this home stay as they are, and so does what they know to be signed.

    Raises: ArchiveUnwritable; OSError.
    """
    if manifest.ledger_size or manifest.checkpoint:
        keys.hold(f"{manifest.made_at:%Y-%m-%d %H:%M} UTC")
    if manifest.checkpoint and keys.last_checkpoint_note() is None:
        keys.remember(manifest.checkpoint)
    for file in _private(keys_path) if keys_path else ():
        keys.put_private(file)


def put_database(path: Path, manifest: Manifest) -> None:
    """The database last: with it the desk is there. Raises: BackupUnwritable; BackupRefused."""
    kept = manifest.file(DATABASE)
    assert kept is not None, "a manifest without a database is not read"
    databases.load(path / kept.kept, kept.size_bytes)


def _known_migrations(manifest: Manifest) -> set[str]:
    """Those of this program, and those that they replaced."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    apps = loader.migrated_apps
    return known | {name for name in manifest.migrations if name.split(".")[0] not in apps}


def _is_there(target: Path, kept: Kept) -> bool:
    """Whether a restore that was broken off, or a disk that survived, has this very file; it may have grown since."""
    return target.is_file() and target.stat().st_size >= kept.size_bytes and digest(target, kept.size_bytes) == kept.sha256


def _private(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.glob("ledger-*.key")):
        try:
            read_signing_key(file.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError, CheckpointInvalid) as error:
            raise BackupUnreadable(f"{file.name} is no private key of a ledger, or was altered.", detail=str(error)) from error
        yield file
