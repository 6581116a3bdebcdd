"""How a quotation's source stands now, compared with the text that was quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dragoman.read.visits import Finding, Place, folded


@dataclass(frozen=True)
class Quoted:
    """What a quotation rests on: the whole text it is from, and the words of each sentence quoted."""

    text: str
    sentences: Sequence[str]


@dataclass(frozen=True)
class StandsNow:
    """Where a quotation's source stands now.

    Attributes:
        finding: unchanged, changed, moved or gone; None while nobody has looked yet.
        since: when that was first found.
        words_stand: every sentence quoted stands, word for word, in the text that is there now; None where there is none.
        leads_away: with `moved`: the address leads to something else, not to the text at another address.
        seen_at: when a visit last found something out.
        trouble: why a later visit found nothing out; empty when none did.
    """

    finding: Finding | None
    since: datetime | None = None
    words_stand: bool | None = None
    leads_away: bool = False
    moved_to: str = ""
    seen_at: datetime | None = None
    trouble: str = ""


def compare(quoted: Quoted, *, place: Place, text_now: str) -> tuple[Finding, bool | None]:
    """What became of a quotation's source, and whether its words still stand there.

    White space apart, a text is the same or it is another one. A text that is back as it was quoted is unchanged, whatever
    came between.

    Args:
        text_now: the item's current text; not looked at where it stands nowhere any more.
    """
    if place is Place.GONE:
        return Finding.GONE, None
    if place is Place.AWAY:
        return Finding.MOVED, None
    now = folded(text_now)
    words_stand = all(folded(sentence) in now for sentence in quoted.sentences)
    if place is Place.MOVED:
        return Finding.MOVED, words_stand
    return (Finding.UNCHANGED if now == folded(quoted.text) else Finding.CHANGED), words_stand
