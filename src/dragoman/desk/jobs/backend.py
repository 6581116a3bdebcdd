"""Django's Tasks API on the leased table.

A task is declared with `django_tasks.task`; it may say how often and how patiently it is attempted:
`@task(max_attempts=3, backoff_seconds=60)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from dragoman.desk.jobs import leases
from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.retry import RetryPolicy

STATUS = {
    Job.State.READY.value: TaskResultStatus.READY,
    Job.State.RUNNING.value: TaskResultStatus.RUNNING,
    Job.State.DONE.value: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED.value: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task):  # type: ignore[type-arg]
    """A task with its retry policy. An attempt ends when it raises, or when its worker is lost."""

    max_attempts: int = RetryPolicy.max_attempts
    backoff_seconds: float = RetryPolicy.backoff_seconds

    @property
    def policy(self) -> RetryPolicy:
        return RetryPolicy(max_attempts=self.max_attempts, backoff_seconds=self.backoff_seconds)


class LeasedBackend(BaseTaskBackend):
    """Jobs as rows of the desk's own database: an enqueued job commits, or rolls back, with the work that asked for it."""

    task_class = LeasedTask
    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def validate_task(self, task: Task[..., Any]) -> None:
        super().validate_task(task)
        if isinstance(task, LeasedTask) and (task.max_attempts < 1 or task.backoff_seconds < 0):
            raise InvalidTaskError("max_attempts must be at least 1 and backoff_seconds not negative.")

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Store a job. Raises: InvalidTaskError; TypeError when an argument is not JSON."""
        self.validate_task(task)
        return self._announce(leases.put(_new_job(task, args, kwargs, key=None)))

    def enqueue_unique(self, task: Task[..., Any], key: str, args: Any, kwargs: Any) -> TaskResult[Any]:
        """Store a job unless one with this key waits or runs; see `services.enqueue_unique`."""
        self.validate_task(task)
        return self._announce(leases.put_unique(_new_job(task, args, kwargs, key=key)))

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The present state of a job. Raises: TaskResultDoesNotExist."""
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValidationError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return result_of(job, self.alias)

    def _announce(self, job: Job) -> TaskResult[Any]:
        result = result_of(job, self.alias)
        transaction.on_commit(partial(task_enqueued.send, type(self), task_result=result))
        return result


def result_of(job: Job, alias: str = "default") -> TaskResult[Any]:
    """A job as the Tasks API shows it. Raises: ImportError when this program no longer has the task."""
    finished = job.state in (Job.State.DONE, Job.State.FAILED)
    result: TaskResult[Any] = TaskResult(
        task=find_task(job.task).using(priority=job.priority, queue_name=job.queue, run_after=None if job.claims else job.due),
        id=str(job.pk),
        status=STATUS[job.state],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        last_attempted_at=job.last_attempted_at,
        finished_at=job.finished_at if finished else None,
        args=job.args,
        kwargs=job.kwargs,
        backend=alias,
        errors=[TaskError(exception_class_path=e["kind"], traceback=e["traceback"] or e["sentence"]) for e in job.errors],
        worker_ids=job.worker_names,
    )
    object.__setattr__(result, "_return_value", job.result)  # the API offers no other way; its own backends do the same
    return result


def find_task(path: str) -> Task[..., Any]:
    """The task declared at a dotted path. Raises: ImportError."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise ImportError(f"{path} is not a task")  # noqa: TRY004  # to callers it is a task that is not there
    return task


def _new_job(task: Task[..., Any], args: Any, kwargs: Any, *, key: str | None) -> Job:
    now = timezone.now()
    policy = task.policy if isinstance(task, LeasedTask) else RetryPolicy()
    return Job(
        task=task.module_path,
        args=normalize_json(args),
        kwargs=normalize_json(kwargs),
        queue=task.queue_name,
        priority=task.priority,
        due=task.run_after or now,
        max_attempts=policy.max_attempts,
        key=key,
        created_at=now,
    )
