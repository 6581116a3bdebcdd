"""Number and publish dispatches.

The order, so that a crash at any instant leaves either the old state or the new one, and no number twice:
1. build the page and the proof from the rows (nothing is written yet);
2. write the proof file to a temporary path, verify it, and move it to the place that its digest names;
3. render the page with what the verification found;
4. one transaction: the number, the publication, the passages cited, the dispatch's revision.
A proof file whose transaction never came stands unused; nothing refers to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.compose.evidence import check_evidence
from dragoman.desk.compose.models import Dispatch, Series
from dragoman.desk.compose.selectors import PassageView, list_missing, passage_views
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.publish import proofs
from dragoman.desk.publish.content import Issue, build_page, summarise
from dragoman.desk.publish.models import ArchivedCopy, CitedPassage, Publication
from dragoman.desk.publish.proof_files import WrittenProof
from dragoman.desk.publish.remarks import remark_at_publication, take_note
from dragoman.desk.publish.render import as_content, render_dispatch
from dragoman.desk.publish.stored import digest, render_again, renew_public_copies
from dragoman.desk.read.visiting import follow
from dragoman.errors import CaptureAltered, RenderingIncomplete, RuleBroken
from dragoman.publish.access import may_read
from dragoman.publish.numbers import next_number
from dragoman.publish.page import Page

__all__ = ["publish", "render_again", "renew_public_copies", "take_note"]

# Publishers who press the button at the same moment: each loser of the race builds again with the next number.
_MOST_TRIES = 25


@dataclass(frozen=True)
class _Prepared:
    """Everything about a publication that can be made outside the transaction."""

    issue: Issue
    views: Sequence[PassageView]
    page: Page
    html: str
    proof: WrittenProof
    copies: Sequence[ArchivedCopy]
    changed_at: datetime


class _NumberTaken(Exception):
    """Another dispatch got the number, or another publication of this one came first."""


def publish(*, by: User | None, dispatch: Dispatch, now: datetime) -> Publication:
    """Number a dispatch (the first time), pre-render it, write its proof file; afterwards a correction is a new version.

    Raises:
        NotAllowed: without the right to publish.
        RenderingIncomplete: when an excerpt departs from its renderings, or quotes one that is not accepted.
        CaptureAltered: when evidence can't be read back, or the dispatch's own proof does not verify.
        RuleBroken: for everything else that is missing; when it was edited meanwhile; when nothing changed.
    """
    require(by, Right.PUBLISH)
    for _ in range(_MOST_TRIES):
        prepared = _prepare(dispatch.pk, now)
        try:
            return _commit(by, dispatch.pk, prepared)
        except _NumberTaken:
            continue
    raise RuleBroken("Too many dispatches are being numbered at once. Try again.")


def _prepare(dispatch_id: int, now: datetime) -> _Prepared:
    dispatch: Dispatch = Dispatch.objects.select_related("series").get(pk=dispatch_id)
    if dispatch.number is not None and not dispatch.has_unpublished_changes:
        raise RuleBroken("Nothing has changed since this dispatch was published.")
    views = passage_views(dispatch)
    _require_complete(dispatch, views)
    series = dispatch.series
    number = dispatch.number or next_number(series.last_number, series.last_date, dispatch.date)
    version = Publication.objects.filter(dispatch=dispatch).count() + 1
    issue = Issue(number, version, now)
    proof = proofs.write(dispatch, views, issue)
    page = build_page(dispatch, views, issue, proof.chains)
    return _Prepared(
        issue=issue,
        views=views,
        page=page,
        html=render_dispatch(as_content(page)),
        proof=proof,
        copies=[proofs.archived_copy(view.quoted[0].segment.version) for view in views if view.number],
        changed_at=dispatch.changed_at,
    )


def _require_complete(dispatch: Dispatch, views: Sequence[PassageView]) -> None:
    for view in views:
        if view.divergences or view.outdated:
            missing = next(one for one in list_missing(dispatch, [view]))
            raise RenderingIncomplete(missing.sentence, subject=str(view.passage.pk))
    if missing_parts := list_missing(dispatch, views):
        raise RuleBroken(" ".join(one.sentence for one in missing_parts), subject=str(dispatch.pk))
    for view in views:
        if view.number and not (state := check_evidence(view.passage)).held:
            raise CaptureAltered(f"Excerpt {view.number}: {state.sentence}", subject=str(view.passage.pk))


@transaction.atomic
def _commit(by: User | None, dispatch_id: int, prepared: _Prepared) -> Publication:
    """Everything or nothing. The series' row is held first, so that numbers are given one after the other."""
    follow(
        by=by,
        items=[view.quoted[0].segment.version.item_id for view in prepared.views if view.number],
        now=prepared.issue.published_at,
    )
    series_id = Dispatch.objects.values_list("series_id", flat=True).get(pk=dispatch_id)
    series = Series.objects.select_for_update().get(pk=series_id)
    dispatch: Dispatch = Dispatch.objects.select_for_update().get(pk=dispatch_id)
    _take_number(series, dispatch, prepared)
    for earlier in Publication.objects.filter(dispatch=dispatch):
        _step_back(earlier, dispatch.tier)
    publication = _create(by, dispatch, series, prepared)
    _cite(publication, prepared)
    renew_public_copies(CitedPassage.objects.filter(publication__dispatch=dispatch))
    revision = dispatch.save_revision(user=by, clean=False)
    dispatch.publish(revision, user=by, skip_permission_checks=True)
    Publication.objects.filter(pk=publication.pk).update(revision=revision)
    _record(by, publication)
    if remark_at_publication(publication, now=publication.published_at):
        publication.refresh_from_db(fields=["html", "html_sha256"])
    return publication


def _create(by: User | None, dispatch: Dispatch, series: Series, prepared: _Prepared) -> Publication:
    return Publication.objects.create(
        dispatch=dispatch,
        version=prepared.issue.version,
        series=series,
        number=prepared.issue.number,
        title=dispatch.title,
        summary=summarise(prepared.page),
        date=dispatch.date,
        tier=dispatch.tier,
        published_at=prepared.issue.published_at,
        published_by=by,
        content=as_content(prepared.page),
        html=prepared.html,
        html_sha256=digest(prepared.html),
        proof_sha256=prepared.proof.sha256,
        proof_bytes=prepared.proof.size_bytes,
        proof_size=prepared.proof.head.size,
        proof_stamps=len(prepared.proof.head.stamps),
    )


def _record(by: User | None, published: Publication) -> None:
    custody.record(
        by=by,
        action=Action.PUBLISHED if published.version == 1 else Action.CORRECTED,
        on=(Kind.DISPATCH, published.dispatch_id),
        detail={
            "number": published.number,
            "version": published.version,
            "tier": published.tier,
            "html_sha256": published.html_sha256,
            "proof_sha256": published.proof_sha256,
        },
        at=published.published_at,
    )


def _take_number(series: Series, dispatch: Dispatch, prepared: _Prepared) -> None:
    if dispatch.changed_at != prepared.changed_at or dispatch.series_id != series.pk:
        raise RuleBroken("The dispatch was changed while it was being published. Look at it again.")
    if Publication.objects.filter(dispatch=dispatch, version=prepared.issue.version).exists():
        raise _NumberTaken
    if dispatch.number is not None:
        return
    if series.last_number + 1 != prepared.issue.number:
        raise _NumberTaken
    next_number(series.last_number, series.last_date, dispatch.date)
    series.last_number, series.last_date = prepared.issue.number, dispatch.date
    series.save(update_fields=["last_number", "last_date"])
    dispatch.number = prepared.issue.number


def _step_back(earlier: Publication, tier: str) -> None:
    """An earlier version stays readable, says that it was corrected, and is never more open than the current one."""
    if may_read(tier, earlier.tier):
        earlier.tier = tier
    earlier.current = False
    earlier.save(update_fields=["tier", "current"])
    render_again(earlier)


def _cite(publication: Publication, prepared: _Prepared) -> None:
    for copy in prepared.copies:
        ArchivedCopy.objects.get_or_create(
            capture_id=copy.capture_id,
            defaults={
                "text": copy.text,
                "charset": copy.charset,
                "text_rule": copy.text_rule,
                "language": copy.language,
                "response_head": copy.response_head,
            },
        )
    CitedPassage.objects.bulk_create(
        CitedPassage(
            publication=publication,
            number=view.number,
            segment=segment,
            capture_id=segment.version.capture_id,
            start=segment.anchor_start,
            end=segment.anchor_end,
        )
        for view in prepared.views
        for segment in (row.segment for row in view.quoted)
        if segment.anchor_start is not None and segment.anchor_end is not None
    )
