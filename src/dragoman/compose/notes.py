"""Notes write themselves from the evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Evidence:
    """What is known of the item an excerpt quotes. Empty strings and None where it is not known."""

    source_native: str
    source_english: str
    title: str
    language: str
    date_printed: str
    published_at: datetime | None
    url: str


def print_date(day: date) -> str:
    """`May 14, 2023`."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def print_dates(date_printed: str, published_at: datetime | None, print_day: Callable[[date], str]) -> tuple[str, str]:
    """Our date, and the source's own words for it where they are more than the same date in figures; either may be empty.

    They are two strings because the second may be of another script, and then must be isolated on its own.

    Args:
        print_day: in the note's language.
    """
    ours = print_day(published_at.date()) if published_at else ""
    printed = date_printed.strip()
    return ours, "" if printed == ours or _is_machine_date(printed) else printed


def _is_machine_date(printed: str) -> bool:
    """Whether a printed date is a format's own (`2023-05-14T08:00:00Z`, `Sun, 14 May 2023 08:00:00 +0000`), not for a reader."""
    head, _, _ = printed.partition("T")
    if head.count("-") == 2 and head.replace("-", "").isdigit():
        return True
    words = printed.replace(",", " ").split()
    return len(words) >= 5 and words[-2].count(":") >= 1 and (words[-1].isalpha() or words[-1][:1] in "+-")
