"""When an endpoint is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.watch.schedule import LONGEST_WAIT, next_due

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "failures", "interval", "wait"),
    [
        ("new", 0, 900, timedelta(minutes=15)),
        ("unchanged", 0, 900, timedelta(minutes=15)),
        ("unreachable", 1, 900, timedelta(minutes=30)),
        ("unreachable", 3, 900, timedelta(hours=2)),
        ("not-a-feed", 50, 900, timedelta(days=7)),
        ("refused", 1, 14 * 86_400, timedelta(days=14)),
        ("refused", 2, 0, timedelta(minutes=4)),
    ],
)
def test_waits(outcome: str, failures: int, interval: float, wait: timedelta) -> None:
    assert next_due(outcome, failures, interval, NOW) == NOW + wait


@pytest.mark.parametrize("outcome", ["new", "refused"])
def test_a_server_that_asks_for_time_gets_it(outcome: str) -> None:
    asked = NOW + timedelta(hours=9)
    assert next_due(outcome, 1, 900, NOW, asked) == asked
    assert next_due(outcome, 1, 900, NOW, NOW - timedelta(hours=1)) > NOW


@given(st.sampled_from(["new", "refused", "bot-wall"]), st.integers(0, 10**6), st.integers(0, 10**6))
def test_an_endpoint_is_never_dropped_nor_asked_at_once(outcome: str, failures: int, interval: int) -> None:
    due = next_due(outcome, failures, interval, NOW)
    assert due <= NOW + max(LONGEST_WAIT, timedelta(seconds=interval))
    assert due > NOW or (outcome == "new" and interval == 0)
