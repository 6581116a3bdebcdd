"""Which Latin and native spellings training saw as one name: what is remembered beside what is learned.

A pair that people wrote for one name is surer than its letters say; two words that both were seen, and never as one, are
less sure. A pair with a word that training never saw is judged by its letters alone.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dragoman.names import learned_files
from dragoman.names.spelling import fold

Keys = NDArray[np.int64]

# What is added to the log-odds of a pair that was seen, and of two words that were seen, but not as a pair. Of words that no
# model learned from, each occurrence left out in turn, a regression gives the first as 1.6 to 2.7; the second is far less
# than it gives, for people write known names anew, in Persian most of all.
PAIRED, MISSED = 2.0, -1.0
_BITS = 31
_MASK = (1 << _BITS) - 1
_PART = "pairs"


@lru_cache(maxsize=1 << 13)
def word_key(word: str, script: str) -> int:
    """A number of 31 bits for a word of a script, the same for all spellings that fold alike."""
    return crc32(f"{script}{fold(word)}".encode("utf-8", "surrogatepass")) >> 1


class KnownPairs:
    """The remembered pairs of Latin words and words of one other script, by their keys.

    Args:
        pairs: the key of the Latin word in the upper 31 bits, that of the native one in the lower; sorted.
    """

    def __init__(self, pairs: Keys) -> None:
        turned = np.sort((pairs & _MASK) << _BITS | pairs >> _BITS)
        self._sides = array("q", pairs.tobytes()), array("q", turned.tobytes())

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], script: str) -> KnownPairs:
        """Of (Latin, native) words, as `spell` leaves them."""
        found = {word_key(latin, "Latn") << _BITS | word_key(native, script) for latin, native in pairs}
        return cls(np.array(sorted(found), dtype=np.int64))

    def odds(self, latin: int, native: int) -> float:
        """What is added to the log-odds of two words, by their keys."""
        (pairs, turned), pair = self._sides, latin << _BITS | native
        place = bisect_left(pairs, pair)
        if place < len(pairs) and pairs[place] == pair:
            return PAIRED
        if latin not in [near >> _BITS for near in pairs[max(place - 1, 0) : place + 1]]:  # where its other pairs would stand
            return 0.0
        place = bisect_left(turned, native << _BITS)
        return MISSED if place < len(turned) and turned[place] >> _BITS == native else 0.0

    def odds_many(self, key: int, others: Keys, seen: NDArray[np.bool_], *, is_latin: bool) -> NDArray[np.float64]:
        """As `odds`, of one word, Latin or not, with many of the other side, of which `seen` says whether training saw them."""
        mine = np.frombuffer(self._sides[not is_latin], dtype=np.int64)
        first, last = np.searchsorted(mine, [key << _BITS, key + 1 << _BITS])
        if first == last:
            return np.zeros(len(others))
        return np.where(np.isin(others, mine[first:last] & _MASK), PAIRED, np.where(seen, MISSED, 0.0))

    def seen(self, keys: Keys, *, are_latin: bool) -> NDArray[np.bool_]:
        """Which words, Latin ones or native, training saw in any pair."""
        own = np.append(np.frombuffer(self._sides[not are_latin], dtype=np.int64) >> _BITS, -1)  # no word's key, behind the last
        found: NDArray[np.bool_] = own[np.searchsorted(own[:-1], keys)] == keys
        return found

    def to_bytes(self) -> bytes:
        """An `.npz` file, the same bytes for the same pairs."""
        return learned_files.to_bytes({_PART: np.array(self._sides[0], dtype=np.int64)})

    @classmethod
    def load(cls, path: Path) -> KnownPairs:
        """Read the pairs of a file.

        Raises:
            NameTablesUnreadable: the file is missing, cut short, or holds something else.
        """
        return learned_files.read(path, lambda arrays: cls(_checked(arrays[_PART])))


def _checked(pairs: Keys) -> Keys:
    """The pairs, where they are what `to_bytes` wrote."""
    if pairs.dtype != np.int64 or pairs.ndim != 1 or (np.diff(pairs) <= 0).any():
        raise ValueError("not sorted pairs of words")
    return pairs
