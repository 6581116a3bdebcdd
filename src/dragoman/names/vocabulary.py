"""The distinct words of an index: which may sound like a given word, and how likely each is the same."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names import models
from dragoman.names.alignment import WORTH
from dragoman.names.models import SCRIPTS, Models
from dragoman.names.skeleton import keys
from dragoman.names.spelling import fold
from dragoman.names.summing import Words

Numbers = NDArray[np.int32]
_NONE = np.zeros(0, dtype=np.int32)
# Of all words that sound alike, so many at most are kept for a word of a query.
_KEPT = 400


class Likely(NamedTuple):
    """Words of the vocabulary by number, with log-odds, the least first."""

    numbers: Numbers
    odds: NDArray[np.float32]


@dataclass
class _Coded:
    """Words of one script, coded for one model: `numbers` of the vocabulary, ascending, and how many it had then."""

    numbers: Numbers
    words: Words
    seen: int


class Postings:
    """Which values belong to a key. What was added is sorted in when it is first read.

    Args:
        tables: as `sorted` gives them.
    """

    def __init__(self, tables: tuple[NDArray[np.int64], Numbers, Numbers] | None = None) -> None:
        self._sorted = tables or (np.zeros(0, dtype=np.int64), np.zeros(1, dtype=np.int32), _NONE)
        self._keys, self._values = array("q"), array("i")

    def add(self, keys_of_value: Collection[int], value: int) -> None:
        self._keys.extend(keys_of_value)
        self._values.extend([value] * len(keys_of_value))

    def of(self, key: int) -> Numbers:
        """Values of a key, in the order they came in."""
        known, starts, values = self.sorted()
        at = int(np.searchsorted(known, key))
        if at == len(known) or known[at] != key:
            return _NONE
        return values[starts[at] : starts[at + 1]]

    def sorted(self) -> tuple[NDArray[np.int64], Numbers, Numbers]:
        """(keys, starts, values): the values of `keys[i]` are `values[starts[i]:starts[i + 1]]`."""
        if self._keys:
            known, starts, values = self._sorted
            every_key = np.concatenate([np.repeat(known, np.diff(starts)), np.frombuffer(self._keys, dtype=np.int64)])
            every_value = np.concatenate([values, np.frombuffer(self._values, dtype=np.int32)])
            order = np.argsort(every_key, kind="stable")
            known, first = np.unique(every_key[order], return_index=True)
            self._sorted = known, np.append(first, len(every_key)).astype(np.int32), every_value[order]
            self._keys, self._values = array("q"), array("i")
        return self._sorted


class Vocabulary:
    """Distinct (word, script) with numbers from 0, blocked by their consonants."""

    def __init__(self, tables: Models) -> None:
        self.models = tables
        self.words: list[tuple[str, str]] = []
        self.numbers: dict[tuple[str, str], int] = {}
        self.whole, self.lacking = Postings(), Postings()
        self._folded: dict[tuple[str, str], list[int]] = {}
        self._by_script: dict[str, array[int]] = {}
        self._coded: dict[tuple[str, str, int], _Coded] = {}

    def number(self, word: str, script: str) -> int:
        """The word's number; a new word gets the next."""
        number = self.numbers.get((word, script))
        if number is None:
            number = self._append(word, script)
            if script in SCRIPTS:
                whole, lacking = keys(word)
                self.whole.add(whole, number)
                self.lacking.add(lacking, number)
        return number

    def restore(self, words: Iterable[tuple[str, str]], whole: Postings, lacking: Postings) -> None:
        """Take words with their blocks as an earlier vocabulary had them."""
        for word, script in words:
            self._append(word, script)
        self.whole, self.lacking = whole, lacking

    def _append(self, word: str, script: str) -> int:
        number = self.numbers[word, script] = len(self.words)
        self.words.append((word, script))
        self._folded.setdefault((fold(word), script), []).append(number)
        self._by_script.setdefault(script, array("i")).append(number)
        return number

    def likely(self, word: str, script: str) -> Likely:
        """The words that may be this one."""
        same = np.array(self._folded.get((fold(word), script), ()), dtype=np.int32)
        found = [Likely(same, np.full(len(same), models.same(word), dtype=np.float32))]
        if script in SCRIPTS and len(word) > 1:
            alike = np.setdiff1d(self._alike(word), same)
            found += [self._weigh(alike, other, word, script) for other in SCRIPTS if other in self._by_script]
        numbers, odds = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(odds, kind="stable")[-_KEPT:]
        order = order[odds[order] > WORTH]
        return Likely(numbers[order], odds[order])

    def _alike(self, word: str) -> Numbers:
        whole, lacking = keys(word)
        parts = [postings.of(key) for key in whole for postings in (self.whole, self.lacking)]
        parts += [self.whole.of(key) for key in lacking]
        return np.unique(np.concatenate(parts))

    def _weigh(self, alike: Numbers, other_script: str, word: str, script: str) -> Likely:
        """Log-odds of those of the words that are in one script."""
        turned = SCRIPTS.index(other_script) > SCRIPTS.index(script)
        side = 1 if turned else 0
        pair = (script, other_script) if turned else (other_script, script)
        coded = self._code(pair, side, other_script)
        places = np.searchsorted(coded.numbers, alike)
        places[places == len(coded.numbers)] = 0
        kept = coded.numbers[places] == alike
        numbers, places = alike[kept], places[kept].astype(np.int64)
        if not len(numbers):
            return Likely(_NONE, np.zeros(0, dtype=np.float32))
        words = coded.words.take(places)
        model = self.models.model(*pair)
        odds = model.log_odds_many(words, word, side)
        if script == other_script:
            other_way = self._code(pair, 1, other_script)
            odds = np.maximum(odds, model.log_odds_many(other_way.words.take(places), word, 1))
        return Likely(numbers, models.clip(odds))

    def _code(self, pair: tuple[str, str], side: int, script: str) -> _Coded:
        """The words of a script, coded for a side of a model; new ones are coded now."""
        coded = self._coded.get((*pair, side))
        numbers = self._by_script[script]
        if coded is None or coded.seen < len(numbers):
            fresh = numbers[coded.seen :] if coded else numbers
            words = self.models.model(*pair).code(side, [self.words[number][0] for number in fresh])
            if coded:
                words = coded.words.extend(words)
            coded = self._coded[(*pair, side)] = _Coded(np.array(numbers, dtype=np.int32), words, len(numbers))
        return coded
