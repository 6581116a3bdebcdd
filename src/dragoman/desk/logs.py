"""Logging: one line an event on stderr; an expected error never prints a trace."""

from __future__ import annotations

import logging
import time
from typing import Any

from dragoman.errors import DragomanError


class LineFormatter(logging.Formatter):
    """`2026-11-21T08:15:00Z WARNING dragoman.desk.jobs.execute: sentence`, in UTC.

    An expected error (`DragomanError`) adds its sentence and detail to the line. A trace follows only what nobody expected.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, DragomanError):
            return super().format(record)
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        said = error.sentence if error.sentence not in record.getMessage() else ""
        return " ".join(part for part in (super().format(plain), said, f"({error.detail})" if error.detail else "") if part)


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: our own events from `level` on, other libraries' from WARNING on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "dragoman.desk.logs.LineFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "dragoman": {"level": level},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            # Said in our own words by jobs.execute.
            "django_tasks": {"level": "CRITICAL"},
        },
    }
