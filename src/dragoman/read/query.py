"""What a person types into the search box, as terms.

`river pact` finds items with both words, `"river pact"` the words side by side, `-pact` leaves out items with the word.
Words are found under any spelling, inflection or prefix that `dragoman.read.tokens` knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.read.tokens import QueryKeys, Spotter, keys, query_keys, words

MOST_TERMS = 32
_PIECE = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_QUOTES = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True)
class Term:
    """One word, or several side by side. `excluded`: items with it are left out."""

    words: tuple[QueryKeys, ...]
    excluded: bool = False


@dataclass(frozen=True)
class Query:
    """A search as understood; without terms it finds everything that its filters allow."""

    terms: tuple[Term, ...]

    def spotter(self, language: str) -> Spotter:
        """What finds the words that were asked for in texts of this language."""
        wanted = [word for term in self.terms if not term.excluded for word in term.words]
        exact = {word.exact for word in wanted}
        stems = {stem for word in wanted for stem in word.stems}
        sounds = {word.sound for word in wanted if word.sound}

        def is_hit(word: str) -> bool:
            found = keys(word, language)
            return found is not None and (found.exact in exact or found.stem in stems or found.sound in sounds)

        return Spotter(is_hit)


def read_query(text: str, written: str) -> Query:
    """Read a search. Any text is a search; at most 32 terms of it count.

    Args:
        written: the language of most translations (BCP 47), in which a word may be too.
    """
    terms = []
    for minus, quoted, bare in _PIECE.findall(_spaced(text)):
        found = tuple(_keys(quoted or bare, written))
        if found:
            terms.append(Term(found, excluded=bool(minus)))
    return Query(tuple(terms[:MOST_TERMS]))


def _spaced(text: str) -> str:
    """Typographic quotation marks count as straight ones where they open or close, not inside a Hebrew acronym."""
    return re.sub(r'(?<=\w)"(?=\w)', "״", text).translate(_QUOTES)


def _keys(text: str, written: str) -> Iterator[QueryKeys]:
    for word in words(text):
        found = query_keys(word, written)
        if found is not None:
            yield found
