"""What publishing does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from dragoman.desk.jobs.schedules import register
from dragoman.desk.publish import renewal

RENEW_EVERY_SECONDS = 60


@task
def renew_proofs() -> int:
    """Make proofs anew for which time stamps have come; returns how many."""
    return renewal.renew_proofs(now=timezone.now())


register("proofs-renew", renew_proofs, RENEW_EVERY_SECONDS)
