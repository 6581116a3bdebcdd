"""Questions about items: the queue, one item, search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from dragoman.desk.capture.models import Capture
from dragoman.desk.paging import Page, read_time_key, time_key
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.watch.models import Entry
from dragoman.read.search import Results, TantivyIndex

NOT_THE_PAGE = "A person said that this is not the page, but a notice in its place."


@dataclass(frozen=True)
class QueueFilter:
    """What narrows a queue; an empty value narrows nothing."""

    source: str = ""  # slug
    language: str = ""  # BCP 47
    flagged: bool | None = None
    kind: str = ""


@dataclass(frozen=True)
class QueueRow:
    """A line of the queue. `key` is its place in the list; `problem` is why the text is missing, if it is."""

    id: int
    key: str
    title: str
    url: str
    kind: str
    state: str
    flagged: bool
    language: str
    source_slug: str
    source_native: str
    source_english: str
    published_at: datetime | None
    published_printed: str
    first_seen_at: datetime
    gone_at: datetime | None
    walled: bool
    excerpt: str  # the first 200 characters of the text
    problem: str


@dataclass(frozen=True)
class SegmentRow:
    """A segment with its words. `quotable`: they stand in the captured bytes, character for character, and no wall did."""

    id: int
    number: int
    paragraph: int
    start: int
    end: int
    text: str
    quotable: bool


@dataclass(frozen=True)
class ItemPage:
    """All that an item's page shows."""

    item: Item  # with source, entry and current version
    segments: list[SegmentRow]  # of the current version
    versions: list[Version]  # oldest first, each with its capture, without its text
    captures: list[Capture]  # newest first, each with who handed it in
    problems: list[str] = field(default_factory=list)


def queue_page(
    *, state: str = "new", before_key: str = "", filters: QueueFilter | None = None, limit: int = 50
) -> Page[QueueRow]:
    """Items of one state, newest first, after the row with `before_key`. One query.

    An unreadable key gives the first page.
    """
    items = _narrow(_in_state(state), filters or QueueFilter())
    if place := read_time_key(before_key):
        at, number = place
        items = items.filter(Q(first_seen_at__lt=at) | Q(first_seen_at=at, id__lt=number))
    found = list(items.select_related("source", "current", "entry").order_by("-first_seen_at", "-id")[: limit + 1])
    rows = [_queue_row(item) for item in found[:limit]]
    return Page(rows, rows[-1].key if len(found) > limit else "")


def newer_count(key: str, *, state: str = "new", filters: QueueFilter | None = None) -> int:
    """How many items have arrived above the row with this key: the quiet "12 new"."""
    place = read_time_key(key)
    if place is None:
        return 0
    at, number = place
    items = _narrow(_in_state(state), filters or QueueFilter())
    return items.filter(Q(first_seen_at__gt=at) | Q(first_seen_at=at, id__gt=number)).count()


def queue_counts() -> dict[str, int]:
    """Items by state, and the flagged ones under `flagged`."""
    counts = {state.value: 0 for state in Item.State}
    counts.update(Item.objects.values_list("state").annotate(n=Count("id")))
    counts["flagged"] = Item.objects.filter(flagged=True).count()
    return counts


def queue_row(item_id: int) -> QueueRow:
    """One item as a line of the queue. Raises: Item.DoesNotExist."""
    return _queue_row(Item.objects.select_related("source", "current", "entry").get(pk=item_id))


def _in_state(state: str) -> QuerySet[Item]:
    """Items of one state; an empty state stands for all."""
    return Item.objects.filter(state=state) if state else Item.objects.all()


def _narrow(items: QuerySet[Item], filters: QueueFilter) -> QuerySet[Item]:
    if filters.source:
        items = items.filter(source__slug=filters.source)
    if filters.language:
        items = items.filter(language=filters.language)
    if filters.kind:
        items = items.filter(kind=filters.kind)
    if filters.flagged is not None:
        items = items.filter(flagged=filters.flagged)
    return items


def _queue_row(item: Item) -> QueueRow:
    return QueueRow(
        id=item.pk,
        key=time_key(item.first_seen_at, item.pk),
        title=str(item),
        url=item.url,
        kind=item.kind,
        state=item.state,
        flagged=item.flagged,
        language=item.language,
        source_slug=item.source.slug,
        source_native=item.source.name_native,
        source_english=item.source.name_english,
        published_at=item.published_at,
        published_printed=item.published_printed,
        first_seen_at=item.first_seen_at,
        gone_at=item.gone_at,
        walled=bool(item.current and item.current.walled),
        excerpt=item.current.text[:200] if item.current else "",
        problem=_problem(item),
    )


def _problem(item: Item) -> str:
    if item.current and item.current.text:
        return NOT_THE_PAGE if item.current.walled else ""
    if item.entry and item.entry.sentence:
        return item.entry.sentence
    return "; ".join(item.current.problems) if item.current else "Nothing has been read yet."


def item_page(item_id: int) -> ItemPage:
    """One item with everything about it but its custody, in four queries. Raises: Item.DoesNotExist."""
    item = Item.objects.select_related("source", "entry", "current__capture").get(pk=item_id)
    found = versions(item_id)
    captures = _captures(item, found)
    return ItemPage(
        item=item,
        segments=segment_rows(item.current) if item.current else [],
        versions=found,
        captures=captures,
        problems=list(item.current.problems) if item.current else [],
    )


def versions(item_id: int) -> list[Version]:
    """An item's versions without their texts, oldest first, each with its capture. One query."""
    rows = Version.objects.filter(item_id=item_id).select_related("capture")
    return list(rows.defer("text", "problems").order_by("number"))


def _captures(item: Item, versions: Sequence[Version]) -> list[Capture]:
    about = Q(pk__in=[version.capture_id for version in versions])
    if item.entry_id is not None:
        about |= Q(entry_id=item.entry_id)
    own = Capture.objects.filter(about, rendered=None)  # what a browser fetched for the page is told with its rendered capture
    return list(own.select_related("handed_in_by").order_by("-fetched_at")[:100])


def segment_rows(version: Version) -> list[SegmentRow]:
    """A version's segments, in order, with their words."""
    return [segment_row(segment, version) for segment in version.segments.order_by("number")]


def segment_row(segment: Segment, version: Version) -> SegmentRow:
    """A segment with its words out of its version's text."""
    return SegmentRow(
        id=segment.pk,
        number=segment.number,
        paragraph=segment.paragraph,
        start=segment.start,
        end=segment.end,
        text=version.text[segment.start : segment.end],
        quotable=segment.anchor_start is not None and not version.walled,
    )


def unread_entries(*, after: int = 0, ids: Sequence[int] | None = None, limit: int = 100) -> list[Entry]:
    """Entries whose page is captured and not yet read (among `ids`, if given), by id, each with its source."""
    unread = Entry.objects.filter(state=Entry.State.CAPTURED, pk__gt=after)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    return list(unread.select_related("source").order_by("id")[:limit])


def languages() -> list[str]:
    """Languages that items have, commonest first."""
    counted = Item.objects.values_list("language").annotate(n=Count("id")).order_by("-n", "language")
    return [language for language, _ in counted]


@lru_cache(maxsize=4)
def _index(path: Path, written: str) -> TantivyIndex:
    return TantivyIndex(path, written=written)


def index() -> TantivyIndex:
    """This installation's search index; opened once a process."""
    return _index(Path(settings.INDEX_PATH), settings.TARGET_LANGUAGE)


@dataclass(frozen=True)
class Found:
    """A search's answer: the index's own results, and the items that its hits stand for."""

    results: Results
    items: Mapping[int, Item]  # with source


def search(query: str, *, filters: Mapping[str, str] | None = None, limit: int = 20, offset: int = 0) -> Found:
    """Search originals and translations. `filters`: source (slug), language, state, kind. One query beside the index's own."""
    results = index().search(query, filters=dict(filters or {}), limit=limit, offset=offset)
    items = Item.objects.select_related("source", "current", "entry").in_bulk([hit.id for hit in results.hits])
    return Found(results, items)
