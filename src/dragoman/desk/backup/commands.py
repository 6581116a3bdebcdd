"""`dragoman backup` and `dragoman restore`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from dragoman.desk import bootstrap
from dragoman.errors import BackupUnreadable

if TYPE_CHECKING:
    from dragoman.desk.backup.services import Made, Restored

Read = TypeVar("Read")
folder = click.Path(file_okay=False, path_type=Path)
TELL_EVERY_SECONDS = 5.0
UNREADABLE = 2


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--keys", "keys_path", type=folder, metavar="DIR2", help="Copy the ledger's private keys too, to this folder apart."
)
@click.option("--keep", default=7, show_default=True, type=click.IntRange(1, 1000), help="How many backups DIR holds.")
@click.option("--check", is_flag=True, help="Make none: read the newest backup in DIR and compare it with its manifest.")
def backup(directory: Path, keys_path: Path | None, keep: int, *, check: bool) -> None:
    """Back up what cannot be made again. The desk may go on working.

    That is database, archive, proofs, uploads, and what is kept beside the desk: settings of engines, terms, register of names,
    imported memory. What DIR has already is not copied again. The private keys of the ledger are left out unless --keys names a
    folder for them, which should be kept elsewhere. Restore with `dragoman restore DIR`.

    Ends with 0 when everything was kept, with 1 when something could not be: it is named.
    """
    if check:
        _check(directory)
        return
    bootstrap.start()
    from django.utils import timezone

    from dragoman.desk.backup.services import make_backup

    started = time.monotonic()
    made = make_backup(by=None, path=directory, now=timezone.now(), keys_path=keys_path, keep=keep, tell=Progress().tell)
    _show_made(made, directory, keys_path, time.monotonic() - started)
    sys.exit(1 if made.faults else 0)


def _show_made(made: Made, directory: Path, keys_path: Path | None, seconds: float) -> None:
    manifest = made.manifest
    click.echo(f"Backup of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC in {directory}: {manifest.stamp}")
    click.echo(
        f"  {manifest.captures:,} captures, {manifest.ledger_size:,} leaves, {len(manifest.files):,} files, "
        f"{_size(manifest.size_bytes)}; {_size(made.copied_bytes)} of it copied now, in {seconds:.1f} s"
    )
    for fault in made.faults:
        click.echo(f"  NOT AS IT SHOULD BE: {fault}")
    if keys_path is not None:
        click.echo(
            f"  private keys: copied to {keys_path}. Keep that folder elsewhere: with both, anybody can rewrite the ledger."
        )
    else:
        from django.conf import settings

        click.echo(f"  private keys: not included. They stand in {settings.KEYS_PATH}; --keys DIR2 copies them, apart.")


def _check(directory: Path) -> None:
    from dragoman.desk.backup.folder import find_faults, read_manifest

    manifest = _readable(lambda: read_manifest(directory))
    progress = Progress()
    faults = [sentence for _, sentence in find_faults(directory, manifest, tell=progress.tell)]
    for sentence in faults:
        click.echo(sentence)
    state = f"{len(faults)} findings" if faults else "all as it was backed up"
    click.echo(f"Backup {manifest.stamp}: {len(manifest.files):,} files, {_size(manifest.size_bytes)}: {state}.")
    sys.exit(1 if faults else 0)


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--keys", "keys_path", type=folder, metavar="DIR2", help="Where the private keys of the ledger were copied to.")
@click.option("--at", "stamp", default="", metavar="STAMP", help="An earlier backup of DIR, such as 20261120T020000Z.")
@click.option("--despite-damage", is_flag=True, help="Restore what there is, though files of the backup are missing or altered.")
def restore(directory: Path, keys_path: Path | None, stamp: str, *, despite_damage: bool) -> None:
    """Restore a backup into an empty home, then examine every capture.

    DRAGOMAN_HOME and DATABASE_URL say where to. Nothing that is there is overwritten: a desk that has captures, sources or people
    is refused. The backup is compared with its manifest first; the search index is made anew; at the end every record, capture
    and leaf is compared, and what was found is said.

    Nothing is signed until `dragoman ledger recover` has been told what was signed after the backup.

    Ends with 0 when all holds, with 1 when something does not, with 2 when the backup cannot be read.
    """
    bootstrap.start()
    from dragoman.desk.backup.services import restore as restore_backup
    from dragoman.desk.pipeline import rebuild_index

    started = time.monotonic()
    restored = _readable(
        lambda: restore_backup(
            path=directory,
            stamp=stamp,
            keys_path=keys_path,
            despite_damage=despite_damage,
            rebuild_index=rebuild_index,
            tell=Progress().tell,
        )
    )
    _show_restored(restored, keys_path, time.monotonic() - started)
    sys.exit(0 if restored.examined.whole and not restored.damaged else 1)


def _show_restored(restored: Restored, keys_path: Path | None, seconds: float) -> None:
    from dragoman.desk.capture import keys

    manifest, found = restored.manifest, restored.examined
    click.echo(f"Restored the backup of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC in {seconds:.1f} s.")
    anew = f"{restored.items_indexed:,} items indexed anew, {restored.remembered:,} renderings remembered"
    click.echo(f"  {len(manifest.files):,} files, {_size(manifest.size_bytes)}; {anew}")
    for sentence in restored.damaged:
        click.echo(f"  damaged in the backup: {sentence}")
    captures = f"{found.captures:,} captures ({found.stored:,} with a record)"
    click.echo(f"  examined: {captures} in {found.files:,} files, {found.leaves:,} leaves")
    for sentence in found.faults:
        click.echo(f"  DOES NOT HOLD: {sentence}")
    if found.more:
        click.echo(f"  and {found.more:,} more: dragoman archive check")
    click.echo("  Every capture stands as it was, and the ledger has it." if found.whole else "  Not everything holds.")
    if keys_path is None and keys.entries() and not keys.private_files():
        click.echo("  private keys: not restored. Copy `ledger-….key` from their own backup into the home's folder `keys`.")
    if keys.held() is not None:
        click.echo("  Nothing is signed yet: dragoman ledger recover --help says how to go on.")


def _readable(read: Callable[[], Read]) -> Read:
    """Run it; a backup that cannot be read ends the program with its own status."""
    try:
        return read()
    except BackupUnreadable as error:
        click.echo(f"dragoman: {error.sentence}", err=True)
        if error.detail:
            click.echo(f"  ({error.detail})", err=True)
        sys.exit(UNREADABLE)


class Progress:
    """Says on the error output every few seconds how much was gone through."""

    def __init__(self) -> None:
        self._count = 0
        self._said = time.monotonic()

    def tell(self, count: int) -> None:
        """`count` bytes more."""
        self._count += count
        now = time.monotonic()
        if now - self._said >= TELL_EVERY_SECONDS:
            self._said = now
            click.echo(f"  {_size(self._count)} gone through", err=True)


def _size(count: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("KB", 1000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
