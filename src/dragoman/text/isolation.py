"""A foreign text inside a line of another: it stays on that line, and turns nothing around it."""

from __future__ import annotations

_LONGEST = 120
_JOINERS = "\u200c\u200d"
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def isolate(text: str, longest: int = _LONGEST) -> str:
    """The text on one line, without control characters, between the marks of a direction of its own; a long one is cut."""
    shown = "".join(char for char in " ".join(text.split()) if char.isprintable() or char in _JOINERS)
    if len(shown) > longest:
        shown = f"{shown[:longest]}…"
    return f"{_FIRST_STRONG_ISOLATE}{shown}{_POP_ISOLATE}"
