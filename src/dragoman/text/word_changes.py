"""What changed inside one paragraph, word by word. No edge falls inside a grapheme.

A word is a run of letters, marks and digits, with the joiners, apostrophes and hyphens inside it; in scripts written without
blanks each grapheme is a word of its own; so is every other sign. White space follows the words around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import regex

from dragoman.text.alignment import Work, align
from dragoman.text.segments import Span

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTERS = rf"(?:(?=[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]])\X)++"
_INSIDE = r"(?=['’\u2010\u2011\-])\X"
# Each alternative takes whole graphemes (\X; Unicode TR 29), so that a word's end is never inside one.
_TOKEN = regex.compile(rf"(?V1){_LETTERS}(?:{_INSIDE}{_LETTERS})*+|(?:(?=\s)\X)++|\X")
_WORD = regex.compile(r"[\p{L}\p{N}]")


class Change(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    TAKEN_OUT = "taken out"
    PUT_IN = "put in"


@dataclass(frozen=True)
class Run:
    """Words next to each other with one fate: where they stand in the old text, and where in the new; None where they don't."""

    kind: Change
    old: Span | None = None
    new: Span | None = None


@dataclass(frozen=True)
class _Stretch:
    """Tokens [old_start, old_end) that became [new_start, new_end); both are the same tokens when it's kept."""

    kept: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def words(text: str) -> list[str]:
    """The words and signs of a text without its white space."""
    return [token for token in _TOKEN.findall(text) if not token.isspace()]


def word_counts(text: str) -> Counter[str]:
    """How often each word with a letter or digit stands in a text."""
    return Counter(word for word in words(text) if _WORD.search(word))


def compare_words(old: str, new: str, old_start: int, new_start: int, work: Work) -> tuple[Run, ...]:
    """The runs of a paragraph that changed, what was taken out before what was put in.

    Args:
        old, new: the paragraph's words in both texts.
        old_start, new_start: where the paragraph begins there; the runs' offsets are raised by them.
    """
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    partners = _align_tokens(old_tokens, new_tokens, work)
    stretches = _joined(_stretches(partners, len(new_tokens)), old_tokens, new_tokens)
    old_edges, new_edges = _edges(old_tokens, old_start), _edges(new_tokens, new_start)
    return tuple(run for stretch in stretches for run in _runs(stretch, old_edges, new_edges))


def _align_tokens(old: Sequence[str], new: Sequence[str], work: Work) -> list[int | None]:
    """Words find each other first; then white space that is the same and stands beside a word that was found."""
    old_solid = [place for place, token in enumerate(old) if not token.isspace()]
    new_solid = [place for place, token in enumerate(new) if not token.isspace()]
    found = align([old[place] for place in old_solid], [new[place] for place in new_solid], work)
    partners: list[int | None] = [None] * len(old)
    for place, other in zip(old_solid, found, strict=True):
        partners[place] = None if other is None else new_solid[other]
    taken = {partner for partner in partners if partner is not None}
    for place, token in enumerate(old):
        if token.isspace() and (beside := _beside(place, token, partners, new, taken)) is not None:
            partners[place] = beside
            taken.add(beside)
    return partners


def _beside(place: int, blank: str, partners: Sequence[int | None], new: Sequence[str], taken: set[int]) -> int | None:
    before = partners[place - 1] if place else -1
    after = partners[place + 1] if place + 1 < len(partners) else len(new)
    for wanted in (before if before is None else before + 1, after if after is None else after - 1):
        if wanted is not None and 0 <= wanted < len(new) and new[wanted] == blank and wanted not in taken:
            return wanted
    return None


def _stretches(partners: Sequence[int | None], new_count: int) -> Iterator[_Stretch]:
    """Kept and changed stretches in turn, none of them empty."""
    old_at = new_at = 0
    while old_at < len(partners) or new_at < new_count:
        old_start, new_start = old_at, new_at
        while old_at < len(partners) and partners[old_at] == new_at:
            old_at, new_at = old_at + 1, new_at + 1
        if old_at > old_start:
            yield _Stretch(True, old_start, old_at, new_start, new_at)  # noqa: FBT003
            continue
        while old_at < len(partners) and partners[old_at] is None:
            old_at += 1
        kept_next = partners[old_at] if old_at < len(partners) else None
        new_at = new_count if kept_next is None else kept_next
        yield _Stretch(False, old_start, old_at, new_start, new_at)  # noqa: FBT003


def _joined(stretches: Iterator[_Stretch], old: Sequence[str], new: Sequence[str]) -> list[_Stretch]:
    """Changes with hardly a kept word between them are read as one: confetti is no difference a reader can follow."""
    joined: list[_Stretch] = []
    for stretch in stretches:
        joined.append(stretch)
        while len(joined) > 2 and _is_confetti(joined[-3:], old, new):
            first, last = joined[-3], joined[-1]
            joined[-3:] = [_Stretch(False, first.old_start, last.old_end, first.new_start, last.new_end)]  # noqa: FBT003
    return joined


def _is_confetti(three: Sequence[_Stretch], old: Sequence[str], new: Sequence[str]) -> bool:
    first, middle, last = three
    if first.kept or last.kept or not middle.kept:
        return False
    island = _letters(old, middle.old_start, middle.old_end)
    around = (
        max(_letters(old, side.old_start, side.old_end), _letters(new, side.new_start, side.new_end)) for side in (first, last)
    )
    return island * 3 <= min(around)


def _letters(tokens: Sequence[str], start: int, end: int) -> int:
    return sum(len(token) for token in tokens[start:end] if _WORD.search(token))


def _edges(tokens: Sequence[str], start: int) -> list[int]:
    edges = [start]
    for token in tokens:
        edges.append(edges[-1] + len(token))
    return edges


def _runs(stretch: _Stretch, old_edges: Sequence[int], new_edges: Sequence[int]) -> Iterator[Run]:
    old = Span(old_edges[stretch.old_start], old_edges[stretch.old_end])
    new = Span(new_edges[stretch.new_start], new_edges[stretch.new_end])
    if stretch.kept:
        yield Run(Change.KEPT, old, new)
        return
    if old.start < old.end:
        yield Run(Change.TAKEN_OUT, old=old)
    if new.start < new.end:
        yield Run(Change.PUT_IN, new=new)
