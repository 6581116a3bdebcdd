"""Romanisation schemes as data: the tables shipped with the package, and a desk's own.

A style is a TOML file: `title`, `source`, and a table a language (`ar`, `fa`, `ur`, `he`, `ru`, `uk`). In a table, pairs are
written `"ب b ت t"`, and `-` stands for nothing. `base` names a shipped style that a desk's own begins from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dragoman.errors import StyleUnreadable

SCHEMES = ("ijmes", "ala-lc", "bgn-pcgn", "newspaper")
_PAIRS = frozenset({"letters", "hard", "geresh", "first", "after_vowel", "pairs", "last"})
_TEXTS = frozenset(
    {"hamza", "maqsura", "nisba", "marbuta", "construct", "article", "ezafe", "sin", "alef_first", "shva"}
    | {"parting", "khva", "doubled_waw_last", "yod_last"}
)
_TABLES = frozenset({"short", "long", "diphthong", "silent_h", "vowels", "words"})
# What a style that says nothing of a vowel gets.
_PLAIN = {
    "short": {"a": "a", "i": "i", "u": "u"},
    "long": {"a": "a", "i": "i", "u": "u", "e": "e"},
    "diphthong": {"i": "ay", "u": "aw"},
    "vowels": {"a": "a", "e": "e", "i": "i", "o": "o", "u": "u"},
}
_SWITCHES = frozenset({"assimilates", "article_capital", "signs_too", "lengthens_doubled", "article_inside"})


@dataclass(frozen=True)
class Table:
    """One language's rules. A key that a style leaves out is empty or false."""

    maps: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]
    switches: frozenset[str]

    def map(self, key: str) -> Mapping[str, str]:
        return self.maps.get(key, {})

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


@dataclass(frozen=True)
class Style:
    """A scheme: where it's from, and its rules by language."""

    title: str
    source: str
    tables: Mapping[str, Table]

    def table(self, language: str) -> Table:
        """Raises: StyleUnreadable, when the scheme says nothing of this language."""
        if language not in self.tables:
            raise StyleUnreadable(
                f"{self.title} has no table for {language!r}; it has {', '.join(sorted(self.tables))}.", subject=self.title
            )
        return self.tables[language]


@cache
def shipped_style(scheme: str) -> Style:
    """A style of the package, by its name. Raises: StyleUnreadable."""
    if scheme not in SCHEMES:
        raise StyleUnreadable(
            f"There is no scheme {scheme!r}; there are {', '.join(SCHEMES)}, and files that end in .toml.", subject=scheme
        )
    return _style(_shipped(scheme), scheme)


def load_style(path: Path) -> Style:
    """A desk's own style. Raises: StyleUnreadable, naming what is wrong."""
    try:
        return read_style(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise StyleUnreadable(f"The style {path.name} cannot be read.", detail=str(error), subject=str(path)) from error


def read_style(text: str, name: str) -> Style:
    """A style out of its TOML; tables of a `base` are taken over key by key. Raises: StyleUnreadable."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StyleUnreadable(f"The style {name} is not TOML.", detail=str(error), subject=name) from error
    base = given.pop("base", None)
    if base is None:
        return _style(given, name)
    if base not in SCHEMES:
        raise StyleUnreadable(f"The style {name} begins from {base!r}, which is none of {', '.join(SCHEMES)}.", subject=name)
    merged = _shipped(base)
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merge(merged[key], value)
        else:
            merged[key] = value
    return _style(merged, name)


def _shipped(scheme: str) -> dict[str, Any]:
    return tomllib.loads((files("dragoman.names") / "tables" / "styles" / f"{scheme}.toml").read_text("utf-8"))


def _merge(base: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in given.items():
        if key in _PAIRS and isinstance(value, str):
            merged[key] = f"{base.get(key, '')} {value}"
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = base[key] | value
        else:
            merged[key] = value
    return merged


def _style(given: Mapping[str, Any], name: str) -> Style:
    tables = {language: _table(value, f"{name}, {language}") for language, value in given.items() if isinstance(value, dict)}
    if not tables:
        raise StyleUnreadable(f"The style {name} has no table for any language.", subject=name)
    return Style(str(given.get("title", name)), str(given.get("source", "")), tables)


def _table(given: Mapping[str, Any], where: str) -> Table:
    maps: dict[str, Mapping[str, str]] = dict(_PLAIN)
    texts: dict[str, str] = {}
    switches: set[str] = set()
    for key, value in given.items():
        if key in _PAIRS and isinstance(value, str):
            maps[key] = _pairs(value, f"{where}, {key}")
        elif key in _TABLES and isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            maps[key] = _PLAIN.get(key, {}) | value
        elif key in _TEXTS and isinstance(value, str):
            texts[key] = value
        elif key in _SWITCHES and isinstance(value, bool):
            switches |= {key} if value else set()
        else:
            raise StyleUnreadable(f"The style {where}: {key!r} is unknown or has a value of the wrong kind.", subject=where)
    return Table(maps, texts, frozenset(switches))


def _pairs(text: str, where: str) -> dict[str, str]:
    parts = text.split()
    if len(parts) % 2:
        raise StyleUnreadable(f"The style {where}: {parts[-1]!r} has no partner.", subject=where)
    return {letter: "" if latin == "-" else latin for letter, latin in zip(parts[::2], parts[1::2], strict=True)}
