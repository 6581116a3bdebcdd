"""Numbers in a series: each given once, rising with the date."""

from __future__ import annotations

from datetime import date

from dragoman.compose.notes import print_date
from dragoman.errors import RuleBroken


def next_number(last_number: int, last_date: date | None, day: date) -> int:
    """The number that a dispatch of a day gets. Raises: RuleBroken when its date lies before that of the last number given."""
    if last_date is not None and day < last_date:
        raise RuleBroken(
            f"Number {last_number} of this series is dated {print_date(last_date)}; "
            f"a dispatch dated {print_date(day)} cannot follow it. Change the date."
        )
    return last_number + 1
