"""The Merkle tree of RFC 9162, as pure functions over complete subtrees.

A *node* is a complete subtree: node (level, number) stands over the leaves [number << level, (number + 1) << level). Only such
nodes are ever stored, and once stored they never change; whatever else a proof needs is folded out of O(log n) of them.

Source: RFC 9162, 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
_LEAF, _INNER = b"\x00", b"\x01"


class Node(NamedTuple):
    """A complete subtree over 2 ** `level` leaves; level 0 is a leaf."""

    level: int
    number: int


def hash_leaf(leaf: bytes) -> bytes:
    """The hash of a leaf's content: SHA-256 of 0x00 and the content."""
    return hashlib.sha256(_LEAF + leaf).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(_INNER + left + right).digest()


def split(content: bytes) -> list[bytes]:
    """The hashes that stand one after another in these bytes."""
    return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring complete subtrees, largest first (as `cover` lists them). Of none: the empty tree's root."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = hash_children(left, root)
    return root


class Head(NamedTuple):
    """All that appending needs to know of a tree.

    Attributes:
        size: number of leaves.
        peaks: hashes of the nodes that `cover(0, size)` lists.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """The root hash."""
        return fold(self.peaks)


class Growth(NamedTuple):
    """What appending adds.

    Attributes:
        before, head: the tree's head before and after.
        levels: for each level from 0 up the hashes of its new nodes, which follow the last one that the level had.
    """

    before: Head
    head: Head
    levels: Sequence[Sequence[bytes]]


def grow(head: Head, leaf_hashes: Sequence[bytes]) -> Growth:
    """Append leaves, given as their hashes. Costs O(k + log n) hashes for k leaves, and reads nothing but the head."""
    if len(leaf_hashes) == 1:
        return _grow_by_one(head, leaf_hashes[0])
    sha256 = hashlib.sha256
    peaks = {node.level: peak for node, peak in zip(cover(0, head.size), head.peaks, strict=True)}
    levels: list[Sequence[bytes]] = []
    fresh: list[bytes] = list(leaf_hashes)
    while fresh:
        level = len(levels)
        levels.append(fresh)
        row = [peaks.pop(level), *fresh] if level in peaks else fresh
        if len(row) % 2:
            peaks[level] = row[-1]
        pairs = iter(row)
        fresh = [sha256(_INNER + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    after = Head(head.size + len(leaf_hashes), tuple(peaks[level] for level in sorted(peaks, reverse=True)))
    return Growth(head, after, levels)


def _grow_by_one(head: Head, leaf_hash: bytes) -> Growth:
    """As `grow`, without its preparations: half of all leaves add no inner node."""
    size, peaks = head
    levels: list[Sequence[bytes]] = [(leaf_hash,)]
    while size & 1:
        leaf_hash = hashlib.sha256(_INNER + peaks[-1] + leaf_hash).digest()
        levels.append((leaf_hash,))
        size, peaks = size >> 1, peaks[:-1]
    return Growth(head, Head(head.size + 1, (*peaks, leaf_hash)), levels)


def cover(start: int, end: int) -> list[Node]:
    """The fewest nodes over the leaves `[start, end)`, left to right, for a `start` where a subtree of that many can begin."""
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def inclusion_path(index: int, size: int) -> list[list[Node]]:
    """The proof that leaf `index` is in the tree of `size` leaves: for each hash of it, from the leaf up, the nodes to fold.

    Raises: ValueError, when there is no such leaf. Source: RFC 9162, 2.1.3.1.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(start, middle))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[list[Node]]:
    """The proof that the tree of `new` leaves begins with that of `old`: for each hash of it the nodes to fold.

    Empty when `old` is 0 or equals `new`. Raises: ValueError, when `old` is larger. Source: RFC 9162, 2.1.4.1.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with one of {old}")
    if old in (0, new):
        return []
    path, start, end, whole = [], 0, new, True
    while old < end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(cover(start, end))
    return path[::-1]


def _split(count: int) -> int:
    """The largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def verify_inclusion(leaf_hash: bytes, index: int, *, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from leaf `index` to the root of a tree of `size` leaves. Source: RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    first, second, found = index, size - 1, leaf_hash
    for sibling in path:
        if second == 0 or len(sibling) != HASH_BYTES:
            return False
        if first & 1 or first == second:
            found = hash_children(sibling, found)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            found = hash_children(found, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root


def verify_consistency(old: int, new: int, *, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the tree of `new` leaves begins with the one of `old`. Source: RFC 9162, 2.1.4.2.

    Every tree begins with the empty one, and with itself; both take an empty path.
    """
    if not 0 <= old <= new or any(len(step) != HASH_BYTES for step in path):
        return False
    if old in (0, new):
        return not path and old_root == (EMPTY_ROOT if old == 0 else new_root)
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps or not path:
        return False
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            was, now = hash_children(step, was), hash_children(step, now)
            while first and not first & 1:
                first, second = first >> 1, second >> 1
        else:
            now = hash_children(now, step)
        first, second = first >> 1, second >> 1
    return second == 0 and (was, now) == (old_root, new_root)
