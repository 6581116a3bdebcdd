"""The part of the publish services that remarks on publications what became of their quotations' sources.

What a publication says never changes, and neither does its proof. What changes is the line of dated remarks under a
quotation: they are rows of their own, and the stored page is rendered again from its content and from them. A remark is
made from what is stored (the passages cited, the item's standing), so making them again makes none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dragoman.capture.custody.actions import Action, Kind
from dragoman.compose.standing import Quoted, StandsNow
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.compose.standing import stands_now
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.publish.models import CitedPassage, Publication, Remark
from dragoman.desk.publish.stored import render_again, renew_public_copies
from dragoman.desk.read.models import Standing, Version
from dragoman.desk.read.visits import standings
from dragoman.read.visits import Finding


@dataclass(frozen=True)
class _Citation:
    """One excerpt of one publication, and how its source stands now."""

    publication_id: int
    number: int
    stands: StandsNow
    standing: Standing


@transaction.atomic
def remark_on(*, by: User | None, items: Iterable[int], now: datetime) -> int:
    """Remark on every publication that quotes these items (by id) what is new of its sources; returns how many remarks."""
    require(by, Right.VIEW_DESK)
    cited = CitedPassage.objects.filter(segment__version__item_id__in=list(items))
    series = cited.values("publication__series_id")
    # What is published or corrected meanwhile renders these pages too: one after the other.
    if not list(Series.objects.select_for_update().filter(pk__in=series).order_by("pk").values_list("pk")):
        return 0
    return _remark(cited, now)


def remark_at_publication(publication: Publication, *, now: datetime) -> int:
    """The same for a publication that was just made: a correction says again what is known. Its series is locked."""
    return _remark(CitedPassage.objects.filter(publication=publication), now)


def _remark(cited: QuerySet[CitedPassage], now: datetime) -> int:
    last: dict[tuple[int, int], Remark] = {}
    citations = _citations(cited)
    for remark in Remark.objects.filter(publication_id__in={one.publication_id for one in citations}).order_by("id"):
        last[remark.publication_id, remark.number] = remark
    made = [new for one in citations if (new := _news(one, last.get((one.publication_id, one.number)), now)) is not None]
    Remark.objects.bulk_create(made)
    remarked = Publication.objects.select_related("dispatch").in_bulk({remark.publication_id for remark in made})
    for publication in remarked.values():
        render_again(publication)
    renew_public_copies(CitedPassage.objects.filter(publication_id__in=remarked))
    _record(made, remarked, now)
    return len(made)


def _citations(cited: QuerySet[CitedPassage]) -> list[_Citation]:
    """Excerpts by publication and number, each with what it quotes; two queries."""
    excerpts: dict[tuple[int, int], list[CitedPassage]] = defaultdict(list)
    for passage in cited.select_related("segment__version").order_by("pk"):
        if passage.segment is not None:
            excerpts[passage.publication_id, passage.number].append(passage)
    known = standings(_version(rows).item_id for rows in excerpts.values())
    return [
        _Citation(publication_id, number, _stands(rows, standing), standing)
        for (publication_id, number), rows in excerpts.items()
        if (standing := known.get(_version(rows).item_id)) is not None
    ]


def _stands(rows: Sequence[CitedPassage], standing: Standing) -> StandsNow:
    version = _version(rows)
    sentences = [version.text[row.segment.start : row.segment.end] for row in rows if row.segment is not None]
    return stands_now(Quoted(version.text, sentences), standing, quoted_is_current=version.pk == standing.item.current_id)


def _version(rows: Sequence[CitedPassage]) -> Version:
    segment = rows[0].segment
    assert segment is not None
    version: Version = segment.version
    return version


def _news(citation: _Citation, last: Remark | None, now: datetime) -> Remark | None:
    """The remark to make; None when the last one says it already, or there never was anything to say."""
    stands = citation.stands
    state = _state(stands)
    if state is None or (state == Remark.State.BACK and (last is None or last.state == state)):
        return None
    if last is not None and (last.state, last.words_stand, last.moved_to) == (state, stands.words_stand, stands.moved_to):
        return None
    return Remark(
        publication_id=citation.publication_id,
        number=citation.number,
        visit=citation.standing.last,
        state=state,
        words_stand=stands.words_stand,
        moved_to=stands.moved_to,
        at=stands.since or now,
    )


def _state(stands: StandsNow) -> Remark.State | None:
    if stands.finding is Finding.MOVED:
        return Remark.State.AWAY if stands.leads_away else Remark.State.MOVED
    states = {Finding.UNCHANGED: Remark.State.BACK, Finding.CHANGED: Remark.State.CHANGED, Finding.GONE: Remark.State.GONE}
    return states.get(stands.finding) if stands.finding else None


def _record(made: Sequence[Remark], remarked: dict[int, Publication], now: datetime) -> None:
    for remark in made:
        publication = remarked[remark.publication_id]
        custody.record(
            by=None,
            action=Action.REMARKED,
            on=(Kind.DISPATCH, publication.dispatch_id),
            detail={
                "version": publication.version,
                "excerpt": remark.number,
                "state": remark.state,
                "visit": remark.visit_id,
                "html_sha256": publication.html_sha256,
            },
            at=now,
        )


@transaction.atomic
def take_note(*, by: User | None, dispatch: Dispatch, now: datetime) -> int:
    """Say that an editor has seen what became of a dispatch's sources; the public remarks stay. Returns how many were new.

    Raises: NotAllowed.
    """
    require(by, Right.COMPOSE)
    unseen = Remark.objects.select_for_update().filter(publication__dispatch=dispatch, seen_at=None).order_by("pk")
    ids = [remark.pk for remark in unseen]
    if ids:
        Remark.objects.filter(pk__in=ids).update(seen_at=now, seen_by=by)
        custody.record(by=by, action=Action.REMARKS_SEEN, on=(Kind.DISPATCH, dispatch.pk), detail={"remarks": ids}, at=now)
    return len(ids)
