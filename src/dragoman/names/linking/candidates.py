"""Who a mention can be, and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import NamedTuple

from dragoman.names.linking.tree import Form
from dragoman.names.register import Entity

# What each circumstance leaves of a candidate's certainty.
WEIGHTS = {
    "spelled otherwise": 0.97,  # only folding makes it equal
    "a made variant": 0.95,  # article left out or joined, compound in one word
    "after a clitic": 0.95,
    "with an ending": 0.97,
    "one short word": 0.9,
    "not named in full here": 0.4,  # beside another candidate who is
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of those whom a mention can name. `reasons`: what made it less than certain, as in `WEIGHTS`."""

    entity: Entity
    score: float
    reasons: tuple[str, ...] = ()


class Match(NamedTuple):
    """Forms that stand at one place of a text, each with the clitic and the ending it was read with."""

    start: int
    end: int
    text: str
    clitic: str
    ending: str
    forms: tuple[tuple[Form, str, str], ...]

    def moved(self, by: int) -> Match:
        return self._replace(start=self.start + by, end=self.end + by)


def rank(matches: Sequence[Match]) -> Iterator[tuple[Candidate, ...]]:
    """For each match its candidates, best first. Whoever is named without doubt elsewhere in the text is likelier."""
    alone = {_only(match) for match in matches}
    for match in matches:
        candidates = _candidates(match)
        yield candidates if len(candidates) == 1 else _share(candidates, alone)


def _only(match: Match) -> str:
    """The id of a match's one candidate; empty when there are several."""
    ids = {form.entity.id for form, _, _ in match.forms}
    return ids.pop() if len(ids) == 1 else ""


def _candidates(match: Match) -> tuple[Candidate, ...]:
    """Each entity's best reading, by itself."""
    best: dict[str, Candidate] = {}
    for form, clitic, ending in match.forms:
        reasons = tuple(_reasons(match.text, form, clitic, ending))
        score = round(prod(WEIGHTS[reason] for reason in reasons), 4)
        known = best.get(form.entity.id)
        if known is None or known.score < score:
            best[form.entity.id] = Candidate(form.entity, score, reasons)
    return tuple(best.values())


def _share(candidates: tuple[Candidate, ...], alone: set[str]) -> tuple[Candidate, ...]:
    """Scores of several candidates, which share one certainty."""
    named = {candidate.entity.id for candidate in candidates} & alone
    elsewhere = WEIGHTS["not named in full here"] if named else 1.0
    shares = [1.0 if candidate.entity.id in named else elsewhere for candidate in candidates]
    shared = [
        replace(candidate, score=round(candidate.score * share / sum(shares), 4))
        for candidate, share in zip(candidates, shares, strict=True)
    ]
    return tuple(sorted(shared, key=lambda candidate: (-candidate.score, candidate.entity.id)))


def _reasons(text: str, form: Form, clitic: str, ending: str) -> Iterator[str]:
    if ending:
        yield "with an ending"
    elif form.variant:
        yield "a made variant"
    elif not form.is_spelled(text):
        yield "spelled otherwise"
    if clitic:
        yield "after a clitic"
    if form.short:
        yield "one short word"
