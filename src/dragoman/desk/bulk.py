"""Insert or update many rows, each with its own values, at the price of the database alone.

Django's own `bulk_update` builds one expression a value: at 500 rows of ten fields it takes longer than all that a round
of polls does besides (5 s against 0.02 s, measured). Its `bulk_create` takes 162 µs for a row of 22 fields, this 48 µs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Save these new rows, all of one model, whose keys they already carry. One prepared statement; no signals are sent."""
    if not rows:
        return
    meta = rows[0]._meta
    alias = router.db_for_write(type(rows[0]))
    connection = connections[alias]
    fields = meta.concrete_fields
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    statement = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 -- names of our own
    values = [_prepared(row, fields, connection) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, alias


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of these saved rows. One prepared statement; rows deleted meanwhile stay deleted."""
    if not rows:
        return
    meta = rows[0]._meta
    connection = connections[router.db_for_write(type(rows[0]))]
    concrete = {field.name: field for field in meta.concrete_fields}
    columns = [concrete[name] for name in fields]
    key = concrete["id"]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(str(field.column))} = %s" for field in columns)
    statement = f"UPDATE {quote(meta.db_table)} SET {assignments} WHERE {quote(str(key.column))} = %s"  # noqa: S608 -- names of our own
    values = [_prepared(row, (*columns, key), connection) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _prepared(row: models.Model, fields: Sequence[models.Field[Any, Any]], connection: BaseDatabaseWrapper) -> list[Any]:
    found = ((field, getattr(row, field.attname)) for field in fields)
    return [None if value is None else field.get_db_prep_save(value, connection) for field, value in found]
