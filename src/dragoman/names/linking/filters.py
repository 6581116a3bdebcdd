"""Sets of hashes that answer for whole arrays at once: a no is always right, a yes nearly always."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dragoman.names.linking.folded import Hashes, Places

# Source: Fibonacci hashing, Knuth, The Art of Computer Programming 3, 6.4.
_SPREAD = 0x9E3779B97F4A7C15
_MODULUS = 1 << 64
_BITS = np.left_shift(1, np.arange(8)).astype(np.uint8)


class HashFilter:
    """A table of bits, found by a hash's high bits after spreading; the last three of these say which bit of a byte.

    Args:
        room: so many places for each hash, that one in as many wrong ones gets a yes.
    """

    def __init__(self, hashes: Hashes, *, room: int) -> None:
        bits = max(10, (len(hashes) * room).bit_length())
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros(1 << (bits - 3), np.uint8)
        places = self._places(hashes)
        np.bitwise_or.at(self._table, places >> 3, _BITS[places & 7])

    def may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """For each hash, whether it may be in the set."""
        places = self._places(hashes)
        held: npt.NDArray[np.bool_] = (self._table[places >> 3] & _BITS[places & 7]) > 0
        return held

    def _places(self, hashes: Hashes) -> Places:
        return ((hashes * np.uint64(_SPREAD)) >> self._shift).view(np.intp)


def pair_hash(first: int, second: int) -> int:
    """One hash of two words in their order."""
    return (first * _SPREAD + second) % _MODULUS


def pair_hashes(first: Hashes, second: Hashes) -> Hashes:
    """`pair_hash` of whole arrays."""
    return first * np.uint64(_SPREAD) + second
