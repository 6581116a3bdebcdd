"""The files of sentence rules are what the reader of them expects, so that no slip in one is passed over in silence."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from dragoman.text.segment_rules import rules_for

RULES: dict[str, dict[str, Any]] = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (files("dragoman.text") / "data" / "segments").iterdir()
}
LISTS = set(RULES["default"]["lists"])
SMALL = ("abbreviations", "numbered", "closing")


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_file_holds_only_what_is_read(name: str) -> None:
    rules = RULES[name]
    assert set(rules) <= {"lists", "rule", "same" if name == "default" else "said_within"}
    assert set(rules.get("lists", {})) <= LISTS
    assert all(set(rule) == {"break", "before", "after"} for rule in rules.get("rule", []))


@pytest.mark.parametrize("name", sorted(RULES))
def test_words_are_small_and_without_their_last_stop(name: str) -> None:
    words = [word for of in SMALL for word in RULES[name].get("lists", {}).get(of, [])]
    assert [word for word in words if word != word.lower() or word.endswith((".", "۔"))] == []


@pytest.mark.parametrize("name", sorted(RULES))
def test_rules_compile(name: str) -> None:
    assert rules_for(name).pattern.groups >= len(RULES["default"]["rule"])


def test_other_tags_lead_to_files() -> None:
    assert set(RULES["default"]["same"].values()) <= set(RULES)
    assert rules_for("ckb-Arab").pattern.pattern == rules_for("ku").pattern.pattern


@pytest.mark.parametrize("tag", [None, "", "und", "zz", "../default", "x-private", "12"])
def test_an_unknown_language_has_the_common_rules(tag: str | None) -> None:
    assert rules_for(tag).pattern.pattern == rules_for("und").pattern.pattern
