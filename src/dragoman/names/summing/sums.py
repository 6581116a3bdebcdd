"""Who sums: what a model asks of them, and which is the fastest here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from dragoman.names.alphabet import Chunks, Words
from dragoman.names.ragged import Places
from dragoman.names.summing import compiled
from dragoman.names.summing.alone import Alone
from dragoman.names.summing.chances import Floats, Pairs
from dragoman.names.summing.plain import PlainSums
from dragoman.names.summing.weighing import PairOdds


class Sums(Protocol):
    """For pairs of words, the chances of all ways to cut both into chunks, summed and scaled by e² a letter."""

    def pair_odds(self, alone: tuple[Alone, Alone], weights: Sequence[float]) -> PairOdds:
        """What makes log-odds of the sum of one pair, as `weigh` does."""

    def many(self, words: Words, asked: Sequence[tuple[bytes, Places]], side: int) -> list[Floats]:
        """For each asked word of the other side, its sums with some of the words of `side`; 0 where they begin without hope."""


SumsOf = Callable[[tuple[Chunks, Chunks], Pairs], Sums]


def fastest(sides: tuple[Chunks, Chunks], pairs: Pairs) -> Sums:
    """Compiled where that was built and has room for so many chunks, plain otherwise."""
    has_room = max(map(len, sides)) <= compiled.MOST_CHUNKS
    return compiled.CompiledSums(sides, pairs) if has_room and compiled.functions() else PlainSums(sides, pairs)
