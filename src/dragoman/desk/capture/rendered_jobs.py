"""Rendered captures by a worker: one job, one browser, one page after the other."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from dragoman.desk.capture import rendered
from dragoman.desk.capture.models import RenderedCapture
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.models import User
from dragoman.desk.watch.models import Entry


@task
def render_waiting() -> int:
    """Render what waits; returns how many pages gave anything."""
    return 0


def request(*, by: User | None, entry: Entry, now: datetime) -> RenderedCapture:
    """Ask for an entry's page to be rendered, and have a worker do it. Raises: as `rendered.ask`."""
    wanted = rendered.ask(by=by, entry=entry, now=now)
    enqueue_unique(render_waiting, "render-waiting")
    return wanted
