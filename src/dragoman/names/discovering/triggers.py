"""The words that stand beside names, a language each; read from `tables/triggers.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from dragoman.names.spelling import fold

LANGUAGES = ("ar", "fa", "he", "ur", "tr", "ru", "uk", "en")
_CONJUNCTIONS = {"ar": "وف", "he": "ו"}


@dataclass(frozen=True)
class Triggers:
    """Folded words of one language by the part they play; phrases have their words parted by a space."""

    language: str
    parts: Mapping[str, frozenset[str]]
    openers: frozenset[str] = frozenset()  # words of other languages that begin sentences, where the text's is not known

    @property
    def cased(self) -> bool:
        """Do names begin with a capital in this language?"""
        return self.language in {"tr", "ru", "uk", "en"}

    @property
    def article(self) -> str:
        """What a word with an article begins with; empty where that isn't written in the word."""
        return {"ar": "ال", "he": "ה"}.get(self.language, "")

    def part(self, name: str) -> frozenset[str]:
        return self.parts.get(name, frozenset())

    def has(self, part: str, word: str) -> bool:
        """Does a folded word play a part, a joined *and* aside?"""
        known = self.part(part)
        return word in known or (word[:1] in _CONJUNCTIONS.get(self.language, "") and word[1:] in known and len(word) > 2)

    def is_none(self, word: str) -> bool:
        """Can a folded word be no part of a name: a function word, a trigger?"""
        return any(self.has(part, word) for part in ("stop", "says", "role", "title", "by"))


@cache
def triggers_for(languages: tuple[str, ...]) -> tuple[Triggers, ...]:
    """The triggers of each language that a text may be in; a function word of any of them begins no name."""
    openers = frozenset[str]().union(*(triggers_of(language).part("stop") for language in languages))
    return tuple(replace(triggers_of(language), openers=openers) for language in languages)


@cache
def triggers_of(language: str) -> Triggers:
    """The triggers of one of `LANGUAGES`."""
    parts: dict[str, frozenset[str]] = {}
    for line in (files("dragoman.names") / "tables" / "triggers.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            tag, part, words = line.split("\t")
            if tag == language:
                parts[part] = frozenset(fold(word.replace("_", " ")) for word in words.split())
    return Triggers(language, parts)
