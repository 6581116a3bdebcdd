"""Write items, versions and segments, the desk's decisions, and the search index."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.capture.models import Capture
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.indexing import index_pending, rebuild_index
from dragoman.desk.read.judging import judge_page
from dragoman.desk.read.models import Decision, Item
from dragoman.desk.read.pages import page_of
from dragoman.desk.read.posts import Post, record_posts
from dragoman.desk.read.store import Reading, store_readings
from dragoman.desk.read.visiting import claim_items, claim_visits, follow, hasten, hasten_posts, record_visit, require_address
from dragoman.errors import RuleBroken
from dragoman.read.prepare import prepare

__all__ = [
    "Post",
    "Reading",
    "claim_items",
    "claim_visits",
    "decide",
    "follow",
    "hasten",
    "hasten_posts",
    "index_pending",
    "judge_page",
    "page_of",
    "read_capture",
    "rebuild_index",
    "record_posts",
    "record_visit",
    "require_address",
    "store_readings",
    "touch",
]


def read_capture(capture: Capture, *, by: User | None = None, now: datetime | None = None) -> Item:
    """Read one stored capture of an entry. Reading it again changes nothing; the same text makes no new version.

    What cannot be read still gives an item, whose version is empty and says why.

    Raises: RuleBroken, when the capture belongs to no entry (a poll, a redirect); CaptureAltered.
    """
    if capture.entry is None:
        raise RuleBroken("This capture is no item's: it is a poll or a redirect.", subject=str(capture.pk))
    prepared = prepare(page_of(capture, capture.entry.source))
    return store_readings(by=by, readings=[Reading(capture.entry, capture, prepared)], now=now or timezone.now())[0]


# What each decision asks of an item's present state, and what it sets.
_NEEDS: dict[str, frozenset[str]] = {
    Decision.Kind.SELECT: frozenset({Item.State.NEW, Item.State.REJECTED}),
    Decision.Kind.REJECT: frozenset({Item.State.NEW, Item.State.SELECTED}),
    Decision.Kind.RESTORE: frozenset({Item.State.SELECTED, Item.State.REJECTED}),
}
_STATES = {
    Decision.Kind.SELECT: Item.State.SELECTED,
    Decision.Kind.REJECT: Item.State.REJECTED,
    Decision.Kind.RESTORE: Item.State.NEW,
}
_ACTS = {
    Decision.Kind.SELECT: Action.SELECTED,
    Decision.Kind.REJECT: Action.REJECTED,
    Decision.Kind.RESTORE: Action.PUT_BACK,
    Decision.Kind.FLAG: Action.FLAGGED,
    Decision.Kind.UNFLAG: Action.UNFLAGGED,
}
_FLAGS = {Decision.Kind.FLAG: True, Decision.Kind.UNFLAG: False}


@transaction.atomic
def decide(*, by: User | None, item: Item, kind: str, reason: str = "", now: datetime | None = None) -> Decision | None:
    """Select, reject, put back, flag or unflag an item, and record who did it and why.

    Deciding what is decided already changes nothing and gives None: two monitors may press the same key.

    Raises: NotAllowed; RuleBroken for an unknown decision, or a rejection without a reason.
    """
    require(by, Right.DECIDE)
    if kind not in Decision.Kind.values:
        raise RuleBroken(f"There is no decision {kind}.", subject=str(item.pk))
    reason = reason.strip()
    if kind == Decision.Kind.REJECT and not reason:
        raise RuleBroken("A rejection needs a reason.", subject=str(item.pk))
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if kind in _FLAGS:
        if locked.flagged is _FLAGS[Decision.Kind(kind)]:
            return None
        locked.flagged = _FLAGS[Decision.Kind(kind)]
    else:
        if locked.state not in _NEEDS[kind]:
            return None
        locked.state = _STATES[Decision.Kind(kind)]
    locked.revision += 1
    locked.save(update_fields=["state", "flagged", "revision"])
    item.state, item.flagged, item.revision = locked.state, locked.flagged, locked.revision
    at = now or timezone.now()
    decision = Decision.objects.create(item=locked, kind=kind, reason=reason, by=by, at=at)
    custody.record(by=by, action=_ACTS[Decision.Kind(kind)], on=(Kind.ITEM, item.pk), why=reason, at=at)
    return decision


def touch(items: Iterable[int]) -> None:
    """Say that search must see these items (by id) anew: a rendering changed. Call it inside the change's transaction."""
    Item.objects.filter(pk__in=list(items)).update(revision=F("revision") + 1)
