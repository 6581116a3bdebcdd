"""When an endpoint is polled next."""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(days=7)
"""A dead source is asked once a week, and never dropped."""
SUCCESSES = frozenset({"new", "unchanged"})


def next_due(outcome: str, failures: int, interval: float, now: datetime, retry_after: datetime | None = None) -> datetime:
    """The next moment to ask.

    Args:
        outcome: `new`, `unchanged`, or an error's code.
        failures: in a row, this one included.
        interval: seconds between polls when all is well.
        now: aware.
        retry_after: the moment before which the server asked not to be asked again, after success or failure alike.

    Returns:
        After a success `now` + interval. After the n-th failure in a row the interval doubled n times, at most seven days
        (or the interval, if that is longer). Never before `retry_after`.
    """
    usual = timedelta(seconds=interval)
    wait = usual if outcome in SUCCESSES else _backed_off(usual, failures)
    due = now + wait
    return due if retry_after is None else max(due, retry_after)


def _backed_off(usual: timedelta, failures: int) -> timedelta:
    longest = max(LONGEST_WAIT, usual)
    shortest = usual or timedelta(minutes=1)
    return min(shortest * (1 << min(max(failures, 1), 20)), longest)
