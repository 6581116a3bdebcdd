"""The ledger: an append-only list of leaves under one Merkle root, with proofs that need nothing but the root.

Appending and proving cost O(log n); opening costs nothing, whatever the size. The tree is in `tree`, what a leaf says in
`leaves`, signed heads in `checkpoint`, the published form in `tiles`.

    ledger = Ledger()
    index = ledger.append(b"a leaf")
    path = ledger.prove_inclusion(index)
    assert verify_inclusion(hash_leaf(b"a leaf"), index, size=ledger.size, path=path, root=ledger.root())
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.capture.hashes import FolderHashes, Hashes, MemoryHashes
from dragoman.capture.tree import (
    Head,
    Node,
    consistency_path,
    cover,
    fold,
    grow,
    hash_leaf,
    inclusion_path,
    verify_consistency,
    verify_inclusion,
)

__all__ = ["FolderHashes", "Hashes", "Head", "Ledger", "MemoryHashes", "hash_leaf", "verify_consistency", "verify_inclusion"]


class Ledger:
    """One tree, wherever its hashes stand. By default in memory."""

    def __init__(self, hashes: Hashes | None = None) -> None:
        self._hashes = MemoryHashes() if hashes is None else hashes

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._hashes.head().size

    def append(self, leaf: bytes) -> int:
        """Append one leaf; returns its index, counted from 0."""
        return self.append_hashes([hash_leaf(leaf)]).start

    def extend(self, leaves: Iterable[bytes]) -> range:
        """Append leaves in order; returns their indexes. Much cheaper than one by one."""
        return self.append_hashes([hash_leaf(leaf) for leaf in leaves])

    def append_hashes(self, leaf_hashes: Sequence[bytes]) -> range:
        """Append leaves of which only the hash is at hand; returns their indexes."""
        growth = grow(self._hashes.head(), leaf_hashes)
        self._hashes.add(growth)
        return range(growth.before.size, growth.head.size)

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` leaves; of all by default. Raises: ValueError, when there are not so many."""
        head = self._hashes.head()
        if size is None or size == head.size:
            return head.root
        return fold(self._hashes.read(cover(0, _within(size, head.size))))

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path from leaf `index` to the root over the first `size` leaves. Raises: ValueError, when there is no such leaf."""
        return self._fold_all(inclusion_path(index, self._size(size)))

    def prove_consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of `new` leaves begins with that of `old`. Raises: ValueError, for sizes it never had."""
        return self._fold_all(consistency_path(old, self._size(new)))

    def _size(self, asked: int | None) -> int:
        size = self._hashes.head().size
        return size if asked is None else _within(asked, size)

    def _fold_all(self, path: list[list[Node]]) -> list[bytes]:
        """One hash for each part of a path; all nodes are read at once."""
        found = iter(self._hashes.read([node for nodes in path for node in nodes]))
        return [fold([next(found) for _ in nodes]) for nodes in path]


def _within(asked: int, size: int) -> int:
    if not 0 <= asked <= size:
        raise ValueError(f"the ledger has {size} leaves, not {asked}")
    return asked
