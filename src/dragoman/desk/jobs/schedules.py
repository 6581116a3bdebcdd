"""What happens by the clock: a task every so many seconds, fired by exactly one process of however many run.

A module that registers schedules is named in the setting `JOB_MODULES`; a worker imports those when it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_tasks.base import Task

from dragoman.desk.jobs.models import Schedule
from dragoman.desk.jobs.services import enqueue_unique


@dataclass(frozen=True)
class Scheduled:
    """One entry of the clock. The task takes no arguments."""

    name: str
    task: Task[..., Any]
    every_seconds: float


_registered: dict[str, Scheduled] = {}


def register(name: str, task: Task[..., Any], every_seconds: float) -> None:
    """Have a task enqueued every so many seconds, first as soon as a worker runs; a slow one is never doubled.

    Raises: ValueError, when the name already stands for another task or the interval is not positive.
    """
    entry = Scheduled(name, task, every_seconds)
    known = _registered.setdefault(name, entry)
    if known.task.module_path != task.module_path:
        raise ValueError(f"the schedule {name} already runs {known.task.module_path}")
    if every_seconds <= 0:
        raise ValueError(f"the schedule {name} needs an interval above 0 seconds")
    _registered[name] = entry


def load() -> list[Scheduled]:
    """Import the modules that register schedules; every schedule, by name."""
    for module in settings.JOB_MODULES:
        import_module(module)
    return [_registered[name] for name in sorted(_registered)]


def fire_due(entries: list[Scheduled], *, now: datetime) -> list[str]:
    """Enqueue what is due and not yet taken by another process. Returns the names of those fired here."""
    last = dict(Schedule.objects.values_list("name", "last_run_at"))
    missing = [Schedule(name=entry.name) for entry in entries if entry.name not in last]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)
    return [entry.name for entry in entries if _is_due(entry, last.get(entry.name), now) and _fire(entry, now)]


def _is_due(entry: Scheduled, last: datetime | None, now: datetime) -> bool:
    return last is None or last <= now - timedelta(seconds=entry.every_seconds)


def _fire(entry: Scheduled, now: datetime) -> bool:
    """Move the clock and enqueue in one transaction; False when another process moved it first."""
    before = now - timedelta(seconds=entry.every_seconds)
    with transaction.atomic():
        mine = Schedule.objects.filter(Q(last_run_at=None) | Q(last_run_at__lte=before), name=entry.name).update(last_run_at=now)
        if mine:
            enqueue_unique(entry.task, f"schedule:{entry.name}")
    return bool(mine)
