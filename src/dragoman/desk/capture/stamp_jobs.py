"""Time stamps by the clock: want the newest signed head stamped, fetch those that wait, verify those that are kept."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from dragoman.capture.authority import CurlPost
from dragoman.capture.timestamps import NONCE_BITS
from dragoman.desk.capture import checkpoints, stamps
from dragoman.desk.capture.models import LedgerCheckpoint
from dragoman.desk.jobs.schedules import register
from dragoman.desk.jobs.services import enqueue_unique

WANT_EVERY_SECONDS = 3600
OBTAIN_EVERY_SECONDS = 60
VERIFY_EVERY_SECONDS = 3600
OBTAIN = "stamps-obtain"


@task
def want_stamps() -> int:
    """Want the newest signed head stamped; returns of how many authorities. A head asked for before is not asked for again."""
    head = checkpoints.latest()
    if head is None:
        return 0
    return len(stamps.request_stamps(by=None, note=head.note.encode(), size=head.size, now=timezone.now()))


@task
def obtain_stamps() -> int:
    """Ask each authority for what waits; returns how many stamps were confirmed."""
    post = CurlPost(settings.ALLOWED_NETWORKS)
    return stamps.obtain_due(post=post, make_nonce=lambda: secrets.randbits(NONCE_BITS), now=timezone.now).confirmed


@task
def verify_stamps() -> int:
    """Verify kept stamps again; returns how many hold no longer."""
    return stamps.verify_again(now=timezone.now())


def want_now(head: LedgerCheckpoint, *, now: datetime) -> None:
    """Want a signed head stamped, and have a worker ask for it at once; without authorities nothing is asked."""
    if stamps.request_stamps(by=None, note=head.note.encode(), size=head.size, now=now):
        enqueue_unique(obtain_stamps, f"schedule:{OBTAIN}")


register("stamps-want", want_stamps, WANT_EVERY_SECONDS)
register(OBTAIN, obtain_stamps, OBTAIN_EVERY_SECONDS)
register("stamps-verify", verify_stamps, VERIFY_EVERY_SECONDS)
