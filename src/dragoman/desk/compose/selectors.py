"""Questions about dispatches: the list, one as its editor sees it, what is missing before publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q

from dragoman.compose.excerpts import check_text
from dragoman.desk.compose.excerpts import WALLED, quoted
from dragoman.desk.compose.models import Dispatch, ExcerptSegment, Passage, Series
from dragoman.desk.paging import Page, read_time_key, time_key
from dragoman.desk.read.models import Item, Segment
from dragoman.desk.translate.models import Rendering
from dragoman.text.follow import Divergence


@dataclass(frozen=True)
class DispatchRow:
    """A line of the list of dispatches. `key` is its place in it."""

    id: int
    key: str
    title: str
    language: str  # BCP 47
    designation: str
    date: date
    tier: str
    state: str  # draft, published, changed since
    excerpts: int
    changed_at: datetime


@dataclass(frozen=True)
class PassageView:
    """A passage as the editor sees it. `number` counts excerpts (and so notes) from 1; 0 for the desk's own words."""

    passage: Passage
    number: int
    quoted: list[ExcerptSegment]
    divergences: list[Divergence]
    outdated: list[ExcerptSegment]  # whose rendering is no longer the accepted one


@dataclass(frozen=True)
class Missing:
    """One thing to do before publication; `passage_id` is where, None for the dispatch as a whole."""

    sentence: str
    passage_id: int | None = None


@dataclass(frozen=True)
class DispatchEditor:
    """A dispatch with all its passages, and what is missing."""

    dispatch: Dispatch
    passages: list[PassageView]
    missing: list[Missing]


@dataclass(frozen=True)
class PickRow:
    """A segment to quote from: its words, its accepted rendering, and why it can't be quoted if it can't."""

    id: int
    number: int
    paragraph: int
    text: str
    rendering: str
    obstacle: str


def dispatch_page(*, state: str = "", before_key: str = "", limit: int = 50) -> Page[DispatchRow]:
    """Dispatches, last changed first; `state` narrows to `draft`, `changed` or `published`. One query."""
    rows = Dispatch.objects.select_related("series").annotate(
        excerpt_count=Count("passages", filter=Q(passages__kind=Passage.Kind.EXCERPT))
    )
    if state == "draft":
        rows = rows.filter(number=None)
    elif state in ("changed", "published"):
        rows = rows.filter(number__isnull=False, has_unpublished_changes=state == "changed")
    if place := read_time_key(before_key):
        at, number = place
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, id__lt=number))
    found = list(rows.order_by("-changed_at", "-id")[: limit + 1])
    lines = [_row(dispatch) for dispatch in found[:limit]]
    return Page(lines, lines[-1].key if len(found) > limit else "")


def _row(dispatch: Dispatch) -> DispatchRow:
    published = "changed" if dispatch.has_unpublished_changes else "published"
    return DispatchRow(
        id=dispatch.pk,
        key=time_key(dispatch.changed_at, dispatch.pk),
        title=dispatch.title,
        language=dispatch.language,
        designation=dispatch.designation,
        date=dispatch.date,
        tier=dispatch.tier,
        state=published if dispatch.number else "draft",
        excerpts=dispatch.excerpt_count,
        changed_at=dispatch.changed_at,
    )


def series_choices() -> list[Series]:
    return list(Series.objects.all())


def passage_views(dispatch: Dispatch) -> list[PassageView]:
    """A dispatch's passages in order, with all that an excerpt rests on; four queries however many there are."""
    rows = ExcerptSegment.objects.order_by("sort_order").select_related(
        "rendering__translator", "rendering__reviewer", "segment__version__item__source", "segment__version__capture"
    )
    passages = Passage.objects.filter(dispatch=dispatch).order_by("sort_order", "id")
    views = []
    number = 0
    for passage in passages.prefetch_related(Prefetch("quoted", queryset=rows, to_attr="loaded"), "notes"):
        number += passage.kind == Passage.Kind.EXCERPT
        views.append(_view(passage, passage.loaded, number if passage.kind == Passage.Kind.EXCERPT else 0))
    return views


def _view(passage: Passage, rows: list[ExcerptSegment], number: int) -> PassageView:
    return PassageView(
        passage=passage,
        number=number,
        quoted=rows,
        divergences=check_text(passage.text, quoted(rows)) if number else [],
        outdated=[row for row in rows if row.rendering.state != Rendering.State.ACCEPTED],
    )


def list_missing(dispatch: Dispatch, views: Sequence[PassageView]) -> list[Missing]:
    """What stands between a dispatch and its publication, evidence apart (see `evidence.check_evidence`)."""
    missing = []
    if not dispatch.title.strip():
        missing.append(Missing("The dispatch has no title."))
    if not any(view.number for view in views):
        missing.append(Missing("The dispatch quotes nothing yet: insert an excerpt."))
    for view in views:
        missing += [Missing(sentence, view.passage.pk) for sentence in _passage_obstacles(view)]
    return missing


def _passage_obstacles(view: PassageView) -> Iterable[str]:
    if not view.number:
        if not view.passage.text.strip():
            yield "A passage is empty: write it or remove it."
        return
    if not view.quoted:
        yield f"Excerpt {view.number} quotes no sentence."
    elif view.outdated:
        numbers = ", ".join(str(row.segment.number + 1) for row in view.outdated)
        yield f"Excerpt {view.number}: the translation of sentence {numbers} is no longer the accepted one."
    if any(row.segment.version.walled for row in view.quoted):
        yield f"Excerpt {view.number}: {WALLED[0].lower()}{WALLED[1:]}"
    if any(row.segment.anchor_start is None for row in view.quoted):
        yield f"Excerpt {view.number} quotes a sentence that does not stand in the captured page."
    if view.divergences:
        more = f" (and {len(view.divergences) - 1} more)" if len(view.divergences) > 1 else ""
        yield f"Excerpt {view.number}: {view.divergences[0].sentence}{more}"


def dispatch_editor(dispatch_id: int) -> DispatchEditor:
    """One dispatch as its editor sees it. Raises: Dispatch.DoesNotExist."""
    dispatch = Dispatch.objects.select_related("series", "created_by", "locked_by").get(pk=dispatch_id)
    views = passage_views(dispatch)
    return DispatchEditor(dispatch, views, list_missing(dispatch, views))


def quotable_items(*, language: str, words: str = "", limit: int = 20) -> list[Item]:
    """Items with accepted renderings, newest first; `words` narrows by title, source or number."""
    accepted = Rendering.objects.filter(state=Rendering.State.ACCEPTED, language=language)
    items = (
        Item.objects.filter(current__segments__in=accepted.values("segment_id"), current__walled=False)
        .select_related("source", "current")
        .distinct()
    )
    for word in words.split():
        by_number = Q(pk=int(word)) if word.isascii() and word.isdigit() and len(word) < 18 else Q()
        items = items.filter(
            by_number
            | Q(title__icontains=word)
            | Q(source__name_native__icontains=word)
            | Q(source__name_english__icontains=word)
            | Q(current__segments__renderings__text__icontains=word)
        )
    return list(items.order_by("-first_seen_at", "-id")[:limit])


def pick_rows(item_id: int, *, language: str) -> list[PickRow]:
    """The segments of an item's current version, to choose from. Three queries. Raises: Item.DoesNotExist."""
    item = Item.objects.select_related("current").get(pk=item_id)
    if item.current is None:
        return []
    segments = list(Segment.objects.filter(version=item.current).order_by("number"))
    accepted = Rendering.objects.filter(segment__version=item.current, language=language, state=Rendering.State.ACCEPTED)
    texts = dict(accepted.values_list("segment_id", "text"))
    return [_pick_row(segment, item.current.text, texts.get(segment.pk, "")) for segment in segments]


def _pick_row(segment: Segment, text: str, rendering: str) -> PickRow:
    if segment.anchor_start is None:
        obstacle = "does not stand word for word in the captured page"
    elif not rendering:
        obstacle = "no accepted translation yet"
    else:
        obstacle = ""
    return PickRow(segment.pk, segment.number, segment.paragraph, text[segment.start : segment.end], rendering, obstacle)
