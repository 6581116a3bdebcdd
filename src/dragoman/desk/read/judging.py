"""The part of the read services that lets a person say whether a capture is the page itself or a wall in its place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item, Version
from dragoman.desk.read.pages import page_of
from dragoman.desk.read.store import Reading, add_judged
from dragoman.errors import ChangedMeanwhile, RuleBroken
from dragoman.read.prepare import Prepared, prepare


def judge_page(*, by: User | None, item: Item, walled: bool, reason: str, now: datetime | None = None) -> Version:
    """Say that an item's current version is the page itself, or only a wall in its place, whatever the program found.

    Of a wall nothing can be quoted. A page that was taken for one is read now. Saying what a person said already changes nothing.

    Raises:
        NotAllowed.
        RuleBroken: without a reason, when nothing was read yet, or when there is no text to read.
        ChangedMeanwhile: another version came.
        CaptureAltered: the bytes can't be read back.
    """
    require(by, Right.DECIDE)
    reason = reason.strip()
    if not reason:
        raise RuleBroken("To overrule what was recognised takes a reason.", subject=str(item.pk))
    version = item.versions.select_related("capture").filter(pk=item.current_id).first() if item.current_id else None
    if version is None:
        raise RuleBroken("Nothing of this item has been read yet.", subject=str(item.pk))
    if version.walled is walled and (walled or version.walled_judged):
        return version
    # Outside the transaction: it reads the archive.
    fresh = None if walled or version.text else _as_page(item, version)
    return _judge(by, version, fresh, walled=walled, reason=reason, at=now or timezone.now())


def _as_page(item: Item, version: Version) -> Prepared:
    prepared = prepare(page_of(version.capture, item.source), taken_for_page=True)
    if prepared.outcome:
        raise RuleBroken(prepared.sentence, subject=str(item.pk))
    return prepared


@transaction.atomic
def _judge(by: User | None, version: Version, fresh: Prepared | None, *, walled: bool, reason: str, at: datetime) -> Version:
    item = Item.objects.select_for_update().get(pk=version.item_id)
    if item.current_id != version.pk:
        raise ChangedMeanwhile("Another version of this item came meanwhile. Look at it again.", subject=str(item.pk))
    if fresh is not None and item.entry is not None:
        item.current = version
        version = add_judged(item, Reading(item.entry, version.capture, fresh), now=at)
    else:
        version.walled, version.walled_judged = walled, True
        version.save(update_fields=["walled", "walled_judged"])
    custody.record(
        by=by,
        action=Action.TAKEN_FOR_WALL if walled else Action.TAKEN_FOR_PAGE,
        on=(Kind.ITEM, item.pk),
        why=reason,
        detail={"version": version.number, "capture": str(version.capture_id)},
        at=at,
    )
    return version
