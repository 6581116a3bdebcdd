"""Which values belong to a key, in flat arrays."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.names.ragged import Places, spread

Numbers = NDArray[np.int32]
Keys = NDArray[np.signedinteger[Any]]


class Postings:
    """Values by key. What was added is sorted in when it is first read.

    Args:
        tables: as `sorted` gives them.
    """

    def __init__(self, tables: tuple[Numbers, Numbers, Numbers] | None = None) -> None:
        nothing = np.zeros(0, dtype=np.int32)
        self._sorted = tables or (nothing, np.zeros(1, dtype=np.int32), nothing)
        self._keys, self._values = array("i"), array("i")

    def add(self, keys_of_value: Collection[int], value: int) -> None:
        self._keys.extend(keys_of_value)
        self._values.extend([value] * len(keys_of_value))

    def of(self, keys: Collection[int]) -> Numbers:
        """The values of any of some keys, key after key; a key's values in the order they came in."""
        firsts, sizes = self.spans(np.fromiter(keys, dtype=np.int32, count=len(keys)))
        return self.sorted()[2][spread(firsts, sizes)]

    def spans(self, keys: Keys) -> tuple[Keys, Keys]:
        """(firsts, sizes): where each key's values begin in the sorted ones, and how many they are."""
        known, starts, _ = self.sorted()
        if not len(known):
            return np.zeros_like(keys), np.zeros_like(keys)
        places: Places = np.searchsorted(known, keys)
        places[places == len(known)] = 0
        firsts = starts[places]
        return firsts, np.where(known[places] == keys, starts[places + 1] - firsts, 0)

    def sorted(self) -> tuple[Numbers, Numbers, Numbers]:
        """(keys, starts, values): the values of `keys[i]` are `values[starts[i]:starts[i + 1]]`."""
        if self._keys:
            known, starts, values = self._sorted
            every_key = np.concatenate([np.repeat(known, np.diff(starts)), np.array(self._keys, dtype=np.int32)])
            every_value = np.concatenate([values, np.array(self._values, dtype=np.int32)])
            self._keys, self._values = array("i"), array("i")
            order = np.argsort(every_key, kind="stable")
            every_key = every_key[order]
            firsts = np.flatnonzero(np.append(True, every_key[1:] != every_key[:-1]))
            self._sorted = every_key[firsts], np.append(firsts, len(every_key)).astype(np.int32), every_value[order]
        return self._sorted
