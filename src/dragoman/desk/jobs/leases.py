"""The moves on the leased table: put in, claim, extend, settle, give back, clear out.

Every move is one short statement (putting in a keyed job is three), so that on SQLite no writer waits long for another.
The time is always passed in: the caller's clock decides, and one clock decides within one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, DateTimeField, F, PositiveIntegerField, Value, When

from dragoman.desk.jobs.models import Job

READY, RUNNING, DONE, FAILED = Job.State.READY, Job.State.RUNNING, Job.State.DONE, Job.State.FAILED

# The states stand in the text, not in parameters: a planner uses a partial index only when it can read its condition.
_CLAIM = """
UPDATE jobs_job SET state = 'running', due = %s, last_attempted_at = %s, started_at = COALESCE(started_at, %s),
    claims = claims + 1, attempts = attempts + 1, again = false, workers = workers || CAST(%s AS TEXT)
WHERE id = (
    SELECT id FROM jobs_job WHERE state IN ('ready', 'running') AND due <= %s {queues}
    ORDER BY priority DESC, due LIMIT 1 {lock})
RETURNING *
"""


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed: the error's dotted class path, its sentence for a person, its traceback for the log."""

    kind: str
    sentence: str
    traceback: str = ""

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "sentence": self.sentence, "traceback": self.traceback[-8000:]}


def put(job: Job) -> Job:
    """Store a new job. Inside a transaction it appears with the transaction's commit, or not at all."""
    job.save(force_insert=True)
    return job


def put_unique(job: Job) -> Job:
    """Store a keyed job unless one with its key lives; then have the living one run after this moment, and return it.

    A living job that still waits will see whatever this transaction commits: its row is locked until then. One
    that already runs may have looked too early, so it is run once more after it ends.
    """
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        if Job.objects.filter(pk=job.pk).exists():
            return job
        if Job.objects.filter(key=job.key, state__in=Job.LIVE).update(again=True):
            living = Job.objects.filter(key=job.key, state__in=Job.LIVE).first()
            if living is not None:
                return living


def claim(worker: str, queues: Sequence[str], *, now: datetime, lease: timedelta) -> Job | None:
    """Take the most urgent job that is due, for the length of a lease; None when nothing is due.

    Args:
        worker: the worker's name, without white space.
        queues: only from these; empty means from all.
    """
    adapt = connection.ops.adapt_datetimefield_value
    sql = _CLAIM.format(
        queues=f"AND queue IN ({', '.join(['%s'] * len(queues))})" if queues else "",
        lock="FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else "",
    )
    moment = adapt(now)
    rows = list(Job.objects.raw(sql, [adapt(now + lease), moment, moment, f"{worker}\n", moment, *queues]))
    return rows[0] if rows else None


def extend(job: Job, *, until: datetime) -> bool:
    """Lengthen the lease. False when it was lost."""
    return _held(job, due=until)


def finish(job: Job, *, result: Any, now: datetime) -> bool:
    """Settle as done. False when the lease was lost: then another worker has the job and this outcome is dropped."""
    return _settle(job, DONE, now=now, result=result)


def fail(job: Job, *, failure: Failure, now: datetime) -> bool:
    """Settle as failed for good. False when the lease was lost."""
    return _settle(job, FAILED, now=now, errors=[*job.errors, failure.as_json()])


def put_back(job: Job, *, failure: Failure, due: datetime) -> bool:
    """Have it tried again from `due` on. False when the lease was lost."""
    return _held(job, state=READY, due=due, errors=[*job.errors, failure.as_json()])


def give_back(job: Job, *, now: datetime) -> bool:
    """Return an unfinished job at once because the worker must stop; this attempt does not count. False when lost."""
    return _held(job, state=READY, due=now, attempts=F("attempts") - 1)


def clear_finished(*, done_before: datetime, failed_before: datetime, at_most: int = 1000) -> int:
    """Delete old finished jobs, at most so many of each kind. Returns how many were deleted."""
    deleted = 0
    for state, before in ((DONE, done_before), (FAILED, failed_before)):
        old = Job.objects.filter(state=state, finished_at__lt=before).values_list("pk", flat=True)[:at_most]
        deleted += Job.objects.filter(pk__in=list(old)).delete()[0]
    return deleted


def _settle(job: Job, state: Job.State, *, now: datetime, **fields: Any) -> bool:
    """End the job, or start its next round when it was asked for once more while it ran."""
    return _held(
        job,
        state=Case(When(again=True, then=Value(READY.value)), default=Value(state.value)),
        due=Case(When(again=True, then=Value(now)), default=F("due"), output_field=DateTimeField()),
        attempts=Case(When(again=True, then=Value(0)), default=F("attempts"), output_field=PositiveIntegerField()),
        finished_at=now,
        **fields,
    )


def _held(job: Job, **fields: Any) -> bool:
    """Change the row only if this claim still holds it."""
    return bool(Job.objects.filter(pk=job.pk, state=RUNNING, claims=job.claims).update(**fields))
