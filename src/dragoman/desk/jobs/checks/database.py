"""The database answers, is up to date, and is set for several processes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from dragoman.desk.jobs.findings import Finding, broken, good
from dragoman.desk.refused_writes import refused_write
from dragoman.errors import RuleBroken

# About a megabyte on the disk where the desk's tables stand, gone with the transaction.
_PROBE = """
    CREATE TEMPORARY TABLE doctor ON COMMIT DROP AS
    SELECT md5(random()::text) AS row FROM generate_series(1, 20000)
"""


def unapplied_migrations() -> list[str]:
    """Names of the migrations that the database lacks. Raises: RuleBroken, when it does not answer."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise RuleBroken(
            "The database does not answer. Check DATABASE_URL and that its server runs.", detail=str(error)
        ) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def check_database() -> Iterator[Finding]:
    """Reachable, with every migration."""
    try:
        missing = unapplied_migrations()
    except RuleBroken as error:
        yield broken(
            "database",
            f"It does not answer: {' '.join(error.detail.split())}",
            means="Nothing works without it.",
            mend="Start its server, or correct DATABASE_URL.",
        )
        return
    if missing:
        yield broken(
            "database",
            f"It lacks {len(missing)} migrations, the first is {missing[0]}.",
            means="Pages and jobs fail.",
            mend="dragoman django migrate",
        )
    else:
        yield good("database", f"{connection.vendor}, up to date")


def check_room() -> Iterator[Finding]:
    """A PostgreSQL server takes rows; of its disk nothing else is known. SQLite's disk is looked at as a folder."""
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_PROBE)
    except DatabaseError as error:
        refused = refused_write(error)
        yield broken(
            "database room",
            refused.sentence if refused else f"It takes no rows: {' '.join(str(error).split())}",
            means="Captures, jobs and what people write are refused. What was acknowledged stands.",
            mend="Make room on the disk of the database's server.",
        )
    else:
        yield good("database room", "it takes rows")


def check_journal() -> Iterator[Finding]:
    """SQLite lets several processes read while one writes only in WAL mode."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode == "wal":
        yield good("journal", "WAL")
    else:
        yield broken(
            "journal",
            f"SQLite's journal mode is {mode}.",
            means="Web and workers lock each other out ('database is locked').",
            mend="Keep the database on a local disk: network file systems do not support WAL.",
        )
