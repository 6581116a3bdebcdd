"""Kurdish at large is Sorani in Arabic letters; every other tag stays."""

from __future__ import annotations

import pytest

from dragoman.text.scripts import narrow_tag

SORANI, KURMANJI = "وەزیر گوتی", "Wezîr got"


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("ku", SORANI, "ckb"),
        ("KU-IQ", SORANI, "ckb"),
        ("ku-Arab", "2026", "ckb"),
        ("ku-Latn", SORANI, "ckb"),  # the letters are what is sure
        ("ckb", SORANI, "ckb"),
        ("ckb-Latn", KURMANJI, "ckb-Latn"),
        ("ku", KURMANJI, "ku"),
        ("ku-Arab", KURMANJI, "ku-Arab"),
        ("ku", "Вәзир гот", "ku"),
        ("ku", "", "ku"),
        ("kur", SORANI, "kur"),
        ("ar-LB", SORANI, "ar-LB"),
        ("", SORANI, ""),
    ],
)
def test_a_tag_is_narrowed_by_its_text(tag, text, expected):
    assert narrow_tag(tag, text) == expected
