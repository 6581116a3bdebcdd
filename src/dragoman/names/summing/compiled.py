"""The sums of a model, compiled where that was done: as the plain ones, in a tenth of the time."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cache
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import Chunks, Words
from dragoman.names.native.library import library
from dragoman.names.ragged import Places
from dragoman.names.summing.alone import LEAST, Alone
from dragoman.names.summing.chances import HOPELESS, LONGEST, Chances, Floats, Pairs, unseen_by_letters
from dragoman.names.summing.many import HOPELESS_BEGINNING
from dragoman.names.summing.weighing import PairOdds

_MOST_LETTERS = max(LONGEST)
# Ids of chunks are 16 bits wide.
MOST_CHUNKS = 1 << 15


class _Side(ctypes.Structure):
    """As `Side` in `sums.c`."""

    _fields_ = (
        ("letters", ctypes.c_int32),
        ("longest", ctypes.c_int32),
        ("chunks", ctypes.c_int32),
        ("ids", ctypes.c_void_p * _MOST_LETTERS),
        ("lengths", ctypes.c_void_p),
        ("starts", ctypes.c_void_p),
        ("others", ctypes.c_void_p),
        ("chances", ctypes.c_void_p),
        ("unseen", ctypes.c_void_p),
    )


class _Model(ctypes.Structure):
    """As `Model` in `sums.c`."""

    _fields_ = (
        ("sides", ctypes.POINTER(_Side) * 2),
        ("alone", ctypes.c_void_p * 2),
        ("least", ctypes.c_double),
        ("hopeless", ctypes.c_double),
        ("weights", ctypes.c_double * 6),
    )


@cache
def functions() -> ctypes.CDLL | None:
    """The compiled functions; None where they were not built."""
    found = library()
    if found is None:
        return None
    word, pointer, number = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int32
    sides = [ctypes.POINTER(_Side)] * 2
    found.pair_log_odds.argtypes = [pointer, word, number, word, number]
    found.pair_log_odds.restype = ctypes.c_double
    found.sum_words.argtypes = [*sides, word, number, pointer, pointer, pointer, ctypes.c_int64, ctypes.c_float, pointer]
    found.sum_words.restype = ctypes.c_int
    return found


class CompiledSums:
    """Scaled sums of words of either side; what `Sums` says.

    Args:
        sides: chunks of either side.
        pairs: their chances.
    """

    def __init__(self, sides: tuple[Chunks, Chunks], pairs: Pairs) -> None:
        found = functions()
        if found is None:
            raise RuntimeError("the sums were not compiled")
        self._pair_log_odds, self._sum_words = found.pair_log_odds, found.sum_words
        self._kept: list[Any] = []  # what the C side points into
        one, other = self._side(sides, pairs, 0), self._side(sides, pairs, 1)
        self._one, self._other = ctypes.pointer(one), ctypes.pointer(other)

    def many(self, words: Words, asked: Sequence[tuple[bytes, Places]], side: int) -> list[Floats]:
        own, others = (self._one, self._other) if side == 0 else (self._other, self._one)
        codes, starts = _whole(words.codes, np.uint8), _whole(words.starts, np.int32)
        found = []
        for word, rows in asked:
            sums, numbers = np.empty(len(rows), dtype=np.float32), _whole(rows, np.int64)
            places = codes.ctypes.data, starts.ctypes.data, numbers.ctypes.data
            if self._sum_words(own, others, word, len(word), *places, len(rows), HOPELESS_BEGINNING, sums.ctypes.data):
                raise MemoryError
            found.append(sums)
        return found

    def pair_odds(self, alone: tuple[Alone, Alone], weights: Sequence[float]) -> PairOdds:
        tables = [self._keep(table, np.float64) for table in alone]
        model = _Model((self._one, self._other), (ctypes.c_void_p * 2)(*tables), LEAST, HOPELESS, (ctypes.c_double * 6)(*weights))
        self._kept.append(model)
        compute, address = self._pair_log_odds, ctypes.addressof(model)

        def log_odds(first: bytes, second: bytes) -> float:
            odds: float = compute(address, first, len(first), second, len(second))
            if isnan(odds):
                raise MemoryError
            return odds

        return log_odds

    def _side(self, sides: tuple[Chunks, Chunks], pairs: Pairs, side: int) -> _Side:
        chunks, chances = sides[side], Chances.of(sides, pairs, side)
        unseen = np.zeros((_MOST_LETTERS + 1, _MOST_LETTERS + 1), dtype=np.float32)
        known = unseen_by_letters(side)
        unseen[: known.shape[0], : known.shape[1]] = known
        ids = [self._keep(chunks.ids(length), np.int16) for length in range(1, chunks.longest + 1)]
        return _Side(
            letters=chunks.alphabet.size,
            longest=chunks.longest,
            chunks=len(chunks),
            ids=(ctypes.c_void_p * _MOST_LETTERS)(*ids),
            lengths=self._keep(chunks.lengths, np.int32),
            starts=self._keep(chances.starts, np.int32),
            others=self._keep(chances.others, np.int32),
            chances=self._keep(chances.values, np.float32),
            unseen=self._keep(unseen, np.float32),
        )

    def _keep(self, values: NDArray[Any], kind: type[np.generic]) -> int:
        """The address of the values, which stay where they are as long as this object."""
        kept = _whole(values, kind)
        self._kept.append(kept)
        return int(kept.ctypes.data)


def _whole(values: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    """The values in one piece of memory, as the C side reads them."""
    return np.ascontiguousarray(values, dtype=kind)
