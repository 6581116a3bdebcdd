"""The part of the watch services that brings a source's next poll forward."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Endpoint, Source
from dragoman.errors import RuleBroken


@transaction.atomic
def poll_soon(*, by: User | None, source: Source, now: datetime) -> int:
    """Make every active address of a source due now; the next round polls them. Returns how many there are.

    An address that is being polled this moment is left alone.

    Raises: NotAllowed; RuleBroken, when the source has no active address.
    """
    require(by, Right.MANAGE_SOURCES)
    active = Endpoint.objects.filter(source=source, active=True)
    if not source.active or not active.exists():
        raise RuleBroken("This source is not watched just now, so there is nothing to poll.", subject=source.slug)
    count = active.filter(claim="").update(next_due_at=now)
    custody.record(by=by, action=Action.POLL_ASKED, on=(Kind.SOURCE, source.pk), at=now)
    return count
