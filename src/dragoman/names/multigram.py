"""How likely two spellings are of one word: the learned joint multigram model at work.

The probability of a pair of words is the sum over all ways to cut both into chunks that belong together; here for a
single pair, in plain Python, and in `summing` for one word against a list, in NumPy.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import NameTablesUnreadable
from dragoman.names.alphabet import Alphabet, Chunks
from dragoman.names.chances import Chances, Coded, Floats
from dragoman.names.ragged import Places
from dragoman.names.summing import LONGEST, Words, sum_many

_Number = Any

# Probability of a pair of chunks that training never saw, by (letters of the first side, of the second).
UNSEEN = {(1, 1): 2e-7, (1, 0): 1e-6, (0, 1): 1e-6, (2, 1): 1e-8}
# Log-probabilities are kept as whole numbers of this unit, so that a table is the same bytes on every machine.
UNIT = 1 / 256
# Chances are scaled by e² a letter: a true pair of any length stays near 1, and nothing underflows but nonsense.
_SCALE_LOG = 2.0
# What is less likely is no way to follow, and no pair: rare letters, which are unlikely alone, would make odds of it.
_HOPELESS = 1e-14


@dataclass(frozen=True)
class Multigram:
    """A learned model of two sides.

    Attributes:
        sides: chunks of either side.
        pairs: rows of (first chunk, second chunk, log-probability in `UNIT`).
        bigrams: log-probability in `UNIT` of a letter after a letter, of either side.
        weights: intercept and weights of `features`, which make log-odds of them.
    """

    sides: tuple[Chunks, Chunks]
    pairs: NDArray[np.int32]
    bigrams: tuple[NDArray[np.int16], NDArray[np.int16]]
    weights: NDArray[np.float64]

    def code(self, side: int, words: Iterable[str]) -> Words:
        codes, starts = self.sides[side].alphabet.flat(words)
        steps = np.concatenate([[0], self.bigrams[side][codes[:-1], codes[1:]]])
        steps[starts[:-1]] = 0
        letters = np.add.reduceat(steps, starts[:-1]) if len(starts) > 1 else steps[:0]
        return Words(codes, starts, (letters * UNIT).astype(np.float32))

    def log_odds(self, first: str, second: str) -> float:
        """Log-odds that the two words are one, of a single pair; -inf without hope."""
        one, other = self._coded(0, first), self._coded(1, second)
        scaled = self._sum_one(one, other)
        if scaled <= _HOPELESS:
            return -math.inf
        return float(self._weigh(math.log(scaled), one.letters, other.letters, one.length, other.length))

    def log_odds_many(self, words: Words, asked: Sequence[tuple[str, Places]], side: int = 0) -> list[Floats]:
        """Log-odds for each asked word of the one side against some of the words of the other, which `side` names."""
        coded = [self._coded(1 - side, word) for word, _ in asked]
        sums = sum_many(words, [rows for _, rows in asked], self._chances[side].table(coded), self.sides[side], side)
        return [
            np.where(scaled > _HOPELESS, self._weigh(*self._columns(words, rows, against, scaled, side)), -np.inf)
            for (_, rows), against, scaled in zip(asked, coded, sums, strict=True)
        ]

    def features(self, words: Words, word: str, side: int = 0) -> tuple[_Number, ...]:
        """What `weights` weigh: the scaled log-probability of both, then of the letters of each side, then their lengths."""
        against, rows = self._coded(1 - side, word), np.arange(len(words))
        (sums,) = sum_many(words, [rows], self._chances[side].table([against]), self.sides[side], side)
        return self._columns(words, rows, against, sums, side)

    def _columns(self, words: Words, rows: Places, against: Coded, sums: Floats, side: int) -> tuple[_Number, ...]:
        joint, letters, lengths = np.log(np.maximum(sums, _HOPELESS)), words.letters[rows], words.lengths(rows)
        if side == 0:
            return joint, letters, against.letters, lengths, against.length
        return joint, against.letters, letters, against.length, lengths

    def _weigh(self, joint: _Number, one: _Number, other: _Number, length_one: _Number, length_other: _Number) -> _Number:
        """`joint` is scaled by the lengths, which have weights of their own."""
        const, of_joint, of_one, of_other, of_length_one, of_length_other = self.plain_weights
        return (
            const
            + of_joint * joint
            + of_one * one
            + of_other * other
            + of_length_one * length_one
            + of_length_other * length_other
        )

    @cached_property
    def plain_weights(self) -> tuple[float, ...]:
        return tuple(self.weights.tolist())

    @cached_property
    def _code_cache(self) -> tuple[dict[str, Coded], dict[str, Coded]]:
        return {}, {}

    def _coded(self, side: int, word: str) -> Coded:
        cache = self._code_cache[side]
        if word not in cache:
            if len(cache) > 1 << 15:
                cache.clear()
            cache[word] = self._code_one(side, word)
        return cache[word]

    def _code_one(self, side: int, word: str) -> Coded:
        codes = self.sides[side].alphabet.code(word)
        table = self._letter_logs[side]
        letters = sum([table[before][after] for before, after in pairwise(codes)])
        return Coded(self.sides[side].ending_one(codes), len(codes), letters * UNIT)

    @cached_property
    def _letter_logs(self) -> tuple[list[list[int]], list[list[int]]]:
        return self.bigrams[0].tolist(), self.bigrams[1].tolist()

    # One pair

    @cached_property
    def _rows(self) -> list[dict[int, float]]:
        """First chunk → {second chunk: scaled chance}."""
        rows: list[dict[int, float]] = [{} for _ in range(len(self.sides[0]))]
        lengths = [side.lengths for side in self.sides]
        for one, other, log in self.pairs.tolist():
            letters = int(lengths[0][one] + lengths[1][other])
            rows[one][other] = math.exp(log * UNIT + _SCALE_LOG * letters) + _unseen(lengths[0][one], lengths[1][other])
        return rows

    def _sum_one(self, one: Coded, other: Coded) -> float:
        width, height = one.length, other.length
        singles, doubles = other.ends
        singles, doubles = [*singles[1:], -1], [*doubles[2:], -1, -1]
        alone = [self._rows[0].get(chunk, _unseen(0, 1)) for chunk in singles[:height]]
        sums = [[0.0] * (height + 3) for _ in range(width + 1)]
        sums[0][0] = 1.0
        for end in range(width + 1):
            here = sums[end]
            for taken in range(1, min(end, LONGEST[0]) + 1):
                chunk = one.ends[taken - 1][end]
                if chunk >= 0:
                    _step(here, sums[end - taken], self._rows[chunk], singles, doubles, _UNSEEN_OF[taken])
            for cell in range(height):
                if here[cell] > _HOPELESS:
                    here[cell + 1] += here[cell] * alone[cell]
        return sums[width][height]

    # A few words against many

    @cached_property
    def _chances(self) -> tuple[Chances, Chances]:
        """By the side that is the many: the chances of the other side's chunks."""
        return self._chances_of(1), self._chances_of(0)

    def _chances_of(self, side: int) -> Chances:
        """Of each chunk of a side."""
        rows = self.pairs[np.argsort(self.pairs[:, side], kind="stable")]
        own, others, logs = rows[:, side], rows[:, 1 - side], rows[:, 2]
        mine, theirs = self.sides[side].lengths, self.sides[1 - side].lengths
        floor = np.zeros((LONGEST[side] + 1, LONGEST[1 - side] + 1), dtype=np.float32)
        for step in UNSEEN:
            floor[step[side], step[1 - side]] = _unseen(*step)
        unseen = np.pad(floor[:, theirs], ((0, 0), (0, 1)))
        seen = np.exp(logs * np.float32(UNIT) + np.float32(_SCALE_LOG) * (mine[own] + theirs[others]))
        starts = np.searchsorted(own, np.arange(len(mine) + 1)).astype(np.int32)
        return Chances(starts, others, (floor[mine[own], theirs[others]] + seen).astype(np.float32), unseen)

    # Files

    def to_bytes(self) -> bytes:
        """The model as an `.npz` file, the same bytes for the same model."""
        parts = {"pairs": self.pairs, "weights": self.weights}
        for number, side in enumerate(self.sides):
            parts[f"letters{number}"] = np.frombuffer(side.alphabet.letters.encode("utf-32-le"), dtype=np.uint32)
            parts[f"chunks{number}"] = _pad(side)
            parts[f"bigrams{number}"] = self.bigrams[number]
        file = io.BytesIO()
        np.savez_compressed(file, **parts)  # type: ignore[arg-type] # the stub takes keywords for its own option
        return file.getvalue()

    @classmethod
    def load(cls, path: Path) -> Multigram:
        """Read a model.

        Raises:
            NameTablesUnreadable: the file is missing, cut short, or not a model.
        """
        try:
            with np.load(path, allow_pickle=False) as parts:
                sides = tuple(_unpad(parts[f"letters{side}"], parts[f"chunks{side}"], LONGEST[side]) for side in (0, 1))
                model = cls((sides[0], sides[1]), parts["pairs"], (parts["bigrams0"], parts["bigrams1"]), parts["weights"])
                model.check()
                return model
        except Exception as error:  # a damaged zip raises anything: its own errors, zlib's, KeyError, ValueError
            raise NameTablesUnreadable(
                "The tables of names can't be read; install Dragoman again.", detail=f"{path}: {error!r}"
            ) from error

    def check(self) -> None:
        """Raise ValueError where the parts do not fit together."""
        firsts, seconds, _ = self.pairs.T
        fits = self.weights.shape == (6,) and bool(np.isfinite(self.weights).all())
        fits = fits and bool(firsts.min() >= 0 and seconds.min() >= 0)
        fits = fits and bool(firsts.max() < len(self.sides[0]) and seconds.max() < len(self.sides[1]))
        fits = fits and all(
            table.shape == (side.alphabet.size,) * 2 for side, table in zip(self.sides, self.bigrams, strict=True)
        )
        if not fits:
            raise ValueError("the parts of the model do not fit together")


@lru_cache(maxsize=16)
def _unseen(taken: int, given: int) -> float:
    chance = UNSEEN.get((int(taken), int(given)), 0.0)
    return chance * math.exp(_SCALE_LOG * (taken + given))


_UNSEEN_OF = {taken: (_unseen(taken, 0), _unseen(taken, 1)) for taken in range(LONGEST[0] + 1)}


def _step(
    here: list[float],
    before: list[float],
    row: dict[int, float],
    singles: list[int],
    doubles: list[int],
    unseen: tuple[float, float],
) -> None:
    """Add to `here` what comes from `before` by one chunk of the first word, with none, one or two letters of the second."""
    unseen_none, unseen_single = unseen
    none = row.get(0, unseen_none)
    look = row.get
    for cell, (single, double_letter, chance) in enumerate(zip(singles, doubles, before, strict=False)):
        if chance > _HOPELESS:
            here[cell] += chance * none
            here[cell + 1] += chance * look(single, unseen_single)
            double = look(double_letter)
            if double:
                here[cell + 2] += chance * double


def _pad(side: Chunks) -> NDArray[np.uint8]:
    rows = np.zeros((len(side), side.longest + 1), dtype=np.uint8)
    for number, chunk in enumerate(side.chunks):
        rows[number] = [len(chunk), *chunk, *[0] * (side.longest - len(chunk))]
    return rows


def _unpad(letters: NDArray[np.uint32], rows: NDArray[np.uint8], longest: int) -> Chunks:
    alphabet = Alphabet(letters.astype("<u4").tobytes().decode("utf-32-le"))
    chunks = [tuple(row[1 : row[0] + 1]) for row in rows.tolist()]
    return Chunks(alphabet, chunks[1:], longest)
