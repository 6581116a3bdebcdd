"""What the captures' app does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from dragoman.desk.capture.checkpoints import sign_head
from dragoman.desk.capture.ledger import ledger
from dragoman.desk.jobs.schedules import register

SIGN_EVERY_SECONDS = 300


@task
def sign_ledger() -> int:
    """Sign the ledger's head, if it grew; returns the number of leaves signed."""
    return sign_head(by=None, now=timezone.now()).size if ledger().size else 0


register("ledger-checkpoint", sign_ledger, SIGN_EVERY_SECONDS)
