"""Foreign strings on a page: what reorders its neighbours is shown, never obeyed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_OVERRIDES = {"\u202d": "LRO", "\u202e": "RLO"}
_OPENERS = {"\u202a": "LRE", "\u202b": "RLE", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI"}
_CLOSERS = {"\u202c": "PDF", "\u2069": "PDI"}
_CLOSES = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_ALL = _OVERRIDES | _OPENERS | _CLOSERS


@dataclass(frozen=True)
class Highlight:
    """A known name in a text: `[start, end)` in code points, and its house spelling for the pointer.

    `doubtful`: it may be somebody else, and `title` names them all. `anchor`: the place's id on the page, if it has one.
    """

    start: int
    end: int
    title: str
    doubtful: bool = False
    anchor: str = ""


def settle(text: str, highlights: Sequence[Highlight] = ()) -> SafeString:
    """Escape a text for HTML, disarm its bidirectional controls, and mark the known names in it.

    Highlights are in order and do not overlap. A mark isolates nothing and has no space of its own, so letters join and
    run as they would without it.

    Embeddings and isolates that are closed within the same paragraph stay, as honest texts use them. Overrides, and
    anything unclosed or closing what it never opened, are replaced by a visible sign.
    Source: Unicode TR 9 (section 6.1), Unicode TR 36 (bidirectional spoofing).
    """
    if not highlights:
        return _settled(text, 0, len(text), _armed(text))
    return mark_safe("".join(_highlighted(text, highlights)))  # noqa: S308 - every part is escaped where it's made


def _highlighted(text: str, highlights: Sequence[Highlight]) -> Iterator[SafeString]:
    armed = _armed(text)
    at = 0
    for highlight in highlights:
        yield _settled(text, at, highlight.start, armed)
        yield format_html(
            '<mark class="known{}" title="{}"{}>{}</mark>',
            " doubtful" if highlight.doubtful else "",
            highlight.title,
            format_html(' id="{}"', highlight.anchor) if highlight.anchor else "",
            _settled(text, highlight.start, highlight.end, armed),
        )
        at = highlight.end
    yield _settled(text, at, len(text), armed)


def _armed(text: str) -> set[int]:
    return _unbalanced(text) if any(control in text for control in _ALL) else set()


def _settled(text: str, start: int, end: int, armed: set[int]) -> SafeString:
    """A part of a text; which controls are armed was seen in the whole."""
    if not armed:
        return escape(text[start:end])
    parts = [
        format_html('<span class="control" title="a hidden control character that reverses text">{}</span>', _ALL[text[place]])
        if place in armed
        else escape(text[place])
        for place in range(start, end)
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def bare(text: str) -> str:
    """The text without any direction control, for places that can hold no markup (a window's title)."""
    return "".join(letter for letter in text if letter not in _ALL)


def _unbalanced(text: str) -> set[int]:
    """Places of controls that are overrides, unclosed, or closing nothing; a line feed closes nothing but ends all."""
    armed: set[int] = set()
    open_: list[int] = []
    for place, letter in enumerate(text):
        if letter in _OVERRIDES:
            armed.add(place)
        elif letter in _OPENERS:
            open_.append(place)
        elif letter in _CLOSERS:
            if open_ and _CLOSES[text[open_[-1]]] == letter:
                open_.pop()
            else:
                armed.add(place)
        elif letter == "\n":
            armed.update(open_)
            open_.clear()
    return armed | set(open_)
