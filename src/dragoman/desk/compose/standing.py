"""How the sources of a dispatch's excerpts stand now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.compose.standing import Quoted, StandsNow, compare
from dragoman.desk.compose.models import ExcerptSegment
from dragoman.desk.compose.selectors import PassageView
from dragoman.desk.read.models import Standing
from dragoman.desk.read.visits import standings
from dragoman.read.visits import Finding, Place


def standing_now(views: Sequence[PassageView]) -> dict[int, StandsNow]:
    """Where the source of each excerpt stands, by passage id; excerpts whose source nobody went to again have no finding.

    One query: `views` bring the texts that were quoted, the standings those that are there now.
    """
    excerpts = [view for view in views if view.quoted]
    known = standings(view.quoted[0].segment.version.item_id for view in excerpts)
    return {view.passage.pk: _stands(view.quoted, known.get(view.quoted[0].segment.version.item_id)) for view in excerpts}


def _stands(rows: Sequence[ExcerptSegment], standing: Standing | None) -> StandsNow:
    if standing is None:
        return StandsNow(None)
    version = rows[0].segment.version
    sentences = [version.text[row.segment.start : row.segment.end] for row in rows]
    return stands_now(Quoted(version.text, sentences), standing, quoted_is_current=version.pk == standing.item.current_id)


def stands_now(quoted: Quoted, standing: Standing, *, quoted_is_current: bool) -> StandsNow:
    """How a quotation's source stands by its item's standing, of which `last` and `item__current` are loaded."""
    trouble = _trouble(standing)
    if standing.seen_at is None and quoted_is_current:
        return StandsNow(None, trouble=trouble)
    current = standing.item.current
    finding, words_stand = compare(quoted, place=Place(standing.place), text_now=current.text if current else "")
    stands = StandsNow(finding, standing.since, words_stand, seen_at=standing.seen_at, trouble=trouble)
    if finding is Finding.MOVED:
        return replace(stands, leads_away=standing.place == Place.AWAY, moved_to=standing.moved_to)
    if finding is Finding.CHANGED and current is not None:
        return replace(stands, since=current.created_at)
    return stands


def _trouble(standing: Standing) -> str:
    last = standing.last
    return last.sentence if last is not None and last.finding in (Finding.UNREADABLE, Finding.MISSING) else ""
