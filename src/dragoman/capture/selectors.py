"""Where a quotation stands in a text: by its words, their surroundings and their position, all at once.

Source: W3C Web Annotation Data Model, 4.2.4 (TextQuoteSelector) and 4.2.5 (TextPositionSelector).
"""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT_CHARS = 32


@dataclass(frozen=True)
class Selector:
    """A passage of a text. Positions are code points, `[start, end)`.

    Attributes:
        prefix: the 32 code points before, fewer only at the text's beginning.
        suffix: the 32 code points after, fewer only at the text's end.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def make(text: str, start: int, end: int) -> Selector:
    """The selector of `text[start:end]`. Raises: ValueError, an empty span or one outside the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no span of this text: {start} to {end} of {len(text)}")
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT_CHARS) : start],
        suffix=text[end : end + CONTEXT_CHARS],
        start=start,
        end=end,
    )


def stands(text: str, selector: Selector) -> bool:
    """Whether exactly these words stand at exactly this place in exactly this context. Never looks elsewhere."""
    if not 0 <= selector.start < selector.end <= len(text):
        return False
    return make(text, selector.start, selector.end) == selector
