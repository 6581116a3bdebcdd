"""The text rule against its golden cases, which the browser's implementation shares."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from dragoman.capture import text_rule

GOLDEN = json.loads((Path(__file__).parent / "text_rule_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_golden_case(case):
    found = text_rule.apply(base64.b64decode(case["payload"]), case["content_type"])
    assert found == text_rule.RuleText(case["text"], case["charset"], case["how"])


def test_the_golden_cases_are_of_this_version():
    assert GOLDEN["rule"] == text_rule.RULE
    assert len({case["charset"] for case in GOLDEN["cases"]}) >= 12
