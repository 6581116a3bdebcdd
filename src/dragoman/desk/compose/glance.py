"""The evidence of all citations of a dispatch at a glance: where the bytes stand, and where the source stands now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from dragoman.compose.standing import StandsNow
from dragoman.desk.capture.standing import glances
from dragoman.desk.compose.evidence import ReadBack, check_quoted
from dragoman.desk.compose.models import Dispatch
from dragoman.desk.compose.selectors import PassageView, passage_views
from dragoman.desk.compose.standing import standing_now
from dragoman.desk.read.models import Item, Version
from dragoman.desk.ui.chain import Holds, Link
from dragoman.read.visits import Finding


@dataclass(frozen=True)
class Citation:
    """One excerpt's evidence. `links`: bytes, ledger, signed, stamped, in this order. `version` is the one that is quoted."""

    view: PassageView
    item: Item
    version: Version
    links: dict[str, Link]
    now: StandsNow

    @property
    def words(self) -> str:
        """What became of the source, in a few words."""
        if self.now.finding is None:
            return "not visited yet"
        if self.now.finding is Finding.MOVED and self.now.leads_away:
            return "leads elsewhere"
        return self.now.finding.value

    @property
    def words_about_words(self) -> str:
        """Whether the words quoted stand in what is there now; empty where that is not the question."""
        if self.now.finding not in (Finding.CHANGED, Finding.MOVED) or self.now.words_stand is None:
            return ""
        return "the quoted words still stand" if self.now.words_stand else "the quoted words no longer stand"


def citations(dispatch: Dispatch) -> list[Citation]:
    """Every excerpt that quotes something, in order; nine queries however many, and each capture read back once."""
    views = [view for view in passage_views(dispatch) if view.quoted]
    standing = standing_now(views)
    held = glances({view.quoted[0].segment.version.capture_id for view in views})
    read: dict[uuid.UUID, ReadBack] = {}
    found = []
    for view in views:
        version = view.quoted[0].segment.version
        glance = held[version.capture_id]
        for row in view.quoted:
            row.segment.version.capture = glance.capture  # the same row, with the capture that holds its payload
        state = check_quoted(view.quoted, read)
        there = Link(Holds.HELD if state.held else Holds.FAILED, sentence=state.sentence)
        links = {"bytes": there, "ledger": glance.entered, "signed": glance.signed, "stamped": glance.stamped}
        found.append(Citation(view, version.item, version, links, standing[view.passage.pk]))
    return found
