"""The words of all known names as a tree: which word may follow which, and which name ends where.

The tree is flat arrays: a node is a number, and nodes stand level by level, those of a level in the order of their keys.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dragoman.names.linking.filters import HashFilter, pair_hash, pair_hashes
from dragoman.names.linking.folded import Hashes, Places, hash_word
from dragoman.names.linking.inflection import decline
from dragoman.names.linking.lexicon import Lexicon
from dragoman.names.linking.written import SHORT, TURKIC, VARIANT, Written, name_of, read_names
from dragoman.names.register import Entity, Name, Register
from dragoman.text.folds import DROPPED

ROOT = 0
_KEPT = 1 << 14
# A name of more entities says none of them.
MOST_SHARING = 100
_WHOLE = frozenset({""})
_GERSHAYIM = "״"
_INVISIBLE = dict.fromkeys(map(ord, DROPPED))


class Form(NamedTuple):
    """One way to write a name: as the register has it, or one made of that."""

    entity: Entity
    name: Name
    variant: bool  # made here, not given in the register
    short: bool  # one word of few letters: only as it is spelled

    @property
    def has_capitals(self) -> bool:
        return any(map(str.isupper, self.name.text))

    @property
    def is_acronym(self) -> bool:
        """Is it parted by gershayim, as Hebrew acronyms are?"""
        return _GERSHAYIM in plain(self.name.text)

    def is_spelled(self, text: str) -> bool:
        """Does the text spell the name as the register has it?"""
        return text == self.name.text or plain(text) == plain(self.name.text)


class Step(NamedTuple):
    """A word of a name: where it leads, the endings that may follow its stem, and the one that it has in the register."""

    node: int
    endings: frozenset[str]
    own: str


class NameTree:
    """All forms of a register's names.

    Attributes:
        turkic: there are names in a language whose endings are joined as in Turkish.
        refused: id → a name of this entity that is never linked.
        starts, alone, pairs: hashes of the stems that begin a name, that are a whole one, of first and second together.
        after: (node, depth, stem) → the words with this stem that may follow a node, which is `ROOT` or where a step led;
            depth is how many words led there.
        forms: node → the names that end there. Of both the latest answers are kept, as names come again in texts.
    """

    def __init__(self, register: Register) -> None:
        self.after = lru_cache(maxsize=_KEPT)(self._find_steps)
        self.forms = lru_cache(maxsize=_KEPT)(self._find_forms)
        self._entities = tuple(register.entities.values())
        self.refused: dict[str, str] = {}
        batches = []
        for batch in read_names(self._entities):
            self.refused.update((self._entities[given.entity].id, given.text) for given in batch.refused)
            batches.append(batch)
        self._lexicon = Lexicon(batch.distinct for batch in batches)
        self._plant(batches)

    def _plant(self, batches: list[Written]) -> None:
        """Make the nodes of one level after the other."""
        stems = self._lexicon.stems
        counts = _joined([batch.counts for batch in batches], np.int32)
        words = _joined([self._lexicon.numbers(batch.hashes).astype(np.int32) for batch in batches], np.int32)
        firsts = np.cumsum(counts) - counts
        ends = np.zeros(len(counts), np.int32)  # the last node of each name
        rows = np.arange(len(counts))
        parents = np.full(len(counts), ROOT, np.int32)
        levels: list[_Level] = []
        self._levels = [0]
        while rows.size:
            level, inverse = _make_level(parents, words[firsts[rows] + len(levels)], stems)
            nodes = (self._levels[-1] + inverse).astype(np.int32)
            self._levels.append(self._levels[-1] + len(level.keys))
            levels.append(level)
            ends[rows] = nodes
            longer = counts[rows] > len(levels)
            rows, parents = rows[longer], nodes[longer]
        self._keys = _joined([level.keys for level in levels], np.uint64).data
        self._words = _joined([level.words for level in levels], np.int32).data
        goes_on = np.zeros(self._levels[-1], np.bool_)
        for level in levels[1:]:
            goes_on[level.parents] = True
        self._goes_on = goes_on.data
        self._hang(batches, ends)
        self._filter(levels, stems)

    def _hang(self, batches: list[Written], ends: npt.NDArray[np.int32]) -> None:
        """Put the names to the nodes where they end."""
        entities = _joined([batch.entities for batch in batches], np.int32)
        numbers = _joined([batch.numbers for batch in batches], np.int32)
        flags = _joined([batch.flags for batch in batches], np.uint8)
        sharing = np.unique(ends.astype(np.int64) << 32 | entities) >> 32
        too_common = (np.bincount(sharing, minlength=self._levels[-1]) > MOST_SHARING)[ends]
        for at in np.flatnonzero(too_common).tolist():
            entity = self._entities[entities[at]]
            self.refused[entity.id] = name_of(entity, numbers[at]).text
        kept = np.flatnonzero(~too_common)
        order = kept[np.argsort(ends[kept], kind="stable")]
        self._form_starts = np.searchsorted(ends[order], np.arange(self._levels[-1] + 1)).astype(np.int32).data
        self._form_entities, self._form_numbers = entities[order].data, numbers[order].data
        self._form_flags = flags[order].data
        self.turkic = bool((flags & TURKIC).any())

    def _filter(self, levels: list[_Level], stems: Hashes) -> None:
        first = levels[0] if levels else _NO_LEVEL
        second = levels[1] if len(levels) > 1 else _NO_LEVEL
        self.starts = HashFilter(stems[first.words], room=64)
        self.alone = HashFilter(stems[first.words[np.diff(self._form_starts[: len(first.words) + 1]) > 0]], room=64)
        self.pairs = HashFilter(pair_hashes(stems[first.words[second.parents]], stems[second.words]), room=128)

    def _find_steps(self, node: int, depth: int, stem: str) -> tuple[Step, ...]:
        if depth + 1 >= len(self._levels):
            return ()
        key = pair_hash(node, hash_word(stem))
        end = self._levels[depth + 1]
        first = last = bisect_left(self._keys, key, self._levels[depth], end)
        while last < end and self._keys[last] == key:
            last += 1
        declined = [(at, *_decline(self._lexicon[self._words[at]])) for at in range(first, last)]
        return tuple(Step(at, endings, own) for at, known, endings, own in declined if known == stem)

    def goes_on(self, node: int) -> bool:
        """Does any name go on from here?"""
        return bool(self._goes_on[node])

    def _find_forms(self, node: int) -> tuple[Form, ...]:
        return tuple(self._form(at) for at in range(self._form_starts[node], self._form_starts[node + 1]))

    def _form(self, at: int) -> Form:
        entity = self._entities[self._form_entities[at]]
        flags = self._form_flags[at]
        return Form(entity, name_of(entity, self._form_numbers[at]), bool(flags & VARIANT), bool(flags & SHORT))

    def is_turkic(self, node: int) -> bool:
        """Is one of the names that end at a node in such a language?"""
        return any(flags & TURKIC for flags in self._form_flags[self._form_starts[node] : self._form_starts[node + 1]])


class _Level(NamedTuple):
    """The nodes after so many words, in the order of their keys: the node before each, and its word's number."""

    keys: Hashes
    parents: npt.NDArray[np.int32]
    words: npt.NDArray[np.int32]


_NO_LEVEL = _Level(np.zeros(0, np.uint64), np.zeros(0, np.int32), np.zeros(0, np.int32))


def _make_level(parents: npt.NDArray[np.int32], words: npt.NDArray[np.int32], stems: Hashes) -> tuple[_Level, Places]:
    """A level out of the node and the next word of each name; and each name's place in it. A key is of node and stem."""
    distinct, inverse = np.unique(parents.astype(np.int64) << 32 | words, return_inverse=True)
    parents, words = (distinct >> 32).astype(np.int32), distinct.astype(np.int32)
    keys = pair_hashes(parents.astype(np.uint64), stems[words])
    order = np.argsort(keys)
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return _Level(keys[order], parents[order], words[order]), places[inverse]


def _joined(parts: list[npt.NDArray[Any]], kind: type[np.generic]) -> npt.NDArray[Any]:
    """The arrays one after the other; empty when there are none."""
    return np.concatenate([np.zeros(0, kind), *parts])


class _Unread(dict[int, str | None]):
    """Code point → itself, or None when it only vocalises or accents; keyboards' gershayim are one."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(map(ord, '"“”„'), _GERSHAYIM))

    def __missing__(self, code: int) -> str | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else chr(code)
        return self[code]


_UNREAD = _Unread()


def plain(text: str) -> str:
    """A text as spelled, but for what nobody reads: vowel signs, tatweel, invisible characters, case and Unicode form."""
    if text.isascii():
        return text.casefold()
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).translate(_UNREAD).casefold()


def _decline(word: str) -> tuple[str, frozenset[str], str]:
    """(stem, endings, own ending) of a name's word."""
    if not "\u0400" <= word[0] <= "\u052f":
        return word, _WHOLE, ""
    stem, endings = decline(word)
    return stem, endings, word[len(stem) :]
