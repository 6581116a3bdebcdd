"""Read published tiles: from the address of a ledger, or from a folder that somebody mirrored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from dragoman.capture.tiles import WIDTH, Tile
from dragoman.capture.tree import HASH_BYTES
from dragoman.errors import SourceUnreachable

_TIMEOUT_SECONDS = 30


def read_mirror(place: str) -> Callable[[Sequence[Tile]], Mapping[Tile, bytes]]:
    """What `TiledHashes` fetches with.

    Args:
        place: an http or https address, or a folder; the tiles stand below it under `tile/`.
    """
    if place.startswith(("http://", "https://")):
        base = place.rstrip("/")
        return lambda tiles: {tile: _get(f"{base}/tile/{tile.path}") for tile in tiles}
    folder = Path(place)
    return lambda tiles: {tile: _read(folder / "tile", tile) for tile in tiles}


def _get(address: str) -> bytes:
    try:
        with urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - http and https alone come here
            content: bytes = answer.read(WIDTH * HASH_BYTES)
    except (OSError, HTTPException, ValueError) as error:
        raise SourceUnreachable(
            "A tile of the ledger cannot be fetched.", detail=f"{address}: {error}", subject=address
        ) from error
    return content


def _read(folder: Path, tile: Tile) -> bytes:
    """A mirror keeps the partial tiles of its day; a full one that came later begins with the same hashes."""
    for path in (folder / tile.path, folder / tile._replace(width=WIDTH).path):
        if path.is_file():
            return path.read_bytes()[: tile.width * HASH_BYTES]
    return b""
