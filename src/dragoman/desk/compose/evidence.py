"""Whether an excerpt's evidence can be read back: the bytes from the archive, and the words in them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class ReadBack:
    """What the archive gave for a capture: its text by the text rule, what came instead of a page; or why nothing."""

    text: str = ""
    wall: str = ""
    fault: str = ""


def check_evidence(passage: Passage) -> EvidenceState:
    """Read an excerpt's capture back from the archive and look for its words. Bad evidence is an answer, not an error."""
    rows = list(passage.quoted.select_related("segment__version__capture", "segment__version__item").order_by("sort_order"))
    return check_quoted(rows, {})


def check_quoted(rows: Sequence[ExcerptSegment], read: dict[uuid.UUID, ReadBack]) -> EvidenceState:
    """The same for the sentences of one excerpt, in order, whose captures are loaded.

    Args:
        read: what was read back already, by capture; this adds to it, so that one capture is read once for many excerpts.
    """
    if not rows:
        return EvidenceState(bytes_held=False, words_held=False, sentence="This excerpt quotes nothing.")
    capture = rows[0].segment.version.capture
    if capture.pk not in read:
        read[capture.pk] = _read_back(capture)
    found = read[capture.pk]
    if found.fault:
        return EvidenceState(bytes_held=False, words_held=False, sentence=found.fault, capture=capture)
    version = rows[0].segment.version
    if found.wall and not version.walled_judged and version.item.kind != Item.Kind.POST:
        overrule = f"{found.wall} If it is the page after all, say so on the item's page."
        return EvidenceState(bytes_held=True, words_held=False, sentence=overrule, capture=capture)
    for row in rows:
        if not _stands(row, found.text):
            missing = f"Sentence {row.segment.number + 1} does not stand in the captured page."
            return EvidenceState(bytes_held=True, words_held=False, sentence=missing, capture=capture)
    return EvidenceState(
        bytes_held=True,
        words_held=True,
        sentence="The stored bytes match their digest, and the quoted words stand in them.",
        capture=capture,
    )


def _read_back(capture: Capture) -> ReadBack:
    try:
        stored = captures.record(capture)
        if hashlib.sha256(stored.payload).hexdigest() != capture.payload_sha256:
            return ReadBack(fault="The stored bytes are not those that were captured.")
        wall = captures.wall_in(capture)
        return ReadBack(captures.rule_text(capture).text, wall.sentence if wall else "")
    except DragomanError as error:
        return ReadBack(fault=error.sentence)


def _stands(row: ExcerptSegment, text: str) -> bool:
    segment = row.segment
    if segment.anchor_start is None:
        return False
    words = segment.version.text[segment.start : segment.end].split()
    return words == text[segment.anchor_start : segment.anchor_end].split()
