"""Tiles: paths as the standard writes them, and proofs out of nothing but published tiles."""

from __future__ import annotations

import pytest

from dragoman.capture.ledger import Ledger
from dragoman.capture.tiles import Tile, TiledHashes, fold_node, new_hashes, read_path
from dragoman.capture.tree import Head, Node, grow, hash_leaf
from dragoman.errors import CaptureAltered


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "0/000"),
        (Tile(0, 273, 112), "0/273.p/112"),
        (Tile(1, 1, 17), "1/001.p/17"),
        (Tile(2, 0, 1), "2/000.p/1"),
        (Tile(0, 1234067), "0/x001/x234/067"),
        (Tile(3, 1000, 255), "3/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_standard(tile, path):
    assert tile.path == path
    assert read_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "", "0", "0/0", "0/0000", "0/x000/001", "0/001.p/0", "0/001.p/256", "0/001.p/007", "00/001", "64/001", "0/001/002",
        "0/x001/x234/067/", "-1/001", "0/x001/002.p/5x", "0/" + "x000/" * 20 + "001", "entries/000", "0/٠٠١", "9/000",
    ],
)  # fmt: skip
def test_other_paths_are_refused(path):
    with pytest.raises(ValueError, match="no path of a tile"):
        read_path(path)


def published(steps: list[int], height: int = 8) -> dict[tuple[int, int], bytes]:
    """Tiles by level and number, as a desk that appends in these steps writes them."""
    kept: dict[tuple[int, int], bytes] = {}
    head = Head()
    for step in steps:
        growth = grow(head, [hash_leaf(f"{head.size + number}".encode()) for number in range(step)])
        for tile, fresh in new_hashes(growth, height).items():
            kept[tile[:2]] = kept.get(tile[:2], b"") + fresh
            assert len(kept[tile[:2]]) == tile.width * 32
        head = growth.head
    return kept


@pytest.mark.parametrize("height", [8, 4, 1])
@pytest.mark.parametrize("steps", [[70_000], [1, 255, 1, 700, 66_000, 3_043], [256] * 6, [1] * 300])
def test_whatever_can_be_proven_can_be_proven_out_of_tiles(steps, height):
    tiles, known = published(steps, height), Ledger()
    known.extend(f"{number}".encode() for number in range(sum(steps)))
    assert all(len(content) == 32 << height for (level, number), content in tiles.items() if (level, number + 1) in tiles)
    for size in {1, 2, 255, 256, 257, sum(steps) - 1, sum(steps)}:
        fetched = TiledHashes(size, lambda wanted: {tile: tiles[tile[:2]][: tile.width * 32] for tile in wanted}, height=height)
        ledger = Ledger(fetched)
        assert (ledger.size, ledger.root()) == (size, known.root(size))
        for index in {0, size // 3, size - 1}:
            assert ledger.prove_inclusion(index) == known.prove_inclusion(index, size)
            assert ledger.prove_consistency(index) == known.prove_consistency(index, size)


def test_an_inclusion_proof_reads_a_few_tiles_once():
    tiles, asked = published([70_000]), []

    def fetch(wanted):
        asked.append(list(wanted))
        return {tile: tiles[tile[:2]][: tile.width * 32] for tile in wanted}

    Ledger(TiledHashes(70_000, fetch)).prove_inclusion(12_345)
    assert len(asked[-1]) <= 5


def test_a_tile_that_is_missing_or_short_is_named():
    for given in ({}, {Tile(0, 0, 5): bytes(4 * 32)}):
        with pytest.raises(CaptureAltered, match=r"tile 0/000\.p/5"):
            TiledHashes(5, lambda wanted, given=given: given).read([Node(0, 0)])
    with pytest.raises(CaptureAltered, match="hashes 16 to 19 of level 0"):
        TiledHashes(20, lambda wanted: {}, height=4).read([Node(0, 17)])
    with pytest.raises(CaptureAltered, match="cut short"):
        fold_node(Node(2, 3), bytes(32 * 13))
    with pytest.raises(CaptureAltered, match="only read"):
        Ledger(TiledHashes(0, lambda wanted: {})).append(b"x")
