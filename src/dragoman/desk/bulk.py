"""Update many rows, each with its own values, at the price of the database alone.

Django's own `bulk_update` builds one expression a value: at 500 rows of ten fields it takes longer than all that a round
of polls does besides (5 s against 0.02 s, measured).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections, models, router


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
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in (*columns, key)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
