"""What the doctor says of backups: when the last one was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from dragoman.desk.backup import marker
from dragoman.desk.capture.models import Capture
from dragoman.desk.jobs.findings import Finding, good, remark

SUBJECT = "backup"


def check_backup() -> Iterator[Finding]:
    """A desk whose last backup is old, or that has none, is degraded; it works."""
    days = settings.CONFIG.backup_days
    last = marker.read()
    what = f"the last one was made at {last.made_at:%Y-%m-%d %H:%M} UTC, in {last.folder}" if last else "none was made yet"
    late = last is None or timezone.now() - last.made_at > timedelta(days=days)
    if days and late and Capture.objects.exists():
        yield remark(
            SUBJECT,
            f"Degraded: {what}.",
            means=f"{'All' if last is None else 'What came since'} would be lost with this disk.",
            mend="dragoman backup DIR, by the clock; DRAGOMAN_BACKUP_DAYS says how old a backup may be.",
        )
    else:
        yield good(SUBJECT, what)
