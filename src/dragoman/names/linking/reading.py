"""Reading names off a folded text: which words begin one, what stands before and after, how far it goes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from dragoman.names.linking import inflection
from dragoman.names.linking.candidates import Match
from dragoman.names.linking.first_words import first_words
from dragoman.names.linking.folded import ARABIC, CYRILLIC, HEBREW, LATIN, FoldedText
from dragoman.names.linking.tree import ROOT, Form, NameTree, Step, plain
from dragoman.names.linking.written import is_turkic

_APOSTROPHES = frozenset("'’‘ʼ`´′")
_JOINER = "\u200c"
# Without any of these there is no ending to look for, but for Cyrillic and Turkish ones and the ezafe.
_PARTING = (*_APOSTROPHES, _JOINER, inflection.FATHATAN)
_WORDLY = frozenset({"Mn", "Lo", "Ll", "Lu"})
_TATWEEL = "\u0640"
_PERSIAN = frozenset({"fa", "prs"})
_HYPHENS = frozenset({"", "-", "‐", "‑", "–", "־", "·", "_"})
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_INITIAL_LETTERS = 2
_WHOLE = ((0, 0),)
_WHOLE_OR_CUT = tuple((0, cut) for cut in range(max(inflection.LONGEST_ENDING.values()) + 1))


class _Reading(NamedTuple):
    """A word read as clitic + stem + ending; `node` is where the tree goes on."""

    clitic: str
    ending: str
    node: int
    end: int  # place in the folded letters after the stem, or after the ending when it's the name's own


class Reader:
    """One folded text, read against one tree."""

    def __init__(self, tree: NameTree, text: str, folded: FoldedText, language: str) -> None:
        self._tree = tree
        self._text = text
        self._folded = folded
        self._letters = folded.letters
        # A view gives plain numbers, four times faster than its array does.
        self._starts, self._ends = folded.starts.data, folded.ends.data
        self._offsets, self._kinds = folded.offsets.data, folded.kinds.data
        self._turkish_text = is_turkic(language)
        self._persian_text = language.partition("-")[0].lower() in _PERSIAN
        self._parted = self._persian_text or any(mark in text for mark in _PARTING)
        self._turkish = self._turkish_text or tree.turkic

    def matches(self, *, until: int) -> list[Match]:
        """Names that begin before `until` (code points of the text), leftmost and longest, not overlapping."""
        found: list[Match] = []
        free = 0
        for number, splits in self._first_words():
            if number < free:
                continue
            if self._at(self._starts[number]) >= until:
                break
            match, last = self._match(number, splits)
            if match is not None:
                found.append(match)
                free = last + 1
        return found

    def _first_words(self) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        """Words that may begin a name, in order, each with the (clitic, ending) lengths by which it may."""
        found = first_words(self._folded, self._tree, parted=self._parted, turkish=self._turkish)
        for number, group in groupby(found, key=itemgetter(0)):
            yield number, [(skip, cut) for _, skip, cut in group]

    def _match(self, number: int, splits: list[tuple[int, int]]) -> tuple[Match | None, int]:
        """The longest name that begins with this word, in all its readings; and its last word."""
        reached: list[tuple[int, _Reading, _Reading]] = []
        for first in self._readings(ROOT, number, 0, splits):
            reached += ((last, first, reading) for last, reading in self._follow(number, 1, first))
        accepted = [
            (last, first, reading, form)
            for last, first, reading in reached
            for form in self._tree.forms(reading.node)
            if self._fits(form, number, first, reading)
        ]
        if not accepted:
            return None, number
        longest = max(last for last, *_ in accepted)
        kept = [(first, reading, form) for last, first, reading, form in accepted if last == longest]
        first, reading, _ = min(kept, key=lambda found: (len(found[0].clitic), len(found[1].ending)))
        start = self._at(self._starts[number] + len(first.clitic))
        end = self._after(reading.end)
        forms = tuple((form, begun.clitic, ended.ending) for begun, ended, form in kept)
        return Match(start, end, self._text[start:end], first.clitic, reading.ending, forms), longest

    def _follow(self, number: int, depth: int, reading: _Reading) -> Iterator[tuple[int, _Reading]]:
        """The reading of a name's `depth`th word, and all that go on from it through the next words."""
        yield number, reading
        following = number + 1
        if self._tree.goes_on(reading.node) and following < len(self._starts) and self._joined(number, following):
            for after in self._readings(reading.node, following, depth, self._later_splits(following)):
                yield from self._follow(following, depth + 1, after)

    def _readings(self, node: int, number: int, depth: int, splits: Iterable[tuple[int, int]]) -> Iterator[_Reading]:
        """The ways to read a word as the next after a node, its clitic and ending of the given lengths."""
        start, end = self._starts[number], self._ends[number]
        script = _SCRIPTS.get(self._kinds[start] & (ARABIC | HEBREW | CYRILLIC | LATIN), "")
        word = self._letters[start:end]
        for skip, cut in splits:
            if len(word) <= skip + cut or (skip and not inflection.is_clitic(script, word[:skip])):
                continue
            for step in self._tree.after(node, depth, word[skip : len(word) - cut]):
                reading = self._read(step, script, word[:skip], word[len(word) - cut :], end)
                if reading is not None:
                    yield reading

    def _later_splits(self, number: int) -> Iterable[tuple[int, int]]:
        """How a later word of a name may be cut: whole, or without an ending where its script has some."""
        kind = int(self._kinds[self._starts[number]])
        if kind & CYRILLIC or ((self._parted or self._turkish) and kind & (LATIN | ARABIC)):
            return _WHOLE_OR_CUT
        return _WHOLE

    def _read(self, step: Step, script: str, clitic: str, rest: str, end: int) -> _Reading | None:
        if rest in step.endings:
            return _Reading(clitic, "" if rest == step.own else rest, step.node, end)
        stem_end = end - len(rest)
        if self._is_joined_ending(script, rest, stem_end):
            return _Reading(clitic, rest, step.node, stem_end)
        if script == "Arab" and inflection.is_tanwin(rest, self._text[self._at(stem_end - 1) : self._after(end)]):
            return _Reading(clitic, rest, step.node, end)
        if script == "Latn" and len(rest) > 1 and self._turkish and self._has_turkish_ending(step, rest):
            return _Reading(clitic, rest, step.node, end)
        return None

    def _has_turkish_ending(self, step: Step, rest: str) -> bool:
        """Is it a Turkish ending without its apostrophe, in a Turkish text or after a Turkish name?"""
        return inflection.is_turkish_ending(rest) and (self._turkish_text or self._tree.is_turkic(step.node))

    def _is_joined_ending(self, script: str, rest: str, stem_end: int) -> bool:
        """Does an ending stand behind an apostrophe or a joiner?"""
        between = self._text[self._at(stem_end - 1) + 1 : self._at(stem_end)]
        if script == "Latn" and any(mark in between for mark in _APOSTROPHES):
            return rest == "s" or inflection.is_turkish_ending(rest)
        if script != "Arab":
            return False
        if self._persian_text and inflection.is_ezafe(self._letters[stem_end - 1], rest):
            return True
        return _JOINER in between and rest in inflection.PERSIAN_ENDINGS

    def _fits(self, form: Form, number: int, first: _Reading, reading: _Reading) -> bool:
        start = self._at(self._starts[number] + len(first.clitic))
        shown = self._text[start : self._after(reading.end)]
        if form.short and (not form.is_spelled(shown) or (first.clitic and not form.is_acronym)):
            return False
        return not any(map(str.islower, shown)) or any(map(str.isupper, shown)) or not form.has_capitals

    def _joined(self, number: int, following: int) -> bool:
        """Do two words stand side by side, with no more than space or a hyphen between, and a dot only after an initial?"""
        gap = self._text[self._after(self._ends[number]) : self._at(self._starts[following])]
        if gap == " ":
            return True
        if _BLANK_LINE.search(gap):
            return False
        left = plain(gap).strip()
        short = self._ends[number] - self._starts[number] <= _INITIAL_LETTERS
        return left in _HYPHENS or (left == "." and short)

    def _at(self, place: int) -> int:
        """The text's index of a folded letter; the text's length after the last."""
        return self._offsets[place] if place < len(self._offsets) else len(self._text)

    def _after(self, place: int) -> int:
        """The text's index after the folded letter before `place`, with what folding dropped of the same word.

        That is its vowel signs and stretching, and letters such as a closing hamza or soft sign.
        """
        end = self._offsets[place - 1] + 1
        following = self._at(place)
        while end < following and (self._text[end] == _TATWEEL or unicodedata.category(self._text[end]) in _WORDLY):
            end += 1
        return end


_SCRIPTS = {ARABIC: "Arab", HEBREW: "Hebr", CYRILLIC: "Cyrl", LATIN: "Latn"}
