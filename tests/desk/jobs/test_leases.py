"""The moves on the leased table that the contract does not show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from dragoman.desk.jobs import leases
from dragoman.desk.jobs.execute import execute
from dragoman.desk.jobs.leases import Failure
from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.services import enqueue_unique, run_again
from dragoman.desk.jobs.worker import run_due_jobs
from dragoman.errors import RuleBroken
from tests.desk.jobs import sample_tasks

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(seconds=60)

pytestmark = pytest.mark.django_db


def _put(**fields: object) -> Job:
    return leases.put(Job(task="x", due=NOON, created_at=NOON, max_attempts=5, **fields))


def _claim(seconds: float = 0, *, worker: str = "one", queues: tuple[str, ...] = ()) -> Job | None:
    return leases.claim(worker, queues, now=NOON + timedelta(seconds=seconds), lease=LEASE)


def test_a_held_job_is_not_claimed_until_its_lease_ends():
    _put()
    first = _claim()
    assert first is not None
    assert (first.state, first.attempts, first.claims, first.worker_names) == ("running", 1, 1, ["one"])
    assert _claim(59, worker="two") is None
    second = _claim(60, worker="two")
    assert second is not None
    assert (second.attempts, second.claims, second.worker_names) == (2, 2, ["one", "two"])
    assert second.started_at == NOON
    assert second.last_attempted_at == NOON + timedelta(seconds=60)


def test_an_extended_lease_holds():
    _put()
    job = _claim()
    assert job is not None
    assert leases.extend(job, until=NOON + timedelta(seconds=120))
    assert _claim(119) is None
    assert _claim(120) is not None
    assert not leases.extend(job, until=NOON + timedelta(seconds=999))


def test_who_lost_the_lease_changes_nothing():
    _put()
    slow = _claim()
    quick = _claim(61, worker="two")
    assert slow is not None
    assert quick is not None
    assert not leases.finish(slow, result="late", now=NOON)
    assert not leases.fail(slow, failure=Failure("x", "late"), now=NOON)
    assert not leases.put_back(slow, failure=Failure("x", "late"), due=NOON)
    assert not leases.give_back(slow, now=NOON)
    assert leases.finish(quick, result="in time", now=NOON)
    slow.refresh_from_db()
    assert (slow.state, slow.result, slow.errors) == ("done", "in time", [])


def test_only_the_named_queues_are_served():
    _put(queue="mail")
    _put(queue="default", priority=9)
    job = _claim(queues=("mail", "other"))
    assert job is not None
    assert job.queue == "mail"
    assert _claim(queues=("mail", "other")) is None


def test_a_job_given_back_has_lost_no_attempt():
    _put()
    job = _claim()
    assert job is not None
    assert leases.give_back(job, now=NOON)
    again = _claim()
    assert again is not None
    assert (again.attempts, again.claims) == (1, 2)


def test_claiming_reads_the_partial_index_only():
    """Ten thousand finished jobs cost a claim nothing."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by the table's statistics")
    sql = leases._CLAIM.format(queues="", lock="").replace("RETURNING *", "")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%s", "'2026-11-21'"))
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "USING INDEX job_claim" in plan
    assert "TEMP B-TREE" not in plan


def test_a_task_this_program_does_not_have_fails_with_a_sentence():
    leases.put(Job(task="dragoman.desk.jobs.tasks.gone", due=NOON, created_at=NOON, max_attempts=5))
    job = _claim()
    assert job is not None
    execute(job)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.sentence == "This program has no task dragoman.desk.jobs.tasks.gone; another version asked for it."


def test_a_failed_job_can_be_tried_again():
    result = enqueue_unique(sample_tasks.cannot_be_read, "key")
    run_due_jobs()
    job = Job.objects.get(pk=result.id)
    assert job.state == "failed"
    run_again(by=None, job=job)
    with pytest.raises(RuleBroken):
        run_again(by=None, job=job)
    assert run_due_jobs() == 1
