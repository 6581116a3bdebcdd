"""The rules of where sentences end, read from `data/segments`: one file a language, in the manner of SRX.

Source: SRX 2.0 (LISA, 2008) for ordered rules of what stands before and after; the lists of words are the orthographic
handbooks' common abbreviations of each language and newspaper usage.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex

STOPS = ".!?؟۔…׃։።।॥‼⁇⁈⁉。！？"
OPENS = "«»\"'“”‘’„‚‹›(\\[{﴿「『【（¿¡"
CLOSES = "»«\"'”“’‘״׳)\\]}›‹﴾」』】）"
# Marks of direction, pictures and the numbers of notes belong to the sentence that they stand behind.
TAIL = (
    r"(?:[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]|\[\p{Nd}{1,3}\]|[¹²³⁴-⁹⁰]{1,3}"
    r"|[ \u00a0]?(?:(?![©®™‼⁉])\p{Extended_Pictographic}|\p{Regional_Indicator}{2})[\ufe0f\u200d\U0001f3fb-\U0001f3ff]{0,2})"
)
_TAIL_PIECES = 6  # more pictures than these in a row stand for themselves
_NOTHING = "\0"  # stands in an empty list, where it meets no text
_FIRM = "".join(stop for stop in STOPS if stop not in ".۔")


@dataclass(frozen=True)
class SegmentRules:
    """The rules of one language, in order, as one pattern: which of its groups matched tells what the rule says."""

    pattern: regex.Pattern[str]

    def breaks(self, text: str, place: int) -> bool:
        """Does a sentence end at this place, which lies behind a stop and what closes with it?"""
        found = self.pattern.match(text, place)
        return found is not None and (found.lastgroup or "").startswith("break")


def rules_for(language: str | None) -> SegmentRules:
    """The rules of a language (BCP 47); those common to all where it has none of its own or is not known."""
    return _rules((language or "und").replace("_", "-").partition("-")[0].lower())


@lru_cache(maxsize=64)
def _rules(primary: str) -> SegmentRules:
    common = _read("default")
    own = _read(common["same"].get(primary, primary))
    lists = {name: own.get("lists", {}).get(name, words) for name, words in common["lists"].items()}
    said_within = str(own.get("said_within", 0))
    saying = "|".join(lists.pop("saying")) or "(?!)"
    alternatives = [
        _alternative(number, rule, saying, said_within) for number, rule in enumerate((*own.get("rule", ()), *common["rule"]))
    ]
    words = {name: _spelled(words) for name, words in lists.items()}
    return SegmentRules(regex.compile("|".join(alternatives), ignore_unused=True, **words))


def _read(name: str) -> dict[str, Any]:
    file = files("dragoman.text") / "data" / "segments" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if name.isalpha() and file.is_file() else {}


def _alternative(number: int, rule: dict[str, Any], saying: str, said_within: str) -> str:
    before, after = rule["before"], rule["after"]
    for name, value in (
        ("{stops}", STOPS),
        ("{firm}", _FIRM),
        ("{opens}", OPENS),
        ("{closes}", CLOSES),
        ("{saying}", saying),
        ("{said_within}", said_within),
    ):
        before, after = before.replace(name, value), after.replace(name, value)
    says = "break" if rule["break"] else "join"
    return rf"(?P<{says}{number}>(?<=(?:{before}){TAIL}{{0,{_TAIL_PIECES}}})(?={after}))"


def _spelled(words: list[str]) -> list[str]:
    """Each word as it is and, where stops stand inside it, with a blank behind each."""
    return [*words, *(word.replace(".", ". ") for word in words if "." in word)] or [_NOTHING]
