"""A list of names that is searched by any spelling: a block of words that sound alike, then the model, then alignment."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alignment import WORTH, Alignment, Edge, align
from dragoman.names.comparison import chance, log_odds, may_meet_as_forms
from dragoman.names.forms import full_names
from dragoman.names.models import OTHER_FORM, Models, shipped
from dragoman.names.postings import Postings
from dragoman.names.ragged import Flat, Ragged, Texts, spread
from dragoman.names.storage import load, save
from dragoman.names.units import Name
from dragoman.names.vocabulary import Likely, Vocabulary
from dragoman.names.words import Kind

# How many names, the best by their words alone, are aligned with the query.
_ALIGNED = 24
# What a name's gain adds to its log-odds when names are ranked.
_RARITY = 0.1
# A word whose log-odds are x adds 1 / (1 + e^(-x / this)) of its rarity to the names that have it.
_SOFTNESS = 1.5
_MINOR = 0.2
# Fewer than are remembered for comparing, for an index is small.
_ready = lru_cache(maxsize=1 << 12)(Name)


class Candidate(NamedTuple):
    """A name of the index that may be the query's; `gain` says how much its words speak for it."""

    entry: int
    gain: float
    query: Name
    name: Name
    found: Alignment


class Hit(NamedTuple):
    """A name of an index that was found: its id, the name as it was added, and the score as of `compare`."""

    id: str
    name: str
    score: float


class Index:
    """Names under ids, found by any spelling. Several names may share an id.

    Args:
        models: learned tables; those of the package by default.
    """

    def __init__(self, models: Models | None = None) -> None:
        self.models = models or shipped()
        self._start()

    def _start(self, saved: dict[str, Flat] | None = None) -> None:
        saved = saved or {}
        self._ids = Texts((saved["ids"], saved["id-starts"]) if saved else None)
        self._names = Texts((saved["names"], saved["name-starts"]) if saved else None)
        # The numbers of each name's words, in the order of its units.
        self._words = Ragged("i", (saved["units"], saved["unit-starts"]) if saved else None)
        self._alive = bytearray(saved["alive"].tobytes() if saved else b"")
        self._frequency = array("i", saved["frequency"].tobytes() if saved else b"")
        self._having = Postings((saved["having-keys"], saved["having-starts"], saved["having-values"]) if saved else None)
        self._vocabulary = Vocabulary(self.models, saved)
        self._count = sum(self._alive)
        self._entries: dict[str, list[int]] | None = None

    def __len__(self) -> int:
        """How many names can be found."""
        return self._count

    def build(self, names: Iterable[tuple[str, str]]) -> Index:
        """Forget what there was, and take (id, name) pairs."""
        self._start()
        for key, name in names:
            self.add(key, name)
        return self

    def add(self, key: str, name: str) -> None:
        """One more name. A name without any letter or digit is kept, and never found."""
        entry = len(self._names)
        self._ids.append(key)
        self._names.append(name)
        self._alive.append(1)
        self._count += 1
        if self._entries is not None:
            self._entries.setdefault(key, []).append(entry)
        words = [self._vocabulary.number(unit.key, unit.script) for unit in Name(name).units]
        self._words.append(words)
        self._frequency.extend([0] * (len(self._vocabulary) - len(self._frequency)))
        distinct = set(words)
        for word in distinct:
            self._frequency[word] += 1
        self._having.add(distinct, entry)

    def remove(self, key: str) -> int:
        """Forget all names of an id. Returns how many there were."""
        if self._entries is None:
            self._entries = self._entries_by_id()
        gone = self._entries.pop(key, [])
        for entry in gone:
            self._alive[entry] = 0
            for word in set(self._words.row(entry).tolist()):
                self._frequency[word] -= 1
        self._count -= len(gone)
        return len(gone)

    def _entries_by_id(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for entry, key in enumerate(self._ids):
            if self._alive[entry]:
                found.setdefault(key, []).append(entry)
        return found

    def search(self, query: str, k: int = 10) -> list[tuple[str, float]]:
        """The `k` names most likely to be the query's: (id, score as of `compare`), best first; an id stands once a name."""
        return [(hit.id, hit.score) for hit in self.hits(query, k)]

    def hits(self, query: str, k: int = 10) -> list[Hit]:
        """As `search`, with the names.

        The order counts also how rare the words that met are in this list, which `compare` can't know.
        """
        ranked = []
        for candidate in self.candidates(query, max(_ALIGNED, k)):
            odds = log_odds(candidate.query, candidate.name, candidate.found, self.models)
            ranked.append((-odds - _RARITY * candidate.gain, -candidate.gain, candidate.entry, chance(odds)))
        return [Hit(self._ids[entry], self._names[entry], score) for _, _, entry, score in sorted(ranked)[:k]]

    def candidates(self, query: str, count: int) -> list[Candidate]:
        """The `count` names whose words speak most for them, aligned with the query; no weights are needed for that."""
        name = _ready(query)
        if not name.tokens or not len(self._names):
            return []
        likely = self._likely(name)
        gains = self._gains(name, likely)
        odds = [dict(zip(numbers.tolist(), known.tolist(), strict=True)) for numbers, known in likely]
        found = []
        for entry in _best(gains, count):
            listed = _ready(self._names[entry])
            aligned = self._align(name, listed, self._words.row(entry).tolist(), odds)
            found.append(Candidate(entry, float(gains[entry]), name, listed, aligned))
        return found

    def _likely(self, name: Name) -> list[Likely]:
        """For each unit, what may be it, or a name that it is a short form of; the least likely first."""
        full = [full_names(token.key, token.script) for token in name.tokens]
        asked = [(unit.key, unit.script) for unit in name.units]
        asked += [(key, token.script) for token, keys in zip(name.tokens, full, strict=True) for key in keys]
        found = self._vocabulary.likely(asked)
        likely, rest = found[: len(name.units)], iter(found[len(name.units) :])
        for at, keys in enumerate(full):
            likely[at] = _together(likely[at], [next(rest) for _ in keys])
        return likely

    def _gains(self, name: Name, likely: list[Likely]) -> NDArray[np.float32]:
        """For each name, how much its words speak for it: sum over the query's words of the best match, rare words more."""
        _, _, values = self._having.sorted()
        frequencies = np.frombuffer(self._frequency, dtype=np.int32)
        count = max(len(self), 1)
        total = np.zeros(len(self._names), dtype=np.float32)
        for (first, last), (numbers, odds) in zip(name.spans, likely, strict=True):
            if not len(numbers):
                continue
            rarity = np.log1p(count / np.maximum(frequencies[numbers], 1))
            share = 1.0 if first < last or name.weights[first] >= 1.0 else _MINOR
            gain = share * rarity / (1 + np.exp(-odds / _SOFTNESS))
            order = np.argsort(gain, kind="stable")
            firsts, sizes = self._having.spans(numbers[order])
            best = np.zeros(len(self._names), dtype=np.float32)
            best[values[spread(firsts, sizes)]] = np.repeat(gain[order].astype(np.float32), sizes)  # the last, greatest, stays
            total += best
        total[~np.frombuffer(self._alive, dtype=np.bool_)] = 0
        return total

    def _align(self, query: Name, name: Name, words: list[int], odds_of: list[dict[int, float]]) -> Alignment:
        edges = []
        for mine, known in enumerate(odds_of):
            for theirs, word in enumerate(words):
                odds = known.get(word)
                if odds is not None or mine in query.unlike or theirs in name.unlike:
                    odds = self._odds(query, mine, name, theirs, odds)
                    if odds is not None:
                        edges.append(Edge(odds, mine, theirs))
        return align(query, name, edges)

    def _odds(self, query: Name, mine: int, name: Name, theirs: int, known: float | None) -> float | None:
        """As `comparison.edges` has them; `known` are those of the words, where they sound alike."""
        joined = (mine >= len(query.tokens)) + (theirs >= len(name.tokens))
        one, other = query.units[mine], name.units[theirs]
        kinds = (one.kind, other.kind)
        if joined == 2 or (Kind.ORDINAL in kinds and one.key != other.key):
            return None
        has_initial = Kind.INITIAL in kinds
        if joined:
            return None if has_initial else known
        if not has_initial and (known is not None or not may_meet_as_forms(one, other)):
            return known
        odds = self.models.log_odds(one.key, one.script, other.key, other.script)
        return odds if odds > WORTH else None

    def save(self, folder: Path | str) -> None:
        """Write the index into a folder, which `load` reads without building anything again."""
        arrays = self._vocabulary.arrays()
        arrays["ids"], arrays["id-starts"] = self._ids.arrays()
        arrays["names"], arrays["name-starts"] = self._names.arrays()
        arrays["units"], arrays["unit-starts"] = self._words.arrays()
        arrays["alive"] = np.array(self._alive, dtype=np.bool_)
        arrays["frequency"] = np.array(self._frequency, dtype=np.int32)
        arrays["having-keys"], arrays["having-starts"], arrays["having-values"] = self._having.sorted()
        save(arrays, folder)

    @classmethod
    def load(cls, folder: Path | str, models: Models | None = None) -> Index:
        """Read an index; its tables stay in the files until they are used.

        Raises:
            NameIndexUnreadable: the folder has no index, or a damaged one.
        """
        index = cls(models)
        index._start(load(folder))
        return index


def _together(known: Likely, full: list[Likely]) -> Likely:
    """What may be a word, and what may be the names that it is a short form of; the least likely first."""
    if not full:
        return known
    numbers = np.concatenate([known.numbers, *(part.numbers for part in full)])
    odds = np.concatenate([known.odds, *(part.odds - OTHER_FORM for part in full)])
    order = np.argsort(odds, kind="stable")
    return Likely(numbers[order], odds[order])


def _best(gains: NDArray[np.float32], count: int) -> list[int]:
    """The entries that gain most, at most `count`, all with some gain; among equals the earlier."""
    chosen = np.flatnonzero(gains > 0)
    gained = gains[chosen]
    if len(chosen) > count:
        kept = gained >= np.partition(gained, -count)[-count]
        chosen, gained = chosen[kept], gained[kept]
    order = np.argsort(-gained, kind="stable")[:count]
    return [int(entry) for entry in chosen[order]]
