"""How likely a word is by itself, whatever it is with: the same chances, summed over all chunks of the other side.

What both words are together says something only beside this: rare letters are unlikely in every pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import Chunks
from dragoman.names.summing.chances import SCALE_LOG, UNIT, Pairs

# Scaled chance of each chunk of a side.
Alone = NDArray[np.float64]
# A letter that the model does not know, or only inside of chunks: were it rarer, two words would be likely by such letters alone.
RARE = 1e-3
# No word is less likely than this.
LEAST = 1e-300
_AT_ONCE = 1 << 12


def alone_chances(sides: tuple[Chunks, Chunks], pairs: Pairs) -> tuple[Alone, Alone]:
    """For either side, the chance of each chunk with any chunk of the other side, of which some may come before it alone.

    None can before the mark of a word's begin: so all words are likelier than they are, by the same factor.
    """
    chances = np.exp(pairs[:, 2] * UNIT)
    return _of_side(sides[0], pairs[:, 0], chances), _of_side(sides[1], pairs[:, 1], chances)


def _of_side(side: Chunks, own: NDArray[np.int32], chances: Alone) -> Alone:
    found = np.bincount(own, chances, len(side))
    between, found[0] = found[0], 0.0
    found[(side.lengths == 1) & (found == 0)] = RARE
    scaled: Alone = found / (1 - between) * np.exp(SCALE_LOG * side.lengths)
    return scaled


def log_alone(side: Chunks, alone: Alone, codes: NDArray[np.uint8], starts: NDArray[np.int32]) -> NDArray[np.float32]:
    """Logarithm of the scaled chance of each of some coded words, one after the other; `starts` as `Words` has them."""
    found = np.zeros(len(starts) - 1, dtype=np.float32)
    for first in range(0, len(found), _AT_ONCE):
        some = starts[first : first + _AT_ONCE + 1]
        lengths = np.diff(some)
        rows = np.zeros((len(lengths), int(lengths.max())), dtype=np.uint8)
        rows[np.arange(rows.shape[1]) < lengths[:, None]] = codes[some[0] : some[-1]]
        sums = _sums(side, alone, rows)[lengths, np.arange(len(lengths))]
        found[first : first + _AT_ONCE] = np.log(np.maximum(sums, LEAST))
    return found


def _sums(side: Chunks, alone: Alone, rows: NDArray[np.uint8]) -> Alone:
    """The chance of the first letters of each word, none, one, two, …: `[letters, word]`."""
    words, width = rows.shape
    chances = [np.where(ids >= 0, alone[ids], 0.0) for ids in side.ending(rows)]
    sums = np.zeros((width + 1, words))
    sums[0] = 1.0
    for end in range(1, width + 1):
        for taken in range(1, min(end, side.longest) + 1):
            sums[end] += chances[taken - 1][:, end - 1] * sums[end - taken]
    return sums


def log_alone_one(ends: Sequence[Sequence[int]], alone: Sequence[float]) -> float:
    """As `log_alone`, of one word by the chunks that end at each of its letters, as `Chunks.ending_one` has them."""
    sums = [1.0]
    for end in range(1, len(ends[0])):
        chunks = [(numbers[end], sums[-taken]) for taken, numbers in enumerate(ends[:end], start=1)]
        sums.append(sum([alone[chunk] * before for chunk, before in chunks if chunk >= 0]))
    return log(max(sums[-1], LEAST))
