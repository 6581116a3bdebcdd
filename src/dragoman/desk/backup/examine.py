"""Whether a restored desk is whole: every record, every capture, every leaf, and the ledger's head as the backup states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dragoman.desk.backup.copying import Tell, silent
from dragoman.desk.backup.manifest import Manifest
from dragoman.desk.capture import selectors
from dragoman.desk.capture.checking import check_captures
from dragoman.desk.capture.ledger import DeskHashes
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture

SHOWN = 50


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
    for file in archive.files():
        tell((archive.path / file).stat().st_size)
        yield from (f"{found.file} at {found.offset}: {found.sentence}" for found in archive.check([file]))
    for checked in check_captures(archive, selectors.stored()):
        for sentence in checked.findings:
            yield f"{checked.place}: capture {checked.capture_id}: {sentence}"
    yield from (f"ledger: {sentence}" for sentence in check_ledger())
