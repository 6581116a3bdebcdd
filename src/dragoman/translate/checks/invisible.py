"""Characters that nobody sees: direction controls and zero-width characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from dragoman.text.scripts import direction
from dragoman.translate.checks.values import Finding, Pair

_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff\u00ad\u061c\u180e"
_MARKS = "\u200e\u200f"
_JOINERS = "\u200c\u200d"


def check(pair: Pair) -> Iterator[Finding]:
    right_to_left = direction(pair.target_language) == "rtl"
    for at, char in enumerate(pair.target):
        if char in _CONTROLS or (char in _MARKS and not right_to_left) or (char in _JOINERS and not _joins(pair.target, at)):
            name = unicodedata.name(char, "a control").lower()
            yield Finding("invisible", f"An invisible character stands here: {name} (U+{ord(char):04X}).", at, at + 1, fix="")


def _joins(text: str, at: int) -> bool:
    """Joiners belong between letters of scripts that join, and inside emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return all(char and (unicodedata.category(char) in ("Lo", "Mn", "Mc", "So") or char in "\ufe0f") for char in (before, after))
