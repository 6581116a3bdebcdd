"""Run one claimed job and settle it: the whole life of a job in one file.

claim → its workers were lost too often ─→ failed
      → call the task ─┬─→ returned ─────→ done
                       ├─→ raised ───────→ put back with a wait, or failed
                       └─→ worker stops ─→ given back at once
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.utils import timezone
from django_tasks.base import Task, TaskContext
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import get_module_path, normalize_json

from dragoman.desk.custody.acting import acting_as
from dragoman.desk.jobs import leases
from dragoman.desk.jobs.backend import LeasedBackend, LeasedTask, find_task, result_of
from dragoman.desk.jobs.leases import Failure
from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.retry import RetryPolicy, seconds_until_retry
from dragoman.desk.refused_writes import refused_write
from dragoman.errors import DragomanError

logger = logging.getLogger(__name__)


class WorkerStopping(BaseException):
    """Raised inside a running task when its worker may wait no longer; the job goes back for another worker."""


class WorkerLost(Exception):
    """The kind of failure recorded for a job whose workers died; never raised."""


class TaskUnknown(Exception):
    """The kind of failure recorded for a job whose task this program does not have; never raised."""


def execute(job: Job) -> None:
    """Run a job that was just claimed, and settle it. Never raises for what the task does.

    Raises: WorkerStopping, after giving the job back; django.db.Error when the outcome could not be written (the
        lease then ends by itself and the job is run again).
    """
    try:
        task = find_task(job.task)
    except ImportError:
        return _fail(job, _unknown_task(job))
    if job.attempts > job.max_attempts:
        return _fail(job, _lost_worker(job))
    try:
        result = _call(task, job)
    except WorkerStopping:
        _log(job, leases.give_back(job, now=timezone.now()), logging.INFO, "given back: the worker is stopping")
        raise
    except Exception as error:  # noqa: BLE001  # the worker's loop: one bad job never ends it
        return _settle_failure(job, task, error)
    if _log(job, leases.finish(job, result=result, now=timezone.now()), logging.DEBUG, "done"):
        _announce_end(job)
    return None


def _call(task: Task[..., Any], job: Job) -> Any:
    announced = result_of(job)
    task_started.send(LeasedBackend, task_result=announced)
    context = (TaskContext(task_result=announced),) if task.takes_context else ()
    with acting_as(f"job {task.func.__name__}"):
        return normalize_json(task.call(*context, *job.args, **job.kwargs))


def _settle_failure(job: Job, task: Task[..., Any], error: Exception) -> None:
    failure = describe(error)
    # The number of attempts was fixed when the job was enqueued; the patience is the task's own.
    patience = task.backoff_seconds if isinstance(task, LeasedTask) else RetryPolicy.backoff_seconds
    policy = RetryPolicy(max_attempts=job.max_attempts, backoff_seconds=patience)
    wait = seconds_until_retry(error, policy, attempts=job.attempts, jitter=random.random())  # noqa: S311
    if wait is None:
        return _fail(job, failure, error)
    held = leases.put_back(job, failure=failure, due=timezone.now() + timedelta(seconds=wait))
    _log(job, held, logging.WARNING, f"failed, tried again in {wait:.0f} s: {failure.sentence}", error)
    return None


def _fail(job: Job, failure: Failure, error: Exception | None = None) -> None:
    held = leases.fail(job, failure=failure, now=timezone.now())
    if _log(job, held, logging.ERROR, f"failed: {failure.sentence}", error):
        _announce_end(job)


def describe(error: Exception) -> Failure:
    """What is stored of an error: its class, a sentence, and a trace only where it tells more than the sentence."""
    error = refused_write(error) or error
    if isinstance(error, DragomanError):
        return Failure(get_module_path(type(error)), error.sentence, f"{error.sentence} {error.detail}".strip())
    sentence = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(get_module_path(type(error)), sentence, "".join(format_exception(error)))


def _lost_worker(job: Job) -> Failure:
    lost = max(job.claims - 1 - len(job.errors), 1)
    sentence = (
        f"Its worker ended {'once' if lost == 1 else f'{lost} times'} without finishing it"
        " (killed, out of memory, or the machine stopped); it is not tried again."
    )
    return Failure(get_module_path(WorkerLost), sentence)


def _unknown_task(job: Job) -> Failure:
    return Failure(get_module_path(TaskUnknown), f"This program has no task {job.task}; another version asked for it.")


def _log(job: Job, held: bool, level: int, outcome: str, error: Exception | None = None) -> bool:  # noqa: FBT001
    """One line an outcome; an outcome that came after the lease was lost changed nothing and says so."""
    if held:
        logger.log(level, "job %s %s: %s", job.id, job.task, outcome, exc_info=error)
    else:
        logger.warning("job %s %s: ran past its lease, so this outcome is dropped (%s)", job.id, job.task, outcome)
    return held


def _announce_end(job: Job) -> None:
    job.refresh_from_db()
    try:
        task_finished.send(LeasedBackend, task_result=result_of(job))
    except ImportError:
        logger.debug("job %s ended without a task to announce", job.id)
