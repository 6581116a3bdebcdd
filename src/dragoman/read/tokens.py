"""Words of a text, and the three keys under which search finds each: as spelled, by its stem, by its sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
_LONGEST_KNOWN = 100  # characters; what is longer is not remembered
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


def places(text: str) -> list[Word]:
    """The words of a text with their places, in order."""
    return [Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


class Spotter:
    """Finds the wanted words of texts and remembers what it has seen, so that many texts of one search cost little.

    No word holds white space: so a text is looked at by what stands between spaces, each different piece once.

    Args:
        is_wanted: whether a word, as written, is one.
    """

    def __init__(self, is_wanted: Callable[[str], bool]) -> None:
        self._is_wanted = is_wanted
        self._wanted: set[str] = set()
        self._others: set[str] = set()

    def find(self, text: str) -> list[Word]:
        """The wanted words of a text with their places, in order."""
        pieces = set(text.split())
        for piece in pieces - self._others - self._wanted:
            known = self._wanted if any(map(self._is_wanted, _words_between_spaces(piece))) else self._others
            known.add(piece)
        found = [
            Word(match.group(), at + match.start(), at + match.end())
            for piece in pieces & self._wanted
            for at in _places(piece, text)
            for match in _WORD.finditer(piece)
            if self._is_wanted(match.group())
        ]
        return sorted(found, key=lambda word: word.start)


def _words_between_spaces(piece: str) -> tuple[str, ...]:
    return _known_words(piece) if len(piece) <= _LONGEST_KNOWN else tuple(_WORD.findall(piece))


@lru_cache(maxsize=100_000)
def _known_words(piece: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(piece))


def _places(piece: str, text: str) -> Iterator[int]:
    """Where the piece stands between white space."""
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(piece, end)


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


def query_keys(word: str, written: str) -> QueryKeys | None:
    """The keys of a query's word; None when folding leaves nothing of it. `written`: a language that it may be in (BCP 47)."""
    bare = _without_possessive(word)
    exact = fold(bare)
    if not exact:
        return None
    return QueryKeys(exact, stems(bare, written), sound(bare))


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(_POSSESSIVE) and len(word) > 3 else word
