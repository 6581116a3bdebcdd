"""Write series and dispatches. The only functions that do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import canonical, text_sha256
from dragoman.compose.excerpts import compose_text
from dragoman.desk.compose import excerpts
from dragoman.desk.compose.custody import ONE_SITTING, Done, record_done
from dragoman.desk.compose.models import Dispatch, ExcerptSegment, Note, Passage, Series, Tier
from dragoman.desk.compose.quoting import described, quote, write_note
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Segment
from dragoman.errors import RuleBroken
from dragoman.text.follow import Divergence

# First parts of the site's own addresses; a series lives at /<slug>/<number>/.
_RESERVED_SLUGS = frozenset(
    {"desk", "cms", "accounts", "static", "media", "captures", "feed", "search", "about", "ledger", "api"}
)


@dataclass(frozen=True)
class Checked:
    """A saved passage and where it departs from its renderings (always empty for headings and prose)."""

    passage: Passage
    divergences: list[Divergence]


@transaction.atomic
def create_series(*, by: User | None, name: str, prefix: str = "", slug: str = "", last_number: int = 0) -> Series:
    """A new numbered run. `prefix` is printed before the number. Raises: NotAllowed, RuleBroken."""
    require(by, Right.PUBLISH)
    slug = slug or slugify(name)
    if not slug or slug in _RESERVED_SLUGS:
        raise RuleBroken(f"A series can't have the address “{slug}”. Choose another.")
    if Series.objects.filter(slug=slug).exists() or Series.objects.filter(name=name).exists():
        raise RuleBroken(f"There is a series {name} already.")
    series = Series.objects.create(name=name, slug=slug, prefix=prefix or f"{name} No.", last_number=last_number)
    custody.record(by=by, action=Action.SERIES_OPENED, on=(Kind.SERIES, series.pk), detail={"last_number": last_number})
    return series


@transaction.atomic
def create_dispatch(
    *,
    by: User | None,
    series: Series,
    title: str,
    language: str,
    day: date | None = None,
    subjects: str = "",
    now: datetime | None = None,
) -> Dispatch:
    """A draft without a number, in a language (BCP 47) for good. Raises: NotAllowed; RuleBroken, without a title."""
    require(by, Right.COMPOSE)
    if not title.strip():
        raise RuleBroken("A dispatch needs a title.")
    at = now or timezone.now()
    dispatch = Dispatch(
        series=series,
        title=title.strip(),
        slug=slugify(title)[:120],
        language=language,
        date=day or at.date(),
        subjects=subjects,
        created_by=by,
        created_at=at,
        changed_at=at,
        live=False,
    )
    dispatch.save()
    _keep_revision(dispatch, by, at)
    record_done(by, dispatch, Done(Action.DISPATCH_BEGUN), at)
    return dispatch


@transaction.atomic
def change_head(
    *,
    by: User | None,
    dispatch: Dispatch,
    title: str | None = None,
    subjects: str | None = None,
    day: date | None = None,
    tier: str | None = None,
    now: datetime | None = None,
) -> Dispatch:
    """Change what stands above the text; None leaves a part as it is. Raises: NotAllowed, RuleBroken."""
    dispatch = _writable(by, dispatch)
    before = _head_of(dispatch)
    if title is not None:
        if not title.strip():
            raise RuleBroken("A dispatch needs a title.")
        dispatch.title = title.strip()
        if dispatch.number is None:
            dispatch.slug = slugify(title)[:120]
    if subjects is not None:
        dispatch.subjects = subjects
    if day is not None:
        dispatch.date = day
    if tier is not None:
        dispatch.tier = Tier(tier).value
    return _touch(dispatch, by, now, _head_done(before, _head_of(dispatch)))


def _head_of(dispatch: Dispatch) -> dict[str, str]:
    return {"title": dispatch.title, "subjects": dispatch.subjects, "date": str(dispatch.date), "tier": dispatch.tier}


def _head_done(before: dict[str, str], after: dict[str, str]) -> Done | None:
    """Title and subjects are typed; who may read it, and its date, are chosen: each choice is an act."""
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return None
    if set(changed) <= {"title", "subjects"}:
        return Done(Action.HEAD_CHANGED, {"changed": changed}, typed_over=canonical(before).decode())
    chosen: dict[str, list[str]] = {name: [before[name], after[name]] for name in ("date", "tier") if name in changed}
    return Done(Action.HEAD_CHANGED, {"changed": changed, **chosen})


@transaction.atomic
def add_prose(
    *,
    by: User | None,
    dispatch: Dispatch,
    text: str = "",
    kind: str = Passage.Kind.PROSE,
    position: int | None = None,
    now: datetime | None = None,
) -> Passage:
    """Add a passage or a heading of the desk's own words, at a place counted from 0; None adds it at the end."""
    dispatch = _writable(by, dispatch)
    if kind not in (Passage.Kind.PROSE, Passage.Kind.HEADING):
        raise RuleBroken("An excerpt is inserted from accepted translations, not typed.")
    passage = _place(dispatch, Passage(dispatch=dispatch, kind=kind, text=text), position)
    _touch(dispatch, by, now, Done(Action.PASSAGE_ADDED, {"passage": passage.pk, "text_sha256": text_sha256(text)}))
    return passage


@transaction.atomic
def insert_excerpt(
    *,
    by: User | None,
    dispatch: Dispatch,
    segments: Sequence[Segment],
    text: str | None = None,
    position: int | None = None,
    now: datetime | None = None,
) -> Checked:
    """Quote segments of one item in their accepted renderings, and write the note.

    Args:
        segments: in any order; they are quoted in the text's.
        text: with marks; None takes the renderings whole.

    Raises: NotAllowed; RuleBroken, saying which segment can't be quoted and why.
    """
    dispatch = _writable(by, dispatch)
    renderings = excerpts.accepted_renderings(segments, dispatch.language)
    if text is None:
        text = compose_text(excerpts.quoted_renderings(renderings))
    passage = _place(dispatch, Passage(dispatch=dispatch, kind=Passage.Kind.EXCERPT, text=text), position)
    quote(passage, renderings)
    write_note(passage)
    _touch(dispatch, by, now, Done(Action.EXCERPT_ADDED, {"passage": passage.pk, **described(renderings, text)}))
    return Checked(passage, excerpts.divergences(passage))


@transaction.atomic
def change_passage(*, by: User | None, passage: Passage, text: str, now: datetime | None = None) -> Checked:
    """Save a passage's text as typed, and say where an excerpt now departs from its renderings.

    A departing excerpt is kept (nobody loses what they typed) and holds up publication. Raises: NotAllowed, RuleBroken.
    """
    dispatch = _writable(by, passage.dispatch)
    before = Passage.objects.values_list("text", flat=True).get(pk=passage.pk)
    passage.text = text.replace("\r\n", "\n")
    passage.save(update_fields=["text"])
    if passage.kind == Passage.Kind.EXCERPT:
        write_note(passage)
    action = Action.EXCERPT_CHANGED if passage.kind == Passage.Kind.EXCERPT else Action.PASSAGE_CHANGED
    done = Done(action, {"passage": passage.pk}, typed_over=before)
    _touch(dispatch, by, now, done if passage.text != before else None)
    return Checked(passage, excerpts.divergences(passage) if passage.kind == Passage.Kind.EXCERPT else [])


def change_excerpt(*, by: User | None, passage: Passage, text: str, now: datetime | None = None) -> Checked:
    """As `change_passage`, for excerpts only."""
    if passage.kind != Passage.Kind.EXCERPT:
        raise RuleBroken("This passage is not an excerpt.")
    return change_passage(by=by, passage=passage, text=text, now=now)


@transaction.atomic
def renew_excerpt(*, by: User | None, passage: Passage, now: datetime | None = None) -> Checked:
    """Quote the renderings accepted since. The text stays as typed; where it departs now is said. Raises: as `insert_excerpt`."""
    dispatch = _writable(by, passage.dispatch)
    segments = [row.segment for row in passage.quoted.select_related("segment")]
    renderings = excerpts.accepted_renderings(segments, dispatch.language)
    ExcerptSegment.objects.filter(passage=passage).delete()
    quote(passage, renderings)
    write_note(passage)
    done = Done(Action.EXCERPT_RENEWED, {"passage": passage.pk, **described(renderings, passage.text)})
    _touch(dispatch, by, now, done)
    return Checked(passage, excerpts.divergences(passage))


@transaction.atomic
def comment_note(*, by: User | None, passage: Passage, comment: str, now: datetime | None = None) -> Note:
    """Add the editor's words to an excerpt's note; its source part stays the evidence's. Raises: NotAllowed, RuleBroken."""
    dispatch = _writable(by, passage.dispatch)
    note = write_note(passage)
    before, note.comment = note.comment, comment.strip()
    note.save(update_fields=["comment"])
    done = Done(Action.NOTE_CHANGED, {"passage": passage.pk}, typed_over=before)
    _touch(dispatch, by, now, done if note.comment != before else None)
    return note


@transaction.atomic
def move_passage(*, by: User | None, passage: Passage, steps: int, now: datetime | None = None) -> None:
    """Move a passage up (negative) or down; beyond an end it stops there."""
    dispatch = _writable(by, passage.dispatch)
    rows = list(Passage.objects.filter(dispatch=dispatch).order_by("sort_order", "id"))
    place = next(i for i, row in enumerate(rows) if row.pk == passage.pk)
    row = rows.pop(place)
    rows.insert(max(0, min(len(rows), place + steps)), row)
    _number_rows(rows)
    _touch(dispatch, by, now, Done(Action.PASSAGE_MOVED, {"passage": passage.pk, "from": place, "to": rows.index(row)}))


@transaction.atomic
def remove_passage(*, by: User | None, passage: Passage, now: datetime | None = None) -> None:
    """Take a passage out; the dispatch's history keeps it."""
    dispatch = _writable(by, passage.dispatch)
    before = Passage.objects.values_list("text", flat=True).get(pk=passage.pk)
    Passage.objects.filter(pk=passage.pk).delete()
    _touch(dispatch, by, now, Done(Action.PASSAGE_REMOVED, {"passage": passage.pk, "before_sha256": text_sha256(before)}))


def _writable(by: User | None, dispatch: Dispatch) -> Dispatch:
    """The dispatch's row, held until the transaction ends. Raises: NotAllowed; RuleBroken when another person locked it."""
    require(by, Right.COMPOSE)
    row: Dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if row.locked and by is not None and row.locked_by_id != by.pk:
        raise RuleBroken(f"This dispatch is locked by {row.locked_by.get_username() if row.locked_by else 'a colleague'}.")
    return row


def _place(dispatch: Dispatch, passage: Passage, position: int | None) -> Passage:
    rows = list(Passage.objects.filter(dispatch=dispatch).order_by("sort_order", "id"))
    place = len(rows) if position is None else max(0, min(position, len(rows)))
    passage.sort_order = place
    passage.save()
    rows.insert(place, passage)
    _number_rows(rows)
    return passage


def _number_rows(rows: Sequence[Passage]) -> None:
    moved = [row for place, row in enumerate(rows) if row.sort_order != place]
    for place, row in enumerate(rows):
        row.sort_order = place
    Passage.objects.bulk_update(moved, ["sort_order"])


def _touch(dispatch: Dispatch, by: User | None, now: datetime | None, done: Done | None) -> Dispatch:
    """Date the change, keep a revision, and record what was done; None when nothing was."""
    dispatch.changed_at = now or timezone.now()
    dispatch.save()
    fresh: Dispatch = Dispatch.objects.get(pk=dispatch.pk)  # without the passages loaded before the change
    _keep_revision(fresh, by, dispatch.changed_at)
    if done is not None:
        record_done(by, fresh, done, dispatch.changed_at)
    return fresh


def _keep_revision(dispatch: Dispatch, by: User | None, at: datetime) -> None:
    latest = dispatch.get_latest_revision()
    same_sitting = (
        latest is not None
        and latest.user_id == (by.pk if by else None)
        and at - latest.created_at < ONE_SITTING
        and latest.pk != dispatch.live_revision_id
    )
    dispatch.save_revision(user=by, clean=False, overwrite_revision=latest if same_sitting else None)
