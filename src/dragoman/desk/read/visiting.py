"""The part of the read services that keeps visits to items' addresses, and where items stand by them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.capture.models import Capture
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item, Standing, Version, Visit
from dragoman.desk.read.store import Reading, store_readings
from dragoman.desk.read.visits import has_address
from dragoman.desk.watch.models import Endpoint
from dragoman.errors import RuleBroken
from dragoman.read.visits import Answer, Finding, Place, Seen, confirm, judge, next_visit

LEASE = timedelta(minutes=15)  # a process that died gives its visits back after this
UNREADABLE_AGAIN = timedelta(days=1)  # at the latest, whatever the schedule says

_FOUND = {
    Place.THERE: Action.FOUND_AGAIN,
    Place.MOVED: Action.FOUND_MOVED,
    Place.AWAY: Action.FOUND_AWAY,
    Place.GONE: Action.FOUND_GONE,
}


@dataclass(frozen=True)
class Came:
    """What came of a visit.

    Attributes:
        capture: holds the answer; None when nothing was asked.
        as_version: the version (by id) whose very bytes came again, so that nothing was read anew.
    """

    answer: Answer
    capture: Capture | None
    as_version: int | None = None


def follow(*, by: User | None, items: Iterable[int], now: datetime) -> None:
    """Have these items (by id), which a dispatch cites now, visited by the clock. Those cited before are visited soon again.

    Locks their standings in order of id: a caller that locks series too calls this first.
    """
    require(by, Right.VIEW_DESK)
    wanted = Item.objects.filter(pk__in=set(items)).order_by("pk")
    followed = [item.pk for item in wanted if has_address(item)]
    Standing.objects.bulk_create([Standing(item_id=pk) for pk in followed], ignore_conflicts=True)
    hold(Standing(item_id=pk) for pk in followed)
    soon = next_visit(now, now, settings.REVISIT_AFTER)
    Standing.objects.filter(pk__in=followed).update(cited_at=now, next_visit_at=soon)


def hasten(*, by: User | None, items: Sequence[Item], now: datetime) -> None:
    """Have the followed ones of these items visited now, if another version of theirs was read: its own address decides."""
    edited = [item.pk for item in items if item.current is not None and item.current.number > 1]
    if edited:
        _hasten(by, Q(pk__in=edited), now)


def hasten_posts(*, by: User | None, endpoint: Endpoint, now: datetime) -> None:
    """The same for a channel's posts, which a poll just now found edited, or did not find."""
    _hasten(by, Q(item__entry__endpoint=endpoint) & (Q(item__current__created_at=now) | Q(item__gone_at=now)), now)


def _hasten(by: User | None, which: Q, now: datetime) -> None:
    require(by, Right.CAPTURE)
    if settings.REVISIT_AFTER:
        Standing.objects.filter(which, cited_at__isnull=False, next_visit_at__gt=now, claim="").update(next_visit_at=now)


def claim_visits(*, by: User | None, now: datetime, limit: int) -> list[Standing]:
    """Take what is due, by one UPDATE: two processes never visit the same address. The claim lapses after fifteen minutes."""
    require(by, Right.CAPTURE)
    token = uuid.uuid4().hex
    due = Q(next_visit_at__lte=now)
    chosen = list(Standing.objects.filter(due).order_by("next_visit_at", "item_id").values_list("pk", flat=True)[:limit])
    Standing.objects.filter(due, pk__in=chosen).update(claim=token, next_visit_at=now + LEASE)
    return list(_loaded().filter(claim=token))


def claim_items(*, by: User | None, items: Sequence[Item]) -> list[Standing]:
    """The same for these items, due or not: a person asks for them.

    Raises: NotAllowed; RuleBroken, when one has no address.
    """
    require(by, Right.CAPTURE)
    for item in items:
        require_address(item)
    Standing.objects.bulk_create([Standing(item=item) for item in items], ignore_conflicts=True)
    return list(_loaded().filter(pk__in=[item.pk for item in items]))


def hold(several: Iterable[Standing]) -> None:
    """Lock these standings, in one order and before custody's head, so that two processes never wait for each other."""
    list(Standing.objects.select_for_update().filter(pk__in=[one.pk for one in several]).order_by("pk"))


def require_address(item: Item) -> None:
    """Raises: RuleBroken, when there is no address to go to again."""
    if not has_address(item):
        raise RuleBroken(f"Item {item.pk} has no address to go to again: it was handed in as a file.", subject=str(item.pk))


def _loaded() -> QuerySet[Standing]:
    return Standing.objects.select_related("item__entry__source", "item__current__capture", "item__source").order_by("pk")


@transaction.atomic
def record_visit(*, by: User | None, standing: Standing, came: Came, now: datetime) -> Visit:
    """Keep what a visit found: a new version where the text changed, and where the item stands from now on.

    The same capture recorded again changes nothing. Raises: NotAllowed.
    """
    require(by, Right.CAPTURE)
    row = Standing.objects.select_for_update().get(pk=standing.pk)
    if came.capture is not None and (known := Visit.objects.filter(item_id=row.pk, capture=came.capture).first()):
        return known
    item = Item.objects.select_related("entry__source", "current").get(pk=row.pk)
    seen = confirm(
        _judge(item, came),
        told=Place(row.place),
        missing_since=row.missing_since,
        now=now,
        after=settings.REVISIT_CONFIRM,
    )
    version = _new_version(by, item, seen, came, now)
    visit = Visit.objects.create(
        item=item,
        at=now,
        finding=seen.finding.value,
        sentence=seen.sentence,
        capture=came.capture,
        version=version,
        moved_to=seen.moved_to,
        by=by,
    )
    before = Place(row.place)
    _bring_up_to_date(row, visit, seen, now)
    _record(by, visit, seen, before)
    return visit


def _judge(item: Item, came: Came) -> Seen:
    if came.as_version not in (None, item.current_id):
        return Seen(Finding.UNREADABLE, sentence="Another text was stored while this visit was under way. It is visited again.")
    text, title = (item.current.text, item.current.title) if item.current else ("", "")
    return judge(came.answer, text, _first_place(item, came.answer), known_title=title)


def _first_place(item: Item, answer: Answer) -> str:
    """Where the item's address led at its first capture; asked only where it leads somewhere now."""
    if answer.final in ("", answer.asked):
        return answer.asked
    first = Version.objects.filter(item=item).order_by("number").values_list("capture__url", flat=True).first()
    return first or answer.asked


def _new_version(by: User | None, item: Item, seen: Seen, came: Came, now: datetime) -> Version | None:
    """Only the item's own text, there or at the address to which its own leads, becomes a version."""
    prepared = came.answer.prepared
    if seen.finding not in (Finding.CHANGED, Finding.MOVED) or seen.place is Place.AWAY:
        return None
    assert prepared is not None
    assert came.capture is not None
    assert item.entry is not None
    before = item.current_id
    (stored,) = store_readings(by=by, readings=[Reading(item.entry, came.capture, prepared, item.kind)], now=now)
    return stored.current if stored.current_id != before else None


def _bring_up_to_date(row: Standing, visit: Visit, seen: Seen, now: datetime) -> None:
    row.last, row.claim = visit, ""
    if seen.finding is Finding.MISSING:
        row.missing_since = row.missing_since or now
    elif seen.place is not None:
        if row.since is None or seen.place is not Place(row.place) or seen.moved_to != row.moved_to:
            row.since = now
        row.place, row.moved_to = seen.place.value, seen.moved_to
        row.seen_at, row.missing_since = now, None
        _mark_gone(visit.item, now if seen.place is Place.GONE else None)
    row.next_visit_at = _when_next(row, seen, now)
    row.save()


def _when_next(row: Standing, seen: Seen, now: datetime) -> datetime | None:
    regular = next_visit(row.cited_at, now, settings.REVISIT_AFTER) if row.cited_at else None
    if regular is None:
        return None
    if seen.finding is Finding.MISSING:
        return min(regular, now + settings.REVISIT_CONFIRM)
    if seen.finding is Finding.UNREADABLE:
        return min(regular, now + UNREADABLE_AGAIN)
    return regular


def _record(by: User | None, visit: Visit, seen: Seen, before: Place) -> None:
    """What is news, and what a person asked for, is an act; that all is as it was is not."""
    detail: dict[str, object] = {"visit": visit.pk, "capture": str(visit.capture_id) if visit.capture_id else None}
    on = (Kind.ITEM, visit.item_id)
    if by is not None:
        custody.record(by=by, action=Action.CAPTURED_AGAIN, on=on, detail={**detail, "finding": visit.finding}, at=visit.at)
    if visit.version is not None:
        custody.record(by=by, action=Action.FOUND_CHANGED, on=on, detail={**detail, "version": visit.version.number}, at=visit.at)
    told = seen.place if seen.finding is not Finding.MISSING else None
    if told is not None and told is not before:
        custody.record(by=by, action=_FOUND[told], on=on, detail=detail, at=visit.at)


def _mark_gone(item: Item, at: datetime | None) -> None:
    """Say on an item, for queue and search, since when its own address says that it is gone; None: it is there."""
    if (item.gone_at is None) is not (at is None):
        Item.objects.filter(pk=item.pk).update(gone_at=at, revision=F("revision") + 1)
