"""Pages by key: a list keeps its place while new rows arrive above it, and page 200 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

Row = TypeVar("Row")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the key to hand back for the rows after them; an empty key means that these are the last."""

    rows: list[Row]
    next_key: str = ""


def time_key(at: datetime, number: int) -> str:
    """The key of a row in a list ordered by time and id: `microseconds-id`."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{number}"


def read_time_key(key: str) -> tuple[datetime, int] | None:
    """The time and the id of a key; None for anything that is no key, which then means the first page."""
    micros, dash, number = key.partition("-")
    if not (dash and micros.isascii() and micros.isdigit() and number.isascii() and number.isdigit()):
        return None
    if len(micros) > 17 or len(number) > 18:
        return None
    return _EPOCH + timedelta(microseconds=int(micros)), int(number)
