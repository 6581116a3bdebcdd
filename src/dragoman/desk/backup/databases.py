"""A copy of the database as it stands at one moment, while others write; and the way back. Each kind by its own means.

SQLite copies its pages in one read transaction; PostgreSQL's `pg_dump` and our own questions share one exported snapshot. A copy
of one kind is not restored into the other.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections

from dragoman.capture.tree import HASH_BYTES, Head, split
from dragoman.desk.backup.copying import GROWING, copy, make_folder, sync_folder
from dragoman.desk.capture.models import Capture, LedgerHead, LedgerRow
from dragoman.desk.people.models import User
from dragoman.desk.watch.models import Endpoint
from dragoman.errors import BackupDamaged, BackupRefused, BackupUnwritable

ENDINGS = {"sqlite": "sqlite3", "postgresql": "dump"}
_ASIDE = ".before-restore"
_Ask = Callable[[str], list[Any]]


@dataclass(frozen=True)
class Snapshot:
    """What the copy of a database holds, asked of the copy itself or of the moment that it is of.

    Attributes:
        ends: name of each file of the archive that a capture refers to → where its last record ends.
    """

    migrations: tuple[str, ...]
    captures: int
    head: Head
    first_leaf: str
    ends: Mapping[str, int]


def kind() -> str:
    """Of the database in the settings."""
    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def dump(target: Path) -> Snapshot:
    """Write a copy of the database to `target`, which must not be there. Raises: BackupUnwritable; BackupDamaged."""
    make_folder(target.parent)
    return _dump_postgres(target) if kind() == "postgresql" else _dump_sqlite(target)


def load(source: Path, size_bytes: int) -> None:
    """Put a copy in the database's place; what is there must be without content (`require_empty`).

    Raises: BackupUnwritable; BackupRefused, while other programs use the database.
    """
    connections.close_all()
    if kind() == "postgresql":
        _load_postgres(source)
    else:
        _load_sqlite(source, size_bytes)
    connections.close_all()


def require_empty() -> None:
    """Raises: BackupRefused, when the desk that is here has captures, sources or people."""
    if kind() == "sqlite" and not _sqlite_path().exists():
        return
    tables = set(connection.introspection.table_names())
    counts = {model: model._default_manager.count() for model in (Capture, Endpoint, User) if model._meta.db_table in tables}
    if any(counts.values()):
        words = ", ".join(f"{count:,} {model._meta.verbose_name_plural}" for model, count in counts.items())
        raise BackupRefused(
            f"There is a desk here already ({words}). Restore into an empty home and an empty database; nothing was touched."
        )


def _dump_sqlite(target: Path) -> Snapshot:
    try:
        with closing(_open_sqlite(_sqlite_path())) as own, closing(sqlite3.connect(target)) as copied:
            own.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            faults = [row[0] for row in copied.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
            snapshot = _ask_all(lambda query: copied.execute(query).fetchall())
    except sqlite3.DatabaseError as error:
        raise BackupUnwritable("The database could not be copied.", detail=str(error)) from error
    if faults:
        raise BackupDamaged("The database itself is damaged, so it was not backed up.", detail="; ".join(faults))
    return snapshot


def _open_sqlite(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=20)


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()


def _dump_postgres(target: Path) -> Snapshot:
    import psycopg

    address, environment = _postgres()
    try:
        with psycopg.connect(address, password=environment.get("PGPASSWORD")) as own:
            own.isolation_level, own.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
            (exported,) = own.execute("SELECT pg_export_snapshot()").fetchall()[0]
            snapshot = _ask_all(lambda query: own.execute(query.encode()).fetchall())
            command = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported}", f"--file={target}"]
            _run("pg_dump", [*command, f"--dbname={address}"], environment)
    except psycopg.Error as error:
        raise BackupUnwritable("The database could not be copied.", detail=str(error)) from error
    return snapshot


def _ask_all(ask: _Ask) -> Snapshot:
    """Plain SQL, the same for both kinds, because a copy is no connection of Django's."""
    capture, head, row = (model._meta.db_table for model in (Capture, LedgerHead, LedgerRow))
    heads = ask(f"SELECT size, peaks FROM {head} WHERE id = 1")  # noqa: S608 - names of our own tables
    first = ask(f"SELECT hashes FROM {row} WHERE key = 0")  # noqa: S608
    ends = ask(
        f"SELECT archive_file, max(record_offset + record_length) FROM {capture} "  # noqa: S608
        "WHERE archive_file <> '' GROUP BY archive_file"
    )
    return Snapshot(
        migrations=tuple(sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))),
        captures=ask(f"SELECT count(*) FROM {capture}")[0][0],  # noqa: S608
        head=Head(heads[0][0], tuple(split(bytes(heads[0][1])))) if heads else Head(),
        first_leaf=bytes(first[0][0])[:HASH_BYTES].hex() if first else "",
        ends=dict(ends),
    )


def _load_sqlite(source: Path, size_bytes: int) -> None:
    path = _sqlite_path()
    growing = path.with_name(f".{path.name}{GROWING}")
    try:
        if path.exists():
            _set_aside(path)
        copy(source, growing, size_bytes, mode=0o640)
        with closing(sqlite3.connect(growing)) as copied:
            copied.execute("PRAGMA journal_mode=WAL")
        growing.replace(path)
        sync_folder(path.parent)
    except (OSError, sqlite3.DatabaseError) as error:
        raise BackupUnwritable("The database could not be restored.", detail=str(error)) from error


def _set_aside(path: Path) -> None:
    """Keep the empty database under another name. Leaving WAL mode fails while anybody else has it open: that is the test."""
    with closing(_open_sqlite(path)) as own:
        own.execute("PRAGMA busy_timeout=0")
        try:
            mode = own.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            mode = str(error)
    if mode != "delete":
        raise BackupRefused("Another program has this desk's database open. Stop the desk first.", detail=mode)
    path.replace(path.with_name(path.name + _ASIDE))


# The functions, with their arguments, that the triggers of these tables call; PostgreSQL's own left out.
_TRIGGERED = """
    SELECT DISTINCT trigger.tgfoid::regprocedure::text
    FROM pg_trigger AS trigger JOIN pg_class AS held ON held.oid = trigger.tgrelid
    WHERE NOT trigger.tgisinternal AND pg_table_is_visible(held.oid) AND held.relname = ANY(%s)
"""


def _load_postgres(source: Path) -> None:
    """The empty desk's own tables make room first: those that an older backup does not have would stay otherwise."""
    address, environment = _postgres()
    own = sorted({*connection.introspection.django_table_names(only_existing=True), "django_migrations"})
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERED, [own])
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function} CASCADE")
        for table in own:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
    connections.close_all()
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*arguments, f"--dbname={address}", str(source)], environment)


def _postgres() -> tuple[str, dict[str, str]]:
    """The server's address for its own tools, and their environment, which alone has the password."""
    from psycopg.conninfo import make_conninfo

    given = connection.settings_dict
    stated = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "dbname": given["NAME"]}
    options = {name: value for name, value in given["OPTIONS"].items() if name.startswith("ssl") or name == "connect_timeout"}
    address = make_conninfo(**{name: value for name, value in {**options, **stated}.items() if value})
    return address, {**os.environ, **({"PGPASSWORD": given["PASSWORD"]} if given["PASSWORD"] else {})}


def _run(tool: str, arguments: list[str], environment: dict[str, str]) -> None:
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(
            f"{tool} is not installed. Install PostgreSQL's client programs (on Debian the package postgresql-client), "
            "of the server's version or a later one."
        )
    done = subprocess.run([program, *arguments], env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise BackupUnwritable(f"{tool} failed.", detail=" ".join(said[:3])[:500])
