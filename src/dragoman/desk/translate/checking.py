"""What the checks find in a wording of a sentence, with the house's terms and names. Nothing is written here."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.desk.read.models import Item
from dragoman.desk.translate.house import names_of, termbase
from dragoman.desk.translate.selectors import BenchRow
from dragoman.translate.checks import Finding, Pair, check

# A sentence has a few hundred; what is far longer is a pasted text, and would hold up whoever types.
MOST_CHARS = 5_000


@dataclass(frozen=True)
class Found:
    """A finding as a page shows it.

    Attributes:
        was: the words it is about; empty where something is missing.
    """

    finding: Finding
    was: str

    @property
    def certain(self) -> bool:
        """Whether it is known what should stand there instead."""
        return self.finding.fix is not None


def find(source: str, text: str, *, item: Item, language: str) -> list[Found]:
    """What is found in a wording, in its order; nothing in an empty one, nor in one longer than `MOST_CHARS`."""
    if not text.strip() or max(len(text), len(source)) > MOST_CHARS:
        return []
    pair = Pair(
        source,
        text,
        item.language,
        language,
        terms=termbase(),
        names=names_of(source, item.language, language),
        reference=item.published_at.date() if item.published_at else None,
    )
    return [Found(one, text[one.start : one.end]) for one in check(pair)]


def wording(row: BenchRow) -> str:
    """What is checked of a row: one's own wording, else what waits for review, else what was accepted."""
    for rendering in (row.mine, *row.waiting, row.accepted):
        if rendering is not None and rendering.text.strip():
            return rendering.text
    return ""
