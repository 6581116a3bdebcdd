"""What a translation memory holds and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from dragoman.text.scripts import fold


@dataclass(frozen=True)
class Anchor:
    """Where the source stands in the evidence: [start, end) of a version's text, in code points."""

    capture: str
    version: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span cannot run from {self.start} to {self.end}")


@dataclass(frozen=True)
class Unit:
    """One source segment with one rendering of it.

    Attributes:
        source_language, target_language: BCP 47; `und` when not known.
        anchor: None for a unit that came from elsewhere.
        translator, reviewer: public bylines; empty when not known. A unit of the desk has both, and they differ.
        reviewed_utc: when the reviewer accepted it, in whole seconds; None when not known.
        id: as other tools know it; need not be unique.
        notes, properties: what other tools said of it, kept for them; properties are (type, text).
        source_marked, target_marked: the content of a TMX `seg` that has inline marks, as XML; empty when there are none.
    """

    source: str
    target: str
    source_language: str = "und"
    target_language: str = "und"
    anchor: Anchor | None = None
    translator: str = ""
    reviewer: str = ""
    reviewed_utc: datetime | None = None
    id: str = ""
    notes: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    source_marked: str = ""
    target_marked: str = ""

    def __post_init__(self) -> None:
        if self.reviewed_utc is not None:
            if self.reviewed_utc.tzinfo is None:
                raise ValueError("the time of review needs its zone")
            object.__setattr__(self, "reviewed_utc", self.reviewed_utc.astimezone(UTC).replace(microsecond=0))


class Kind(StrEnum):
    """How a unit's source meets the text asked for."""

    EXACT = "exact"
    SPELLING = "same but for spelling"
    FUZZY = "fuzzy"


@dataclass(frozen=True)
class Match:
    """A unit found.

    Attributes:
        score: 1 for an exact match only. Other spelling never reaches 1, and a fuzzy match never reaches other spelling.
        memory: the name under which the memory is known where several are searched; empty otherwise.
    """

    unit: Unit
    score: float
    kind: Kind
    memory: str = field(default="", compare=False)

    @property
    def source(self) -> str:
        return self.unit.source

    @property
    def target(self) -> str:
        return self.unit.target


def comparable(text: str) -> str:
    """The form in which sources are compared: folded (see `dragoman.text.scripts.fold`), white space as one space.

    Folded as in no language, because one that is asked for without its language must meet one that has it. A text of nothing but
    what folding drops stays as it is; empty only for white space.
    """
    return " ".join(fold(text).split()) or text.strip()


def speaks(language: str, wanted: str | None) -> bool:
    """Whether a unit's language answers the one asked for: their primary subtags agree, or one of them is not known."""
    if not wanted or "und" in (language, wanted):
        return True
    return language.partition("-")[0].lower() == wanted.partition("-")[0].lower()


def to_record(unit: Unit) -> dict[str, Any]:
    """The unit as JSON values, without what is empty; `source` comes first."""
    record: dict[str, Any] = {"source": unit.source, "target": unit.target}
    record |= {"source_language": unit.source_language, "target_language": unit.target_language}
    if unit.anchor is not None:
        record["anchor"] = [unit.anchor.capture, unit.anchor.version, unit.anchor.start, unit.anchor.end]
    if unit.reviewed_utc is not None:
        record["reviewed_utc"] = unit.reviewed_utc.isoformat()
    for name in ("translator", "reviewer", "id", "notes", "properties", "source_marked", "target_marked"):
        if value := getattr(unit, name):
            record[name] = value
    return record


def from_record(record: dict[str, Any]) -> Unit:
    """The unit of `to_record`.

    Raises:
        ValueError, TypeError, KeyError: it is not one.
    """
    values = dict(record)
    if "anchor" in values:
        values["anchor"] = Anchor(*values["anchor"])
    if "reviewed_utc" in values:
        values["reviewed_utc"] = datetime.fromisoformat(values["reviewed_utc"])
    values["notes"] = tuple(values.get("notes", ()))
    values["properties"] = tuple((kind, text) for kind, text in values.get("properties", ()))
    return Unit(**values)
