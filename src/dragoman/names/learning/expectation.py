"""Learning a joint multigram model by expectation maximisation.

Two spellings of a word are cut into the same number of chunks that belong together (*sh* and ش); the probability of
each pair of chunks is learned from word pairs alone, without any aligned letters.
Source: Bisani and Ney, "Joint-sequence models for grapheme-to-phoneme conversion", Speech Communication 50 (2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import Alphabet, Chunks, Ids, every_chunk
from dragoman.names.summing.chances import LONGEST, STEPS

Table = NDArray[np.float64]

# How likely each step is before anything is learned; as `STEPS`.
_START = dict(zip(STEPS, (1.0, 0.1, 0.02, 0.3, 0.05, 0.02, 0.02, 0.02), strict=True))
ROUNDS = 7
# From these rounds on, pairs seen less often are dropped, and every count is lowered: rare chunks die out.
PRUNE_FROM, PRUNE_BELOW = 2, 0.3
DISCOUNT_FROM, DISCOUNT = 3, 0.25
_BATCH = 3000


@dataclass(frozen=True)
class Batch:
    """Word pairs of the same two lengths: ids of the chunks ending at each letter, and how much each pair counts."""

    first: list[Ids]
    second: list[Ids]
    weights: Table


@dataclass(frozen=True)
class Learned:
    """Chunks of both sides and the probability of each pair, `table[first, second]`."""

    first: Chunks
    second: Chunks
    table: Table


def learn(pairs: Sequence[tuple[str, str, float]], alphabets: tuple[Alphabet, Alphabet]) -> Learned:
    """Learn a model from (spelling, spelling, weight)."""
    coded = [alphabets[0].matrix([one for one, _, _ in pairs]), alphabets[1].matrix([other for _, other, _ in pairs])]
    first, second = (
        Chunks(alphabet, every_chunk(codes, lengths, longest), longest)
        for alphabet, (codes, lengths), longest in zip(alphabets, coded, LONGEST, strict=True)
    )
    weights = np.array([weight for _, _, weight in pairs])
    batches = list(_batches(coded[0], coded[1], (first, second), weights))
    table = _start(first, second)
    for number in range(ROUNDS):
        counts = np.zeros(table.size)
        flat, mass = [], []
        for batch in batches:
            places, expected = _expect(batch, table)
            flat.append(places)
            mass.append(expected)
            if sum(map(len, flat)) > 4_000_000:
                counts += np.bincount(np.concatenate(flat), np.concatenate(mass), minlength=table.size)
                flat, mass = [], []
        if flat:
            counts += np.bincount(np.concatenate(flat), np.concatenate(mass), minlength=table.size)
        table = _improve(counts.reshape(table.shape), number)
    return Learned(first, second, table)


def _start(first: Chunks, second: Chunks) -> Table:
    weight = np.zeros((LONGEST[0] + 1, LONGEST[1] + 1))
    for step, value in _START.items():
        weight[step] = value * 1e-2
    return weight[first.lengths[:, None], second.lengths[None, :]]


def _improve(counts: Table, number: int) -> Table:
    if number >= PRUNE_FROM:
        counts[counts < PRUNE_BELOW] = 0
    if number >= DISCOUNT_FROM:
        counts = np.maximum(counts - DISCOUNT, 0)
    improved: Table = counts / counts.sum()
    return improved


def _batches(
    one: tuple[NDArray[np.uint8], NDArray[np.int32]],
    other: tuple[NDArray[np.uint8], NDArray[np.int32]],
    chunks: tuple[Chunks, Chunks],
    weights: Table,
) -> Iterator[Batch]:
    (codes_one, lengths_one), (codes_other, lengths_other) = one, other
    order = np.lexsort((lengths_other, lengths_one))
    key = lengths_one[order] * 1000 + lengths_other[order]
    for group in np.split(order, np.flatnonzero(np.diff(key)) + 1):
        for rows in np.split(group, range(_BATCH, len(group), _BATCH)):
            width, height = lengths_one[rows[0]], lengths_other[rows[0]]
            yield Batch(chunks[0].ending(codes_one[rows, :width]), chunks[1].ending(codes_other[rows, :height]), weights[rows])


def _expect(batch: Batch, table: Table) -> tuple[NDArray[np.int64], Table]:
    """Places in the flat table, and the expected count of the pair of chunks at each."""
    steps = _Steps(batch, table)
    forward, backward = steps.forward(), steps.backward()
    total = forward[-1][:, -1]
    scale = np.divide(batch.weights, total, out=np.zeros_like(total), where=total > 0)[:, None]
    places, masses = [], []
    for (end, taken, given), (place, chance) in steps.chances.items():
        before = forward[end - taken][:, : chance.shape[1]]
        mass = (before * chance * backward[end][:, given : given + chance.shape[1]] * scale).ravel()
        kept = mass > 1e-7
        places.append(place.ravel()[kept])
        masses.append(mass[kept])
    return np.concatenate(places), np.concatenate(masses)


class _Steps:
    """Chances of every step of a batch, and the sums over all ways to a cell and from it."""

    def __init__(self, batch: Batch, table: Table) -> None:
        self.rows, self.width = batch.first[0].shape
        self.height = batch.second[0].shape[1]
        self.chances: dict[tuple[int, int, int], tuple[NDArray[np.int64], Table]] = {}
        flat = table.ravel()
        for end in range(self.width + 1):
            for taken, given in STEPS:
                if taken > end or given > self.height:
                    continue
                place, known = self._places(batch, end, taken, given, table.shape[1])
                self.chances[end, taken, given] = (place, np.where(known, flat[place], 0.0))

    def _places(self, batch: Batch, end: int, taken: int, given: int, size: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Flat places of the step's chunk pair for every start on the second side; and whether both chunks exist."""
        cells = self.height + 1 - given
        one = batch.first[taken - 1][:, end - 1 : end] if taken else np.zeros((self.rows, 1), dtype=np.int32)
        two = batch.second[given - 1][:, given - 1 :] if given else np.zeros((self.rows, cells), dtype=np.int32)
        known = (one >= 0) & (two >= 0)
        return np.where(known, one.astype(np.int64) * size + two, 0), known

    def forward(self) -> list[Table]:
        sums = [np.zeros((self.rows, self.height + 1)) for _ in range(self.width + 1)]
        sums[0][:, 0] = 1.0
        for end in range(self.width + 1):
            for taken, given in STEPS:
                if taken and (end, taken, given) in self.chances:
                    chance = self.chances[end, taken, given][1]
                    sums[end][:, given:] += sums[end - taken][:, : chance.shape[1]] * chance
            alone = self.chances[end, 0, 1][1]
            for cell in range(1, self.height + 1):
                sums[end][:, cell] += sums[end][:, cell - 1] * alone[:, cell - 1]
        return sums

    def backward(self) -> list[Table]:
        sums = [np.zeros((self.rows, self.height + 1)) for _ in range(self.width + 1)]
        sums[-1][:, -1] = 1.0
        for start in range(self.width, -1, -1):
            for taken, given in STEPS:
                if taken and (start + taken, taken, given) in self.chances:
                    chance = self.chances[start + taken, taken, given][1]
                    sums[start][:, : chance.shape[1]] += sums[start + taken][:, given:] * chance
            alone = self.chances[start, 0, 1][1]
            for cell in range(self.height - 1, -1, -1):
                sums[start][:, cell] += sums[start][:, cell + 1] * alone[:, cell]
        return sums
