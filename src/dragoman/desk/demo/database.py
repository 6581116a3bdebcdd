"""The demo's database, brought up to date. Imports little: this is all that a finished demo needs at its next start."""

from __future__ import annotations

from django.core.management import call_command

from dragoman.desk.demo.home import DemoHome, code_digest
from dragoman.desk.demo.progress import Progress, count
from dragoman.desk.jobs.checks.database import unapplied_migrations


def bring_up_to_date(home: DemoHome, progress: Progress) -> DemoHome:
    """The demo's first stage. Raises: DemoFailed."""
    with progress.stage("database") as said:
        said.append(migrate())
    return home.keep(code=code_digest())


def migrate() -> str:
    """Apply what is missing; looks first, because Django takes seconds to find nothing to do."""
    missing = len(unapplied_migrations())
    if missing:
        call_command("migrate", verbosity=0, interactive=False)
    return f"{count(missing, 'migration')} applied" if missing else "up to date"
