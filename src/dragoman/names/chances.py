"""The chances of chunk pairs that a few words can meet, as one table: what `summing` sums over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dragoman.names.ragged import Places, spread

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded word: `ends[k - 1][i]` is the chunk of k letters that ends after letter i, counted from 1."""

    ends: list[list[int]]
    length: int
    letters: float


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

    def table(self, words: Sequence[Coded]) -> Table:
        """What coded words of the one side can meet."""
        heights = np.array([word.length for word in words])
        all_rows = Table(heights, self.unseen).rows
        longest = len(words[0].ends)
        table = np.zeros((all_rows[longest][1], len(words), self.unseen.shape[1]), dtype=np.float32)
        self._fill(table[:1], np.zeros((1, len(words)), dtype=np.intp), 0)
        for letters in range(1, longest + 1):
            first, last = all_rows[letters]
            chunks = np.full((last - first, len(words)), -1)
            for task, word in enumerate(words):
                ends = word.ends[letters - 1][letters:]
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
