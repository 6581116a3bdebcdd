"""What the watch does by the clock, besides polling."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from dragoman.desk.jobs.schedules import register
from dragoman.desk.watch.history import prune_polls

PRUNE_EVERY_SECONDS = 86_400


@task
def prune_old_polls() -> int:
    """Delete polls that brought nothing new and are older than the setting says; returns how many."""
    return prune_polls(by=None, before=timezone.now() - timedelta(days=settings.KEEP_POLLS_DAYS))


register("prune-polls", prune_old_polls, PRUNE_EVERY_SECONDS)
