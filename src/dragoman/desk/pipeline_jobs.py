"""The pipeline's jobs: small, and harmless when run twice."""

from __future__ import annotations

from datetime import datetime

from django_tasks import task

from dragoman.desk.jobs.schedules import register
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.models import User
from dragoman.desk.pipeline import capture_due, identity_of, index_now, read_unread, run_round
from dragoman.desk.rounds import RoundReport, open_tools
from dragoman.desk.watch import services as watching
from dragoman.desk.watch.models import Entry

INDEX_EVERY_SECONDS = 20


@task
def poll_round() -> int:
    """One round; returns the number of endpoints polled."""
    return len(run_round().lines)


@task
def capture_entries(ids: list[int], person_id: int | None = None) -> int:
    """Capture and read these entries, as far as they are due; returns how many were captured.

    For a person who asked for these pages, robots.txt, which speaks to programs, is not asked.
    """
    report = RoundReport()
    person = User.objects.filter(pk=person_id).first() if person_id else None
    with open_tools(processes=0) as tools:
        capture_due(tools, report, ids=ids, ask_robots=person is None, for_person=person)
    enqueue_unique(index_pending, "index-pending")
    return report.captured


@task
def read_captures(ids: list[int]) -> int:
    """Read the captured pages of these entries (by id); returns how many gave a text."""
    report = RoundReport()
    with open_tools(processes=0) as tools:
        read_unread(tools, report, ids=ids)
    enqueue_unique(index_pending, "index-pending")
    return report.read


@task
def index_pending() -> int:
    """Bring the search index up to date; returns how many items it took in."""
    return index_now()


def request_hand_in(*, by: User | None, url: str, now: datetime) -> Entry:
    """The same, later: a worker captures it. For pages that must answer at once."""
    entry = watching.hand_in_address(by=by, url=url, identity=identity_of(url), now=now)
    enqueue_unique(capture_entries, f"capture:{entry.pk}", [entry.pk], person_id=by.pk if by else None)
    return entry


register("index-pending", index_pending, INDEX_EVERY_SECONDS)
