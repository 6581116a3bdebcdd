"""Rows of different lengths in two flat arrays: what was saved stays in its file, what is added comes after it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flat = NDArray[Any]
Places = NDArray[np.intp]


class Ragged:
    """Rows of numbers.

    Args:
        typecode: of `array`, what a number is.
        saved: (values, starts) as `arrays` gave them.
    """

    def __init__(self, typecode: str, saved: tuple[Flat, Flat] | None = None) -> None:
        self._kind = np.dtype(typecode)
        self._saved = saved or (np.zeros(0, dtype=self._kind), np.zeros(1, dtype=np.int32))
        self._saved_rows = len(self._saved[1]) - 1
        self._added, self._ends = array(typecode), array("i", [0])

    def __len__(self) -> int:
        return self._saved_rows + len(self._ends) - 1

    def append(self, row: Iterable[int]) -> None:
        self._added.extend(row)
        self._ends.append(len(self._added))

    def row(self, number: int) -> Flat:
        """One row, which stays as it is when others are added."""
        if number < self._saved_rows:
            values, starts = self._saved
            return values[starts[number] : starts[number + 1]]
        at = number - self._saved_rows
        return np.array(self._added[self._ends[at] : self._ends[at + 1]], dtype=self._kind)

    def arrays(self) -> tuple[Flat, Flat]:
        """(values, starts): row `i` is `values[starts[i]:starts[i + 1]]`."""
        values, starts = self._saved
        added = np.array(self._added, dtype=self._kind)
        ends = np.array(self._ends, dtype=np.int32)
        return np.concatenate([values, added]), np.concatenate([starts, starts[-1] + ends[1:]]).astype(np.int32)


class Texts:
    """Texts by number, as UTF-8.

    Args:
        saved: (values, starts) as `arrays` gave them.
    """

    def __init__(self, saved: tuple[Flat, Flat] | None = None) -> None:
        self._rows = Ragged("B", saved)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> str:
        return self._rows.row(number).tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def append(self, text: str) -> None:
        self._rows.append(text.encode("utf-8", "surrogatepass"))

    def arrays(self) -> tuple[Flat, Flat]:
        return self._rows.arrays()


def spread(firsts: Flat, sizes: Flat) -> Places:
    """The places `first, first + 1, …`, so many as `sizes` says, of each first one, one run after the other."""
    ends = np.cumsum(sizes)
    if not len(ends):
        return np.zeros(0, dtype=np.intp)
    places: Places = np.arange(int(ends[-1])) + np.repeat(firsts - (ends - sizes), sizes)
    return places
