"""An installation of its own for tests that start programs: a folder and a migrated database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from tests.databases import prepare

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installation:
    """Where it is, and how its programs are called."""

    home: Path
    database: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DRAGOMAN_HOME": str(self.home),
            "DATABASE_URL": self.database,
            "DRAGOMAN_ALLOW_PRIVATE": "127.0.0.1/32",
            "DJANGO_SETTINGS_MODULE": "dragoman.desk.settings",
            "PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}",
            "PYTHONWARNINGS": "default",
            "COLUMNS": "200",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", *arguments]

    def dragoman(self, *arguments: str, status: int = 0) -> str:
        """Run a command; both its outputs. Fails when it ends with another status."""
        done = subprocess.run(
            self.command("dragoman.cli", *arguments),
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == status, f"{arguments}: status {done.returncode}\n{done.stdout}"
        return done.stdout


@contextmanager
def installation(home: Path) -> Iterator[Installation]:
    """Copied from the migrated database of the kind that the suite runs on."""
    home.mkdir(parents=True, exist_ok=True)
    settings = dict(connections["default"].settings_dict)
    settings["TEST"] = {}
    prepare(settings, home, "installation")
    if settings["ENGINE"].endswith("sqlite3"):
        yield Installation(home, f"sqlite:///{settings['TEST']['NAME']}")
        return
    import psycopg

    server = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    name = f"dragoman_own_{os.getpid()}_{home.name.replace('-', '_')}"[:60].lower()
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{settings["TEST"]["TEMPLATE"]}"')
        try:
            yield Installation(home, f"{server}/{name}")
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
