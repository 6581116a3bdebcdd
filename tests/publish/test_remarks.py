"""Every remark that can be made has its words."""

from __future__ import annotations

import pytest

from dragoman.publish.remarks import SourceRemark

SAYABLE = [
    ("changed", True),
    ("changed", False),
    ("moved", True),
    ("moved", False),
    ("away", None),
    ("gone", None),
    ("back", True),
]


@pytest.mark.parametrize(("state", "words_stand"), SAYABLE)
def test_each_says_what_happened_and_that_the_evidence_stays(state: str, words_stand: bool | None) -> None:
    remark = SourceRemark(state, words_stand, "2026-11-21T09:00:00+00:00")
    assert remark.sentence.endswith(".")
    assert remark.sentence.startswith(remark.of_source)
    assert "quoted here" not in remark.of_source
    assert ("stays" in remark.holds) is (state != "back")


def test_no_two_say_the_same() -> None:
    assert len({SourceRemark(*one, at="").sentence for one in SAYABLE}) == len(SAYABLE)
