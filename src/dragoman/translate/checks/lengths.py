"""A rendering far shorter or longer than its source."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.translate.checks.values import Finding, Pair

# How many letters a language takes to say the same, English being 1. Source: the clean pairs of our own tests.
_LETTERS = {"ar": 0.8, "he": 0.72, "fa": 0.85, "ur": 0.95, "ps": 0.85, "ckb": 0.95}
_LEAST_LETTERS = 35
_SHORTEST, _LONGEST, _LONGEST_OF_SHORT = 0.55, 1.9, 4.0


def check(pair: Pair) -> Iterator[Finding]:
    source, target = _letters(pair.source), _letters(pair.target)
    if source and not pair.target.strip():
        yield Finding("length", "The rendering is empty.", 0, len(pair.target), (0, len(pair.source)))
        return
    if max(source, target) < _LEAST_LETTERS or not source:
        return
    usual = source * _LETTERS.get(pair.languages[1], 1.0) / _LETTERS.get(pair.languages[0], 1.0)
    if target < usual * _SHORTEST:
        yield _finding(pair, "much shorter than its source: is something missing?")
    elif target > usual * (_LONGEST if source >= _LEAST_LETTERS else _LONGEST_OF_SHORT):
        yield _finding(pair, "much longer than its source: is something added?")


def _finding(pair: Pair, what: str) -> Finding:
    return Finding("length", f"The rendering is {what}", 0, len(pair.target), (0, len(pair.source)))


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)
