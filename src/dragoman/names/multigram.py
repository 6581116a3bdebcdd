"""How likely two spellings are of one word: the learned joint multigram model at work.

The probability of a pair of words is the sum over all ways to cut both into chunks that belong together, which
`summing` makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.names import learned_files
from dragoman.names.alphabet import Alphabet, Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing.alone import Alone, alone_chances, log_alone, log_alone_one
from dragoman.names.summing.chances import HOPELESS, LONGEST, Floats
from dragoman.names.summing.sums import Sums, SumsOf, fastest
from dragoman.names.summing.weighing import PairOdds, weigh


@dataclass(frozen=True)
class Multigram:
    """A learned model of two sides.

    Attributes:
        sides: chunks of either side.
        pairs: rows of (first chunk, second chunk, log-probability in `UNIT`).
        weights: intercept and weights of `features`, which make log-odds of them.
        sums_of: makes who sums.
    """

    sides: tuple[Chunks, Chunks]
    pairs: NDArray[np.int32]
    weights: NDArray[np.float64]
    sums_of: SumsOf = fastest

    def code(self, side: int, words: Iterable[str]) -> Words:
        codes, starts = self.sides[side].alphabet.flat(words)
        return Words(codes, starts, log_alone(self.sides[side], self._alone[side], codes, starts))

    def log_odds(self, first: str, second: str) -> float:
        """Log-odds that the two words are one, of a single pair; -inf without hope."""
        one, other = self.sides
        return self._pair_odds(one.alphabet.code(first), other.alphabet.code(second))

    def log_odds_many(self, words: Words, asked: Sequence[tuple[str, Places]], side: int = 0) -> list[Floats]:
        """Log-odds for each asked word of the one side against some of the words of the other, which `side` names."""
        coded = [(self.sides[1 - side].alphabet.code(word), rows) for word, rows in asked]
        sums = self._sums.many(words, coded, side)
        return [
            np.where(scaled > HOPELESS, weigh(self._weights, *self._columns(words, rows, against, scaled, side)), -np.inf)
            for (against, rows), scaled in zip(coded, sums, strict=True)
        ]

    def features(self, words: Words, rows: Places, word: str, side: int = 0) -> tuple[Any, ...]:
        """What `weights` weigh: the scaled log-probability of a word and some others, then of each alone, then their lengths."""
        against = self.sides[1 - side].alphabet.code(word)
        (sums,) = self._sums.many(words, [(against, rows)], side)
        return self._columns(words, rows, against, sums, side)

    def _columns(self, words: Words, rows: Places, against: bytes, sums: Floats, side: int) -> tuple[Any, ...]:
        joint = np.log(np.maximum(sums, HOPELESS))
        many = words.alone[rows], words.lengths(rows)
        one = log_alone_one(self.sides[1 - side].ending_one(against), self._plain_alone[1 - side]), len(against)
        (first, length), (second, other_length) = (many, one) if side == 0 else (one, many)
        return joint, first, second, length, other_length

    @cached_property
    def _alone(self) -> tuple[Alone, Alone]:
        return alone_chances(self.sides, self.pairs)

    @cached_property
    def _plain_alone(self) -> tuple[list[float], list[float]]:
        return self._alone[0].tolist(), self._alone[1].tolist()

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(self.weights.tolist())

    @cached_property
    def _pair_odds(self) -> PairOdds:
        return self._sums.pair_odds(self._alone, self._weights)

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
        model = cls((first, second), parts["pairs"], parts["weights"], sums_of)
        model.check()
        return model

    def check(self) -> None:
        """Raise ValueError where the parts do not fit together."""
        firsts, seconds, _ = self.pairs.T
        fits = self.weights.shape == (6,) and bool(np.isfinite(self.weights).all())
        fits = fits and bool(firsts.min() >= 0 and seconds.min() >= 0)
        fits = fits and bool(firsts.max() < len(self.sides[0]) and seconds.max() < len(self.sides[1]))
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
