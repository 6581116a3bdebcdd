"""Tie a text's segments to the same words in the text rule's text of the captured payload.

The reader's text and the rule's text may differ in white space and in what stands around the article. The words of a segment
must be the same, character for character; nothing is ever anchored to a similar passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.text.segments import Span

Anchor = tuple[int, int]

_SPACE = re.compile(r"\s+")
# A sentence that stands more often than this on one page is a button, not a sentence.
_MOST_PLACES = 50


@dataclass(frozen=True)
class _Collapsed:
    """A text with each run of white space made one space; `offsets` leads each character back to its place."""

    text: str
    offsets: list[int]


def align(text: str, spans: Sequence[Span], rule_text: str) -> list[Anchor | None]:
    """Where each span's words stand in `rule_text`, as [start, end) in code points; None where they do not.

    Words that stand only once on the page are placed first. Those that repeat take the place that lies in order between their
    neighbours, else the nearest behind the one before.
    """
    page = _collapse(rule_text)
    words = [_SPACE.sub(" ", text[span.start : span.end]).strip() for span in spans]
    places: dict[str, list[int]] = {}
    for sentence in words:
        if sentence and sentence not in places:
            places[sentence] = _find_all(sentence, page.text)
    chosen = _choose([places.get(sentence, []) for sentence in words])
    return [
        None if at is None else (page.offsets[at], page.offsets[at + len(sentence) - 1] + 1)
        for at, sentence in zip(chosen, words, strict=True)
    ]


def _collapse(text: str) -> _Collapsed:
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _SPACE.finditer(text):
        parts += [text[at : match.start()], " "]
        offsets += range(at, match.start() + 1)
        at = match.end()
    parts.append(text[at:])
    offsets += range(at, len(text))
    return _Collapsed("".join(parts), offsets)


def _find_all(sentence: str, page: str) -> list[int]:
    """Every place where the sentence stands as whole words, in order."""
    found: list[int] = []
    at = page.find(sentence)
    while at >= 0 and len(found) < _MOST_PLACES:
        if _stands_apart(page, at, at + len(sentence)):
            found.append(at)
        at = page.find(sentence, at + 1)
    return found


def _stands_apart(page: str, start: int, end: int) -> bool:
    before = start > 0 and page[start - 1].isalnum() and page[start].isalnum()
    after = end < len(page) and page[end - 1].isalnum() and page[end].isalnum()
    return not before and not after


def _choose(places: Sequence[list[int]]) -> list[int | None]:
    chosen: list[int | None] = [found[0] if len(found) == 1 else None for found in places]
    nexts = _next_fixed(chosen)
    previous = -1
    for number, found in enumerate(places):
        if len(found) > 1:
            chosen[number] = _between(found, previous, nexts[number])
        at = chosen[number]
        previous = previous if at is None else at
    return chosen


def _next_fixed(chosen: Sequence[int | None]) -> list[int | None]:
    """For each segment the place of the next one that stands only once."""
    nexts: list[int | None] = [None] * len(chosen)
    following: int | None = None
    for number in range(len(chosen) - 1, -1, -1):
        nexts[number] = following
        following = chosen[number] if chosen[number] is not None else following
    return nexts


def _between(found: list[int], previous: int, following: int | None) -> int:
    """The first place behind `previous`; with none before `following` there, the last one before `following`."""
    at = bisect_left(found, previous + 1)
    if at < len(found) and (following is None or found[at] < following or previous > following):
        return found[at]
    if following is not None and (before := bisect_left(found, following)):
        return found[before - 1]
    return found[min(at, len(found) - 1)]
