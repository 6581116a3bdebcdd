"""Questions about sources, endpoints, polls and entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from dragoman.desk.paging import Page
from dragoman.desk.watch.models import Endpoint, Entry, Poll, Source

GOOD_OUTCOMES = ("new", "unchanged")
HEALTH_DAYS = 30


@dataclass(frozen=True)
class Day:
    """One day of a source: `state` is good, failed (every poll failed), mixed, or none (no poll)."""

    day: date
    state: str


@dataclass(frozen=True)
class SourceRow:
    """A line of the register. `failing` counts active endpoints whose last poll failed; `sentence` is the worst one's."""

    id: int
    slug: str
    name_native: str
    name_english: str
    kind: str
    country: str
    language: str
    active: bool
    endpoints: int
    failing: int
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_outcome: str
    sentence: str
    health: tuple[Day, ...]


@dataclass(frozen=True)
class SourcePage:
    """All that a source's page shows."""

    source: Source
    endpoints: list[Endpoint]
    polls: list[Poll]  # newest first, each with its endpoint
    failed_entries: list[Entry]  # newest first: what could not be captured or read, each with its sentence
    entry_counts: dict[str, int]  # by state
    health: tuple[Day, ...]


def source_rows(*, today: date, after: str = "", limit: int = 100, among: QuerySet[Source] | None = None) -> Page[SourceRow]:
    """The register by slug, from the one after `after`. Three queries, whatever the number of sources."""
    sources = list(
        (Source.objects.all() if among is None else among)
        .filter(slug__gt=after)
        .annotate(
            endpoint_count=Count("endpoints", filter=Q(endpoints__active=True)),
            polled=Max("endpoints__last_polled_at"),
            succeeded=Max("endpoints__last_success_at"),
        )
        .order_by("slug")[: limit + 1]
    )
    shown = sources[:limit]
    ids = [source.pk for source in shown]
    health = _health(ids, today)
    failing: dict[int, list[Endpoint]] = defaultdict(list)
    for endpoint in Endpoint.objects.filter(source_id__in=ids, active=True, failures__gt=0).order_by("-failures", "id"):
        failing[endpoint.source_id].append(endpoint)
    rows = [_source_row(source, failing[source.pk], health[source.pk]) for source in shown]
    return Page(rows, shown[-1].slug if len(sources) > limit else "")


def _source_row(source: Source, failing: list[Endpoint], health: tuple[Day, ...]) -> SourceRow:
    worst = failing[0] if failing else None
    return SourceRow(
        id=source.pk,
        slug=source.slug,
        name_native=source.name_native,
        name_english=source.name_english,
        kind=source.kind,
        country=source.country,
        language=source.language,
        active=source.active,
        endpoints=source.endpoint_count,  # type: ignore[attr-defined]
        failing=len(failing),
        last_polled_at=source.polled,  # type: ignore[attr-defined]
        last_success_at=source.succeeded,  # type: ignore[attr-defined]
        last_outcome=worst.last_outcome if worst else "",
        sentence=worst.last_sentence if worst else "",
        health=health,
    )


def _health(source_ids: list[int], today: date) -> dict[int, tuple[Day, ...]]:
    """The last 30 days of each source, oldest first, in one query."""
    first = today - timedelta(days=HEALTH_DAYS - 1)
    good: dict[tuple[int, date], int] = defaultdict(int)
    failed: dict[tuple[int, date], int] = defaultdict(int)
    counted = (
        Poll.objects.filter(endpoint__source_id__in=source_ids, at__date__gte=first)
        .annotate(day=TruncDate("at"))
        .values("endpoint__source_id", "day")
        .annotate(good=Count("id", filter=Q(outcome__in=GOOD_OUTCOMES)), polls=Count("id"))
        .values_list("endpoint__source_id", "day", "good", "polls")
    )
    for source_id, day, good_count, polls in counted:
        good[source_id, day] += good_count
        failed[source_id, day] += polls - good_count
    days = [first + timedelta(days=n) for n in range(HEALTH_DAYS)]
    return {
        source_id: tuple(Day(day, _day_state(good[source_id, day], failed[source_id, day])) for day in days)
        for source_id in source_ids
    }


def _day_state(good: int, failed: int) -> str:
    if good and failed:
        return "mixed"
    if good:
        return "good"
    return "failed" if failed else "none"


def source_page(slug: str, *, today: date) -> SourcePage:
    """A source with its endpoints, its last 50 polls and its failed entries. Raises: Source.DoesNotExist."""
    source = Source.objects.get(slug=slug)
    counts = Entry.objects.filter(source=source).values_list("state").annotate(n=Count("id"))
    return SourcePage(
        source=source,
        endpoints=list(source.endpoints.order_by("id")),
        polls=list(Poll.objects.filter(endpoint__source=source).select_related("endpoint").order_by("-at", "-id")[:50]),
        failed_entries=list(Entry.objects.filter(source=source, state=Entry.State.FAILED).order_by("-id")[:50]),
        entry_counts=dict(counts),
        health=_health([source.pk], today)[source.pk],
    )


def due_endpoints(now: datetime, limit: int = 500) -> QuerySet[Endpoint]:
    """Active endpoints whose time has come, longest waiting first; nothing is claimed by asking."""
    due = Endpoint.objects.filter(active=True, source__active=True, next_due_at__lte=now)
    return due.select_related("source").order_by("next_due_at", "id")[:limit]


def failing_sources() -> QuerySet[Source]:
    """Active sources with an active endpoint whose last poll failed."""
    failing = Endpoint.objects.filter(source=OuterRef("pk"), active=True, failures__gt=0)
    return Source.objects.filter(Exists(failing), active=True).order_by("slug")


def silent_sources(now: datetime, *, days: int = 3) -> QuerySet[Source]:
    """Active sources with an endpoint that has given nothing good for `days` days."""
    since = now - timedelta(days=days)
    silent = Q(endpoints__last_success_at__lt=since) | Q(endpoints__last_success_at__isnull=True, created_at__lt=since)
    return Source.objects.filter(silent, active=True, endpoints__active=True).distinct().order_by("slug")
