from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WatchConfig(AppConfig):
    name = "dragoman.desk.watch"
    label = "watch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(_ask_sqlite_for_its_limit, weak=False, dispatch_uid="sqlite_limit")


def _ask_sqlite_for_its_limit(connection: Any, **_: Any) -> None:
    """Let one statement carry as many values as this SQLite takes (Django 5.2 assumes 999, its newer releases ask).

    A source that announces 10,000 entries at once then costs a handful of statements, not hundreds.
    """
    if connection.vendor == "sqlite":
        import sqlite3

        limit = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(limit, 100_000)
