"""Merge what another tool gave back, segment by segment. Nothing is lost: each of their units ends in exactly one list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dragoman.translate.exchange.units import ExchangeUnit, State, digest


class Why(StrEnum):
    """Why a unit could not be merged without a person."""

    STALE = "its source is another text now"
    BOTH_CHANGED = "both sides changed the rendering"
    UNCLEAR = "the two renderings differ, and the file does not say what was sent"
    EMPTIED = "the rendering was taken out"
    TWICE = "the file has it more than once, with different renderings"


@dataclass(frozen=True)
class Pair:
    """One segment on both sides."""

    ours: ExchangeUnit
    theirs: ExchangeUnit


@dataclass(frozen=True)
class Conflict(Pair):
    """One segment that a person has to decide. Ours stands until then."""

    why: Why


@dataclass(frozen=True)
class Merge:
    """What came of it.

    Attributes:
        units: ours, in our order, with their changes in place.
        changed, unchanged, conflicts, unknown: each of their units is in exactly one of them; `unknown` are no segments of ours.
        missing: segments of ours that the file lacks.
    """

    units: tuple[ExchangeUnit, ...]
    changed: tuple[Pair, ...]
    unchanged: tuple[Pair, ...]
    conflicts: tuple[Conflict, ...]
    unknown: tuple[ExchangeUnit, ...]
    missing: tuple[ExchangeUnit, ...]


def merge(ours: Iterable[ExchangeUnit], theirs: Iterable[ExchangeUnit]) -> Merge:
    """Take over what only they changed since the file was written; the rest is reported.

    What the file began from is known by the digest that `write` puts beside each rendering. Anchors are always ours.
    """
    mine = {unit.id: unit for unit in ours}
    found: dict[str, list[ExchangeUnit]] = {}
    for unit in theirs:
        found.setdefault(unit.id, []).append(unit)
    changed: list[Pair] = []
    unchanged: list[Pair] = []
    conflicts: list[Conflict] = []
    for name, units in found.items():
        if name not in mine:
            continue
        for number, unit in enumerate(units):
            why = _conflict(mine[name], unit) or (Why.TWICE if _differ(units) else None)
            if why:
                conflicts.append(Conflict(mine[name], unit, why))
            elif number == 0 and _changes(mine[name], unit):
                changed.append(Pair(mine[name], unit))
            else:
                unchanged.append(Pair(mine[name], unit))
    taken = {pair.ours.id: _taken(pair) for pair in changed}
    return Merge(
        units=tuple(taken.get(name, unit) for name, unit in mine.items()),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
        conflicts=tuple(conflicts),
        unknown=tuple(unit for name, units in found.items() if name not in mine for unit in units),
        missing=tuple(unit for name, unit in mine.items() if name not in found),
    )


def _differ(units: Sequence[ExchangeUnit]) -> bool:
    return len({(unit.source, unit.target or "") for unit in units}) > 1


def _conflict(ours: ExchangeUnit, theirs: ExchangeUnit) -> Why | None:
    if ours.source != theirs.source:
        return Why.STALE
    if (ours.target or "") == (theirs.target or "") or _untouched(theirs):
        return None
    if not theirs.target:
        return Why.EMPTIED
    if not ours.target or digest(ours.target) == theirs.sent_sha256:
        return None
    return Why.BOTH_CHANGED if theirs.sent_sha256 else Why.UNCLEAR


def _untouched(theirs: ExchangeUnit) -> bool:
    return digest(theirs.target or "") == theirs.sent_sha256


def _changes(ours: ExchangeUnit, theirs: ExchangeUnit) -> bool:
    """Whether taking theirs over changes ours. An untouched rendering never does, whatever became of ours; its notes may."""
    if set(theirs.notes) - set(ours.notes):
        return True
    if (ours.target or "") == (theirs.target or ""):
        return ours.state != theirs.state
    return not _untouched(theirs)


def _taken(pair: Pair) -> ExchangeUnit:
    """Ours with their rendering, state and new notes."""
    ours, theirs = pair.ours, pair.theirs
    notes = (*ours.notes, *(note for note in theirs.notes if note not in ours.notes))
    if _untouched(theirs) and (ours.target or "") != (theirs.target or ""):
        return replace(ours, notes=notes)
    state = State.DRAFT if theirs.target and theirs.state == State.NEW else theirs.state
    return replace(ours, target=theirs.target, state=state, state_word=theirs.state_word, notes=notes, foreign=theirs.foreign)
