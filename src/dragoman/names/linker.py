"""Known names in running text, each with its place: `Linker(register).link(text)`.

The text is folded and its words are hashed in bulk (`folded`); words that can begin a known name are followed through
the tree of names (`tree`), with what the language puts before and after (`inflection`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.names.linking.candidates import Candidate, Match, rank
from dragoman.names.linking.folded import fold_words
from dragoman.names.linking.reading import Reader
from dragoman.names.linking.tree import NameTree
from dragoman.names.register import Register

__all__ = ["Candidate", "Linker", "Mention"]

BLOCK_CHARS = 1 << 18
_REACH_CHARS = 2_000
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in a text.

    Attributes:
        start, end: code points of the text, half-open: the name with its own case ending, without clitics and without
            what an apostrophe or a joiner parts from it.
        text: `text[start:end]`.
        clitic, ending: the folded letters before and after the name in its word; empty when there are none.
        candidates: who it can be, best first. Scores add up to at most 1; one candidate is not ambiguous.
    """

    start: int
    end: int
    text: str
    clitic: str
    ending: str
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def ambiguous(self) -> bool:
        return len(self.candidates) > 1


class Linker:
    """Finds a register's names in texts. Making one reads the register once; it can be used by many threads.

    Args:
        block_chars: a longer text is read in pieces of this size, so that its memory stays bounded.
    """

    def __init__(self, register: Register, *, block_chars: int = BLOCK_CHARS) -> None:
        self._tree = NameTree(register)
        self._block_chars = block_chars

    @property
    def refused(self) -> dict[str, str]:
        """Names that are never linked, by entity id: too short, too long, only a title or a number, or of too many entities."""
        return self._tree.refused

    def link(self, text: str, language: str = "") -> list[Mention]:
        """The known names in a text, in order, never overlapping: at each place the longest.

        Args:
            text: any text; vowel signs, tatweel, bidi controls and zero-width characters inside a name are passed over.
            language: of the text, BCP 47, when it's known: Turkish endings without an apostrophe are read only then, or
                after names that the register gives in Turkish.
        """
        found = [match for block in self._blocks(text, language) for match in block]
        return [
            Mention(match.start, match.end, text[match.start : match.end], match.clitic, match.ending, candidates)
            for match, candidates in zip(found, rank(found), strict=True)
        ]

    def _blocks(self, text: str, language: str) -> Iterator[list[Match]]:
        """Matches block by block, so that a huge text needs no more memory than a long one."""
        start = 0
        while start < len(text):
            end = _cut(text, start + self._block_chars)
            window = text[start : end + _REACH_CHARS]
            reader = Reader(self._tree, window, fold_words(window), language)
            found = reader.matches(until=end - start)
            inside = [match.moved(start) for match in found] if start else found
            yield inside
            start = max(end, inside[-1].end) if inside else end


def _cut(text: str, wanted: int) -> int:
    """A place near `wanted` where no word is cut: after a space; without one in reach, `wanted` itself."""
    if wanted >= len(text):
        return len(text)
    space = _SPACE.search(text, wanted, wanted + _REACH_CHARS)
    return space.end() if space else wanted
