"""A text cut into clauses of words, where names may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dragoman.names.spelling import fold

_WORD = re.compile(
    "[^\\W\\d_](?:[^\\W_]|[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d]"
    "|['’ʼ׳\"״-](?=[^\\W\\d_]))*['׳]?"
)
_COMMA = re.compile("[,،;؛]")
_BREAK = re.compile('[.!?؟۔:()\\[\\]«»“”„"׃\n–—|…]')
# A dot after one of these, or after one letter, ends no sentence.
_SHORT = frozenset({"mr", "mrs", "ms", "dr", "prof", "sn", "г", "д"})
_MAX_WORD_CHARS = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a clause.

    Attributes:
        after_comma: a comma stands before it.
        opens: it begins a sentence or a quotation.
        dotted: a full stop stands right behind it.
    """

    text: str
    folded: str
    start: int
    end: int
    after_comma: bool
    opens: bool
    dotted: bool

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.capital and self.dotted


def read_clauses(text: str) -> list[list[Word]]:
    """Runs of words with nothing but spaces and commas between."""
    clauses: list[list[Word]] = [[]]
    before = 0
    for match in _WORD.finditer(text):
        gap = text[before : match.start()]
        breaks = _BREAK.search(gap) is not None and not (gap.strip() == "." and _is_short(clauses[-1]))
        if breaks:
            clauses.append([])
        before = match.end()
        if len(match.group()) <= _MAX_WORD_CHARS:
            comma = _COMMA.search(gap) is not None
            dotted = text[before : before + 1] == "."
            opens = not clauses[-1]
            clauses[-1].append(Word(match.group(), fold(match.group()), match.start(), match.end(), comma, opens, dotted))
    return [clause for clause in clauses if clause]


def _is_short(clause: list[Word]) -> bool:
    return bool(clause) and (len(clause[-1].text) == 1 or clause[-1].folded in _SHORT)
