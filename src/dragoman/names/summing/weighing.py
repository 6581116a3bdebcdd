"""From the sum of a pair of words to its log-odds: what the letters of either word alone would make likely is taken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.names.summing.chances import UNIT

# For either side, log-probability in `UNIT` of a letter after a letter.
Bigrams = tuple[NDArray[np.int16], NDArray[np.int16]]
# The log-odds of a coded word of the first side and one of the second; -inf without hope.
PairOdds = Callable[[bytes, bytes], float]
_Number = Any


def letters_log(codes: bytes, bigrams: Sequence[Sequence[int]]) -> float:
    """Log-probability of a coded word's letters."""
    return sum([bigrams[before][after] for before, after in pairwise(codes)]) * UNIT


def weigh(
    weights: Sequence[float], joint: _Number, one: _Number, other: _Number, length_one: _Number, length_other: _Number
) -> _Number:
    """Log-odds, of numbers or of arrays.

    Args:
        weights: an intercept, then one for each of the others, in their order.
        joint: logarithm of the sum, scaled by the lengths, which have weights of their own.
        one, other: log-probability of the letters of either word.
        length_one, length_other: letters of either word.
    """
    const, of_joint, of_one, of_other, of_length_one, of_length_other = weights
    return (
        const + of_joint * joint + of_one * one + of_other * other + of_length_one * length_one + of_length_other * length_other
    )
