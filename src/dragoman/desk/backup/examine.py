"""Whether a restored desk is whole: every record, capture and leaf, the ledger's head, and every other file as it was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dragoman.capture.archive import Archive, Finding
from dragoman.desk.backup.copying import Tell, digest, silent
from dragoman.desk.backup.manifest import Kept, Manifest
from dragoman.desk.backup.places import targets
from dragoman.desk.capture import selectors
from dragoman.desk.capture.ledger import DeskHashes
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture
from dragoman.errors import BackupDamaged

SHOWN = 50
_OTHERWISE = ("archive/", "keys/")  # compared record by record; written to by the restore itself


@dataclass(frozen=True)
class Examined:
    """What was looked at, and the first faults with the names of what they are of.

    Attributes:
        stored: captures that have a record; the others are fetches that failed.
        more: how many faults there are beyond those named.
    """

    captures: int
    stored: int
    leaves: int
    files: int
    faults: tuple[str, ...]
    more: int = 0

    @property
    def whole(self) -> bool:
        return not self.faults


def examine(manifest: Manifest, *, tell: Tell = silent) -> Examined:
    """Compare everything with everything. Reads the whole archive."""
    faults = _find_faults(manifest, tell)
    named = tuple(islice(faults, SHOWN))
    return Examined(
        captures=Capture.objects.count(),
        stored=selectors.stored().count(),
        leaves=DeskHashes().head().size,
        files=len(selectors.archive().files()),
        faults=named,
        more=sum(1 for _ in faults),
    )


def _find_faults(manifest: Manifest, tell: Tell) -> Iterator[str]:
    head = DeskHashes().head()
    if (head.size, head.root.hex()) != (manifest.ledger_size, manifest.ledger_root):
        yield f"The ledger has {head.size:,} leaves and another root than the backup says ({manifest.ledger_size:,} leaves)."
    archive = selectors.archive()
    there = archive.files()
    for file in there:
        yield from _compare(archive, file)
        tell((archive.path / file).stat().st_size)
    missing = selectors.stored().exclude(archive_file__in=there).order_by("archive_file")
    for file in missing.values_list("archive_file", flat=True).distinct():
        yield from _name_missing(file, _captures_of(file))
    yield from (f"ledger: {sentence}" for sentence in check_ledger())
    for kept, place in targets(manifest):
        if not kept.path.startswith(_OTHERWISE) and not _is_kept(place, kept):
            yield f"{kept.path}: missing, or not what was backed up."


def _is_kept(place: Path, kept: Kept) -> bool:
    try:
        return digest(place, kept.size_bytes) == kept.sha256
    except (OSError, BackupDamaged):
        return False


def _compare(archive: Archive, file: str) -> Iterator[str]:
    """Every record of a file, read once: whole, and the one that its capture was acknowledged with.

    A capture's hash of its record stands in its leaf, so with the ledger's own check nothing else need be compared.
    """
    captures = _captures_of(file)
    for found in archive.walk(file):
        if isinstance(found, Finding):
            yield f"{file} at {found.offset}: {found.sentence}"
            continue
        capture = captures.pop(found.place.offset, None)
        if capture is not None and (capture.pk, capture.record_length, capture.record_sha256) != (
            found.record_id,
            found.place.length,
            found.sha256,
        ):
            yield f"{file} at {found.place.offset}: capture {capture.pk}: the record is not the one that was acknowledged."
    yield from _name_missing(file, captures)


def _captures_of(file: str) -> dict[int, Capture]:
    """By the offset of its record."""
    captures = Capture.objects.filter(archive_file=file).only("record_offset", "record_length", "record_sha256")
    return {capture.record_offset or 0: capture for capture in captures}


def _name_missing(file: str, captures: Mapping[int, Capture]) -> Iterator[str]:
    for offset, capture in sorted(captures.items()):
        yield f"{file} at {offset}: capture {capture.pk}: its record is not there, or cannot be read."
