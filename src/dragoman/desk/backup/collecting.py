"""What goes into a backup, file by file; one that is bad never ends the run."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from dragoman.capture.archive import Archive
from dragoman.desk.backup import databases
from dragoman.desk.backup.copying import GROWING, Tell, digest, sync_file, sync_folder
from dragoman.desk.backup.databases import Snapshot
from dragoman.desk.backup.folder import BackupFolder
from dragoman.desk.backup.manifest import DATABASE, Kept, is_plain
from dragoman.errors import BackupDamaged

_OF_THE_SOURCE = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO}
_WARC = re.compile(r"archive/.*")
_BY_DIGEST = re.compile(r"proofs/[0-9a-f]{2}/[0-9a-f]{64}\.wacz")


@dataclass
class Collection:
    """A backup on its way.

    Attributes:
        faults: what could not be kept as it should, a sentence each.
    """

    folder: BackupFolder
    tell: Tell
    files: list[Kept] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def keep_database(self, stamp: str) -> Snapshot:
        """Copy the database. Raises: BackupUnwritable; BackupDamaged; OSError."""
        name = f"{stamp}.{databases.ENDINGS[databases.kind()]}"
        target = self.folder.path / "database" / name
        growing = target.with_name(f".{name}{GROWING}")
        try:
            snapshot = databases.dump(growing)
            size_bytes = growing.stat().st_size
            sha256 = digest(growing, size_bytes, tell=self.tell)
            growing.chmod(0o600)
            sync_file(growing)
            growing.replace(target)
            sync_folder(target.parent)
        finally:
            for left in target.parent.glob(f"{growing.name}*"):  # SQLite leaves its journal beside a copy that had no room
                left.unlink(missing_ok=True)
        self.folder.copied_bytes += size_bytes
        self.files.append(Kept(DATABASE, f"database/{name}", size_bytes, sha256))
        return snapshot

    def keep_archive(self, archive: Archive, ends: Mapping[str, int]) -> None:
        """Every file of the archive, up to what no writer will change. What is gone from the desk stays in the backup."""
        there = archive.files()
        for name in there:
            self.keep(f"archive/{name}", partial(self._add_warc, archive, name, ends.get(name, 0)))
        self._keep_missing(_WARC, {f"archive/{name}" for name in ends}, {f"archive/{name}" for name in there})

    def keep_proofs(self, root: Path) -> None:
        """Proof files. Those that have their digest for a name never change, and are never removed."""
        there = dict(self._walk("proofs", root))
        for path, file in there.items():
            if _BY_DIGEST.fullmatch(path):
                self.keep(path, partial(self._add_whole, path, file))
            elif not path.startswith("proofs/growing/"):
                self.keep_file(path, file)
        self._keep_missing(_BY_DIGEST, set(), set(there))

    def keep_media(self, root: Path) -> None:
        """What people uploaded, as it is now; what they deleted is not kept on."""
        for path, file in self._walk("media", root):
            self.keep_file(path, file)

    def keep_named(self, path: str, file: Path) -> None:
        """One file, wherever an administrator says it is; it may be anything."""
        if fault := _oddity(file, path):
            self.leave_out(path, fault)
        else:
            self.keep_file(path, file)

    def leave_out(self, path: str, why: str) -> None:
        """Name what stays at the desk alone."""
        self.faults.append(f"{path!a} was left out: {why}.")

    def keep_file(self, path: str, file: Path) -> None:
        """One file that may be another one tomorrow."""
        self.keep(path, partial(self.folder.add_changing, path, file, tell=self.tell))

    def _add_whole(self, path: str, file: Path) -> Kept:
        return self.folder.add(path, file, file.stat().st_size, kept=path, tell=self.tell)

    def _add_warc(self, archive: Archive, name: str, acknowledged: int) -> Kept | None:
        path, file = f"archive/{name}", archive.path / name
        before = self.folder.known(path)
        size_bytes = file.stat().st_size
        if before is None or before.size_bytes != size_bytes:
            size_bytes = archive.settled_bytes(name, acknowledged)
        if size_bytes < acknowledged:
            self.faults.append(f"{path} ends at {size_bytes:,}, but captures up to {acknowledged:,} refer to it.")
        return self.folder.add(path, file, size_bytes, kept=path, tell=self.tell) if size_bytes else None

    def keep(self, path: str, add: Callable[[], Kept | None]) -> None:
        """One file, however it is added. One that is bad is named, and stays as the backup before has it."""
        try:
            kept = add()
        except BackupDamaged as error:
            self.faults.append(error.sentence)
            kept = self.folder.known(path)
        except OSError as error:
            own_folder = self.folder.path in Path(error.filename or "").parents
            if own_folder or error.errno not in _OF_THE_SOURCE:  # no room, no rights, no disk: that ends the run
                raise
            self.faults.append(f"{path} cannot be read: {error.strerror}.")
            kept = self.folder.known(path)
        if kept is not None:
            self.files.append(kept)

    def _keep_missing(self, lasting: re.Pattern[str], needed: set[str], there: set[str]) -> None:
        """Evidence that is no longer at the desk: kept on from the backup before, where it has it."""
        before = {path for path in self.folder.paths() if lasting.fullmatch(path)}
        for path in sorted((needed | before) - there):
            kept = self.folder.known(path)
            self.faults.append(f"{path} is missing at the desk{'; it stands in this backup' if kept else ''}.")
            if kept is not None:
                self.files.append(kept)

    def _walk(self, tree: str, root: Path) -> Iterator[tuple[str, Path]]:
        """Regular files, links to such ones included; anything else is named and left out."""
        for place, folders, names in os.walk(root):
            links = [name for name in folders if (Path(place) / name).is_symlink()]
            for name in sorted([*names, *links]):
                file = Path(place) / name
                path = f"{tree}/{file.relative_to(root).as_posix()}"
                if fault := _oddity(file, path):
                    self.leave_out(path, fault)
                else:
                    yield path, file


def _oddity(file: Path, path: str) -> str:
    if not is_plain(path):
        return "its name cannot be written down"
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if stat.S_ISDIR(mode):
        return "it is a folder, or a link to one"
    return "" if stat.S_ISREG(mode) else "it is no ordinary file"
