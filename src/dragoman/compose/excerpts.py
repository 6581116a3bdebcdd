"""What an excerpt quotes: an ordered run of segments, each in one accepted rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.text.follow import Divergence
from dragoman.text.marks import CUT, follow


@dataclass(frozen=True)
class Quoted:
    """One quoted segment: its number and paragraph in its version's text, its span there, and its rendering."""

    number: int
    paragraph: int
    start: int
    end: int
    rendering: str


def expected_renderings(quoted: Sequence[Quoted]) -> list[str]:
    """The renderings an excerpt must follow, in order; `[…]` where the segments quoted are no neighbours."""
    expected: list[str] = []
    for place, segment in enumerate(quoted):
        if place and segment.number != quoted[place - 1].number + 1:
            expected.append(CUT)
        expected.append(segment.rendering)
    return expected


def compose_text(quoted: Sequence[Quoted]) -> str:
    """An excerpt's text as it is first inserted: every rendering whole, a new paragraph where the source has one."""
    text = ""
    for place, segment in enumerate(quoted):
        if place:
            before = quoted[place - 1]
            gap = f" {CUT}" if segment.number != before.number + 1 else ""
            text += gap + ("\n\n" if segment.paragraph != before.paragraph else " ")
        text += segment.rendering.strip()
    return text


def check_text(text: str, quoted: Sequence[Quoted]) -> list[Divergence]:
    """Where an excerpt's text departs from its renderings; empty when it follows."""
    return follow(text, expected_renderings(quoted))


def share_quoted(quoted: Sequence[Quoted], text_chars: int) -> float:
    """The share of an item's text, 0 to 1, that the quoted segments make up."""
    if text_chars <= 0:
        return 0.0
    return min(1.0, sum(segment.end - segment.start for segment in quoted) / text_chars)
