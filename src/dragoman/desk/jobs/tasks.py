"""The jobs' own jobs."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from dragoman.desk.jobs import leases, schedules
from dragoman.desk.jobs.models import WorkerPresence

KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
KEEP_PRESENCE = timedelta(days=1)


@task
def clear_old_jobs() -> int:
    """Delete jobs that were done a week ago or failed three months ago, and workers not seen for a day."""
    now = timezone.now()
    WorkerPresence.objects.filter(seen_at__lt=now - KEEP_PRESENCE).delete()
    return leases.clear_finished(done_before=now - KEEP_DONE, failed_before=now - KEEP_FAILED)


schedules.register("clear-old-jobs", clear_old_jobs, 600)
