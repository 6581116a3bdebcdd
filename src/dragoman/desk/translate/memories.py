"""The desk's translation memories: what was accepted before, beside a sentence that is like it.

One memory for each sensitivity, and one for what administrators brought from elsewhere. Beside a text stands nothing that is
kept closer than the text itself; and what a memory holds is shown only while the desk's own tables still say that it is accepted,
and how far its source's texts may go now.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from dragoman.desk.read.models import Item
from dragoman.desk.translate.models import Rendering
from dragoman.translate.memory import EVERYBODY, Anchor, Kind, Match, Memories, Memory, Shelf, Unit
from dragoman.watch.sensitivity import Sensitivity

IMPORTED = "imported"
LEAST = 0.6  # of a fuzzy match; below, one types faster than one mends
_LOOKED_AT = 40  # matches, before those that may not be shown are taken out
_ID = "rendering-"
_one_at_a_time = threading.Lock()
_OPEN: dict[Path, tuple[int, Memory]] = {}  # with the number of the file, by which one that was made anew is known


@dataclass(frozen=True)
class Suggestion:
    """An earlier translation.

    Attributes:
        source: what it renders, as it was printed there.
        percent: 100 for the same text only.
        signed: who translated and reviewed it; empty when it was brought from elsewhere.
        place: where it stands on the workbench: item and number of the segment; None when it was brought from elsewhere.
    """

    text: str
    source: str
    percent: int
    kind: Kind
    signed: str
    at: datetime | None
    place: tuple[int, int] | None
    outlet: str = ""


def suggestions(text: str, *, item: Item, segment_id: int, language: str, limit: int = 4) -> list[Suggestion]:
    """What the memories hold for a sentence of an item, best first, but for its own renderings. One query.

    Raises: MemoryUnreadable.
    """
    sensitivity = Sensitivity(item.source.sensitivity)
    with _one_at_a_time:
        found = Memories(_shelves()).search(
            text,
            _LOOKED_AT,
            roles={sensitivity},
            source_language=item.language,
            target_language=language,
            least=LEAST,
        )
    allowed = _allowed(found, sensitivity, segment_id)
    shown: dict[str, Suggestion] = {}
    for match in found:
        if (one := _suggestion(match, allowed)) is not None:
            shown.setdefault(one.text, one)
    return list(shown.values())[:limit]


def unit_of(rendering: Rendering) -> Unit:
    """An accepted rendering as a memory keeps it; with its version, item and people."""
    segment, version = rendering.segment, rendering.segment.version
    return Unit(
        version.text[segment.start : segment.end],
        rendering.text,
        version.item.language,
        rendering.language,
        anchor=Anchor(str(version.capture_id), str(version.pk), segment.start, segment.end),
        translator=rendering.translator.byline,
        reviewer=rendering.reviewer.byline if rendering.reviewer else "",
        reviewed_utc=rendering.reviewed_at,
        id=f"{_ID}{rendering.pk}",
    )


def folder(name: str) -> Path:
    """Where the memory of a sensitivity, or `IMPORTED`, stands."""
    return Path(settings.MEMORY_PATH) / name


def imported_units() -> Path:
    """The file that has all of `IMPORTED`; it need not be there."""
    return folder(IMPORTED) / "units.jsonl"


def _shelves() -> Iterator[Shelf]:
    for priority, level in enumerate(Sensitivity, 1):
        readers = frozenset(str(other) for other in Sensitivity if level in other.at_most)
        if (memory := _opened(folder(level))) is not None:
            yield Shelf(level, memory, priority, readers)
    if (memory := _opened(folder(IMPORTED))) is not None:
        yield Shelf(IMPORTED, memory, len(Sensitivity) + 1, frozenset({EVERYBODY}))


def _opened(path: Path) -> Memory | None:
    """The memory in a folder; None while there is none. One that was made anew is opened anew."""
    try:
        number = (path / "units.jsonl").stat().st_ino
    except FileNotFoundError:
        return None
    known = _OPEN.get(path)
    if known is None or known[0] != number:
        known = _OPEN[path] = (number, Memory(path))
    return known[1]


def _allowed(found: Iterable[Match], sensitivity: Sensitivity, segment_id: int) -> dict[int, Rendering]:
    """The renderings among matches that are accepted now and may be shown now, by their ids."""
    ids = [number for match in found if match.memory != IMPORTED and (number := _number(match.unit)) is not None]
    accepted = Rendering.objects.filter(
        pk__in=ids, state=Rendering.State.ACCEPTED, segment__version__item__source__sensitivity__in=sensitivity.at_most
    ).exclude(segment=segment_id)
    related = ("segment__version__item__source", "translator", "reviewer", "draft")
    return {one.pk: one for one in accepted.select_related(*related).defer("segment__version__text", "draft__prompt")}


def _number(unit: Unit) -> int | None:
    number = unit.id.removeprefix(_ID)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _suggestion(match: Match, allowed: dict[int, Rendering]) -> Suggestion | None:
    percent = int(match.score * 100)
    if match.memory == IMPORTED:
        return Suggestion(match.target, match.source, percent, match.kind, "", match.unit.reviewed_utc, None)
    rendering = allowed.get(_number(match.unit) or 0)
    if rendering is None:
        return None
    item = rendering.segment.version.item
    return Suggestion(
        rendering.text,
        match.source,
        percent,
        match.kind,
        rendering.signed,
        rendering.reviewed_at,
        (item.pk, rendering.segment.number),
        str(item.source),
    )
