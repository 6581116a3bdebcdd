"""The chances of pairs of chunks, and those that a few words can meet as one table: what is summed over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import Chunks
from dragoman.names.ragged import Places, spread

Floats = NDArray[np.float32]
# Rows of (chunk of the first side, of the second, log-probability in `UNIT`).
Pairs = NDArray[np.int32]

# Letters of the longest chunk of either side.
LONGEST = (3, 2)
# Chunks that may meet: (letters of the first side, of the second).
STEPS = ((1, 1), (2, 1), (3, 1), (1, 0), (0, 1), (1, 2), (2, 2), (2, 0))
# Probability of a pair of chunks that training never saw, by (letters of the first side, of the second).
UNSEEN = {(1, 1): 2e-7, (1, 0): 1e-6, (0, 1): 1e-6, (2, 1): 1e-8}
# Log-probabilities are kept as whole numbers of this unit, so that a table is the same bytes on every machine.
UNIT = 1 / 256
# Chances are scaled by e² a letter: a true pair of any length stays near 1, and nothing underflows but nonsense.
SCALE_LOG = 2.0
# What is less likely is no way to follow, and no pair: rare letters, which are unlikely alone, would make odds of it.
HOPELESS = 1e-14


@lru_cache(maxsize=16)
def unseen(first: int, second: int) -> float:
    """Scaled chance of a pair of chunks that training never saw, of so many letters of the first side and of the second."""
    return UNSEEN.get((first, second), 0.0) * math.exp(SCALE_LOG * (first + second))


class Ends(NamedTuple):
    """One coded word by its chunks: `chunks[k - 1][i]` is that of k letters which ends after letter i, counted from 1."""

    chunks: list[list[int]]
    length: int


@dataclass(frozen=True)
class Table:
    """What a few words, the tasks, can meet.

    Attributes:
        heights: letters of each task.
        chances: scaled chances, `[row, task, chunk]`. Rows: no letter of the task; then one that ends at its first letter,
            its second, … up to the greatest height; then two, from its second letter on; then three. The last chunk stands
            for chunks that do not exist, and has no chance.
    """

    heights: NDArray[np.intp]
    chances: Floats

    @cached_property
    def rows(self) -> list[tuple[int, int]]:
        """For no letter of a task, one, two and three: the rows, half-open."""
        height = int(self.heights.max())
        ends = np.cumsum([1, height, height - 1, height - 2]).tolist()
        return list(zip([0, *ends], ends, strict=False))

    def alone(self, letters: int) -> Floats:
        """The chance of so many letters without any of the other word: `[place, task]`."""
        first, last = self.rows[letters]
        return self.chances[first:last, :, 0]


@dataclass(frozen=True)
class Chances:
    """Scaled chances of the chunk pairs that training saw, by the chunk of one side; and of all others.

    Attributes:
        starts: the pairs of chunk `i` are those from `starts[i]` to `starts[i + 1]`.
        others, values: chunk of the other side, and chance, of each pair.
        unseen: `[letters of the one side, chunk of the other]`; a last chunk without any chance.
    """

    starts: NDArray[np.int32]
    others: NDArray[np.int32]
    values: Floats
    unseen: Floats

    @classmethod
    def of(cls, sides: tuple[Chunks, Chunks], pairs: Pairs, side: int) -> Chances:
        """The chances of each chunk of a side."""
        rows = pairs[np.argsort(pairs[:, side], kind="stable")]
        own, others, logs = rows[:, side], rows[:, 1 - side], rows[:, 2]
        mine, theirs = sides[side].lengths, sides[1 - side].lengths
        floor = unseen_by_letters(side)
        seen = np.exp(logs * np.float32(UNIT) + np.float32(SCALE_LOG) * (mine[own] + theirs[others]))
        starts = np.searchsorted(own, np.arange(len(mine) + 1)).astype(np.int32)
        values = (floor[mine[own], theirs[others]] + seen).astype(np.float32)
        return cls(starts, others, values, np.pad(floor[:, theirs], ((0, 0), (0, 1))))

    def table(self, words: Sequence[Ends]) -> Table:
        """What coded words of the one side can meet."""
        heights = np.array([word.length for word in words])
        all_rows = Table(heights, self.unseen).rows
        longest = len(words[0].chunks)
        table = np.zeros((all_rows[longest][1], len(words), self.unseen.shape[1]), dtype=np.float32)
        self._fill(table[:1], np.zeros((1, len(words)), dtype=np.intp), 0)
        for letters in range(1, longest + 1):
            first, last = all_rows[letters]
            chunks = np.full((last - first, len(words)), -1)
            for task, word in enumerate(words):
                ends = word.chunks[letters - 1][letters:]
                chunks[: len(ends), task] = ends
            self._fill(table[first:last], chunks, letters)
        return Table(heights, table)

    def _fill(self, table: Floats, chunks: Places, letters: int) -> None:
        """Write the chances of chunks of so many letters, -1 for none; `[row, task]` as in the table."""
        rows, tasks = np.nonzero(chunks >= 0)
        some = np.flatnonzero(self.unseen[letters])
        table[rows[:, None], tasks[:, None], some] = self.unseen[letters, some]
        known = chunks[rows, tasks]
        sizes = self.starts[known + 1] - self.starts[known]
        seen = spread(self.starts[known], sizes)
        table[np.repeat(rows, sizes), np.repeat(tasks, sizes), self.others[seen]] = self.values[seen]


def unseen_by_letters(side: int) -> Floats:
    """`unseen` as an array: `[letters of a side, of the other]`."""
    floor = np.zeros((LONGEST[side] + 1, LONGEST[1 - side] + 1), dtype=np.float32)
    for step in UNSEEN:
        floor[step[side], step[1 - side]] = unseen(*step)
    return floor
