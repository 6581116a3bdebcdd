"""The desk's ledger: one leaf a capture, appended in the transaction that acknowledges it.

Its tree stands in the database as tiles, in the very form that is published. Writers take turns on the one row of the head,
which also holds all that appending needs to know: nothing is ever rebuilt, whatever the ledger's size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from dragoman.capture.hashes import Hashes
from dragoman.capture.leaves import SALT_BYTES, STORED, Leaf, make_leaf
from dragoman.capture.ledger import Ledger
from dragoman.capture.tiles import Tile, TiledHashes, new_hashes
from dragoman.capture.tree import HASH_BYTES, Growth, Head, Node, grow, split
from dragoman.capture.warc import file_uri, target_uri
from dragoman.desk.capture.models import Capture, LedgerHead, LedgerTile
from dragoman.errors import CaptureAltered, RuleBroken

_LEVEL_SHIFT = 56


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
        return TiledHashes(self.head().size, read_tiles).read(nodes)

    def add(self, growth: Growth) -> None:
        _write(growth)
        self._head = growth.head


def ledger() -> Ledger:
    """The desk's ledger, to prove from. Captures alone append to it."""
    return Ledger(DeskHashes())


def enter(rows: Sequence[Capture]) -> None:
    """Append the leaves of captures that are about to be saved, and give each its `leaf_index`.

    Runs inside the transaction that saves them, which holds the ledger's head until it ends.

    Raises: RuleBroken, for a capture without its salt.
    """
    if not connection.in_atomic_block:
        raise RuleBroken("A capture and its leaf are saved together or not at all.")
    locked, _ = LedgerHead.objects.select_for_update().get_or_create(pk=1)
    head = _as_head(locked.size, locked.peaks)
    for index, row in enumerate(rows, start=head.size):
        if len(row.salt) != SALT_BYTES:
            raise RuleBroken("A capture without its salt cannot enter the ledger.", subject=str(row.pk))
        row.leaf_index = index
    _write(grow(head, [leaf_of(row).hash for row in rows]))


def leaf_of(capture: Capture) -> Leaf:
    """What the ledger says of a capture, made of its row alone."""
    is_file = capture.kind == Capture.Kind.FILE
    return make_leaf(
        capture.pk,
        file_uri(capture.url.removeprefix("file:")) if is_file else target_uri(capture.url),
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


def read_tiles(tiles: Sequence[Tile]) -> dict[Tile, bytes]:
    """These tiles, each as wide as asked for; those that are not there, or not as wide, are left out."""
    found = dict(LedgerTile.objects.filter(key__in=[_key(tile) for tile in tiles]).values_list("key", "hashes"))
    contents = ((tile, bytes(found.get(_key(tile), b""))[: tile.width * HASH_BYTES]) for tile in tiles)
    return {tile: content for tile, content in contents if len(content) == tile.width * HASH_BYTES}


def _write(growth: Growth) -> None:
    """Tiles and head. The caller holds the head's row."""
    added = new_hashes(growth)
    begun = _begun(added)
    rows = [LedgerTile(key=_key(tile), hashes=begun.get(tile, b"") + fresh) for tile, fresh in added.items()]
    LedgerTile.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["hashes"])
    LedgerHead.objects.filter(pk=1).update(size=growth.head.size, peaks=b"".join(growth.head.peaks))


def _begun(added: Mapping[Tile, bytes]) -> dict[Tile, bytes]:
    """What stands already of the tiles that are filled further. Raises: CaptureAltered, when it is not all of it."""
    before = {tile: tile._replace(width=tile.width - len(fresh) // HASH_BYTES) for tile, fresh in added.items()}
    before = {tile: begun for tile, begun in before.items() if begun.width}
    found = read_tiles(list(before.values())) if before else {}
    missing = next((begun for begun in before.values() if begun not in found), None)
    if missing is not None:
        raise CaptureAltered(f"The ledger's tile {missing.path} was cut short, so nothing is appended.", subject=missing.path)
    return {tile: found[begun] for tile, begun in before.items()}


def _as_head(size: int, peaks: bytes | memoryview) -> Head:
    return Head(size, tuple(split(bytes(peaks))))


def _key(tile: Tile) -> int:
    return tile.level << _LEVEL_SHIFT | tile.number
