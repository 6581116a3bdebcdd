"""Foreign strings on a page: what reorders its neighbours is shown, never obeyed."""

from __future__ import annotations

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_OVERRIDES = {"\u202d": "LRO", "\u202e": "RLO"}
_OPENERS = {"\u202a": "LRE", "\u202b": "RLE", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI"}
_CLOSERS = {"\u202c": "PDF", "\u2069": "PDI"}
_CLOSES = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_ALL = _OVERRIDES | _OPENERS | _CLOSERS


def settle(text: str) -> SafeString:
    """Escape a text for HTML and disarm its bidirectional controls.

    Embeddings and isolates that are closed within the same paragraph stay, as honest texts use them. Overrides, and
    anything unclosed or closing what it never opened, are replaced by a visible sign.
    Source: Unicode TR 9 (section 6.1), Unicode TR 36 (bidirectional spoofing).
    """
    if not any(control in text for control in _ALL):
        return escape(text)
    armed = _unbalanced(text)
    parts = [
        format_html('<span class="control" title="a hidden control character that reverses text">{}</span>', _ALL[letter])
        if place in armed
        else escape(letter)
        for place, letter in enumerate(text)
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
