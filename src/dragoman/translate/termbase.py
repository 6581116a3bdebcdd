"""The termbase: what a desk calls things, form by form, and where a text uses them.

A term is one meaning. Its forms are words of languages, each preferred, admitted or forbidden. `Termbase.find` finds
forms under the letters that languages put before and after a word; what stands found is what the text prints.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dragoman.read.tokens import Word, places
from dragoman.text.scripts import fold, narrow_tag
from dragoman.translate.term_words import LONGEST_ENDING, TermWord, fits, fold_word, front_letters, read_word

_BETWEEN = " \t\n\r\u00a0\u200c\u200e\u200f-‐‑־"  # what may stand between the words of one form


class Standing(StrEnum):
    """What the desk thinks of a form."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True)
class Form:
    """One way to say a term. `language` is BCP 47; `part_of_speech` is free, empty when not said."""

    text: str
    language: str
    standing: Standing = Standing.PREFERRED
    part_of_speech: str = ""

    @property
    def primary(self) -> str:
        """The primary tag of its language, for Kurdish that of its letters."""
        return primary_tag(narrow_tag(self.language, self.text))


@dataclass(frozen=True)
class Term:
    """One meaning: its forms, in order; a note for the translator; where it is taken from. Both may be empty."""

    id: str
    forms: tuple[Form, ...]
    note: str = ""
    source: str = ""

    def preferred(self, language: str) -> Form | None:
        """The first preferred form of a language; None when it has none."""
        wanted = primary_tag(language)
        return next(
            (one for one in self.forms if one.standing is Standing.PREFERRED and primary_tag(one.language) == wanted), None
        )


@dataclass(frozen=True)
class FoundTerm:
    """A form in a text: `[start, end)` in code points, without what is joined to its front, with its endings."""

    start: int
    end: int
    term: Term
    form: Form


@dataclass(frozen=True)
class _Entry:
    term: Term
    form: Form
    words: tuple[TermWord, ...]


@dataclass
class _Index:
    """The forms of one language by the letters with which their first word must begin."""

    language: str
    by_stem: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))


def primary_tag(language: str) -> str:
    """`ar` of `ar-LB`; `und` of nothing."""
    return language.partition("-")[0].lower() or "und"


class Termbase:
    """Terms that can be found. Made once, then read by any number of threads; a language is indexed when first asked for.

    Args:
        terms: their ids are different; `dragoman.translate.term_rows` reads them from files.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(terms)
        self._by_id = {term.id: term for term in self.terms}
        self._by_language: dict[str, _Index] = {}

    def __len__(self) -> int:
        return len(self.terms)

    def get(self, term_id: str) -> Term | None:
        return self._by_id.get(term_id)

    def find(self, text: str, language: str) -> list[FoundTerm]:
        """The terms that a text of this language uses, in order; of those that overlap the longest, several meanings each."""
        index = self._index(primary_tag(narrow_tag(language, text)))
        words = _words(text)
        return _longest([one for place in range(len(words)) for one in _at(index, text, words, place)])

    def _index(self, language: str) -> _Index:
        known = self._by_language.get(language)
        if known is not None:
            return known
        index = _Index(language)
        for term in self.terms:
            for form in term.forms:
                if form.primary == language:
                    _add(index, term, form, language)
        self._by_language[language] = index
        return index


def _at(index: _Index, text: str, words: Sequence[tuple[Word, str]], place: int) -> Iterator[FoundTerm]:
    """The forms that begin at this word."""
    word, folded = words[place]
    for skip in front_letters(folded, index.language):
        for end in range(len(folded), max(skip, len(folded) - LONGEST_ENDING - 1), -1):
            for entry in index.by_stem.get(folded[skip:end], ()):
                last = _last_word(entry, text, words[place : place + len(entry.words)], skip)
                if last is not None:
                    yield FoundTerm(_unfolded(word, skip), last.end, entry.term, entry.form)


def _words(text: str) -> list[tuple[Word, str]]:
    return [(word, folded) for word in places(text) if (folded := fold_word(word.text))]


def _add(index: _Index, term: Term, form: Form, language: str) -> None:
    printed = _words(form.text)
    words = tuple(read_word(word.text, language, alone=len(printed) == 1) for word, _ in printed)
    if words:
        for stem, _ in words[0].stems:
            index.by_stem[stem].append(_Entry(term, form, words))


def _last_word(entry: _Entry, text: str, words: Sequence[tuple[Word, str]], skip: int) -> Word | None:
    """The last of these words of the text when they are the entry's; None when they are not."""
    if len(words) < len(entry.words) or not fits(entry.words[0], words[0][1], skip, words[0][0].text):
        return None
    for (before, _), (word, _) in itertools.pairwise(words):
        if text[before.end : word.start].strip(_BETWEEN):
            return None
    for wanted, (word, folded) in zip(entry.words[1:], words[1:], strict=True):
        if not any(fits(wanted, folded, cut, word.text) for cut in front_letters(folded, wanted.language, inside=True)):
            return None
    return words[-1][0]


def _unfolded(word: Word, skip: int) -> int:
    """Where in the text the folded word's letter number `skip` stands."""
    if not skip:
        return word.start
    cut = skip
    while cut < len(word.text) and len(fold(word.text[:cut])) < skip:
        cut += 1
    while cut < len(word.text) and not fold(word.text[cut]):
        cut += 1  # vowel signs and tatweel belong to the letters before them
    return word.start + cut


def _longest(found: Sequence[FoundTerm]) -> list[FoundTerm]:
    kept: list[FoundTerm] = []
    for one in sorted(dict.fromkeys(found), key=lambda each: (each.start, -each.end)):
        if not kept or one.start >= kept[-1].end or (one.start, one.end) == (kept[-1].start, kept[-1].end):
            kept.append(one)
    return kept


def circular(terms: Iterable[Term]) -> frozenset[tuple[str, str]]:
    """(language, folded form) of forms forbidden in favour of one another in a circle: none of them can be advised."""
    better: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for term in terms:
        for form in term.forms:
            advised = term.preferred(form.language)
            if form.standing is Standing.FORBIDDEN and advised is not None:
                better[form_key(form)].add(form_key(advised))
    worse: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for forbidden, ways in better.items():
        for way in ways:
            worse[way].add(forbidden)
    return _without_ends(better, worse)


def form_key(form: Form) -> tuple[str, str]:
    """Equal for spellings of one form."""
    return form.primary, fold(form.text)


def _without_ends(
    better: dict[tuple[str, str], set[tuple[str, str]]], worse: dict[tuple[str, str], set[tuple[str, str]]]
) -> frozenset[tuple[str, str]]:
    """What remains when forms that lead nowhere, or that nothing leads to, go one after another."""
    left = {*better, *worse}
    for onward, back in ((better, worse), (worse, better)):
        open_ways = {form: len(onward[form] & left) for form in left}
        ends = [form for form, ways in open_ways.items() if not ways]
        while ends:
            end = ends.pop()
            left.discard(end)
            for before in back[end] & left:
                open_ways[before] -= 1
                if not open_ways[before]:
                    ends.append(before)
    return frozenset(left)
