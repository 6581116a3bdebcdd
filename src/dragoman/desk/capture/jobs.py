"""What the captures' app does by the clock."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from dragoman.desk.capture.anchors import anchor_custody as enter_anchor
from dragoman.desk.capture.checkpoints import sign_head
from dragoman.desk.capture.ledger import ledger
from dragoman.desk.custody.selectors import anchored
from dragoman.desk.jobs.schedules import register

SIGN_EVERY_SECONDS = 300
ANCHOR_EVERY_SECONDS = 300


@task
def anchor_custody() -> int:
    """Enter the head of custody in the ledger, if anybody did anything; returns how many acts it counts."""
    enter_anchor(by=None, now=timezone.now())
    return anchored()


@task
def sign_ledger() -> int:
    """Sign the ledger's head, if it grew; returns the number of leaves signed."""
    return sign_head(by=None, now=timezone.now()).size if ledger().size else 0


register("custody-anchor", anchor_custody, ANCHOR_EVERY_SECONDS)
register("ledger-checkpoint", sign_ledger, SIGN_EVERY_SECONDS)
