"""From the sum of a pair of words to its log-odds: what would be likely of either word alone is taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# The log-odds of a coded word of the first side and one of the second; -inf without hope.
PairOdds = Callable[[bytes, bytes], float]
_Number = Any


def weigh(
    weights: Sequence[float], joint: _Number, one: _Number, other: _Number, length_one: _Number, length_other: _Number
) -> _Number:
    """Log-odds, of numbers or of arrays.

    Args:
        weights: an intercept, then one for each of the others, in their order.
        joint: logarithm of the sum, scaled by the lengths, which have weights of their own.
        one, other: as `joint`, of either word alone.
        length_one, length_other: letters of either word.
    """
    const, of_joint, of_one, of_other, of_length_one, of_length_other = weights
    return (
        const + of_joint * joint + of_one * one + of_other * other + of_length_one * length_one + of_length_other * length_other
    )
