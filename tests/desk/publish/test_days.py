"""Days as dispatches print them, each in its own language."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.desk.publish.days import print_day
from dragoman.text.written import NAMES

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "November 2, 2026"),
        ("en-GB", "November 2, 2026"),
        ("fr", "2 novembre 2026"),
        ("fr-CA", "2 novembre 2026"),
        ("de", "2. November 2026"),
        ("tr", "02 Kasım 2026"),
        ("ar", "2 نوفمبر، 2026"),
        ("he", "2 בנובמבר 2026"),
        ("fa", "2 نوامبر 2026"),
        ("prs", "2026-11-02"),
        ("ckb", "2026-11-02"),
    ],
)
def test_a_day_in_its_language(language: str, printed: str):
    assert print_day(DAY, language) == printed


@pytest.mark.parametrize("language", NAMES)
def test_every_language_that_a_desk_writes_prints_the_day_and_the_year(language: str):
    printed = print_day(DAY, language)
    assert "2026" in printed
    assert "2" in printed.replace("2026", "")


def test_printing_leaves_the_desks_own_words_in_english():
    from django.utils.translation import get_language

    print_day(DAY, "ar")
    assert get_language() == "en"
