"""Versions and the clock."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import version

import pycurl
from django.db import connection
from django.utils import timezone

from dragoman.desk.jobs.findings import Finding, broken, good, remark
from dragoman.desk.jobs.models import Job, Schedule

OLDEST_SQLITE = (3, 35, 0)  # the first with UPDATE ... RETURNING. Source: sqlite.org/lang_returning.html
LARGEST_DRIFT_SECONDS = 5.0


def check_versions() -> Iterator[Finding]:
    """Python, libcurl and SQLite: what runs, and what is too old."""
    curl = pycurl.version_info()[1]
    names = f"dragoman {version('dragoman')}, Python {sys.version.split()[0]}, libcurl {curl}, SQLite {sqlite3.sqlite_version}"
    yield good("versions", names)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield broken(
            "versions",
            f"SQLite {sqlite3.sqlite_version} is too old.",
            means="Workers cannot claim jobs.",
            mend="Use a Python linked to SQLite 3.35 or newer.",
        )


def check_clock() -> Iterator[Finding]:
    """This machine's clock against the database's, and against what was written before."""
    drift = abs((timezone.now() - _database_now()).total_seconds())
    if drift > LARGEST_DRIFT_SECONDS:
        yield broken(
            "clock",
            f"This machine's clock and the database's differ by {drift:.0f} s.",
            means="Leases end too early or too late, and captures carry a wrong time.",
            mend="Synchronise both clocks (NTP), then restart the workers.",
        )
    newest = max(filter(None, [_newest(Job, "created_at"), _newest(Schedule, "last_run_at")]), default=None)
    if newest is not None and newest > timezone.now() + dt.timedelta(seconds=LARGEST_DRIFT_SECONDS):
        yield remark(
            "clock",
            f"The database holds moments in the future, up to {newest:%Y-%m-%d %H:%M} UTC.",
            means="The clock was once ahead; schedules wait until that moment.",
            mend="Correct the clock; to have schedules run at once, empty jobs_schedule and restart the workers.",
        )
    yield good("clock", f"{timezone.now():%Y-%m-%d %H:%M:%S} UTC")


def _database_now() -> dt.datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the same machine's clock
            return timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
        return moment.astimezone(dt.UTC)


def _newest(model: type[Job] | type[Schedule], field: str) -> dt.datetime | None:
    moment: dt.datetime | None = (
        model._default_manager.exclude(**{field: None}).order_by(f"-{field}").values_list(field, flat=True).first()
    )
    return moment
