"""A foreign text inside a line of another."""

from __future__ import annotations

import pytest

from dragoman.text.isolation import isolate


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("سمير درويش", "سمير درويش"),
        ("a\nb\tc  d", "a b c d"),
        ("\u202eevil\u202c\u2069\x1b[31m", "evil[31m"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("x" * 121, "x" * 120 + "…"),
        ("", ""),
    ],
)
def test_an_isolated_text_is_one_line_that_turns_nothing(text: str, shown: str):
    assert isolate(text) == f"\u2068{shown}\u2069"
