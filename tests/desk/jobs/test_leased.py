"""The leased table keeps the contract."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit

import pytest
from django.db.models import F

from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.worker import run_due_jobs
from tests.desk.jobs.contract import JobsContract, LiveJobsContract, Passing
from tests.desk.jobs.live import Installation


class TestLeased(JobsContract):
    @pytest.fixture
    def passing(self, db: None) -> Passing:
        def let_pass(seconds: float) -> None:
            Job.objects.update(due=F("due") - timedelta(seconds=seconds))
            run_due_jobs()

        return let_pass


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database to copy; its migrations take longer than most of these tests."""
    home = tmp_path_factory.mktemp("migrated")
    Installation(home, f"sqlite:///{home / 'desk.sqlite3'}").migrate()
    return home / "desk.sqlite3"


class TestLeasedLive(LiveJobsContract):
    @pytest.fixture
    def installation(self, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
        address = os.environ.get("DATABASE_URL", "")
        if address.startswith("postgres"):
            yield from _on_postgres(tmp_path, address)
        else:
            copyfile(request.getfixturevalue("migrated"), tmp_path / "desk.sqlite3")
            installation = Installation(tmp_path, f"sqlite:///{tmp_path / 'desk.sqlite3'}")
            yield installation
            installation.close()


def _on_postgres(home: Path, address: str) -> Iterator[Installation]:
    import psycopg

    name = f"dragoman_live_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        installation = Installation(home, urlsplit(address)._replace(path=f"/{name}").geturl())
        installation.migrate()
        yield installation
        installation.close()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
