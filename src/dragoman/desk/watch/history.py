"""The part of the watch services that ends what the history of polls remembers."""

from __future__ import annotations

from datetime import datetime

from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Poll, Round

BATCH = 5_000  # looked at by one short transaction


def prune_polls(*, by: User | None, before: datetime) -> int:
    """Delete polls of before then that announced nothing new, and rounds of which no poll is left; returns how many polls.

    Nothing of evidence goes with them: what an answer held is a capture, and a failed fetch is one too.
    """
    require(by, Right.MANAGE_SOURCES)
    removed = after = 0
    while seen := list(Poll.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "at", "new_count")[:BATCH]):
        count, _ = Poll.objects.filter(pk__in=[pk for pk, at, new in seen if at < before and not new]).delete()
        removed += count
        after, last_at, _ = seen[-1]
        if last_at >= before:
            break
    Round.objects.filter(started_at__lt=before, polls=None).delete()
    return removed
