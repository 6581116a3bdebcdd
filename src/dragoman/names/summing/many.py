"""A few words against many others: for each pair, the sum of the chances of all ways to cut both into chunks, in NumPy.

All words of a query, the tasks, are summed together, each against the words it may meet; of these, words that begin
alike share the sums of their beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from dragoman.names.alphabet import Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing.chances import LONGEST, STEPS, Floats, Table

# Words are read letter by letter as long as they share beginnings, then in stages; the mark of their begin is the first.
_SHARED, _STAGE = 7, 2
# Those are dropped whose chance is less than this after some letters.
_LOOK_AGAIN, HOPELESS_BEGINNING = frozenset({3, 5, 7}), 1e-4
_MOST_TASKS = 255


def sum_many(words: Words, rows: Sequence[Places], table: Table, chunks: Chunks, side: int) -> list[Floats]:
    """Scaled sums of each task against its words.

    Args:
        words: of the side that `side` names.
        rows: for each task, the numbers of its words.
        table: what the tasks can meet.
        chunks: of the words' side.
        side: 0 or 1.
    """
    if len(rows) > _MOST_TASKS:
        raise ValueError(f"more than {_MOST_TASKS} words at once")
    sizes = [len(some) for some in rows]
    result = np.zeros(sum(sizes), dtype=np.float32)
    _sum_pairs(_Pairs(words, rows), table, chunks, side, result)
    return np.split(result, np.cumsum(sizes)[:-1])


def _sum_pairs(pairs: _Pairs, table: Table, chunks: Chunks, side: int, result: Floats) -> None:
    """Write each pair's sum into `result`; those without hope stay 0."""
    steps = _Steps(table, side)
    alive, column = np.arange(len(result)), pairs.tasks
    sums = [_Stage(steps, np.arange(len(table.heights))).begin()]
    first, last = 0, 1
    while len(alive):
        firsts, next_column = pairs.beginnings(alive, last)
        sums = [before.take(column[firsts], axis=1) for before in sums[-LONGEST[side] :]]
        column = next_column
        stage = _Stage(steps, pairs.tasks[alive[firsts]])
        ids = pairs.chunks(alive[firsts], first, last, chunks)
        lengths = pairs.lengths[alive]
        for letter in range(first, last):
            sums.append(stage.step([numbers[letter - first] for numbers in ids], sums))
            done = np.flatnonzero(lengths == letter + 1)
            ended = alive[done]
            result[pairs.order[ended]] = sums[-1][table.heights[pairs.tasks[ended]], column[done]]
        kept = lengths > last
        if last in _LOOK_AGAIN:
            kept &= (np.maximum(sums[-1], sums[-2]).max(axis=0) > HOPELESS_BEGINNING)[column]
        alive, column = alive[kept], column[kept]
        first, last = last, last + (1 if last < _SHARED else _STAGE)


class _Pairs:
    """Pairs of a task and a word, sorted by task and by how the word begins."""

    def __init__(self, words: Words, rows: Sequence[Places]) -> None:
        every = np.concatenate(rows)
        begins = words.starts[every]
        keys = np.repeat(np.arange(len(rows), dtype=np.uint64), [len(some) for some in rows])
        for letter in range(_SHARED):
            keys = (keys << np.uint64(8)) | words.codes.take(begins + letter, mode="clip")
        self.order = np.argsort(keys)
        self.tasks = np.repeat(np.arange(len(rows)), [len(some) for some in rows])
        self.lengths = words.lengths(every)[self.order]
        self._keys, self._begins = keys[self.order], begins[self.order]
        self._codes = words.codes

    def beginnings(self, pairs: Places, letters: int) -> tuple[Places, Places]:
        """(firsts, numbers): the first of the pairs with each beginning of so many letters, and each pair's beginning."""
        if letters > _SHARED:
            return np.arange(len(pairs)), np.arange(len(pairs))
        begin = self._keys[pairs] >> np.uint64(8 * (_SHARED - letters))
        is_first = np.concatenate([[True], begin[1:] != begin[:-1]])
        return np.flatnonzero(is_first), np.cumsum(is_first) - 1

    def chunks(self, pairs: Places, first: int, last: int, chunks: Chunks) -> list[Places]:
        """For each length, the ids of chunks that end at the letters from `first` to before `last`: a row a letter.

        What stands behind a word's end belongs to another word, and is never looked at.
        """
        places = self._begins[pairs] + np.arange(first - chunks.longest + 1, last)[:, None]
        offsets = self.tasks[pairs] * (len(chunks) + 1)
        return [ids + offsets for ids in chunks.ending_last(self._codes.take(places, mode="clip").astype(np.intp))]


class _Steps:
    """What a letter of the words can add, by how many letters of them a chunk takes."""

    def __init__(self, table: Table, side: int) -> None:
        self.alone = [(letters, table.alone(letters)) for letters in _given(0, side)]
        self.by_taken = [self._of(table, _given(taken, side)) for taken in range(1, LONGEST[side] + 1)]

    def _of(self, table: Table, given: tuple[int, ...]) -> tuple[Floats, list[tuple[int, slice]]]:
        """(chances, rows): a row a place, a column a task's chunk; and which rows are those of so many letters of the task."""
        first, last = table.rows[min(given)][0], table.rows[max(given)][1]
        rows = [(letters, slice(table.rows[letters][0] - first, table.rows[letters][1] - first)) for letters in given]
        return table.chances[first:last].reshape(last - first, -1), rows


class _Stage:
    """Columns of beginnings, each of a task, that are read on letter by letter."""

    def __init__(self, steps: _Steps, tasks: Places) -> None:
        self._by_taken = steps.by_taken
        self._alone = [(letters, chances[:, tasks]) for letters, chances in steps.alone]

    def begin(self) -> Floats:
        """The sums before any letter, `[letter of the task, column]`."""
        height, columns = self._alone[0][1].shape
        here = np.zeros((height + 1, columns), dtype=np.float32)
        here[0] = 1.0
        return self._go_on_alone(here)

    def step(self, ids: list[Places], sums: list[Floats]) -> Floats:
        """The sums after one more letter; `ids` of the chunks that end with it, by their length."""
        here = np.zeros_like(sums[-1])
        for (chances, rows), before, numbers in zip(self._by_taken, reversed(sums), ids, strict=False):
            found = chances.take(numbers, axis=1, mode="wrap")
            for letters, places in rows:
                here[letters:] += before[: len(before) - letters] * found[places]
        return self._go_on_alone(here)

    def _go_on_alone(self, here: Floats) -> Floats:
        """Add what comes by letters of the task alone."""
        for cell in range(1, len(here)):
            for letters, chances in self._alone:
                if letters <= cell:
                    here[cell] += here[cell - letters] * chances[cell - letters]
        return here


@lru_cache(maxsize=16)
def _given(taken: int, side: int) -> tuple[int, ...]:
    """How many letters of the other side a chunk of `taken` letters of this side may meet."""
    return tuple(step[1 - side] for step in STEPS if step[side] == taken)
