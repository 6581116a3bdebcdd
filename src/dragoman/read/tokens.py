"""Words of a text, and the three keys under which search finds each: as spelled, by its stem, by its sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from dragoman.read.sounds import sound
from dragoman.read.stems import stem, stems
from dragoman.text.scripts import fold

# A word holds letters, digits, vowel signs and joiners; an apostrophe or geresh only between letters, and a quotation mark
# only between Hebrew ones, where it is the gershayim of an acronym.
_WORD = regex.compile(
    r"""[\p{L}\p{N}\p{M}ʼʻʿʾ] [\p{L}\p{N}\p{M}ʼʻʿʾ\u200c\u200d\u0640]*
    (?: (?: ['’‘`´׳״] (?=\p{L}) | (?<=\p{Hebrew}) " (?=\p{Hebrew}) ) [\p{L}\p{N}\p{M}\u200c\u200d\u0640ʼʻʿʾ]+ )*""",
    regex.VERBOSE,
)
_POSSESSIVE = ("'s", "’s")


class Word(NamedTuple):
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


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    found: list[str] = _WORD.findall(text)
    return found


def find_words(text: str, is_wanted: Callable[[str], bool]) -> list[Word]:
    """The wanted words of a text with their places, in order; each different word is asked for once."""
    wanted = set(filter(is_wanted, set(_WORD.findall(text))))
    if not wanted:
        return []
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text) if match.group() in wanted]


@lru_cache(maxsize=200_000)
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
