"""The distinct words of an index: which may sound like given words, and how likely each is the same."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dragoman.names import models
from dragoman.names.alignment import WORTH
from dragoman.names.alphabet import Words
from dragoman.names.known_pairs import word_key
from dragoman.names.models import SCRIPTS, Models
from dragoman.names.postings import Keys, Numbers, Postings
from dragoman.names.ragged import Flat, Places, Texts
from dragoman.names.skeleton import keys
from dragoman.names.spelling import fold

# Spelled, and the ISO 15924 code of its script.
Word = tuple[str, str]
# Of all words that sound alike, so many at most are kept for a word of a query.
_KEPT = 400
# So many asked words are remembered with what was found: the names of a list share their words, and so do queries.
_REMEMBERED = 1 << 11
# Scripts in few bytes; the last stands for digits and all other scripts.
_SCRIPTS = (*SCRIPTS, "Zyyy")
_CODES = {script: code for code, script in enumerate(_SCRIPTS)}
_POSTINGS = ("folded", "whole", "lacking")


class Likely(NamedTuple):
    """Words of the vocabulary by number, with log-odds, the least first."""

    numbers: Keys
    odds: NDArray[np.floating]


class Vocabulary:
    """Distinct words with numbers from 0, blocked by their consonants.

    Args:
        tables: the learned models.
        saved: as `arrays` gave them.
    """

    def __init__(self, tables: Models, saved: dict[str, Flat] | None = None) -> None:
        self.models = tables
        saved = saved or {}
        self._texts = Texts((saved["words"], saved["word-starts"])) if saved else Texts()
        self._scripts = array("b", saved["scripts"].tobytes() if saved else b"")
        self._postings = {
            name: Postings((saved[f"{name}-keys"], saved[f"{name}-starts"], saved[f"{name}-values"]) if saved else None)
            for name in _POSTINGS
        }
        self._present = set(self._scripts)
        self._coded: dict[tuple[str, str, int], Words] = {}
        self._found: dict[Word, Likely] = {}
        self._word_keys = np.zeros(0, dtype=np.int64)
        self._seen_words: dict[tuple[str, bool], NDArray[np.bool_]] = {}

    def arrays(self) -> dict[str, Flat]:
        """What a file keeps of it."""
        found: dict[str, Flat] = {"scripts": np.array(self._scripts, dtype=np.int8)}
        found["words"], found["word-starts"] = self._texts.arrays()
        for name, postings in self._postings.items():
            found[f"{name}-keys"], found[f"{name}-starts"], found[f"{name}-values"] = postings.sorted()
        return found

    def __len__(self) -> int:
        return len(self._scripts)

    def number(self, word: str, script: str) -> int:
        """The word's number; a new word gets the next."""
        known = self._numbers[script]
        number = known.get(word)
        if number is None:
            self._found.clear()
            number = known[word] = len(self)
            self._texts.append(word)
            self._scripts.append(_CODES[script])
            self._present.add(_CODES[script])
            self._postings["folded"].add([word_key(word, script)], number)
            if script in SCRIPTS:
                whole, lacking = keys(word)
                self._postings["whole"].add(whole, number)
                self._postings["lacking"].add(lacking, number)
        return number

    @cached_property
    def _numbers(self) -> dict[str, dict[str, int]]:
        """For adding only: script → word → number."""
        found: dict[str, dict[str, int]] = {script: {} for script in _SCRIPTS}
        for number, (word, code) in enumerate(zip(self._texts, self._scripts, strict=True)):
            found[_SCRIPTS[code]][word] = number
        return found

    def likely(self, asked: Sequence[Word]) -> list[Likely]:
        """For each asked word, those that may be it."""
        fresh = [word for word in dict.fromkeys(asked) if word not in self._found]
        found = {word: self._found[word] for word in asked if word in self._found}
        found.update(zip(fresh, self._find(fresh) if fresh else (), strict=True))
        if len(self._found) > _REMEMBERED:
            self._found.clear()
        self._found.update(found)
        return [found[word] for word in asked]

    def _find(self, asked: Sequence[Word]) -> list[Likely]:
        """As `likely`, not remembered."""
        same = [self._same(word, script) for word, script in asked]
        alike = [self._alike(word, script, known) for (word, script), known in zip(asked, same, strict=True)]
        found = [[Likely(known, np.full(len(known), models.same(word)))] for known, (word, _) in zip(same, asked, strict=True)]
        scripts = np.frombuffer(self._scripts, dtype=np.int8)
        for other in (script for script in SCRIPTS if _CODES[script] in self._present):
            rows = [numbers[scripts[numbers] == _CODES[other]] for numbers in alike]
            for script in SCRIPTS:
                tasks = [at for at, its in enumerate(rows) if len(its) and asked[at][1] == script]
                odds = self._weigh([(asked[at][0], rows[at]) for at in tasks], script, other) if tasks else []
                for at, its in zip(tasks, odds, strict=True):
                    found[at].append(Likely(rows[at], models.clip(its + self._remembered(asked[at], rows[at], other))))
        return [_most(parts) for parts in found]

    def _same(self, word: str, script: str) -> Keys:
        """Words of the script that fold alike."""
        folded, code = fold(word), _CODES[script]
        numbers = self._postings["folded"].of([word_key(word, script)]).tolist()
        kept = [number for number in numbers if self._scripts[number] == code and fold(self._texts[number]) == folded]
        return np.array(kept, dtype=np.int32)

    def _alike(self, word: str, script: str, same: Numbers) -> Places:
        """Words that share consonants, but those of `same`."""
        seen = np.zeros(len(self), dtype=np.bool_)
        if script in SCRIPTS and len(word) > 1:
            whole, lacking = keys(word)
            seen[self._postings["whole"].of(whole | lacking)] = True
            seen[self._postings["lacking"].of(whole)] = True
            seen[same] = False
        return np.flatnonzero(seen)

    def _weigh(self, asked: Sequence[tuple[str, Places]], script: str, other: str) -> list[NDArray[np.floating]]:
        """Log-odds of asked words of one script against words of another."""
        turned = SCRIPTS.index(other) > SCRIPTS.index(script)
        pair, side = ((script, other), 1) if turned else ((other, script), 0)
        model = self.models.model(*pair)
        odds = model.log_odds_many(self._code(pair, side), asked, side)
        if script != other:
            return odds
        other_way = model.log_odds_many(self._code(pair, 1), asked, 1)
        return [np.maximum(one, two) for one, two in zip(odds, other_way, strict=True)]

    def _remembered(self, asked: Word, rows: Places, other: str) -> NDArray[np.floating] | float:
        """What is added to the log-odds of an asked word and words of a script, by what training saw."""
        word, script = asked
        if script == other or "Latn" not in {script, other}:
            return 0.0
        is_latin, native = script == "Latn", other if script == "Latn" else script
        known, seen = self.models.known_pairs(native), self._seen(native, are_latin=not is_latin)
        return known.odds_many(word_key(word, script), self._keys()[rows], seen[rows], is_latin=is_latin)

    def _seen(self, native: str, *, are_latin: bool) -> NDArray[np.bool_]:
        """Of each word, whether training saw it in a pair with one of the native script, or as one."""
        seen = self._seen_words.get((native, are_latin))
        if seen is None or len(seen) < len(self):
            seen = self.models.known_pairs(native).seen(self._keys(), are_latin=are_latin)
            self._seen_words[native, are_latin] = seen
        return seen

    def _keys(self) -> NDArray[np.int64]:
        """The key of each word."""
        if len(self._word_keys) < len(self):
            keys, starts, numbers = self._postings["folded"].sorted()
            self._word_keys = np.zeros(len(self), dtype=np.int64)
            self._word_keys[numbers] = np.repeat(keys, np.diff(starts))
        return self._word_keys

    def _code(self, pair: tuple[str, str], side: int) -> Words:
        """All words, coded for a side of a model; new ones are coded now."""
        coded = self._coded.get((*pair, side))
        seen = len(coded) if coded else 0
        if coded is None or seen < len(self):
            fresh = self.models.model(*pair).code(side, [self._texts[number] for number in range(seen, len(self))])
            coded = self._coded[(*pair, side)] = coded.extend(fresh) if coded else fresh
        return coded


def _most(parts: Sequence[Likely]) -> Likely:
    numbers, odds = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    order = np.argsort(odds, kind="stable")[-_KEPT:]
    order = order[odds[order] > WORTH]
    return Likely(numbers[order], odds[order])
