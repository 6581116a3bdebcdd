"""One word against many: for each of them, the sum of the chances of all ways to cut both into chunks, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import Ids

Floats = NDArray[np.float32]

LONGEST = (3, 2)
# Chunks that may meet: (letters of the first side, of the second).
STEPS = ((1, 1), (2, 1), (3, 1), (1, 0), (0, 1), (1, 2), (2, 2), (2, 0))
# Those words are dropped whose chance is less than this after some letters; the begin counts as one.
_LOOK_AGAIN = frozenset({3, 5, 7})
_HOPELESS = 1e-4


@dataclass(frozen=True)
class Words:
    """Coded words of one side: chunk ids that end at each letter, lengths, and the log-probability of the letters."""

    ends: list[Ids]
    lengths: NDArray[np.int32]
    letters: Floats

    def take(self, rows: NDArray[np.int64]) -> Words:
        """Some of the words."""
        width = int(self.lengths[rows].max(initial=1))
        return Words([ids[rows, :width] for ids in self.ends], self.lengths[rows], self.letters[rows])

    def extend(self, others: Words) -> Words:
        """These words, then the others."""
        width = max(self.ends[0].shape[1], others.ends[0].shape[1])
        ends = [
            np.concatenate([_widen(ids, width), _widen(more, width)]) for ids, more in zip(self.ends, others.ends, strict=True)
        ]
        lengths = np.concatenate([self.lengths, others.lengths])
        return Words(ends, lengths, np.concatenate([self.letters, others.letters]))


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded word: `ends[k - 1][i]` is the chunk of k letters that ends after letter i, counted from 1."""

    ends: list[list[int]]
    length: int
    letters: float


def sum_many(words: Words, against: Coded, dense: Floats, side: int) -> Floats:
    """Scaled sums for each word of one side against one of the other.

    Args:
        words: of the side that `side` names.
        against: the one word.
        dense: scaled chances, `[chunk of the one word, chunk of the many]`; zeros last, for chunks that do not exist.
        side: 0 or 1.
    """
    # A row is a letter of the one word, a column one of the many: NumPy is fast along long rows.
    order = np.argsort(-words.lengths, kind="stable")
    lengths = words.lengths[order]
    ends = [ids.T.take(order, axis=1) for ids in words.ends]
    chunks = [chunk for length, ids in enumerate(against.ends, start=1) for chunk in ids[length:]]
    chances = np.ascontiguousarray(dense[[*chunks, 0]])
    spread = np.ascontiguousarray(_spread(against, dense).T)
    width = int(lengths[0]) if len(lengths) else 0
    active = _active(lengths, width)
    start = np.zeros((against.length + 1, len(order)), dtype=np.float32)
    start[0] = 1.0
    sums = [spread @ start]
    result = np.zeros(len(order), dtype=np.float32)
    for end in range(1, width + 1):
        count = active[end]
        here = np.zeros((against.length + 1, count), dtype=np.float32)
        for taken in range(1, min(end, LONGEST[side]) + 1):
            found = chances.take(ends[taken - 1][end - 1, :count], axis=1, mode="wrap")
            _step(here, sums[end - taken][:, :count], found, _given(taken, side))
        sums.append(spread @ here)
        done = active[end + 1]
        result[order[done:count]] = sums[end][against.length, done:count]
        if end in _LOOK_AGAIN and done:
            kept = np.flatnonzero(np.maximum(sums[end][:, :done], sums[end - 1][:, :done]).max(axis=0) > _HOPELESS)
            order, lengths, ends = order[kept], lengths[kept], [ids[:, kept] for ids in ends]
            sums = [*sums[: end - 2], *(before[:, kept] for before in sums[end - 2 :])]
            active = _active(lengths, width)
    return result


def _active(lengths: NDArray[np.int32], width: int) -> list[int]:
    """How many words, the longest first, have so many letters, from 0 to one more than `width`."""
    counts: list[int] = np.searchsorted(-lengths, -np.arange(width + 2), side="right").tolist()
    return counts


def _spread(against: Coded, dense: Floats) -> Floats:
    """Moves along the one word alone: `[from, to]`, the chance of all letters between."""
    spread = np.eye(against.length + 1, dtype=np.float32)
    for cell in range(1, against.length + 1):
        for length, ids in enumerate(against.ends, start=1):
            if length <= cell:
                spread[:cell, cell] += spread[:cell, cell - length] * dense[ids[cell], 0]
    return spread


@lru_cache(maxsize=16)
def _given(taken: int, side: int) -> tuple[int, ...]:
    """How many letters of the other side a chunk of `taken` letters of this side may meet."""
    return tuple(step[1 - side] for step in STEPS if step[side] == taken)


def _step(here: Floats, before: Floats, chances: Floats, given: tuple[int, ...]) -> None:
    """Add what comes from `before`. Rows of `chances`: by chunks of one letter, of two, of three, at last of none."""
    height = here.shape[0] - 1
    for letters in given:
        if letters == 0:
            here += before * chances[-1]
            continue
        cells = height + 1 - letters
        first = (letters - 1) * height - (letters - 1) * (letters - 2) // 2
        here[letters:] += before[:cells] * chances[first : first + cells]


def _widen(ids: Ids, width: int) -> Ids:
    return np.pad(ids, ((0, 0), (0, width - ids.shape[1])), constant_values=-1)
