"""Ask for work."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks import TaskResult
from django_tasks.base import Task

from dragoman.desk.jobs.models import Job
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.errors import RuleBroken


def enqueue_unique(task: Task[..., Any], key: str, *args: Any, **kwargs: Any) -> TaskResult[Any]:
    """Have a task run once after this moment (inside a transaction: after its commit), and never beside itself.

    Two live jobs never share a key. When one with this key waits, it is returned and serves both callers. When one
    runs, it is returned and runs once more when it ends, because it may have looked before this caller's change.
    Its first arguments stand: let the key name everything that the arguments name.
    """
    backend: Any = task.get_backend()
    result: TaskResult[Any] = backend.enqueue_unique(task, key, args, kwargs)
    return result


def run_again(*, by: User | None, job: Job) -> None:
    """Put a failed job back to be tried from the start. Raises: NotAllowed; RuleBroken when it has not failed."""
    require(by, Right.MANAGE_SETTINGS)
    living = Job.objects.filter(key=job.key, state__in=Job.LIVE) if job.key else Job.objects.none()
    changed = not living.exists() and Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.READY, due=timezone.now(), attempts=0, finished_at=None
    )
    if not changed:
        raise RuleBroken("Only a failed job whose work is not already waiting can be tried again.", subject=str(job.pk))
