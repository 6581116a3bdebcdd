"""What a check looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dragoman.read.tokens import Word, places
from dragoman.text.dates import FoundDate, find
from dragoman.text.scripts import narrow_tag
from dragoman.translate.termbase import Termbase, primary_tag


@dataclass(frozen=True)
class Pair:
    """A segment and its rendering.

    Attributes:
        source_language, target_language: BCP 47; a check that knows nothing of a language finds nothing.
        terms: the house's terms; its forbidden forms are found in the rendering.
        names: people, places and organisations, each a term whose preferred form is the house's spelling.
        reference: the day the text is of; decides the year of dates without one.
        editions: `quran`, `bible` → the edition that references must name; nothing is asked where it is left out.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    terms: Termbase = field(default_factory=Termbase)
    names: Termbase = field(default_factory=Termbase)
    reference: date | None = None
    editions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def languages(self) -> tuple[str, str]:
        """Primary tags of source and target, each of its letters."""
        source = narrow_tag(self.source_language, self.source)
        return primary_tag(source), primary_tag(narrow_tag(self.target_language, self.target))

    @cached_property
    def source_words(self) -> list[Word]:
        return places(self.source)

    @cached_property
    def target_words(self) -> list[Word]:
        return places(self.target)

    @cached_property
    def source_dates(self) -> list[FoundDate]:
        return find(self.source, self.source_language, self.reference)

    @cached_property
    def target_dates(self) -> list[FoundDate]:
        return find(self.target, self.target_language, self.reference)


@dataclass(frozen=True)
class Finding:
    """Something a person should look at.

    Attributes:
        code: the check's name in the registry.
        sentence: what is wrong, for the person.
        start, end: `[start, end)` in the target; an empty span at its end where something is missing.
        source: `[start, end)` in the source; None where it has no part in it.
        fix: what to write instead of the span; None where no replacement is certain.
    """

    code: str
    sentence: str
    start: int
    end: int
    source: tuple[int, int] | None = None
    fix: str | None = None
