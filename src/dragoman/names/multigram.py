"""How likely two spellings are of one word: the learned joint multigram model at work.

The probability of a pair of words is the sum over all ways to cut both into chunks that belong together; here for a
single pair, in plain Python, and in `summing` for one word against a list, in NumPy.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import NameTablesUnreadable
from dragoman.names.alphabet import Alphabet, Chunks
from dragoman.names.summing import LONGEST, Coded, Floats, Words, sum_many

_Number = Any

# Probability of a pair of chunks that training never saw, by (letters of the first side, of the second).
UNSEEN = {(1, 1): 2e-7, (1, 0): 1e-6, (0, 1): 1e-6, (2, 1): 1e-8}
# Log-probabilities are kept as whole numbers of this unit, so that a table is the same bytes on every machine.
UNIT = 1 / 256
# Chances are scaled by e² a letter: a true pair of any length stays near 1, and nothing underflows but nonsense.
_SCALE_LOG = 2.0
_SMALLEST = 1e-14
# A single pair is not followed along ways less likely than this; they make no odds that count.
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

    def code(self, side: int, words: list[str]) -> Words:
        codes, lengths = self.sides[side].alphabet.matrix(words)
        table = self.bigrams[side]
        steps = table[codes[:, :-1], codes[:, 1:]] * np.float32(UNIT)
        inside = np.arange(1, codes.shape[1]) < lengths[:, None]
        letters = (steps * inside).sum(axis=1, dtype=np.float32)
        return Words(self.sides[side].ending(codes), lengths, letters)

    def log_odds(self, first: str, second: str) -> float:
        """Log-odds that the two words are one, of a single pair."""
        one, other = self._coded(0, first), self._coded(1, second)
        scaled = self._sum_one(one, other)
        odds = self._weigh(math.log(max(scaled, _SMALLEST)), one.letters, other.letters, one.length, other.length)
        return float(odds)

    def log_odds_many(self, words: Words, word: str, side: int = 0) -> Floats:
        """Log-odds of each word of one side, which `side` names, against one word of the other side."""
        columns = self.features(words, word, side)
        odds: Floats = self._weigh(*columns)
        return odds

    def features(self, words: Words, word: str, side: int = 0) -> tuple[_Number, ...]:
        """What `weights` weigh: the scaled log-probability of both, then of the letters of each side, then their lengths."""
        against = self._coded(1 - side, word)
        joint = np.log(np.maximum(sum_many(words, against, self._dense if side == 0 else self._dense.T, side), _SMALLEST))
        if side == 0:
            return joint, words.letters, against.letters, words.lengths, against.length
        return joint, against.letters, words.letters, against.length, words.lengths

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

    # One word against many

    @cached_property
    def _dense(self) -> Floats:
        """Scaled chances, `[second, first]`; a last row and a last column of zeros for chunks that do not exist (-1)."""
        one, other = self.sides[0].lengths, self.sides[1].lengths
        dense = np.zeros((len(other) + 1, len(one) + 1), dtype=np.float32)
        floor = np.zeros((LONGEST[1] + 1, LONGEST[0] + 1), dtype=np.float32)
        for taken, given in UNSEEN:
            floor[given, taken] = _unseen(taken, given)
        dense[:-1, :-1] = floor[other[:, None], one[None, :]]
        firsts, seconds, logs = self.pairs.T
        dense[seconds, firsts] += np.exp(logs * np.float32(UNIT) + np.float32(_SCALE_LOG) * (one[firsts] + other[seconds]))
        return dense

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
