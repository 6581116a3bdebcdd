"""The table opens in a spreadsheet as text, whatever a reason holds."""

from __future__ import annotations

import csv
import io

import pytest

from dragoman.capture.custody.table import HEADS, write_table
from tests.capture.custody.made import chain, custody


def rows(why: str) -> list[list[str]]:
    text = write_table(custody(chain(2, why=why)))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_entries_and_captures_stand_in_order_of_time():
    head, *body = rows("no news")
    assert head == list(HEADS)
    assert [row[1] for row in body] == ["captured, leaf 41", "rejected", "rejected"]
    assert body[1][3] == "no news"


@pytest.mark.parametrize("why", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r\n=cmd", " =1", "＝1", '=HYPERLINK("http://x")'])
def test_no_cell_is_a_formula(why: str):
    assert rows(why)[2][3].startswith("'")


def test_no_cell_turns_its_neighbours_around():
    cell = rows("first\nsecond \u202eevil\u202c \u2067x\u2069 \x1b[31m a\x00b")[2][3]
    assert not set(cell) & set("\n\u202e\u202c\u2067\u2069\x1b\x00")
    assert cell.startswith("first second")


def test_a_long_reason_stays_whole():
    assert rows("ب" * 10_000)[2][3] == "ب" * 10_000
