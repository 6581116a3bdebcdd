"""Cut a text into segments: sentences, and never more than a paragraph.

Every character that is not white space between segments belongs to exactly one segment, in order: segments and the gaps
between them, joined, are the text. The rules are data, one file a language: `segment_rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from dragoman.text.segment_rules import CLOSES, STOPS, TAIL, SegmentRules, rules_for

# Possessive, and never begun inside a run of stops, so that a million full stops take linear time. In French a closing mark
# stands off by a blank. The last four lines: writing without blanks, and blanks forgotten after a stop.
_CANDIDATE = regex.compile(
    rf"(?<![{STOPS}])[{STOPS}]++"
    rf"(?:(?P<close>(?:[{CLOSES}]|[ \u00a0\u202f]»(?=[\s,.;:!?)]|\Z))*+{TAIL}*+)\s++"
    r"|(?<=[。！？])(?P<close>[」』”’）]*+)(?=\S)"
    r"|(?<=[۔؟])(?P<close>[»”]?+)(?=\p{L})"
    r"|(?<=(?:\p{Lo}{3}|\p{Lo}\p{M}?\s?\p{Nd}{1,4})[.!])(?P<close>)(?=\p{Lo}{3})"
    r"|(?<=\p{Ll}{3}[.!?])(?P<close>)(?=\p{Lu}\p{Ll}*[\s,]))"
)
_CARRIED_ON = regex.compile(r"\p{Ll}(?![.)])")
_WORD = regex.compile(r"[\p{L}\p{N}\p{S}]")
_BREAK = regex.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]+")


@dataclass(frozen=True, order=True)
class Span:
    """Characters [start, end) of a text, in Unicode code points."""

    start: int
    end: int


def segment(text: str, language: str | None = None) -> list[Span]:
    """The segments of a text, in order, without overlap, without white space at their ends.

    Args:
        text: may hold several paragraphs; a line break ends a segment, unless the lines are plainly wrapped.
        language: BCP 47; abbreviations and ordinals differ by language. None or `und` uses the common rules only.
    """
    rules = rules_for(language)
    return [span for start, end in _lines(text) for span in _sentences(text, start, end, rules)]


def gaps(text: str, spans: Sequence[Span]) -> list[str]:
    """What stands before, between and after the spans: one more than there are spans."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no segment crosses: lines, or whole paragraphs where the lines are wrapped."""
    start = 0
    for gap in _BREAK.finditer(text):
        if gap.group() in {"\n", "\r\n"} and _is_wrapped(text, start, gap):
            continue
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _is_wrapped(text: str, start: int, gap: regex.Match[str]) -> bool:
    """Was this line broken by a type-setter? Then it is long, ends in mid-sentence, and a small letter follows."""
    line = text[max(start, text.rfind("\n", start, gap.start()) + 1) : gap.start()].rstrip()
    return len(line) >= 55 and line[-1:] not in '.!?؟۔…:»"”)' and _CARRIED_ON.match(text, gap.end()) is not None


def _sentences(text: str, start: int, end: int, rules: SegmentRules) -> Iterator[Span]:
    has_word, looked_to = False, start
    for found in _CANDIDATE.finditer(text, start, end):
        place = found.end("close")
        has_word = has_word or _WORD.search(text, looked_to, place) is not None
        looked_to = place
        if has_word and rules.breaks(text, place):
            yield from _trimmed(text, start, place)
            has_word, start = False, found.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    length = len(words.strip())
    if length:
        yield Span(start + left, start + left + length)
