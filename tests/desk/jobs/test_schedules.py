"""Schedules fire when due, once, and never double a slow task."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from dragoman.desk.jobs import schedules
from dragoman.desk.jobs.models import Job, Schedule, WorkerPresence
from dragoman.desk.jobs.schedules import Scheduled, fire_due
from dragoman.desk.jobs.tasks import clear_old_jobs
from dragoman.desk.jobs.worker import run_due_jobs
from tests.desk.jobs import sample_tasks

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOURLY = Scheduled("hourly", sample_tasks.note_order, 3600)

pytestmark = pytest.mark.django_db


def _at(seconds: float) -> list[str]:
    return fire_due([HOURLY], now=NOON + timedelta(seconds=seconds))


def test_it_fires_at_once_and_then_every_interval():
    fired = []
    for seconds in (0, 1, 3599, 3600, 3601, 7199, 7200):
        fired.append(_at(seconds))
        Job.objects.all().delete()
    assert fired == [["hourly"], [], [], ["hourly"], [], [], ["hourly"]]


def test_after_a_pause_it_fires_once_not_for_every_missed_time():
    _at(0)
    Job.objects.all().delete()
    assert _at(86_400) == ["hourly"]
    assert Job.objects.count() == 1
    assert _at(86_401) == []


def test_a_task_that_is_still_waiting_is_not_doubled():
    _at(0)
    _at(3600)
    assert Job.objects.filter(task__endswith="note_order").count() == 1


def test_a_process_that_looked_earlier_does_not_fire_again(monkeypatch: pytest.MonkeyPatch):
    """Two processes read the same last run; the second's UPDATE finds it moved."""
    _at(0)
    Schedule.objects.update(last_run_at=NOON + timedelta(seconds=3600))
    assert schedules._fire(HOURLY, NOON + timedelta(seconds=3600)) is False


def test_a_shorter_interval_counts_at_once():
    _at(0)
    assert fire_due([Scheduled("hourly", sample_tasks.note_order, 60)], now=NOON + timedelta(seconds=61)) == ["hourly"]


def test_a_name_stands_for_one_task():
    schedules.register("test-name", sample_tasks.note_order, 5)
    with pytest.raises(ValueError, match="already runs"):
        schedules.register("test-name", sample_tasks.refuse, 5)
    with pytest.raises(ValueError, match="above 0"):
        schedules.register("test-other", sample_tasks.refuse, 0)
    for name in ("test-name", "test-other"):
        schedules._registered.pop(name, None)


def test_the_jobs_clear_up_after_themselves():
    assert "clear-old-jobs" in [entry.name for entry in schedules.load()]
    now = timezone.now()
    ages = {"done": (6, 8), "failed": (89, 91)}
    for state, days in ages.items():
        for age in days:
            moment = now - timedelta(days=age)
            Job.objects.create(task="x", state=state, due=moment, created_at=moment, finished_at=moment, args=[age])
    Job.objects.create(task="x", state="ready", due=now + timedelta(days=1), created_at=now - timedelta(days=400), args=[400])
    for name, age in (("lost", 2), ("alive", 0)):
        seen = now - timedelta(days=age)
        WorkerPresence.objects.create(name=name, started_at=seen, seen_at=seen)
    result = clear_old_jobs.enqueue()
    run_due_jobs()
    result.refresh()
    assert result.return_value == 2
    assert sorted(job.args[0] for job in Job.objects.filter(task="x")) == [6, 89, 400]
    assert [worker.name for worker in WorkerPresence.objects.all()] == ["alive"]
