"""Dates in notes: ours, and the source's own words where a reader gains by them."""

from datetime import UTC, date, datetime

import pytest

from dragoman.compose.notes import print_date, print_dates

MAY = datetime(2023, 5, 14, 8, 0, tzinfo=UTC)


def test_a_date_is_printed_in_words():
    assert print_date(date(2023, 5, 4)) == "May 4, 2023"


@pytest.mark.parametrize(
    ("printed", "published", "expected"),
    [
        ("", MAY, ("May 14, 2023", "")),
        ("", None, ("", "")),
        ("Shawwal 23, 1444", MAY, ("May 14, 2023", "Shawwal 23, 1444")),
        ("٢٣ شوال ١٤٤٤", None, ("", "٢٣ شوال ١٤٤٤")),
        ("May 14, 2023", MAY, ("May 14, 2023", "")),
        ("2023-05-14T08:00:00Z", MAY, ("May 14, 2023", "")),
        ("2023-05-14", MAY, ("May 14, 2023", "")),
        ("Sun, 14 May 2023 08:00:00 +0000", MAY, ("May 14, 2023", "")),
        ("Sun, 14 May 2023 08:00:00 GMT", MAY, ("May 14, 2023", "")),
        ("14 May 2023, evening edition", MAY, ("May 14, 2023", "14 May 2023, evening edition")),
    ],
)
def test_a_formats_own_date_is_not_shown_beside_ours(printed, published, expected):
    assert print_dates(printed, published, print_date) == expected
