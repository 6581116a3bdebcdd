"""Compare the captures with the ledger, and the ledger with itself and with every checkpoint that was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.db.models import Count, Max

from dragoman.capture.checkpoint import Checkpoint, read_checkpoint
from dragoman.capture.tiles import WIDTH, Tile
from dragoman.capture.tree import HASH_BYTES, Head, cover, grow, split
from dragoman.desk.capture import keys
from dragoman.desk.capture.ledger import ROW_HEIGHT, ROW_WIDTH, DeskHashes, leaf_of, ledger, read_rows, read_tile
from dragoman.desk.capture.models import Capture, LedgerCheckpoint
from dragoman.errors import CaptureAltered, CheckpointInvalid

_ROWS = 500


def check_ledger() -> Iterator[str]:
    """A sentence for each fault: captures that are missing, altered or not entered, a tree that was changed, a head forged.

    Memory holds a few hundred rows at a time, and the peaks of the tree.
    """
    yield from _check_captures()
    yield from _check_tree()
    yield from _check_checkpoints()


def quick_check() -> Iterator[str]:
    """What can be told without reading every row: counts, and whether the last head signed is still the ledger's."""
    size = DeskHashes().head().size
    counted = Capture.objects.aggregate(rows=Count("pk"), entered=Count("leaf_index"), last=Max("leaf_index"))
    if counted["rows"] > counted["entered"]:
        yield f"{counted['rows'] - counted['entered']} captures are not in the ledger."
    if counted["entered"] != size or (counted["last"] or 0) >= max(size, 1):
        yield f"The ledger has {size} leaves, but there are {counted['entered']} captures for them."
    last = keys.last_checkpoint()
    if last is not None:
        yield from compare_head(last.checkpoint)


def _check_captures() -> Iterator[str]:
    """Rows in the order of their leaves, each against the hash that was entered; a gap is a row that was removed."""
    size = DeskHashes().head().size
    for capture in Capture.objects.filter(leaf_index=None).iterator(_ROWS):
        yield f"Capture {capture.pk} is not in the ledger."
    expected, hashes = 0, b""
    for capture in Capture.objects.exclude(leaf_index=None).order_by("leaf_index").iterator(_ROWS):
        index = capture.leaf_index or 0
        yield from (_removed(missing, size) for missing in range(expected, min(index, size)))
        if index // WIDTH != (expected - 1) // WIDTH or not hashes:
            hashes = _leaf_hashes(index // WIDTH, size)
        yield from _compare(capture, index, hashes)
        expected = index + 1
    yield from (_removed(missing, size) for missing in range(expected, size))


def _removed(index: int, size: int) -> str:
    return f"Leaf {index} of {size}: its capture was removed from the database."


def _leaf_hashes(number: int, size: int) -> bytes:
    tile = Tile(0, number, min(WIDTH, size - number * WIDTH))
    return (read_tile(tile) or b"") if tile.width > 0 else b""


def _compare(capture: Capture, index: int, hashes: bytes) -> Iterator[str]:
    start = index % WIDTH * HASH_BYTES
    entered = hashes[start : start + HASH_BYTES]
    if not entered:
        yield f"Capture {capture.pk}: the ledger has no leaf {index}."
    elif entered != leaf_of(capture).hash:
        yield f"Capture {capture.pk} was altered: leaf {index} was made of another address, time, outcome or digest."


def _check_tree() -> Iterator[str]:
    """Every hash above the leaves against those below it, then the head."""
    hashes = DeskHashes()
    head, below = hashes.head(), list[bytes]()
    for level in range(0, max(head.size.bit_length(), 1), ROW_HEIGHT):
        count, full = head.size >> level, list[bytes]()
        rows = [Tile(level // ROW_HEIGHT, at // ROW_WIDTH, min(ROW_WIDTH, count - at)) for at in range(0, count, ROW_WIDTH)]
        for row, content in _read_in_batches(rows):
            first = row.number * ROW_WIDTH
            if not content:
                yield f"The ledger lacks hashes {first} to {first + row.width - 1} of level {level}."
                return
            if level and content != b"".join(below[first : first + row.width]):
                yield f"The ledger's hashes of level {level} from number {first} on do not follow from those below them."
            if row.width == ROW_WIDTH:
                full.append(grow(Head(), split(content)).head.root)
        below = full
    if tuple(hashes.read(cover(0, head.size))) != head.peaks:
        yield "The ledger's head does not follow from its leaves."


def _read_in_batches(rows: Sequence[Tile]) -> Iterator[tuple[Tile, bytes]]:
    for at in range(0, len(rows), _ROWS):
        batch = rows[at : at + _ROWS]
        found = read_rows(batch)
        yield from ((row, found.get(row, b"")) for row in batch)


def _check_checkpoints() -> Iterator[str]:
    """Of a ledger that was lost and followed by another, only the heads over leaves that are left can be compared."""
    known = {entry.key.id.hex(): entry.key for entry in keys.entries()}
    ends = {before.key.name: after.from_size for before, after in pairwise(keys.entries()) if before.key.name != after.key.name}
    for row in LedgerCheckpoint.objects.order_by("size", "pk").iterator(_ROWS):
        try:
            signed = read_checkpoint(row.note)
        except CheckpointInvalid as error:
            yield f"The checkpoint over {row.size} leaves: {error.sentence}"
            continue
        key = known.get(row.key_id)
        if key is None or not signed.is_signed_by(key):
            yield f"The checkpoint over {row.size} leaves is not signed by a key of this ledger."
        if row.size <= ends.get(signed.checkpoint.origin, row.size):
            yield from compare_head(signed.checkpoint)
    last = keys.last_checkpoint()
    if last is not None and not LedgerCheckpoint.objects.filter(size=last.checkpoint.size).exists():
        yield f"A checkpoint over {last.checkpoint.size} leaves was signed, but it is not in the database."
        yield from compare_head(last.checkpoint)


def compare_head(signed: Checkpoint) -> Iterator[str]:
    """Whether the ledger still begins with what was signed."""
    size = DeskHashes().head().size
    if signed.size > size:
        yield f"The ledger has {size} leaves, but a checkpoint over {signed.size} was signed: leaves are missing."
        return
    try:
        same = ledger().root(signed.size) == signed.root
    except CaptureAltered as error:
        yield error.sentence
        return
    if not same:
        yield f"The first {signed.size} leaves of the ledger are not those that were signed."
