"""Rendered captures by a worker: one job at a time, one browser for all that waits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from dragoman.desk.capture import rendered
from dragoman.desk.capture.models import RenderedCapture
from dragoman.desk.capture.services import recorder
from dragoman.desk.jobs.schedules import register
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.models import User
from dragoman.desk.watch.models import Entry

NAME = "render-waiting"
EVERY_SECONDS = 300  # for what a process left that died


@task
def render_waiting() -> int:
    """Render what waits, the oldest first, until nothing does; returns how many pages."""
    done: set[uuid.UUID] = set()
    if not settings.CHROMIUM:
        return 0
    with rendered.open_browser() as browser:
        while (wanted := rendered.next_waiting(timezone.now(), done)) is not None:
            rendered.make(by=None, rendered=wanted, browser=browser, recorder=recorder(), clock=timezone.now)
            done.add(wanted.pk)
    return len(done)


def request(*, by: User | None, entry: Entry, now: datetime) -> RenderedCapture:
    """Ask for an entry's page to be rendered, and have a worker do it. Raises: as `rendered.ask`."""
    wanted = rendered.ask(by=by, entry=entry, now=now)
    enqueue_unique(render_waiting, f"schedule:{NAME}")
    return wanted


def request_by_option(entries: Iterable[Entry], *, now: datetime) -> None:
    """Ask for every entry whose source has its pages rendered. Without a browser nothing is asked; the doctor says so."""
    for entry in entries:
        if entry.source.render_pages and settings.CHROMIUM:
            request(by=None, entry=entry, now=now)


register(NAME, render_waiting, EVERY_SECONDS)
