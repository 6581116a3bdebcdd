"""Rendered captures by a worker: one job at a time, one browser for all that waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from dragoman.desk.capture import rendered
from dragoman.desk.capture.models import RenderedCapture
from dragoman.desk.capture.services import recorder
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.models import User
from dragoman.desk.watch.models import Entry

KEY = "render-waiting"


@task
def render_waiting() -> int:
    """Render what waits, the oldest first, until nothing does; returns how many pages."""
    done = 0
    with rendered.open_browser() as browser:
        while wanted := RenderedCapture.objects.filter(outcome=RenderedCapture.WAITING).order_by("asked_at").first():
            rendered.make(by=None, rendered=wanted, browser=browser, recorder=recorder(), clock=timezone.now)
            done += 1
    return done


def request(*, by: User | None, entry: Entry, now: datetime) -> RenderedCapture:
    """Ask for an entry's page to be rendered, and have a worker do it. Raises: as `rendered.ask`."""
    wanted = rendered.ask(by=by, entry=entry, now=now)
    enqueue_unique(render_waiting, KEY)
    return wanted


def request_by_option(entries: Iterable[Entry], *, now: datetime) -> None:
    """Ask for every entry whose source has its pages rendered. Without a browser nothing is asked; the doctor says so."""
    for entry in entries:
        if entry.source.render_pages and settings.CHROMIUM:
            request(by=None, entry=entry, now=now)
