"""The passage of a text that shows why it was found, with the words that were hit."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from dragoman.read.tokens import Spotter, Word

WINDOW_CHARS = 240
_REACH_CHARS = 60_000  # of a very long text only this much is looked through


@dataclass(frozen=True)
class Snippet:
    """A passage.

    Attributes:
        field: `title`, `text` or `translation`.
        language: of the passage (BCP 47).
        text: the passage, whole words, line breaks as spaces.
        marks: [start, end) of each hit word in `text`, in code points.
        begins, ends: whether the passage begins or ends where the field does.
    """

    field: str
    language: str
    text: str
    marks: tuple[tuple[int, int], ...]
    begins: bool
    ends: bool


def make_snippet(field: str, language: str, text: str, spotter: Spotter) -> Snippet:
    """The passage with the most hits; without a hit the beginning, with no marks."""
    text = text[:_REACH_CHARS]
    hits = spotter.find(text)
    start = _best_start(hits)
    start = _word_start(text, start - WINDOW_CHARS // 4) if start > WINDOW_CHARS // 4 else 0
    end = _word_end(text, min(len(text), start + WINDOW_CHARS))
    marks = tuple((hit.start - start, hit.end - start) for hit in hits if start <= hit.start and hit.end <= end)
    passage = text[start:end].replace("\n", " ").replace("\r", " ")
    return Snippet(field, language, passage, marks, start == 0, end == len(text))


def _best_start(hits: list[Word]) -> int:
    """Where the window with the most different hit words begins; the earliest of equals."""
    best, best_start = 0, 0
    window: deque[Word] = deque()
    for hit in hits:
        window.append(hit)
        while hit.end - window[0].start > WINDOW_CHARS * 3 // 4:
            window.popleft()
        different = len({word.text for word in window})
        if different > best:
            best, best_start = different, window[0].start
    return best_start


def _word_start(text: str, at: int) -> int:
    """The beginning of the next word, unless a word is far away."""
    space = next((n for n in range(at, min(at + 40, len(text))) if text[n].isspace()), None)
    return at if space is None else space + 1


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = next((n for n in range(at, max(at - 40, 0), -1) if text[n].isspace()), None)
    return at if space is None else space
