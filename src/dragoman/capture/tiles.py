"""The published form of the tree: tiles of 256 hashes, of the levels 0, 8, 16 ... only.

Tile (level L, number N) holds the nodes (8L, 256N) to (8L, 256N + 255), 32 bytes each. The levels between are folded out of
it. A full tile never changes; the last one of a level is partial, and `.p/W` names its first W hashes, which never change either.

Source: C2SP tlog-tiles, "Merkle Tree".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from dragoman.capture.hashes import Hashes
from dragoman.capture.tree import HASH_BYTES, Growth, Head, Node, cover, hash_children, split
from dragoman.errors import CaptureAltered

WIDTH = 256
HEIGHT = 8  # levels of the tree in one level of tiles
MAX_LEVEL = 7  # of tiles: more leaves than 2**63 there are none
_PATH = re.compile(r"([0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class Tile(NamedTuple):
    """A tile. `width` below 256 names the first so many hashes of it."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path below `tile/`, such as `0/x001/x234/067.p/12`."""
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"{self.level}/" + "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]]) + partial


def read_path(path: str) -> Tile:
    """The tile of a path below `tile/`. Raises: ValueError, when it is no tile's path, or not written as `Tile.path` does."""
    match = _PATH.fullmatch(path)
    if match is None or len(path) > 60:
        raise ValueError(f"no path of a tile: {path[:60]!r}")
    level, number, width = match.groups()
    tile = Tile(int(level), int(number.replace("x", "").replace("/", "")), int(width or WIDTH))
    if tile.path != path or tile.level > MAX_LEVEL:
        raise ValueError(f"no path of a tile: {path!r}")
    return tile


def new_hashes(growth: Growth, height: int = HEIGHT) -> dict[Tile, bytes]:
    """For each tile that appending fills further, the tile as it is afterwards and the bytes to add to it.

    Args:
        height: levels of the tree in one level of tiles. Published tiles have 8; whoever keeps smaller ones, of 2**height
            hashes, folds less for a proof.
    """
    added: dict[Tile, bytes] = {}
    for level in range(0, len(growth.levels), height):
        fresh, first = growth.levels[level], growth.before.size >> level
        while fresh:
            number, used = divmod(first, 1 << height)
            now = fresh[: (1 << height) - used]
            added[Tile(level // height, number, used + len(now))] = b"".join(now)
            fresh, first = fresh[len(now) :], first + len(now)
    return added


def tile_of(node: Node, size: int, height: int = HEIGHT) -> Tile:
    """The tile out of which a node is folded, as wide as it is in a tree of `size` leaves."""
    level, above = divmod(node.level, height)
    number = (node.number << above) >> height
    return Tile(level, number, min(1 << height, (size >> (level * height)) - (number << height)))


def fold_node(node: Node, tile: bytes, height: int = HEIGHT) -> bytes:
    """A node's hash, folded out of its tile. Raises: CaptureAltered, when the tile ends before it."""
    above = node.level % height
    start = ((node.number << above) & ((1 << height) - 1)) * HASH_BYTES
    part = tile[start : start + (HASH_BYTES << above)]
    if len(part) != HASH_BYTES << above:
        raise CaptureAltered("A tile of the ledger is cut short.", detail=f"{node}")
    row = split(part)
    while len(row) > 1:
        pairs = iter(row)
        row = [hash_children(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return row[0]


class TiledHashes(Hashes):
    """A tree of `size` leaves, read from its tiles wherever they come from; it cannot be appended to.

    Args:
        fetch: gives the content of these tiles; a tile that is not there may be left out.
        height: as in `new_hashes`.
    """

    def __init__(self, size: int, fetch: Callable[[Sequence[Tile]], Mapping[Tile, bytes]], *, height: int = HEIGHT) -> None:
        self._size = size
        self._fetch = fetch
        self._height = height

    def head(self) -> Head:
        return Head(self._size, tuple(self.read(cover(0, self._size))))

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        wanted = [tile_of(node, self._size, self._height) for node in nodes]
        if not wanted:
            return []
        tiles = self._fetch(list(dict.fromkeys(wanted)))
        for tile in wanted:
            require_whole(tile, tiles.get(tile, b""), height=self._height)
        return [fold_node(node, tiles[tile], self._height) for node, tile in zip(nodes, wanted, strict=True)]

    def add(self, growth: Growth) -> None:
        raise CaptureAltered("A ledger that is only read cannot be appended to.", detail=f"{growth.head.size}")


def require_whole(tile: Tile, content: bytes, *, height: int = HEIGHT) -> None:
    """Raises: CaptureAltered, naming the tile or, for tiles that are not published, its nodes, when hashes of it are missing."""
    if len(content) < tile.width * HASH_BYTES:
        nodes = f"hashes {tile.number << height} to {(tile.number << height) + tile.width - 1} of level {tile.level * height}"
        name = f"tile {tile.path}" if height == HEIGHT else nodes
        raise CaptureAltered(f"The ledger lacks {name}, or part of it.", subject=tile.path if height == HEIGHT else nodes)
