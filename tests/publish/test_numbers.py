"""Numbers rise with the date."""

from datetime import date

import pytest

from dragoman.errors import RuleBroken
from dragoman.publish.numbers import next_number


def test_the_first_and_the_next_number():
    assert next_number(0, None, date(2026, 11, 20)) == 1
    assert next_number(41, date(2026, 11, 20), date(2026, 11, 20)) == 42
    assert next_number(41, date(2026, 11, 20), date(2026, 11, 21)) == 42


def test_an_earlier_date_cannot_follow_and_the_sentence_says_which():
    with pytest.raises(RuleBroken, match=r"Number 41 .* November 20, 2026.* November 19, 2026"):
        next_number(41, date(2026, 11, 20), date(2026, 11, 19))
