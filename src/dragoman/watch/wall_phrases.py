"""What walls say and how they are built: `walls.toml`, ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from dragoman.text.scripts import fold

# What parts a page's own title from its site's name.
_PARTS = re.compile(r"\s+[|\-–—·•]\s+|\s*[|»]\s*")
_EDGES = " .…!?:؟！？。"
_GAP_CHARS = 60  # what `*` stands for, at most


class Phrases:
    """The phrases of one kind of wall."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        whole = [squeeze(phrase.strip(_EDGES)) for phrase in table["headings"]]
        self._headings = frozenset(phrase for phrase in whole if not phrase.endswith("*"))
        self._beginnings = tuple(phrase.removesuffix("*") for phrase in whole if phrase.endswith("*"))
        self._words = [_halves(phrase) for phrase in table["words"]]
        self._weak_words = [_halves(phrase) for phrase in table["weak_words"]]
        self._code, self._weak_code = table["code"], table["weak_code"]

    def heading(self, headings: Sequence[str]) -> str:
        """The first heading of which a whole part is such a phrase; empty, when none is."""
        return next((heading for heading in headings if any(map(self._is_heading, _parts(heading)))), "")

    def _is_heading(self, part: str) -> bool:
        return part in self._headings or part.startswith(self._beginnings)

    def said(self, text: str) -> str:
        """The first phrase in a squeezed text that such a wall says; empty, when there is none."""
        return next(("…".join(phrase) for phrase in self._words if _says(text, *phrase)), "")

    def weakly_said(self, text: str) -> str:
        """The same, of what other pages say too."""
        return next(("…".join(phrase) for phrase in self._weak_words if _says(text, *phrase)), "")

    def says(self, text: str) -> bool:
        """Is there any such phrase in a squeezed text?"""
        return bool(self.said(text) or self.weakly_said(text))

    def code(self, markup: str) -> str:
        """The first mark that only such a wall bears; empty, when there is none."""
        return next((mark for mark in self._code if mark in markup), "")

    def weak_code(self, markup: str) -> str:
        """The first mark that such a wall bears, and other pages too."""
        return next((mark for mark in self._weak_code if mark in markup), "")


def squeeze(text: str) -> str:
    """Folded and without any space: Persian and others part words by spaces, by joiners or not at all."""
    return "".join(fold(text).split())


@cache
def phrases(kind: str) -> Phrases:
    """The phrases of one kind, by its name in the table."""
    return Phrases(_table()[kind])


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("dragoman.watch").joinpath("walls.toml").read_text("utf-8"))


def _parts(heading: str) -> Iterable[str]:
    return (squeeze(part.strip(_EDGES)) for part in (heading, *_PARTS.split(heading)))


def _halves(phrase: str) -> tuple[str, str]:
    before, _, after = phrase.partition("*")
    return squeeze(before), squeeze(after)


def _says(text: str, before: str, after: str) -> bool:
    """Does the phrase stand in the text, its second half not far after the first?"""
    at = text.find(before)
    while at >= 0:
        end = at + len(before)
        if text.find(after, end, end + _GAP_CHARS + len(after)) >= 0:
            return True
        at = text.find(before, at + 1)
    return False
