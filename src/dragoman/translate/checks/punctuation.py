"""Marks of another script's punctuation, and marks without the space that French puts beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.text.written import script_of
from dragoman.translate.checks.values import Finding, Pair

_ARABIC_MARKS = {",": "،", ";": "؛", "?": "؟"}
_LATIN_MARKS = {mark: latin for latin, mark in _ARABIC_MARKS.items()}
_GREEK_MARKS = {**_LATIN_MARKS, "؟": ";"}
_ARABIC_LETTER = "[\u0620-\u065f\u066e-\u06d3\u06fa-\u06ff]"
# A mark belongs to the words before it, whatever closes between; in front of a digit it may part thousands.
_LATIN_AMONG_ARABIC = re.compile(rf"(?<={_ARABIC_LETTER})[»”\")\]]*(?P<mark>[,;?])(?=\s|$|[»”\")\]])")
_ARABIC_AMONG_OTHERS = re.compile(rf"(?<!{_ARABIC_LETTER})(?P<mark>[،؛؟])")
# Source: Lexique des règles typographiques en usage à l'Imprimerie nationale. Canada and Switzerland have rules of their own.
_FRENCH = frozenset({"fr", "fr-FR", "fr-BE", "fr-LU"})
_HIGH, _FULL = "\u202f", "\u00a0"
_FRENCH_SPACES = (
    (re.compile(r"(?<=[^\W\d_])(?P<mark>[;!?])(?=\s|$|[»”)\]])"), _HIGH + "{}"),
    (re.compile(r"(?<=[^\W\d_])(?P<mark>:)(?=\s|$)"), _FULL + "{}"),
    (re.compile(r"(?<=[^\s«])(?P<mark>»)"), _FULL + "{}"),
    (re.compile(r"(?P<mark>«)(?=[^\s»])"), "{}" + _FULL),
)


def check(pair: Pair) -> Iterator[Finding]:
    if script_of(pair.target_language) == "Arab":
        yield from _other_marks(pair, _LATIN_AMONG_ARABIC, _ARABIC_MARKS)
    else:
        own = _GREEK_MARKS if pair.languages[1] == "el" else _LATIN_MARKS
        yield from _other_marks(pair, _ARABIC_AMONG_OTHERS, own)
    if pair.target_language in _FRENCH:
        yield from _missing_spaces(pair)


def _other_marks(pair: Pair, pattern: re.Pattern[str], own: dict[str, str]) -> Iterator[Finding]:
    for found in pattern.finditer(pair.target):
        mark = found["mark"]
        sentence = f"This language writes “{own[mark]}”, not “{mark}”."
        yield Finding("punctuation", sentence, *found.span("mark"), fix=own[mark])


def _missing_spaces(pair: Pair) -> Iterator[Finding]:
    for pattern, spaced in _FRENCH_SPACES:
        for found in pattern.finditer(pair.target):
            side = "after" if found["mark"] == "«" else "before"
            sentence = f"A space is missing {side} “{found['mark']}”."
            yield Finding("punctuation", sentence, *found.span("mark"), fix=spaced.format(found["mark"]))
