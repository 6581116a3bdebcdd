"""The folder of a backup.

    backup.json            the manifest of the newest backup: nothing counts that no manifest names
    earlier/STAMP.json     manifests of those before
    archive/, proofs/      as in the desk; shared by all backups, because what stands there never changes, it only grows
    database/, stored/     copies of the database by time, other files by digest

A backup is made by writing its manifest last. Until then, and if it never comes to that, the one before is as it was.
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from dragoman.desk.backup.copying import GROWING, Prefix, Tell, copy, digest, make_folder, put, silent
from dragoman.desk.backup.manifest import NAME, Kept, Manifest, decode, encode
from dragoman.errors import BackupDamaged, BackupRefused, BackupUnreadable

EARLIER = "earlier"
CHANGING = ("database", "stored")  # what no manifest names any more is removed here, and nowhere else
_OWN = {NAME, EARLIER, "archive", "proofs", *CHANGING, "lock", "lost+found"}
MAX_MANIFEST_BYTES = 1_000_000_000


@dataclass
class BackupFolder:
    """An opened backup.

    Attributes:
        newest: its last manifest; None before the first.
        copied_bytes: written since it was opened.
    """

    path: Path
    newest: Manifest | None
    copied_bytes: int = 0
    _known: dict[str, Kept] = field(init=False)

    def __post_init__(self) -> None:
        self._known = {kept.path: kept for kept in self.newest.files} if self.newest else {}

    def add(self, path: str, source: Path, size_bytes: int, *, kept: str, tell: Tell = silent) -> Kept:
        """Keep the first bytes of a file that only ever grows; nothing is read when they are kept already.

        Raises: BackupDamaged, when the file is not what was kept before; OSError.
        """
        before = self._known.get(path)
        target = self.path / kept
        if before is not None and _holds(target, before):
            if before.size_bytes == size_bytes:
                tell(size_bytes)
                return before
            if size_bytes < before.size_bytes:
                raise BackupDamaged(f"{source.name} is shorter than what was backed up before.", subject=path)
        sha256 = ""
        if before is None and target.is_file() and target.stat().st_size == size_bytes:  # of a backup that was broken off
            sha256 = digest(source, size_bytes, tell=tell)
            if digest(target, size_bytes) == sha256:
                return Kept(path, kept, size_bytes, sha256)
        begins = Prefix(before.size_bytes, before.sha256) if before else None
        sha256 = copy(source, target, size_bytes, begins=begins, tell=silent if sha256 else tell)
        self.copied_bytes += size_bytes
        return Kept(path, kept, size_bytes, sha256)

    def add_changing(self, path: str, source: Path, *, tell: Tell = silent) -> Kept:
        """Keep a file as it is now, by its digest. Raises: BackupDamaged, when it changes meanwhile; OSError."""
        size_bytes = source.stat().st_size
        sha256 = digest(source, size_bytes, tell=tell)
        kept = Kept(path, f"stored/{sha256}", size_bytes, sha256)
        if not _holds(self.path / kept.kept, kept):
            if copy(source, self.path / kept.kept, size_bytes) != sha256:
                raise BackupDamaged(f"{source.name} was changed while it was read.", subject=path)
            self.copied_bytes += size_bytes
        return kept

    def known(self, path: str) -> Kept | None:
        """What the newest backup has of a path."""
        return self._known.get(path)

    def paths(self) -> Iterable[str]:
        """All that the newest backup has."""
        return self._known.keys()

    def commit(self, manifest: Manifest, *, keep: int) -> None:
        """Make this the newest backup, and forget all but `keep`. Raises: BackupUnreadable; OSError."""
        if self.newest is not None:
            put(self.path / EARLIER / f"{self.newest.stamp}.json", encode(self.newest))
        put(self.path / NAME, encode(manifest))
        self.newest = manifest
        self._forget(keep)

    def _forget(self, keep: int) -> None:
        earlier = sorted((self.path / EARLIER).glob("*.json"), reverse=True)
        for old in earlier[keep - 1 :]:
            old.unlink()
        named = {kept.kept for manifest in self._manifests() for kept in manifest.files}
        for folder in CHANGING:
            for file in (self.path / folder).glob("*"):
                if f"{folder}/{file.name}" not in named:
                    file.unlink()

    def _manifests(self) -> Iterator[Manifest]:
        yield read_manifest(self.path)
        for file in (self.path / EARLIER).glob("*.json"):
            yield read_manifest(self.path, file.stem)


@contextmanager
def open_folder(path: Path, own: Iterable[Path]) -> Iterator[BackupFolder]:
    """Open or make a backup's folder, for one backup at a time.

    Args:
        own: the desk's own folders; a backup inside one of them would be lost with it.

    Raises: BackupRefused; BackupUnreadable, when the manifest there is damaged; OSError.
    """
    folder = path.resolve()
    for place in own:
        if folder.is_relative_to(place.resolve()) or place.resolve().is_relative_to(folder):
            raise BackupRefused(
                f"{path} and the desk's folder {place} lie in each other. Choose a folder elsewhere, on another disk."
            )
    if path.exists() and not path.is_dir():
        raise BackupRefused(f"{path} is not a folder.")
    make_folder(folder)
    if foreign := sorted({entry.name for entry in folder.iterdir()} - _OWN):
        raise BackupRefused(f"{path} holds other files ({', '.join(foreign[:3])}) and is not a backup's. Nothing was touched.")
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"Another backup to {path} is running.") from error
        _clear(folder)
        yield BackupFolder(folder, read_manifest(folder) if (folder / NAME).exists() else None)


def read_manifest(folder: Path, stamp: str = "") -> Manifest:
    """The newest manifest, or that of an earlier backup. Raises: BackupUnreadable."""
    name = f"{EARLIER}/{stamp}.json" if stamp else NAME
    if stamp and (folder / NAME).exists():
        newest = read_manifest(folder)
        if newest.stamp == stamp:
            return newest
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError as error:
        there = ", ".join(stamps(folder))
        raise BackupUnreadable(
            f"{folder} holds no backup{' of ' + stamp if stamp else ''}.", detail=f"there are: {there}" if there else str(error)
        ) from error
    except OSError as error:
        raise BackupUnreadable(f"{name} cannot be read.", detail=str(error)) from error
    return decode(content, name)


def stamps(folder: Path) -> list[str]:
    """The times of the earlier backups in a folder."""
    return sorted(file.stem for file in (folder / EARLIER).glob("*.json"))


def find_faults(folder: Path, manifest: Manifest, *, tell: Tell = silent) -> Iterator[tuple[Kept, str]]:
    """Each file that is missing or not what was backed up, with a sentence. Everything is read."""
    for kept in manifest.files:
        place = folder / kept.kept
        try:
            inside = place.resolve().is_relative_to(folder.resolve())
            if not inside or not stat.S_ISREG(place.stat().st_mode):
                yield kept, f"{kept.kept}: not a file of this folder."
            elif digest(place, kept.size_bytes, tell=tell) != kept.sha256:
                yield kept, f"{kept.kept}: altered since it was backed up."
        except FileNotFoundError:
            yield kept, f"{kept.kept}: missing."
        except BackupDamaged as error:
            yield kept, f"{kept.kept}: cut short. {error.sentence}"
        except OSError as error:
            yield kept, f"{kept.kept}: cannot be read ({error.strerror})."


def _holds(target: Path, kept: Kept) -> bool:
    try:
        return target.stat().st_size >= kept.size_bytes
    except FileNotFoundError:
        return False


def _clear(folder: Path) -> None:
    """Remove what a backup that was killed left unfinished."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(".") and GROWING in name:
                with suppress(FileNotFoundError):
                    (Path(place) / name).unlink()
