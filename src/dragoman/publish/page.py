"""A public dispatch as values: what its page shows, and what its publication keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.text.marks import Run, parse

MARK_MEANINGS: dict[str, str] = {
    "cut": "words of the source left out here",
    "addition": "added by the desk so that the sentence can be read",
    "gloss": "the meaning of a word, added by the desk",
    "identity": "who or what is meant, added by the desk",
    "scene": "what happens while the words are said, added by the desk",
}


@dataclass(frozen=True)
class Piece:
    """A run of an excerpt on the page. `shown` has a mark's brackets."""

    kind: str
    shown: str
    meaning: str = ""


@dataclass(frozen=True)
class Stretch:
    """A run of the original: quoted or not."""

    text: str
    quoted: bool


@dataclass(frozen=True)
class LinkState:
    """One link of the chain, and why: `held`, `failed`, `not-yet`, `waiting` for others, or `none` where it is not made."""

    holds: str
    sentence: str


@dataclass(frozen=True)
class PageNote:
    """A footnote. `language` is that of the title, the native name and the date as the source printed it."""

    number: int
    source_native: str
    source_english: str
    title: str
    language: str
    date: str
    date_printed: str
    url: str
    comment: str


@dataclass(frozen=True)
class Check:
    """What *Check this quotation* shows. Times are ISO 8601, UTC."""

    original: list[list[Stretch]]
    language: str
    capture_id: str
    captured_at: str
    payload_sha256: str
    charset: str
    share_percent: int
    translators: list[str]
    reviewers: list[str]


@dataclass(frozen=True)
class Block:
    """One block of a dispatch. Excerpts have a number, a note and a check; headings and prose only paragraphs."""

    kind: str
    paragraphs: list[list[Piece]]
    number: int = 0
    note: PageNote | None = None
    check: Check | None = None
    chain: dict[str, LinkState] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A whole dispatch."""

    series: str
    series_slug: str
    designation: str
    number: int
    version: int
    title: str
    date: str
    date_printed: str
    subjects: list[str]
    tier: str
    language: str
    published_at: str
    blocks: list[Block]


def split_prose(text: str) -> list[list[Piece]]:
    """Paragraphs of the desk's own words; brackets mean nothing here."""
    return [[Piece("words", " ".join(part.split()))] for part in text.split("\n\n") if part.strip()]


def split_excerpt(text: str) -> list[list[Piece]]:
    """Paragraphs of an excerpt with its marks told apart. A mark never spans paragraphs."""
    paragraphs: list[list[Piece]] = [[]]
    for run in parse(text):
        parts = run.text.split("\n\n") if run.kind == "words" else [run.text]
        for place, part in enumerate(parts):
            if place:
                paragraphs.append([])
            if part:
                paragraphs[-1].append(_piece(run, part))
    return [pieces for pieces in paragraphs if any(piece.shown.strip() for piece in pieces)]


def _piece(run: Run, text: str) -> Piece:
    if run.kind == "words":
        return Piece("words", text)
    return Piece(run.kind, f"[{' '.join(text.split())}]", MARK_MEANINGS[run.kind])


def show_in_context(text: str, spans: Sequence[tuple[int, int]], separator: str = "\n\n") -> list[list[Stretch]]:
    """The paragraphs that hold the spans, with one before and one after each, the spans told apart.

    Spans are [start, end) in the text's code points, in rising order. A paragraph list of nothing (`[]`) stands where
    paragraphs between two spans are not shown.
    """
    bounds = _paragraph_bounds(text, separator)
    near: set[int] = set()
    for start, end in spans:
        for place, (first, last) in enumerate(bounds):
            if first < end and start < last:
                near |= {place - 1, place, place + 1}
    shown: list[list[Stretch]] = []
    before: int | None = None
    for place in sorted(near & set(range(len(bounds)))):
        if before is not None and place != before + 1:
            shown.append([])
        shown.append(_stretches(text, bounds[place], spans))
        before = place
    return shown


def _paragraph_bounds(text: str, separator: str) -> list[tuple[int, int]]:
    bounds = []
    start = 0
    for part in text.split(separator):
        if part.strip():
            bounds.append((start, start + len(part)))
        start += len(part) + len(separator)
    return bounds


def _stretches(text: str, bounds: tuple[int, int], spans: Sequence[tuple[int, int]]) -> list[Stretch]:
    stretches: list[Stretch] = []
    at, last = bounds
    for span in merge_spans(spans):
        start, end = max(span[0], at), min(span[1], last)
        if start >= end:
            continue
        if start > at:
            stretches.append(Stretch(text[at:start], quoted=False))
        stretches.append(Stretch(text[start:end], quoted=True))
        at = end
    if at < last:
        stretches.append(Stretch(text[at:last], quoted=False))
    return stretches


def merge_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in rising order without overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def highlight(text: str, spans: Sequence[tuple[int, int]], separator: str = "\n") -> list[list[Stretch]]:
    """A whole text in paragraphs, the spans told apart."""
    return [_stretches(text, bounds, spans) for bounds in _paragraph_bounds(text, separator)]
