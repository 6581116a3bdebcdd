"""Test databases copied from one that is migrated once.

The migrations of the CMS take many seconds; a copy takes none. The migrated database is kept until a migration or a
locked version changes: for SQLite as a file in `.cache/tests/`, for PostgreSQL as a template database on the server.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
CACHE = REPOSITORY / ".cache" / "tests"


def prepare(settings: dict[str, Any], home: Path, worker: str) -> None:
    """Point Django's settings of the default database to a fresh copy of the migrated one.

    Args:
        settings: `connections["default"].settings_dict`; changed in place.
        home: the throwaway folder of this process.
        worker: the pytest-xdist worker's name, empty without workers.
    """
    if settings["ENGINE"].endswith("sqlite3"):
        copy = home / f"test-{worker or 'alone'}.sqlite3"
        shutil.copyfile(_sqlite_template(), copy)
        settings["TEST"]["NAME"] = str(copy)
    else:
        settings["TEST"]["NAME"] = f"test_dragoman_{os.getpid()}"
        settings["TEST"]["TEMPLATE"] = _postgres_template(settings)


def _sqlite_template() -> Path:
    template = CACHE / f"{_state()}.sqlite3"
    with _alone():
        if not template.exists():
            for old in CACHE.glob("*.sqlite3*"):
                old.unlink()
            growing = CACHE / "growing.sqlite3"
            _migrate(f"sqlite:///{growing}")
            growing.rename(template)
    return template


def _postgres_template(settings: dict[str, Any]) -> str:
    import psycopg

    name = f"dragoman_template_{_state()}"
    server = f"postgres://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    with _alone(), psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute("DROP DATABASE IF EXISTS dragoman_growing")
            connection.execute("CREATE DATABASE dragoman_growing")
            _migrate(f"{server}/dragoman_growing")
            connection.execute(f"ALTER DATABASE dragoman_growing RENAME TO {name}")
    return name


def _state() -> str:
    """A digest of every file that decides what a migrated database looks like."""
    digest = hashlib.sha256()
    deciding = [REPOSITORY / "requirements" / "dev.lock", *sorted((REPOSITORY / "src").rglob("migrations/*.py"))]
    for path in deciding:
        digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(address: str) -> None:
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, check=False, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the test database could not be migrated:\n{done.stderr}")


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process at a time makes the template; the others wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
