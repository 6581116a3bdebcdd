"""The archive: a folder of WARC files. Each writer owns its own open file; closed files never change, and nobody may write them.

A place (file, offset, length) is all it takes to read a record back. Nothing counts as kept before `Writer.flush` has returned.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dragoman.capture.member import HEADER_BYTES, read_length
from dragoman.capture.record import Record, read_record
from dragoman.capture.walk import Finding, Member, Place, find_faults, torn_tail, walk
from dragoman.capture.writer import ANYONE_WRITES, Writer, mark_closed
from dragoman.errors import ArchiveUnwritable, CaptureAltered

__all__ = ["Archive", "Finding", "Member", "Place", "Writer"]

SUFFIX = ".warc.gz"
MAX_FILE_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Archive:
    """A folder of WARC files.

    Attributes:
        path: the folder; made when the first writer opens.
        max_file_bytes: a writer begins a new file once its file is larger.
    """

    path: Path
    max_file_bytes: int = MAX_FILE_BYTES

    def writer(self, owner: str, *, started_utc: datetime, token: str) -> Writer:
        """A writer with its own file, made at the first append.

        Args:
            owner: who writes: letters, digits, `-` and `_` (a process's role).
            started_utc: stands in the file's name and first record.
            token: letters and digits that no other writer of the same second and owner has.

        Raises: ValueError, a name that cannot be a file's; ArchiveUnwritable.
        """
        return Writer(self.path, owner, started_utc=started_utc, token=token, max_file_bytes=self.max_file_bytes)

    def files(self) -> list[str]:
        """Names of the archive's files, in order of name; empty when the folder is not there yet."""
        return sorted(path.name for path in self.path.glob(f"*{SUFFIX}") if path.is_file())

    def _open_files(self) -> list[str]:
        """Files that were never closed: being written, or their writer died."""
        return [file for file in self.files() if (self.path / file).stat().st_mode & ANYONE_WRITES]

    def settled_bytes(self, file: str, acknowledged: int) -> int:
        """How many first bytes of a file no writer will ever change: what a backup may copy.

        A closed file is settled up to its last whole record; one being written up to the last capture that was acknowledged.

        Args:
            acknowledged: where the last response that a row refers to ends; its metadata record follows. 0 when there is none.

        Raises: OSError.
        """
        with (self.path / file).open("rb", buffering=0) as opened:
            if _try_lock(opened.fileno(), fcntl.LOCK_SH):
                torn = torn_tail(opened.fileno(), file)
                return torn.offset if torn else os.fstat(opened.fileno()).st_size
            length = read_length(os.pread(opened.fileno(), HEADER_BYTES, acknowledged)) if acknowledged else 0
            return acknowledged + (length if isinstance(length, int) else 0)

    def read_member(self, place: Place) -> bytes:
        """The gzip member at a place, as it is; nothing else is read. Raises: CaptureAltered."""
        if not place.file.endswith(SUFFIX) or "/" in place.file or place.file.startswith("."):
            raise CaptureAltered("This is no file of the archive.", detail=repr(place))
        try:
            with (self.path / place.file).open("rb", buffering=0) as file:
                member = os.pread(file.fileno(), place.length, place.offset)
        except FileNotFoundError as error:
            raise CaptureAltered("The archive's file is missing.", detail=repr(place), subject=place.file) from error
        except (OSError, ValueError, OverflowError) as error:
            raise CaptureAltered("The archive's file cannot be read.", detail=f"{place}: {error}", subject=place.file) from error
        if len(member) != place.length:
            raise CaptureAltered("The archive's file ends before this record does.", detail=repr(place), subject=place.file)
        return member

    def read(self, place: Place) -> Record:
        """The record at a place, its framing and digests checked. Raises: CaptureAltered, naming file and offset."""
        try:
            return read_record(self.read_member(place))
        except CaptureAltered as error:
            detail = f"{place.file} at {place.offset}: {error.detail}"
            raise CaptureAltered(error.sentence, detail=detail, subject=place.file) from error

    def members(self, file: str) -> Iterator[Member]:
        """Whole, unaltered records of one file in order: place, record id, type, digest. For comparing rows with files."""
        yield from (found for found in self.walk(file) if isinstance(found, Member))

    def walk(self, file: str) -> Iterator[Member | Finding]:
        """Every whole record of a file and every fault, in order; each byte is read once."""
        with (self.path / file).open("rb", buffering=0) as opened:
            yield from walk(opened.fileno(), file)

    def check(self) -> Iterator[Finding]:
        """Every fault of every file. A file being written may end in a record that is not whole yet: no fault."""
        for file in self.files():
            with (self.path / file).open("rb", buffering=0) as opened:
                yield from find_faults(opened.fileno(), file, live=not _try_lock(opened.fileno(), fcntl.LOCK_SH))

    def repair(self) -> list[Finding]:
        """Cut torn tails off files that nobody is writing; says what was cut. Altered records are left as they are.

        Looks only into files that are not marked as closed, so it costs no more in a large archive; those that it finds given up
        are closed by it.

        Raises: ArchiveUnwritable.
        """
        repaired = []
        for file in self._open_files():
            try:
                with (self.path / file).open("r+b", buffering=0) as opened:
                    if not _try_lock(opened.fileno(), fcntl.LOCK_EX):
                        continue
                    torn = torn_tail(opened.fileno(), file)
                    if torn is not None:
                        os.ftruncate(opened.fileno(), torn.offset)
                        os.fsync(opened.fileno())
                        repaired.append(torn)
                    mark_closed(opened.fileno())
            except OSError as error:
                raise ArchiveUnwritable("The archive cannot be written.", detail=f"{file}: {error}", subject=file) from error
        return repaired


def _try_lock(descriptor: int, how: int) -> bool:
    """False when a writer has the file open."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
