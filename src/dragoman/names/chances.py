"""The chances of chunk pairs that a few words can meet, as one table: what `summing` sums over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dragoman.names.ragged import spread

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
        longest = len(words[0].ends)
        heights = np.array([word.length for word in words])
        all_rows = Table(heights, self.unseen).rows
        rows, tasks, chunks, letters = [0] * len(words), list(range(len(words))), [0] * len(words), [0] * len(words)
        for count in range(1, longest + 1):
            first = all_rows[count][0]
            for task, word in enumerate(words):
                for place, chunk in enumerate(word.ends[count - 1][count:]):
                    if chunk >= 0:
                        rows.append(first + place)
                        tasks.append(task)
                        chunks.append(chunk)
                        letters.append(count)
        table = np.zeros((all_rows[longest][1], len(words), self.unseen.shape[1]), dtype=np.float32)
        table[rows, tasks] = self.unseen[letters]
        begins = self.starts[chunks]
        sizes = self.starts[np.array(chunks) + 1] - begins
        seen = spread(begins, sizes)
        table[np.repeat(rows, sizes), np.repeat(tasks, sizes), self.others[seen]] = self.values[seen]
        return Table(heights, table)
