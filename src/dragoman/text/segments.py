"""Cut a text into segments: sentences, and never more than a paragraph.

Every character that is not white space between segments belongs to exactly one segment, in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from dragoman.text.abbreviations import ABBREVIATIONS, CONTINUING, ORDINAL_STOP, SAYING

_OPEN = "«\"'“‘„([{‹﴿"
# ؛ and ، join clauses; they end nothing.
_STOPS = ".!?؟۔…׃։।‼⁇⁈⁉。！？"
# Possessive, and never begun inside a run of stops, so that a million full stops take linear time.
_CANDIDATE = regex.compile(
    rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]++)"
    r"(?:(?P<close>[»\"'”’“)\]}›﴾」』）]*+)(?P<gap>\s++)"
    r"|(?<=[。！？])(?P<close>[」』”’）]*+)(?P<gap>)(?=\S)"
    r"|(?<=[۔؟])(?P<close>[»”]?+)(?P<gap>)(?=\p{L})"
    r"|(?<=\p{Lo}{3}\.)(?P<close>)(?P<gap>)(?=\p{Lo}{3}))"
)
_LAST_WORD = regex.compile(r"[^\s«\"“”„(\[]+\Z")
_FIRST_WORD = regex.compile(r"\S+")
_DASH = regex.compile(r"[—–-]\s*\p{Ll}")
_LOWER = regex.compile(r"\p{Ll}")
_INITIAL = regex.compile(r"\p{L}[\p{M}\u200c\u200d]*")
_DOTTED = regex.compile(r"(?:\p{L}{1,4}[.۔\u200d]\s?)+\p{L}{1,4}|\p{Lu}{1,2}(?:[.-]+\p{Lu})*")
_ORDINAL = regex.compile(r"\d{1,3}|[IVXLC]+")
_LIST_NUMBER = regex.compile(r"\(?(?:\p{Nd}{1,3}|\p{L})")
_BREAK = regex.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]+")
_WORD_CHARS = 200  # no word is longer, so no further back is looked


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
    primary = (language or "und").partition("-")[0].lower()
    return [span for start, end in _lines(text) for span in _sentences(text, start, end, primary)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that no segment crosses: lines, or whole paragraphs where the lines are wrapped."""
    start = 0
    for gap in _BREAK.finditer(text):
        if gap.group().count("\n") < 2 and gap.group() in {"\n", "\r\n"} and _is_wrapped(text, start, gap):
            continue
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _is_wrapped(text: str, start: int, gap: regex.Match[str]) -> bool:
    """Was this line broken by a type-setter? Then it is long, ends in mid-sentence, and a small letter follows."""
    line = text[text.rfind("\n", start, gap.start()) + 1 : gap.start()].rstrip()
    following = text[gap.end() : gap.end() + 1]
    return len(line) >= 55 and line[-1:] not in '.!?؟۔…:»"”)' and bool(_LOWER.match(following))


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    candidates = list(_CANDIDATE.finditer(text, start, end))
    for number, found in enumerate(candidates):
        until = candidates[number + 1].start() if number + 1 < len(candidates) else end
        if _ends(text, start, found, until, language):
            yield from _trimmed(text, start, found.end("close"))
            start = found.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    length = len(words.strip())
    if length:
        yield Span(start + left, start + left + length)


def _ends(text: str, start: int, found: regex.Match[str], until: int, language: str) -> bool:
    """Does the sentence that began at `start` end at this candidate?"""
    stop, close = found["stop"], found["close"]
    following = _FIRST_WORD.match(text, found.end())
    word = following.group().lstrip(_OPEN) if following else ""
    if (close or stop[0] in "!?…") and _DASH.match(text, found.end()):
        return False
    if _LOWER.match(word) and (close or stop[0] not in "!?؟۔"):
        return False
    if stop == "…" or (len(stop) > 1 and set(stop) == {"."}):
        return word.strip("،,") not in CONTINUING.get(language, frozenset())
    if close:
        return not (stop[0] in "!?؟" and _is_spoken(text[found.end() : until], language))
    if stop in ".۔":
        return not _is_abbreviation(text, start, found.start(), word, language)
    return True


def _is_spoken(tail: str, language: str) -> bool:
    saying = SAYING.get(language)
    return saying is not None and len(tail.split()) <= 5 and regex.search(saying, tail) is not None


def _is_abbreviation(text: str, start: int, stop: int, following: str, language: str) -> bool:
    last = _LAST_WORD.search(text, max(start, stop - _WORD_CHARS), stop)
    word = last.group() if last else ""
    if not word:
        return False
    known = ABBREVIATIONS.get(language, frozenset())
    lowered = word.lower().strip("'׳’.۔-")
    if lowered in known or _INITIAL.fullmatch(word) or _DOTTED.fullmatch(word):
        return True
    if not text[start : last.start()].strip() and _LIST_NUMBER.fullmatch(word):
        return True
    if language in ORDINAL_STOP and _ORDINAL.fullmatch(word):
        return True
    return following[:1].isdigit() and len(word) <= 3 and word.isalpha()
