"""Whether a failed job is tried again, and when."""

from __future__ import annotations

import pytest

from dragoman.desk.jobs.retry import LONGEST_WAIT_SECONDS, RetryPolicy, seconds_until_retry
from dragoman.errors import AddressRefused, ChangedMeanwhile, SourceUnreachable

POLICY = RetryPolicy(max_attempts=4, backoff_seconds=10)


@pytest.mark.parametrize(
    ("error", "attempts", "jitter", "seconds"),
    [
        (SourceUnreachable("No answer."), 1, 0.5, 10),
        (SourceUnreachable("No answer."), 2, 0.5, 20),
        (SourceUnreachable("No answer."), 3, 0.5, 40),
        (SourceUnreachable("No answer."), 4, 0.5, None),
        (SourceUnreachable("No answer."), 1, 0.0, 5),
        (SourceUnreachable("No answer."), 1, 0.999, 14.99),
        (AddressRefused("A private address."), 1, 0.5, None),
        (ChangedMeanwhile("Somebody changed it."), 1, 0.5, 0),
        (ChangedMeanwhile("Somebody changed it."), 4, 0.5, None),
        (OSError("disk"), 1, 0.5, 10),
    ],
)
def test_wait(error: Exception, attempts: int, jitter: float, seconds: float | None):
    expected = None if seconds is None else pytest.approx(seconds)
    assert seconds_until_retry(error, POLICY, attempts=attempts, jitter=jitter) == expected


@pytest.mark.parametrize("attempts", [20, 400, 5000])
def test_the_wait_has_a_ceiling(attempts: int):
    policy = RetryPolicy(max_attempts=10_000, backoff_seconds=10)
    assert seconds_until_retry(OSError(), policy, attempts=attempts, jitter=0.9) == LONGEST_WAIT_SECONDS
