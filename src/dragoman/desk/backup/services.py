"""Make a backup while the desk works, and restore one into an empty home.

A backup copies the database first, at one moment; then the archive, up to what its captures refer to. So every capture of that
database has its bytes in the backup. The manifest comes last, and only then is it the newest.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from dragoman import __version__
from dragoman.capture.archive import Archive
from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.backup import databases, marker, restoring
from dragoman.desk.backup.collecting import Collection
from dragoman.desk.backup.copying import Tell, make_folder, put, silent
from dragoman.desk.backup.examine import Examined, examine
from dragoman.desk.backup.folder import BackupFolder, open_folder
from dragoman.desk.backup.manifest import DATABASE, ENGINES, Manifest
from dragoman.desk.backup.places import house_files, own_folders
from dragoman.desk.capture import keys
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.translate.services import remember_anew
from dragoman.errors import BackupDamaged, BackupRefused, BackupUnwritable, SettingInvalid
from dragoman.translate.engine_settings import require_keyless

GENERATIONS = 7


@dataclass(frozen=True)
class Made:
    """A finished backup.

    Attributes:
        copied_bytes: written now; the rest was there from backups before.
        faults: what could not be kept as it should, a sentence each. Everything else was.
    """

    manifest: Manifest
    copied_bytes: int
    faults: tuple[str, ...]


def make_backup(
    *, by: User | None, path: Path, now: datetime, keys_path: Path | None = None, keep: int = GENERATIONS, tell: Tell = silent
) -> Made:
    """Back the desk up to a folder, and its private keys to another one if asked.

    Args:
        keep: how many backups the folder holds; they share the archive.
        tell: told how many bytes were gone through since it was told last.

    Raises: NotAllowed; BackupRefused; BackupUnwritable; BackupUnreadable, for a folder whose manifest is damaged; BackupDamaged,
        for a damaged database. The backup before stands in every case.
    """
    require(by, Right.MANAGE_SETTINGS)
    try:
        with open_folder(path, own_folders()) as folder:
            if keys_path is not None:
                _copy_keys(keys_path, folder.path)
            made = _make(folder, now, keep, tell)
            marker.write(made.manifest, folder.path)
    except OSError as error:
        raise BackupUnwritable(_why(error), detail=str(error), subject=str(path)) from error
    return made


def _copy_keys(path: Path, backup: Path) -> None:
    """Copy the private keys to a folder of their own, for its owner alone."""
    folder = path.resolve()
    if folder.is_relative_to(backup) or backup.is_relative_to(folder):
        raise BackupRefused("Keys are kept apart: who has both them and the database can rewrite the ledger and sign it.")
    if any(folder.is_relative_to(place.resolve()) for place in own_folders()):
        raise BackupRefused(f"{path} lies inside the desk's own folders. Choose a folder elsewhere for the keys.")
    make_folder(folder)
    folder.chmod(0o700)
    with keys.locked():
        for file in keys.private_files():
            put(folder / file.name, file.read_bytes())


def _make(folder: BackupFolder, now: datetime, keep: int, tell: Tell) -> Made:
    before = folder.newest
    if before is not None:  # times are names here, and tell the newest: a clock that was put back must not mislead
        now = max(now, before.made_at + timedelta(seconds=1))
    now = now.replace(microsecond=0)
    with keys.locked():  # before the database, which then has this head and all that it is of
        signed = keys.last_checkpoint_note()
    files = Collection(folder, tell)
    snapshot = files.keep_database(f"{now:%Y%m%dT%H%M%SZ}")
    if before is not None and before.first_leaf and before.first_leaf != snapshot.first_leaf:
        raise BackupRefused(f"{folder.path} holds backups of another desk's ledger. Choose another folder.")
    files.keep_archive(Archive(Path(settings.ARCHIVE_PATH)), snapshot.ends)
    files.keep_proofs(Path(settings.PROOFS_PATH))
    files.keep_media(Path(settings.MEDIA_ROOT))
    for file in keys.public_files():
        files.keep_file(f"keys/{file.name}", file)
    _keep_house(files)
    manifest = Manifest(
        made_at=now,
        software=__version__,
        database=databases.kind(),
        migrations=snapshot.migrations,
        captures=snapshot.captures,
        ledger_size=snapshot.head.size,
        ledger_root=snapshot.head.root.hex(),
        first_leaf=snapshot.first_leaf,
        checkpoint=signed or "",
        files=tuple(files.files),
    )
    folder.commit(manifest, keep=keep)
    return Made(manifest, folder.copied_bytes, tuple(files.faults))


def _keep_house(files: Collection) -> None:
    """The files that administrators keep beside the desk. Settings of engines name their keys elsewhere, or stay here."""
    for path, file in house_files().items():
        if not os.path.lexists(file):
            continue
        try:
            if path == ENGINES:
                require_keyless(file)
        except SettingInvalid as error:
            files.leave_out(path, f"a key might stand in it, as not all of it reads as settings of engines ({error.sentence})")
        else:
            files.keep_named(path, file)


@dataclass(frozen=True)
class Restored:
    """A finished restore.

    Attributes:
        damaged: what was in the backup but not as it should be, a sentence each.
        remembered: how many renderings the translation memories were made of, anew.
        examined: what the examination of the desk found.
    """

    manifest: Manifest
    damaged: tuple[str, ...]
    items_indexed: int
    remembered: int
    examined: Examined


def restore(
    *,
    path: Path,
    stamp: str = "",
    keys_path: Path | None = None,
    despite_damage: bool = False,
    rebuild_index: Callable[[], int],
    tell: Tell = silent,
) -> Restored:
    """Restore a backup into this installation's empty home and database, then examine every capture.

    Nobody is asked for rights: there are no people yet. The ledger is held: nothing is signed until somebody has said which head
    was the last.

    Args:
        stamp: of an earlier backup; the newest by default.
        despite_damage: restore what there is, though files are missing or altered. A damaged database is never restored.

    Raises: BackupUnreadable; BackupDamaged; BackupRefused; BackupUnwritable. Nothing was changed, or only files that the next try
        finds in their place.
    """
    manifest = restoring.read(path, stamp)
    restoring.require_possible(path, manifest, keys_path)
    damaged = restoring.find_damage(path, manifest, tell=tell)
    if damaged and (not despite_damage or any(kept.path == DATABASE for kept, _ in damaged)):
        raise BackupDamaged(
            f"{len(damaged)} files of the backup are not what was backed up. Nothing was restored.",
            detail="; ".join(sentence for _, sentence in damaged[:10]),
        )
    try:
        restoring.put_files(path, manifest, {kept.path for kept, _ in damaged}, tell=tell)
        restoring.put_keys(manifest, keys_path)
        restoring.put_database(path, manifest)
    except OSError as error:
        raise BackupUnwritable(_why(error), detail=str(error), subject=str(path)) from error
    call_command("migrate", verbosity=0)
    items = rebuild_index()
    remembered = remember_anew(by=None)  # the database says that they are remembered, but their memories are not here
    _record_restore(manifest)
    return Restored(manifest, tuple(sentence for _, sentence in damaged), items, remembered, examine(manifest, tell=tell))


@transaction.atomic
def _record_restore(manifest: Manifest) -> None:
    """In the database that it brought back."""
    backup = {"made_at": manifest.made_at.isoformat(), "ledger_size": manifest.ledger_size, "ledger_root": manifest.ledger_root}
    custody.record(by=None, action=Action.RESTORED, on=(Kind.DESK, "restores"), detail=backup)


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "There is no room for it on the disk, or no more may be written. What was there before is as it was."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "The folder cannot be read or written with this account's rights."
    return "A file could not be read or written."
