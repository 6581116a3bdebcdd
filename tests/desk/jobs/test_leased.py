"""The leased table keeps the contract."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit

import psycopg
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
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated database to copy; its migrations take longer than most of these tests."""
    home = tmp_path_factory.mktemp("migrated")
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        address = f"sqlite:///{home / 'desk.sqlite3'}"
        Installation(home, address).migrate()
        yield address
        return
    with _new_database(server, f"dragoman_live_{os.getpid()}", template="template1") as address:
        Installation(home, address).migrate()
        yield address


@contextmanager
def _new_database(server: str, name: str, *, template: str) -> Iterator[str]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


class TestLeasedLive(LiveJobsContract):
    @pytest.fixture
    def installation(self, tmp_path: Path, migrated: str) -> Iterator[Installation]:
        template = urlsplit(migrated).path.lstrip("/")
        if migrated.startswith("sqlite"):
            copyfile(f"/{template}", tmp_path / "desk.sqlite3")
            copied = nullcontext(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
        else:
            copied = _new_database(os.environ["DATABASE_URL"], f"{template}_copy", template=template)
        with copied as address:
            installation = Installation(tmp_path, address)
            yield installation
            installation.close()
