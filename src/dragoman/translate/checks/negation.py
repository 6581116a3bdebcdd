"""A denial of the source that the rendering lost, or a denial that the source has not.

Told only where one side denies plainly and the other has nothing that could: no word, prefix or verb of refusing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dragoman.read.tokens import Word
from dragoman.text.scripts import fold
from dragoman.translate.checks.tables import table
from dragoman.translate.checks.values import Finding, Pair

_JOINED = {"ar": ("و", "ف", "أ", "بأن"), "he": ("ו", "ש", "כש", "וש")}
_NEVER = "(?!)"


@dataclass(frozen=True)
class _Denials:
    strong: frozenset[str]
    weak: frozenset[str]
    strong_starts: tuple[str, ...]
    weak_starts: tuple[str, ...]
    strong_pattern: re.Pattern[str]
    weak_pattern: re.Pattern[str]
    not_denying: re.Pattern[str]


def check(pair: Pair) -> Iterator[Finding]:
    source, target = _denials(pair.languages[0]), _denials(pair.languages[1])
    if source is None or target is None:
        return
    lost = _plain_denial(source, pair.source, pair.source_words, pair.languages[0])
    added = _plain_denial(target, pair.target, pair.target_words, pair.languages[1])
    end = len(pair.target)
    if lost and not added and not any(_may_deny(target, word.text, pair.languages[1]) for word in pair.target_words):
        yield Finding("negation", f"The source denies (“{lost.text}”); the rendering does not.", end, end, (lost.start, lost.end))
    elif added and not lost and not any(_may_deny(source, word.text, pair.languages[0]) for word in pair.source_words):
        yield Finding("negation", f"“{added.text}” denies; the source does not.", added.start, added.end)


@lru_cache(maxsize=32)
def _denials(language: str) -> _Denials | None:
    rows: dict[str, str] | None = table("negators").get(language)
    if rows is None:
        return None
    phrases = [fold(phrase) for phrase in rows["not_denying"].split("|") if phrase]
    return _Denials(
        frozenset(map(fold, rows["strong"].split())),
        frozenset(map(fold, rows["weak"].split())),
        tuple(map(fold, rows.get("strong_starts", "").split())),
        tuple(map(fold, rows["weak_starts"].split())),
        re.compile(rows.get("strong_pattern", _NEVER)),
        re.compile(rows.get("weak_pattern", _NEVER)),
        re.compile(
            rf"(?<!\w)(?:و|ו)?(?:{'|'.join(map(re.escape, phrases)) or _NEVER})(?!\w)|{rows.get('not_denying_pattern', _NEVER)}"
        ),
    )


def _plain_denial(denials: _Denials, text: str, words: list[Word], language: str) -> Word | None:
    for place, word in enumerate(words):
        if not _is_strong(denials, word.text, language):
            continue
        after = text[word.start : words[place + 2].end] if place + 2 < len(words) else text[word.start :]
        before = text[words[place - 1].start : word.end] if place else ""
        if not denials.not_denying.match(fold(after)) and not denials.not_denying.fullmatch(fold(before)):
            return word
    return None


def _is_strong(denials: _Denials, text: str, language: str) -> bool:
    if denials.strong_pattern.fullmatch(text.lower()):
        return True
    return any(bare in denials.strong or bare.startswith(denials.strong_starts or ("\0",)) for bare in _bare(text, language))


def _may_deny(denials: _Denials, text: str, language: str) -> bool:
    if _is_strong(denials, text, language) or denials.weak_pattern.fullmatch(text.lower()):
        return True
    return any(bare in denials.weak or bare.startswith(denials.weak_starts) for bare in _bare(text, language))


def _bare(text: str, language: str) -> Iterator[str]:
    folded = fold(text)
    yield folded
    for joined in _JOINED.get(language, ()):
        if folded.startswith(joined) and len(folded) > len(joined) + 1:
            yield folded[len(joined) :]
