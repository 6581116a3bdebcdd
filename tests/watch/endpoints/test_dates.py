"""Printed dates: what they mean, and which are honestly unknown."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.watch.endpoints.dates import read_date

KNOWN = [
    ("Thu, 01 Jan 2026 19:48:21 GMT", (2026, 1, 1, 19, 48, 21)),
    ("Thu, 1 Jan 26 19:48:21 +0300", (2026, 1, 1, 16, 48, 21)),
    ("01 Jan 2026 19:48 EST", (2026, 1, 2, 0, 48, 0)),
    ("Monday, 5 October 2026 10:00 +0300 (Somewhere)", (2026, 10, 5, 7, 0, 0)),
    ("Thu, 31 Dec 2026 24:00:00 GMT", (2027, 1, 1, 0, 0, 0)),
    ("Wed, 02 Oct 2026 15:00:00 MSK", (2026, 10, 2, 12, 0, 0)),
    ("Wed, 02 Oct 2026 15:00:00 -0000", (2026, 10, 2, 15, 0, 0)),
    ("2026-01-01T10:00:00Z", (2026, 1, 1, 10, 0, 0)),
    ("2026-01-01T10:00:00.123+03:30", (2026, 1, 1, 6, 30, 0)),
    ("2026-01-01T24:00:00Z", (2026, 1, 2, 0, 0, 0)),
    ("20260101T101010Z", (2026, 1, 1, 10, 10, 10)),
    ("Sun Jan  4 16:29:06 PST 2026", (2026, 1, 5, 0, 29, 6)),
    ("۲۰۲۶-۰۱-۰۲ ۱۰:۲۰ +03:30", (2026, 1, 2, 6, 50, 0)),
    ("2016-12-31T23:59:60Z", (2016, 12, 31, 23, 59, 59)),
]
UNKNOWN = [
    "",
    "yesterday",
    "2026",
    "2026-01",
    "1405/02/24",
    "1405-02-24T10:00:00Z",
    "24 شوال 1447",
    "Mon, 31 Feb 2026 00:00:00 GMT",
    "2026-13-01",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-01-01T10:61:00Z",
    "x" * 5_000,
    "12 " * 40,
]


@pytest.mark.parametrize(("printed", "moment"), KNOWN)
def test_dates_with_a_zone(printed: str, moment: tuple[int, ...]) -> None:
    assert read_date(printed) == datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize("printed", UNKNOWN)
def test_what_is_no_date_is_unknown(printed: str) -> None:
    assert read_date(printed) is None


@pytest.mark.parametrize("printed", ["2026-07-01 10:00", "Wed, 01 Jul 2026 10:00:00", "Wed, 01 Jul 2026 10:00:00 IST"])
def test_a_date_without_a_zone_takes_the_callers(printed: str) -> None:
    assert read_date(printed, ZoneInfo("Asia/Beirut")) == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    bare = read_date(printed)
    assert bare is not None
    assert (bare.tzinfo, bare.hour) == (None, 10)


@given(st.text(max_size=60))
def test_any_text_is_a_date_or_not(printed: str) -> None:
    found = read_date(printed)
    assert found is None or 1970 <= found.year <= 2101


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 12, 30)).map(lambda at: at.replace(microsecond=0)))  # noqa: DTZ001
def test_both_usual_forms_mean_the_moment_that_was_written(at: datetime) -> None:
    moment = at.replace(tzinfo=UTC)
    assert read_date(moment.isoformat()) == moment
    assert read_date(format_datetime(moment)) == moment
