"""Visits as jobs: what is due by the clock, and what a person asks for on a page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import TaskResult, task

from dragoman.desk.jobs.schedules import register
from dragoman.desk.jobs.services import enqueue_unique
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.pipeline_jobs import index_pending
from dragoman.desk.read.models import Item
from dragoman.desk.read.services import require_address
from dragoman.desk.read.visits import due
from dragoman.desk.revisit import capture_again, revisit_due
from dragoman.desk.rounds import open_tools

VISIT_EVERY_SECONDS = 60
VISITS_A_JOB = 100


@task
def revisit_cited() -> int:
    """Visit what is due, a part of it at a time; returns how many were visited."""
    if not due(timezone.now()).exists():
        return 0
    with open_tools(processes=0) as tools:
        report = revisit_due(tools, limit=VISITS_A_JOB)
    enqueue_unique(index_pending, "index-pending")
    return len(report.visits)


@task
def revisit_item(item_id: int, person_id: int) -> str:
    """Visit one item because a person asks for it; returns what was found."""
    person = User.objects.get(pk=person_id)
    item = Item.objects.get(pk=item_id)
    with open_tools(processes=0) as tools:
        report = capture_again(tools, by=person, items=[item])
    enqueue_unique(index_pending, "index-pending")
    return str(report.visits[0].finding)


def request_capture_again(*, by: User, item: Item) -> TaskResult[Any]:
    """Have a worker capture an item's address again soon; asking twice before it did is asking once.

    Its newest `Visit` (`read.visits.visits_of`) then says what was found.

    Raises: NotAllowed; RuleBroken, when the item has no address.
    """
    require(by, Right.CAPTURE)
    require_address(item)
    return enqueue_unique(revisit_item, f"revisit:{item.pk}", item.pk, by.pk)


register("revisit-cited", revisit_cited, VISIT_EVERY_SECONDS)
