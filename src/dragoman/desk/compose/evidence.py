"""Whether an excerpt's evidence can be read back: the bytes from the archive, and the words in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.models import Capture
from dragoman.desk.compose.models import ExcerptSegment, Passage
from dragoman.desk.read.models import Item
from dragoman.errors import DragomanError


@dataclass(frozen=True)
class EvidenceState:
    """What reading back gave: whether the stored bytes are those captured, and whether all quoted words stand in them.

    Attributes:
        capture: the one that was read back; None when nothing is quoted.
    """

    bytes_held: bool
    words_held: bool
    sentence: str
    capture: Capture | None = None

    @property
    def held(self) -> bool:
        return self.bytes_held and self.words_held


def check_evidence(passage: Passage) -> EvidenceState:
    """Read an excerpt's capture back from the archive and look for its words. Bad evidence is an answer, not an error."""
    rows = list(passage.quoted.select_related("segment__version__capture", "segment__version__item").order_by("sort_order"))
    if not rows:
        return EvidenceState(bytes_held=False, words_held=False, sentence="This excerpt quotes nothing.")
    capture = rows[0].segment.version.capture
    try:
        found = _check(capture, rows)
    except DragomanError as error:
        found = EvidenceState(bytes_held=False, words_held=False, sentence=error.sentence)
    return replace(found, capture=capture)


def _check(capture: Capture, rows: Sequence[ExcerptSegment]) -> EvidenceState:
    stored = captures.record(capture)
    if hashlib.sha256(stored.payload).hexdigest() != capture.payload_sha256:
        return EvidenceState(bytes_held=False, words_held=False, sentence="The stored bytes are not those that were captured.")
    version = rows[0].segment.version
    if not version.walled_judged and version.item.kind != Item.Kind.POST and (wall := captures.wall_in(capture)):
        overrule = "If it is the page after all, say so on the item's page."
        return EvidenceState(bytes_held=True, words_held=False, sentence=f"{wall.sentence} {overrule}")
    text = captures.rule_text(capture).text
    for row in rows:
        segment = row.segment
        words = " ".join(segment.version.text[segment.start : segment.end].split())
        there = "" if segment.anchor_start is None else " ".join(text[segment.anchor_start : segment.anchor_end].split())
        if words != there:
            return EvidenceState(
                bytes_held=True, words_held=False, sentence=f"Sentence {segment.number + 1} does not stand in the captured page."
            )
    return EvidenceState(
        bytes_held=True, words_held=True, sentence="The stored bytes match their digest, and the quoted words stand in them."
    )
