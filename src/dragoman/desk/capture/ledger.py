"""The desk's ledger: one leaf a capture, appended in the transaction that acknowledges it.

Its tree stands in the database as rows of up to 16 hashes, of the levels 0, 4, 8 ...: small enough that an append writes little
and a proof folds little (with the 256 of published tiles a proof took nearly twice as long). Writers take turns on the one row
of the head, which also holds all that appending needs to know: nothing is ever rebuilt, whatever the ledger's size.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from dragoman.capture.hashes import Hashes
from dragoman.capture.leaves import SALT_BYTES, STORED, Leaf, make_leaf
from dragoman.capture.ledger import Ledger
from dragoman.capture.tiles import HEIGHT, WIDTH, Tile, TiledHashes, new_hashes, require_whole
from dragoman.capture.tree import HASH_BYTES, Growth, Head, Node, grow, split
from dragoman.capture.warc import target_uri
from dragoman.desk.bulk import insert_rows
from dragoman.desk.capture.models import Capture, LedgerHead, LedgerRow
from dragoman.errors import CaptureAltered, RuleBroken

ROW_HEIGHT = 4
ROW_WIDTH = 1 << ROW_HEIGHT
_LEVEL_SHIFT = 56
_HEAD = LedgerHead._meta.db_table
_LOCK_HEAD = (
    f"INSERT INTO {_HEAD} (id, size, peaks) VALUES (1, 0, %s) "  # noqa: S608 -- names of our own
    f"ON CONFLICT (id) DO UPDATE SET size = {_HEAD}.size RETURNING size, peaks"
)
_MOVE_HEAD = f"UPDATE {_HEAD} SET size = %s, peaks = %s WHERE id = 1"  # noqa: S608 -- names of our own
_SELECT_ROWS = f"SELECT key, hashes FROM {LedgerRow._meta.db_table} WHERE key IN"  # noqa: S608 -- names of our own


@dataclass(frozen=True)
class Inclusion:
    """That a capture is in the ledger: its leaf, and the path from there to the root over `size` leaves."""

    leaf: Leaf
    index: int
    size: int
    path: tuple[bytes, ...]


class DeskHashes(Hashes):
    """The tree's hashes in the database, as it stood when its head was first asked for."""

    def __init__(self) -> None:
        self._head: Head | None = None

    def head(self) -> Head:
        if self._head is None:
            row = LedgerHead.objects.filter(pk=1).values_list("size", "peaks").first()
            self._head = _as_head(*row) if row else Head()
        return self._head

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        return TiledHashes(self.head().size, read_rows, height=ROW_HEIGHT).read(nodes)

    def add(self, growth: Growth) -> None:
        _write(growth)
        self._head = growth.head


def ledger() -> Ledger:
    """The desk's ledger, to prove from. Captures alone append to it."""
    return Ledger(DeskHashes())


def enter(rows: Sequence[Capture]) -> None:
    """Append the leaves of captures that are about to be saved, and give each its `leaf_index` and its leaf's salt.

    Runs inside the transaction that saves them, which holds the ledger's head until it ends.
    """
    if not connection.in_atomic_block:
        raise RuleBroken("A capture and its leaf are saved together or not at all.")
    salts = secrets.token_bytes(SALT_BYTES * len(rows))
    head = _lock_head()
    for number, row in enumerate(rows):
        row.leaf_index = head.size + number
        row.salt = salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]
    _write(grow(head, [leaf_of(row).hash for row in rows]))


def leaf_of(capture: Capture) -> Leaf:
    """What the ledger says of a capture, made of its row alone."""
    return make_leaf(
        capture.pk,
        target_uri(capture.url),
        fetched_utc=capture.fetched_at,
        status=capture.status,
        outcome=capture.outcome or STORED,
        digests=(capture.payload_sha256, capture.record_sha256),
        salt=bytes(capture.salt),
    )


def prove(capture: Capture, size: int | None = None) -> Inclusion:
    """That a capture is among the first `size` leaves; among all by default.

    Raises: CaptureAltered, when it is not in the ledger, came later, or its row is not what was entered.
    """
    known, leaf = ledger(), leaf_of(capture)
    size = known.size if size is None else size
    if capture.leaf_index is None or not 0 <= capture.leaf_index < size <= known.size:
        raise CaptureAltered(
            "This capture is not in the ledger.", detail=f"{capture.leaf_index} of {size}", subject=str(capture.pk)
        )
    if DeskHashes().read([Node(0, capture.leaf_index)]) != [leaf.hash]:
        raise CaptureAltered("The ledger says something else of this capture than its row.", subject=str(capture.pk))
    return Inclusion(leaf, capture.leaf_index, size, tuple(known.prove_inclusion(capture.leaf_index, size)))


def are_entered(captures: Iterable[Capture]) -> set[uuid.UUID]:
    """Which of these the ledger holds as their rows say. Two queries, unless a part of the ledger is missing."""
    hashes = DeskHashes()
    size = hashes.head().size
    placed = [capture for capture in captures if capture.leaf_index is not None and 0 <= capture.leaf_index < size]
    return {
        capture.pk for capture, found in zip(placed, _leaf_hashes(hashes, placed), strict=True) if found == leaf_of(capture).hash
    }


def _leaf_hashes(hashes: DeskHashes, placed: Sequence[Capture]) -> list[bytes]:
    """The leaves' hashes in the ledger; of those that can't be read, an empty one each."""
    nodes = [Node(0, capture.leaf_index or 0) for capture in placed]
    try:
        return hashes.read(nodes)
    except CaptureAltered:
        if len(placed) == 1:
            return [b""]
        return [found for capture in placed for found in _leaf_hashes(hashes, [capture])]


def read_tile(tile: Tile) -> bytes | None:
    """A tile as it is published; None when it is not there, or not as wide as asked for."""
    first = tile.number * (WIDTH // ROW_WIDTH)
    rows = [
        Tile(tile.level * HEIGHT // ROW_HEIGHT, first + at // ROW_WIDTH, min(ROW_WIDTH, tile.width - at))
        for at in range(0, tile.width, ROW_WIDTH)
    ]
    found = read_rows(rows)
    return b"".join(found[row] for row in rows) if len(found) == len(rows) else None


def read_rows(rows: Sequence[Tile]) -> dict[Tile, bytes]:
    """These rows, each as wide as asked for; those that are not there, or not as wide, are left out."""
    keys = [_key(row) for row in rows]
    if not keys:
        return {}
    with connection.cursor() as cursor:  # by hand: put together by Django, the statement costs ten times what it does
        cursor.execute(f"{_SELECT_ROWS} ({', '.join(['%s'] * len(keys))})", keys)
        found = dict(cursor.fetchall())
    contents = ((row, bytes(found.get(_key(row), b""))[: row.width * HASH_BYTES]) for row in rows)
    return {row: content for row, content in contents if len(content) == row.width * HASH_BYTES}


def _lock_head() -> Head:
    """The head; whoever else would append waits here until this transaction ends. One statement makes, locks and reads it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_HEAD, [b""])
        return _as_head(*cursor.fetchone())


def _write(growth: Growth) -> None:
    """Rows and head. The caller holds the head."""
    added = new_hashes(growth, ROW_HEIGHT)
    begun = _begun(added)
    rows = [LedgerRow(key=_key(row), hashes=begun.get(row, b"") + fresh) for row, fresh in added.items()]
    insert_rows(rows, renew=["hashes"])
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_HEAD, [growth.head.size, b"".join(growth.head.peaks)])


def _begun(added: Mapping[Tile, bytes]) -> dict[Tile, bytes]:
    """What stands already of the rows that are filled further. Raises: CaptureAltered, when it is not all of it."""
    before = {row: row._replace(width=row.width - len(fresh) // HASH_BYTES) for row, fresh in added.items()}
    before = {row: begun for row, begun in before.items() if begun.width}
    found = read_rows(list(before.values())) if before else {}
    for begun in before.values():
        require_whole(begun, found.get(begun, b""), height=ROW_HEIGHT)
    return {row: found[begun] for row, begun in before.items()}


def _as_head(size: int, peaks: bytes | memoryview) -> Head:
    return Head(size, tuple(split(bytes(peaks))))


def _key(row: Tile) -> int:
    return row.level << _LEVEL_SHIFT | row.number
