"""Where a segment's words stand in the text rule's text.

Words must be the same, character for character, once white space is collapsed on both sides; there is no near match.
Where the same words stand in several places, order decides: segments keep the order they have in their text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

import regex

_SPACES = regex.compile(r"\s+")
# Writing that parts its words by spaces: there a match must not begin or end inside a word.
_WORD = regex.compile(
    r"[[\w\p{M}\u200c\u200d]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]", flags=regex.V1
)
_MOST_WORK_CHARS = 2_000_000_000

Place = tuple[int, int]


class HasSpan(Protocol):
    """Anything with a half-open span in code points."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def align(text: str, spans: Sequence[HasSpan], rule_text: str) -> list[Place | None]:
    """The place of each span's words in `rule_text`.

    Args:
        text: the extracted text, NFC.
        spans: in the order of the text.
        rule_text: the text rule's text of the same payload, NFC.

    Returns:
        One [start, end) in code points of `rule_text` a span; None where the words do not stand there.
    """
    page = _Page(rule_text)
    needles = [_SPACES.sub(" ", text[span.start : span.end]).strip() for span in spans]
    pins = _in_order(_only_places(page, needles))
    places: list[int] = [-1] * len(needles)
    for number, at in pins.items():
        places[number] = at
    _fill(page, needles, places, pins)
    return [page.source(at, at + len(needle)) if at >= 0 else None for at, needle in zip(places, needles, strict=True)]


class _Page:
    """The rule's text with white space collapsed, searchable at word boundaries."""

    def __init__(self, rule_text: str) -> None:
        self.collapsed = _SPACES.sub(" ", rule_text)
        self._gaps, self._shifts = [0], [0]
        taken = 0
        for gap in _SPACES.finditer(rule_text):
            if gap.end() - gap.start() > 1:
                taken += gap.end() - gap.start() - 1
                self._gaps.append(gap.end() - taken)
                self._shifts.append(taken)

    def find(self, needle: str, start: int = 0, end: int | None = None) -> int:
        """First place at or after `start`, wholly before `end`; -1 when there is none."""
        stop = len(self.collapsed) if end is None else end
        at = self.collapsed.find(needle, start, stop) if needle else -1
        while at >= 0 and not self._whole(at, at + len(needle)):
            at = self.collapsed.find(needle, at + 1, stop)
        return at

    def find_last(self, needle: str, end: int) -> int:
        """Last place wholly before `end`; -1 when there is none."""
        at = self.collapsed.rfind(needle, 0, end) if needle else -1
        while at >= 0 and not self._whole(at, at + len(needle)):
            at = self.collapsed.rfind(needle, 0, at + len(needle) - 1)
        return at

    def source(self, start: int, end: int) -> Place:
        """The same span before collapsing."""
        return self._before(start), self._before(end - 1) + 1

    def _before(self, at: int) -> int:
        return at + self._shifts[bisect_left(self._gaps, at + 1) - 1]

    def _whole(self, start: int, end: int) -> bool:
        return not (self._inside(start) or self._inside(end))

    def _inside(self, at: int) -> bool:
        around = self.collapsed[max(0, at - 1) : at + 1]
        return 0 < at < len(self.collapsed) and all(_WORD.match(char) for char in around)


def _only_places(page: _Page, needles: Sequence[str]) -> dict[int, int]:
    """Number of needle → its place, for those that stand in just one."""
    if len(needles) * len(page.collapsed) > _MOST_WORK_CHARS:
        return {}
    only = {}
    for number, needle in enumerate(needles):
        at = page.find(needle)
        if at >= 0 and page.find(needle, at + 1) < 0:
            only[number] = at
    return only


def _in_order(places: dict[int, int]) -> dict[int, int]:
    """The longest run of needles whose places rise with their numbers."""
    tails: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for number, at in places.items():
        rank = bisect_left(tails, at)
        if rank == len(tails):
            tails.append(at)
            last.append(number)
        else:
            tails[rank], last[rank] = at, number
        before[number] = last[rank - 1] if rank else None
    chain: list[int] = []
    number_or_none = last[-1] if last else None
    while number_or_none is not None:
        chain.append(number_or_none)
        number_or_none = before[number_or_none]
    return {number: places[number] for number in reversed(chain)}


def _fill(page: _Page, needles: Sequence[str], places: list[int], pins: dict[int, int]) -> None:
    """Places for the needles between the pins: those before the first pin next to it, the others in reading order."""
    first = min(pins, default=None)
    if first is not None:
        _fill_backwards(page, needles, places, first)
    following = _following_pins(len(needles), pins)
    cursor = 0
    for number, needle in enumerate(needles):
        if places[number] < 0:
            places[number] = _next_place(page, needle, cursor, following[number])
        if places[number] >= cursor:
            cursor = places[number] + len(needle)


def _fill_backwards(page: _Page, needles: Sequence[str], places: list[int], first: int) -> None:
    limit = places[first]
    for number in range(first - 1, -1, -1):
        at = page.find_last(needles[number], limit)
        if at >= 0:
            places[number] = limit = at


def _following_pins(count: int, pins: dict[int, int]) -> list[int | None]:
    following: list[int | None] = [None] * count
    upcoming: int | None = None
    for number in range(count - 1, -1, -1):
        following[number] = upcoming
        upcoming = pins.get(number, upcoming)
    return following


def _next_place(page: _Page, needle: str, cursor: int, limit: int | None) -> int:
    if limit is not None and (at := page.find(needle, cursor, limit)) >= 0:
        return at
    at = page.find(needle, cursor)
    return at if at >= 0 else page.find(needle)
