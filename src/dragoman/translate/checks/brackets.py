"""Brackets and quotation marks without their partner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.values import Finding, Pair

_CLOSING = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”", "„": "“", "‹": "›", "（": "）", "「": "」"}
_OPENING = {"»", "”", "“", "›", *_CLOSING.values()}
_QUOTES = frozenset('«»“”„‹›「」"')
# Also closed by: German and Russian quotes end high, and many keyboards have one sort only.
_ALSO = {"„": '“”"', "“": "”“", "«": "»"}
# Some print guillemets the other way, or one mark on both sides.
_REVERSED = {"»": "«", "›": "‹"}
_WITH_REVERSED = frozenset({"cs", "da", "de", "hr", "hu", "pl", "sk", "sl"})
_ALIKE = {"”": "”"}
_WITH_ALIKE = frozenset({"fi", "he", "sv"})
_LIST_NUMBER = re.compile(r"(?:^|\s)\(?(?:\d{1,3}|[^\W\d_]{1,2})\)\Z")
_INSIDE_WORD = re.compile(r'(?<=[א-ת])"(?=[א-ת])|(?<=\d)"')


def check(pair: Pair) -> Iterator[Finding]:
    """What the source leaves open, because its quotation runs on, the rendering may leave open too."""
    in_source = {_is_quote(letter) for _, letter, _ in _unpaired(pair.source, pair.languages[0])}
    for at, letter, partner in _unpaired(pair.target, pair.languages[1]):
        if _is_quote(letter) not in in_source:
            kind = "quotation mark" if _is_quote(letter) else "bracket"
            yield Finding("bracket", f"This {kind} {letter} has no partner.", at, at + 1, fix=partner)


def _is_quote(letter: str) -> bool:
    return letter in _QUOTES


def _closing(language: str) -> dict[str, str]:
    own = _REVERSED if language in _WITH_REVERSED else _ALIKE if language in _WITH_ALIKE else {}
    return {**_CLOSING, **own}


def _unpaired(text: str, language: str) -> list[tuple[int, str, str | None]]:
    """(place, letter, what it should be where that is certain) of each mark without a partner."""
    closing = _closing(language)
    open_marks: list[tuple[int, str]] = []
    found: list[tuple[int, str, str | None]] = []
    inside_words = {match.start() for match in _INSIDE_WORD.finditer(text)}
    for at, letter in enumerate(text):
        if letter == '"' and at not in inside_words:
            _straight(open_marks, at)
        elif open_marks and (_closes(open_marks[-1][1], letter) or letter == closing.get(open_marks[-1][1])):
            open_marks.pop()
        elif letter in closing:
            open_marks.append((at, letter))
        elif letter in _OPENING and not (letter == ")" and _LIST_NUMBER.search(text[max(0, at - 6) : at + 1])):
            found += _close_wrongly(open_marks, at, letter)
    return sorted([*found, *((at, letter, None) for at, letter in open_marks)])


def _straight(open_marks: list[tuple[int, str]], at: int) -> None:
    """A straight mark closes the straight or low one that is open, under whatever was opened since."""
    if any(letter in '"„' for _, letter in open_marks):
        place = max(place for place, (_, letter) in enumerate(open_marks) if letter in '"„')
        open_marks.pop(place)
    else:
        open_marks.append((at, '"'))


def _closes(opening: str, letter: str) -> bool:
    return letter == _CLOSING.get(opening) or letter in _ALSO.get(opening, "")


def _close_wrongly(open_marks: list[tuple[int, str]], at: int, letter: str) -> list[tuple[int, str, str | None]]:
    places = [place for place, (_, opening) in enumerate(open_marks) if _closes(opening, letter)]
    if places:
        left_open = [(where, opening, None) for where, opening in open_marks[places[-1] + 1 :]]
        del open_marks[places[-1] :]
        return list(left_open)
    if open_marks and _is_quote(letter) == _is_quote(open_marks[-1][1]):
        _, opening = open_marks.pop()
        return [(at, letter, _CLOSING.get(opening, opening))]
    return [(at, letter, None)]
