"""The sums of a model in NumPy and plain Python: where nothing is compiled, and for training, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from dragoman.names.alphabet import Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing.chances import Chances, Ends, Floats, Pairs
from dragoman.names.summing.many import sum_many
from dragoman.names.summing.single import Rows, rows_of, sum_one


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

    def one(self, first: bytes, second: bytes) -> float:
        return sum_one(self._ends(0, first), self._ends(1, second), self._rows)

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
