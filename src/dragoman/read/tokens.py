"""Words of a text, and the three keys under which search finds each: as spelled, by its stem, by its sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from dragoman.read.sounds import sound
from dragoman.read.stems import stem, stems
from dragoman.text.scripts import fold

# A word holds letters, digits, vowel signs and joiners; an apostrophe, geresh or gershayim only between letters.
_WORD = regex.compile(
    r"""[\p{L}\p{N}\p{M}ʼʻʿʾ] [\p{L}\p{N}\p{M}ʼʻʿʾ\u200c\u200d\u0640]*
    (?: ['’‘`´׳״"] (?=\p{L}) [\p{L}\p{N}\p{M}\u200c\u200d\u0640ʼʻʿʾ]+ )*""",
    regex.VERBOSE,
)
_HEBREW_MARK = regex.compile(r"(?<!\p{Hebrew})[\"״]|[\"״](?!\p{Hebrew})")
_POSSESSIVE = ("'s", "’s")


@dataclass(frozen=True)
class Word:
    """A word of a text, [start, end) in code points."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Keys:
    """The keys of one word. `sound` is empty for a word that has none."""

    exact: str
    stem: str
    sound: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text):
        word = match.group()
        if '"' in word and (mark := _HEBREW_MARK.search(word)):
            yield from _parts(word, match.start(), mark.start())
        else:
            yield Word(word, match.start(), match.end())


def _parts(word: str, start: int, mark: int) -> Iterator[Word]:
    """A straight quotation mark that is no gershayim parts two words."""
    yield Word(word[:mark], start, start + mark)
    for rest in words(word[mark + 1 :]):
        shift = start + mark + 1
        yield Word(rest.text, rest.start + shift, rest.end + shift)


def keys(word: str, language: str) -> Keys | None:
    """The keys of a text's word; None when folding leaves nothing of it (a stray vowel sign).

    A word has a sound only where it may be a name: written with a capital.
    """
    bare = _without_possessive(word)
    exact = fold(bare)
    if not exact:
        return None
    return Keys(exact, stem(bare, language) or exact, sound(bare) if bare[0].isupper() else "")


@dataclass(frozen=True)
class QueryKeys:
    """The keys that a query's word may meet; its language is not known."""

    exact: str
    stems: tuple[str, ...]
    sound: str

    def meets(self, found: Keys) -> bool:
        """Whether a text's word is a hit."""
        return found.exact == self.exact or found.stem in self.stems or bool(self.sound and found.sound == self.sound)


def query_keys(word: str) -> QueryKeys | None:
    """The keys of a query's word; None when folding leaves nothing of it."""
    bare = _without_possessive(word)
    exact = fold(bare)
    if not exact:
        return None
    return QueryKeys(exact, stems(bare), sound(bare))


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(_POSSESSIVE) and len(word) > 3 else word
