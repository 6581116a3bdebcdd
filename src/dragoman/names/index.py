"""A list of names that is searched by any spelling: a block of words that sound alike, then the model, then alignment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alignment import WORTH, Alignment, Edge, align
from dragoman.names.comparison import chance, has_forms, log_odds
from dragoman.names.forms import full_names
from dragoman.names.models import OTHER_FORM, Models, shipped
from dragoman.names.storage import Stored, load, save
from dragoman.names.units import Name, Unit, ready
from dragoman.names.vocabulary import Likely, Postings, Vocabulary
from dragoman.names.words import Kind

# How many names, the best by their words alone, are aligned with the query.
_ALIGNED = 24
# What a name's gain adds to its log-odds when names are ranked.
_RARITY = 0.1
# A word whose log-odds are x adds 1 / (1 + e^(-x / this)) of its rarity to the names that have it.
_SOFTNESS = 1.5
_MINOR = 0.2
_PARTS = ("keys", "starts", "values")


class Candidate(NamedTuple):
    """A name of the index that may be the query's; `gain` says how much its words speak for it."""

    entry: int
    gain: float
    query: Name
    name: Name
    found: Alignment


class Index:
    """Names under ids, found by any spelling. Several names may share an id.

    Args:
        models: learned tables; those of the package by default.
    """

    def __init__(self, models: Models | None = None) -> None:
        self.models = models or shipped()
        self._start()

    def _start(self) -> None:
        self.ids: list[str] = []
        self.names: list[str] = []
        self._alive = bytearray()
        self._entries: dict[str, list[int]] = {}
        self._vocabulary = Vocabulary(self.models)
        self._having = Postings()
        self._frequency = array("i")

    def __len__(self) -> int:
        """How many names can be found."""
        return sum(self._alive)

    def build(self, names: Iterable[tuple[str, str]]) -> Index:
        """Forget what there was, and take (id, name) pairs."""
        self._start()
        for key, name in names:
            self.add(key, name)
        return self

    def add(self, key: str, name: str) -> None:
        """One more name. A name without any letter or digit is kept, and never found."""
        entry = len(self.names)
        self.ids.append(key)
        self.names.append(name)
        self._alive.append(1)
        self._entries.setdefault(key, []).append(entry)
        numbers = {self._vocabulary.number(unit.key, unit.script) for unit in ready(name).units}
        self._frequency.extend([0] * (len(self._vocabulary.words) - len(self._frequency)))
        for number in numbers:
            self._frequency[number] += 1
        self._having.add(numbers, entry)

    def remove(self, key: str) -> int:
        """Forget all names of an id. Returns how many there were."""
        gone = self._entries.pop(key, [])
        for entry in gone:
            self._alive[entry] = 0
            for word in {(unit.key, unit.script) for unit in ready(self.names[entry]).units}:
                self._frequency[self._vocabulary.numbers[word]] -= 1
        return len(gone)

    def search(self, query: str, k: int = 10) -> list[tuple[str, float]]:
        """The `k` names most likely to be the query's: (id, score as of `compare`), best first; an id stands once a name.

        The order counts also how rare the words that met are in this list, which `compare` can't know.
        """
        ranked = []
        for candidate in self.candidates(query, max(_ALIGNED, k)):
            odds = log_odds(candidate.query, candidate.name, candidate.found, self.models)
            ranked.append((-odds - _RARITY * candidate.gain, -candidate.gain, candidate.entry, chance(odds)))
        return [(self.ids[entry], score) for _, _, entry, score in sorted(ranked)[:k]]

    def candidates(self, query: str, count: int) -> list[Candidate]:
        """The `count` names whose words speak most for them, aligned with the query; no weights are needed for that."""
        name = ready(query)
        if not name.tokens or not self.names:
            return []
        likely = [self._vocabulary.likely(unit.key, unit.script) for unit in name.units]
        likely = [self._with_full_names(unit, known) for unit, known in zip(name.units, likely, strict=True)]
        gains = self._gains(name, likely)
        odds = [dict(zip(numbers.tolist(), known.tolist(), strict=True)) for numbers, known in likely]
        found = []
        for entry in _best(gains, count):
            listed = ready(self.names[entry])
            found.append(Candidate(entry, float(gains[entry]), name, listed, self._align(name, listed, odds)))
        return found

    def _with_full_names(self, unit: Unit, known: Likely) -> Likely:
        """What may be the unit, or a name that it is a short form of, the least likely first."""
        names = () if unit.is_joined else full_names(unit.key, unit.script)
        if not names:
            return known
        parts = [self._vocabulary.likely(name, unit.script) for name in names]
        numbers = np.concatenate([known.numbers, *(part.numbers for part in parts)])
        odds = np.concatenate([known.odds, *(part.odds - OTHER_FORM for part in parts)])
        order = np.argsort(odds, kind="stable")
        return Likely(numbers[order], odds[order])

    def _gains(self, name: Name, likely: list[Likely]) -> NDArray[np.float32]:
        """For each name, how much its words speak for it: sum over the query's words of the best match, rare words more."""
        known, starts, values = self._having.sorted()
        alive = np.frombuffer(self._alive, dtype=np.bool_)
        all_frequencies = np.frombuffer(self._frequency, dtype=np.int32)
        count = max(len(self), 1)
        total = np.zeros(len(self.names), dtype=np.float32)
        for unit, (numbers, odds) in zip(name.units, likely, strict=True):
            if not len(numbers):
                continue
            places = np.searchsorted(known, numbers)
            first, last = starts[places], starts[places + 1]
            rarity = np.log1p(count / np.maximum(all_frequencies[numbers], 1))
            share = 1.0 if unit.is_joined or name.weights[unit.first] >= 1.0 else _MINOR
            gain = share * rarity / (1 + np.exp(-odds / _SOFTNESS))
            order = np.argsort(gain, kind="stable")
            spans, gained = last[order] - first[order], gain[order].astype(np.float32)
            ends = np.cumsum(spans)
            rows = np.arange(int(ends[-1])) + np.repeat(first[order] - (ends - spans), spans)
            best = np.zeros(len(self.names), dtype=np.float32)
            best[values[rows]] = np.repeat(gained, spans)  # the last, greatest, stays
            total += best
        total[~alive] = 0
        return total

    def _align(self, query: Name, name: Name, odds_of: list[dict[int, float]]) -> Alignment:
        numbers = [self._vocabulary.numbers[unit.key, unit.script] for unit in name.units]
        edges = []
        for unit, known in zip(query.units, odds_of, strict=True):
            for against, number in zip(name.units, numbers, strict=True):
                odds = self._odds(unit, against, known.get(number))
                if odds is not None:
                    edges.append(Edge(odds, unit, against))
        return align(query, name, edges)

    def _odds(self, one: Unit, other: Unit, known: float | None) -> float | None:
        """As `comparison.edges` has them; `known` are those of the words, where they sound alike."""
        if one.is_joined and other.is_joined:
            return None
        if Kind.ORDINAL in (one.kind, other.kind) and one.key != other.key:
            return None
        if Kind.INITIAL in (one.kind, other.kind):
            return self._alone(one, other)
        if known is None and (has_forms(one) or has_forms(other)):
            return self._alone(one, other)
        return known

    def _alone(self, one: Unit, other: Unit) -> float | None:
        if one.is_joined or other.is_joined:
            return None
        odds = self.models.log_odds(one.key, one.script, other.key, other.script)
        return odds if odds > WORTH else None

    def save(self, folder: Path) -> None:
        """Write the index into a folder, which `load` reads without building anything again."""
        words = self._vocabulary.words
        texts = {
            "ids": self.ids,
            "names": self.names,
            "words": [word for word, _ in words],
            "scripts": [script for _, script in words],
        }
        arrays: dict[str, NDArray[Any]] = {
            "alive": np.frombuffer(self._alive, dtype=np.bool_),
            "frequency": np.array(self._frequency, dtype=np.int32),
        }
        for name, postings in self._postings().items():
            tables: tuple[NDArray[Any], ...] = postings.sorted()
            arrays.update({f"{name}-{part}": values for part, values in zip(_PARTS, tables, strict=True)})
        save(Stored(texts, arrays), folder)

    def _postings(self) -> dict[str, Postings]:
        return {"having": self._having, "whole": self._vocabulary.whole, "lacking": self._vocabulary.lacking}

    @classmethod
    def load(cls, folder: Path, models: Models | None = None) -> Index:
        """Read an index; its tables stay in the files until they are used.

        Raises:
            NameIndexUnreadable: the folder has no index, or a damaged one.
        """
        index, stored = cls(models), load(folder)
        index.ids, index.names = stored.texts["ids"], stored.texts["names"]
        index._alive = bytearray(stored.arrays["alive"].tobytes())
        index._frequency = array("i", stored.arrays["frequency"].tolist())
        for entry, (key, alive) in enumerate(zip(index.ids, index._alive, strict=True)):
            if alive:
                index._entries.setdefault(key, []).append(entry)
        arrays = stored.arrays
        having, whole, lacking = (
            Postings((arrays[f"{name}-keys"], arrays[f"{name}-starts"], arrays[f"{name}-values"]))
            for name in ("having", "whole", "lacking")
        )
        index._having = having
        index._vocabulary.restore(zip(stored.texts["words"], stored.texts["scripts"], strict=True), whole, lacking)
        return index


def _best(gains: NDArray[np.float32], count: int) -> list[int]:
    """The entries that gain most, at most `count`, all with some gain; among equals the earlier."""
    if len(gains) > count:
        least = np.partition(gains, -count)[-count]
        chosen = np.flatnonzero(gains >= max(least, 1e-9))
    else:
        chosen = np.flatnonzero(gains > 0)
    order = np.argsort(-gains[chosen], kind="stable")[:count]
    return [int(entry) for entry in chosen[order]]
