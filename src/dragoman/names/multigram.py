"""How likely two spellings are of one word: the learned joint multigram model at work.

The probability of a pair of words is the sum over all ways to cut both into chunks that belong together, which
`summing` makes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names import learned_files
from dragoman.names.alphabet import Alphabet, Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing.chances import HOPELESS, LONGEST, UNIT, Floats
from dragoman.names.summing.sums import Sums, SumsOf, fastest

_Number = Any
_MOST_REMEMBERED = 1 << 13


class Coded(NamedTuple):
    """A word as an alphabet codes it, and the log-probability of its letters."""

    codes: bytes
    letters: float


@dataclass(frozen=True)
class Multigram:
    """A learned model of two sides.

    Attributes:
        sides: chunks of either side.
        pairs: rows of (first chunk, second chunk, log-probability in `UNIT`).
        bigrams: log-probability in `UNIT` of a letter after a letter, of either side.
        weights: intercept and weights of `features`, which make log-odds of them.
        sums_of: makes who sums.
    """

    sides: tuple[Chunks, Chunks]
    pairs: NDArray[np.int32]
    bigrams: tuple[NDArray[np.int16], NDArray[np.int16]]
    weights: NDArray[np.float64]
    sums_of: SumsOf = fastest

    def code(self, side: int, words: Iterable[str]) -> Words:
        codes, starts = self.sides[side].alphabet.flat(words)
        steps = np.concatenate([[0], self.bigrams[side][codes[:-1], codes[1:]]])
        steps[starts[:-1]] = 0
        letters = np.add.reduceat(steps, starts[:-1]) if len(starts) > 1 else steps[:0]
        return Words(codes, starts, (letters * UNIT).astype(np.float32))

    def log_odds(self, first: str, second: str) -> float:
        """Log-odds that the two words are one, of a single pair; -inf without hope."""
        one, other = self._coded(0, first), self._coded(1, second)
        scaled = self._sums.one(one.codes, other.codes)
        if scaled <= HOPELESS:
            return -math.inf
        return float(self._weigh(math.log(scaled), one.letters, other.letters, len(one.codes), len(other.codes)))

    def log_odds_many(self, words: Words, asked: Sequence[tuple[str, Places]], side: int = 0) -> list[Floats]:
        """Log-odds for each asked word of the one side against some of the words of the other, which `side` names."""
        coded = [(self._coded(1 - side, word), rows) for word, rows in asked]
        sums = self._sums.many(words, [(word.codes, rows) for word, rows in coded], side)
        return [
            np.where(scaled > HOPELESS, self._weigh(*self._columns(words, rows, against, scaled, side)), -np.inf)
            for (against, rows), scaled in zip(coded, sums, strict=True)
        ]

    def features(self, words: Words, word: str, side: int = 0) -> tuple[_Number, ...]:
        """What `weights` weigh: the scaled log-probability of both, then of the letters of each side, then their lengths."""
        against, rows = self._coded(1 - side, word), np.arange(len(words))
        (sums,) = self._sums.many(words, [(against.codes, rows)], side)
        return self._columns(words, rows, against, sums, side)

    def _columns(self, words: Words, rows: Places, against: Coded, sums: Floats, side: int) -> tuple[_Number, ...]:
        joint, letters, lengths = np.log(np.maximum(sums, HOPELESS)), words.letters[rows], words.lengths(rows)
        length = len(against.codes)
        if side == 0:
            return joint, letters, against.letters, lengths, length
        return joint, against.letters, letters, length, lengths

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

    def _coded(self, side: int, word: str) -> Coded:
        known = self._remembered[side]
        coded = known.get(word)
        if coded is None:
            if len(known) > _MOST_REMEMBERED:
                known.clear()
            codes, logs = self.sides[side].alphabet.code(word), self._letter_logs[side]
            letters = sum([logs[before][after] for before, after in pairwise(codes)])
            coded = known[word] = Coded(codes, letters * UNIT)
        return coded

    @cached_property
    def _remembered(self) -> tuple[dict[str, Coded], dict[str, Coded]]:
        return {}, {}

    @cached_property
    def _letter_logs(self) -> tuple[list[list[int]], list[list[int]]]:
        return self.bigrams[0].tolist(), self.bigrams[1].tolist()

    @cached_property
    def _sums(self) -> Sums:
        return self.sums_of(self.sides, self.pairs)

    # Files

    def to_bytes(self) -> bytes:
        """The model as an `.npz` file, the same bytes for the same model."""
        parts: dict[str, NDArray[Any]] = {"pairs": self.pairs, "weights": self.weights}
        for number, side in enumerate(self.sides):
            parts[f"letters{number}"] = np.frombuffer(side.alphabet.letters.encode("utf-32-le"), dtype=np.uint32)
            parts[f"chunks{number}"] = _pad(side)
            parts[f"bigrams{number}"] = self.bigrams[number]
        return learned_files.to_bytes(parts)

    @classmethod
    def load(cls, path: Path, sums_of: SumsOf = fastest) -> Multigram:
        """Read a model.

        Raises:
            NameTablesUnreadable: the file is missing, cut short, or not a model.
        """
        return learned_files.read(path, lambda parts: cls._of(parts, sums_of))

    @classmethod
    def _of(cls, parts: learned_files.Arrays, sums_of: SumsOf) -> Multigram:
        first, second = (_unpad(parts[f"letters{side}"], parts[f"chunks{side}"], LONGEST[side]) for side in (0, 1))
        bigrams = parts["bigrams0"], parts["bigrams1"]
        model = cls((first, second), parts["pairs"], bigrams, parts["weights"], sums_of)
        model.check()
        return model

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


def _pad(side: Chunks) -> NDArray[np.uint8]:
    rows = np.zeros((len(side), side.longest + 1), dtype=np.uint8)
    for number, chunk in enumerate(side.chunks):
        rows[number] = [len(chunk), *chunk, *[0] * (side.longest - len(chunk))]
    return rows


def _unpad(letters: NDArray[np.uint32], rows: NDArray[np.uint8], longest: int) -> Chunks:
    alphabet = Alphabet(letters.astype("<u4").tobytes().decode("utf-32-le"))
    chunks = [tuple(row[1 : row[0] + 1]) for row in rows.tolist()]
    return Chunks(alphabet, chunks[1:], longest)
