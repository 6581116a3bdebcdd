"""Takes the triggers down, as whoever owns the database can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

_TRIGGERS = import_module("dragoman.desk.custody.migrations.0002_append_only")


@contextmanager
def lifted() -> Iterator[None]:
    """Without triggers inside the block; they are put up again after it."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for statement in _TRIGGERS.POSTGRES_DROPS if postgres else _TRIGGERS.SQLITE_DROPS:
            cursor.execute(statement)
        yield
        for statement in _TRIGGERS.POSTGRES if postgres else _TRIGGERS.SQLITE:
            cursor.execute(statement)


def empty() -> None:
    """Take every act out."""
    with lifted():
        run("DELETE FROM custody_act")


def run(statement: str, *values: object) -> None:
    """One statement, whatever the models would say to it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
