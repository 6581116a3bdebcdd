"""The sums of a model in NumPy and plain Python: where nothing is compiled, and for training, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache

from dragoman.names.alphabet import Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing.alone import Alone, log_alone_one
from dragoman.names.summing.chances import HOPELESS, Chances, Ends, Floats, Pairs
from dragoman.names.summing.many import sum_many
from dragoman.names.summing.single import Rows, rows_of, sum_one
from dragoman.names.summing.weighing import PairOdds, weigh


class PlainSums:
    """Scaled sums of words of either side; what `Sums` says.

    Args:
        sides: chunks of either side.
        pairs: their chances.
    """

    def __init__(self, sides: tuple[Chunks, Chunks], pairs: Pairs) -> None:
        self._sides = sides
        self._pairs = pairs
        self._ends = lru_cache(maxsize=1 << 12)(self._find_ends)

    def pair_odds(self, alone: tuple[Alone, Alone], weights: Sequence[float]) -> PairOdds:
        firsts, seconds = alone[0].tolist(), alone[1].tolist()

        def log_odds(first: bytes, second: bytes) -> float:
            one, other = self._ends(0, first), self._ends(1, second)
            scaled = sum_one(one, other, self._rows)
            if scaled <= HOPELESS:
                return -math.inf
            each = log_alone_one(one.chunks, firsts), log_alone_one(other.chunks, seconds)
            return float(weigh(weights, math.log(scaled), *each, len(first), len(second)))

        return log_odds

    def many(self, words: Words, asked: Sequence[tuple[bytes, Places]], side: int) -> list[Floats]:
        table = self._chances[side].table([self._ends(1 - side, word) for word, _ in asked])
        return sum_many(words, [rows for _, rows in asked], table, self._sides[side], side)

    def _find_ends(self, side: int, word: bytes) -> Ends:
        return Ends(self._sides[side].ending_one(word), len(word))

    @cached_property
    def _rows(self) -> Rows:
        return rows_of(self._sides, self._pairs)

    @cached_property
    def _chances(self) -> tuple[Chances, Chances]:
        """By the side that is the many: the chances of the other side's chunks."""
        return Chances.of(self._sides, self._pairs, 1), Chances.of(self._sides, self._pairs, 0)
