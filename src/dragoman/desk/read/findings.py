"""A search's answer as the page shows it: titles and snippets cut at the words that hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.desk.read.models import Item
from dragoman.desk.read.selectors import Found
from dragoman.read.snippets import Snippet


@dataclass(frozen=True)
class Run:
    """Words of a passage, found or around what was found."""

    text: str
    hit: bool


@dataclass(frozen=True)
class Passage:
    """A passage ready to show; `field` is `title`, `text` or `translation`."""

    field: str
    language: str  # BCP 47
    runs: tuple[Run, ...]
    begins: bool
    ends: bool


@dataclass(frozen=True)
class Finding:
    """One item of the answer, and the spellings that hit in it."""

    item: Item
    title: Passage
    passages: tuple[Passage, ...]
    spellings: tuple[str, ...]


def findings(found: Found) -> list[Finding]:
    """The hits in order; an item that went since it was indexed is left out."""
    return [
        Finding(found.items[hit.id], _passage(hit.title), tuple(_passage(s) for s in hit.snippets if s.text), hit.spellings)
        for hit in found.results.hits
        if hit.id in found.items
    ]


def _passage(snippet: Snippet) -> Passage:
    return Passage(snippet.field, snippet.language, runs(snippet.text, snippet.marks), snippet.begins, snippet.ends)


def runs(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    """Cut a text at its marks, [start, end) in code points; overlaps, disorder and marks outside the text are borne."""
    cut: list[Run] = []
    at = 0
    for start, end in sorted(marks):
        first, last = max(start, at), min(end, len(text))
        if first >= last:
            continue
        if first > at:
            cut.append(Run(text[at:first], hit=False))
        cut.append(Run(text[first:last], hit=True))
        at = last
    if at < len(text):
        cut.append(Run(text[at:], hit=False))
    return tuple(cut)
