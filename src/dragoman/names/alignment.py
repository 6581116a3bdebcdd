"""Which token of one name meets which of another, and what of that speaks for one person: the features of a pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import NamedTuple

from dragoman.names.units import Name, Unit
from dragoman.names.words import Kind

# A pair of joined neighbours must be this much likelier than the tokens alone.
_JOINING = 1.0
# Below these log-odds nothing meets.
WORTH = -4.0
_LEAST = 1e-3


class Edge(NamedTuple):
    """Log-odds that one unit of either name are the same word."""

    odds: float
    one: Unit
    other: Unit


# What a feature is, in the order of the rows of `tables/weights.tsv`.
FEATURES = (
    "log_chance",  # logarithm of the chance that all that met is the same, at its weight
    "met",  # how much met, times its chance
    "left_lighter",  # weight of what is left over of the name that has less
    "left_heavier",  # of the other
    "covered_least",  # share of letters that met, times chance, of the name of which less met
    "single",  # one of the names has one name token only
    "ordinals",  # both have ordinals, and others
    "crossed",  # share of what met that is in another order
    "initials",  # how many initials met something
)


@dataclass(frozen=True)
class Alignment:
    """What met, the surest first, and the places of the tokens that are left over."""

    met: list[Edge]
    left_one: list[int]
    left_other: list[int]


def align(one: Name, other: Name, edges: Iterable[Edge]) -> Alignment:
    """Take edges, the surest first, as long as neither end is used."""
    ranked = list(edges)
    if len(ranked) > 1:
        ranked.sort(key=_rank, reverse=True)
    used_one, used_other, met = 0, 0, []
    for edge in ranked:
        span_one, span_other = _bits(edge.one), _bits(edge.other)
        if span_one & used_one or span_other & used_other:
            continue
        used_one |= span_one
        used_other |= span_other
        met.append(edge)
    return Alignment(met, _unused(one, used_one), _unused(other, used_other))


def _rank(edge: Edge) -> tuple[float, int, int]:
    joined = edge.one.is_joined or edge.other.is_joined
    return (edge.odds - _JOINING * joined, -edge.one.first - edge.other.first, edge.one.last + edge.other.last)


def _bits(unit: Unit) -> int:
    return (2 << unit.last) - (1 << unit.first)


def _unused(name: Name, used: int) -> list[int]:
    return [at for at in range(len(name.tokens)) if not used >> at & 1]


def features(one: Name, other: Name, found: Alignment) -> list[float]:
    """The features of a pair, in the order of `FEATURES`."""
    met = log_chance = letters_one = letters_other = 0.0
    initials = 0
    for odds, unit_one, unit_other in found.met:
        weight_one, heard_one = _reach(one, unit_one)
        weight_other, heard_other = _reach(other, unit_other)
        weight = max(weight_one, weight_other)
        chance = 1 / (1 + exp(-odds))
        met += weight * chance
        log_chance += weight * log(max(chance, _LEAST))
        letters_one += chance * heard_one
        letters_other += chance * heard_other
        initials += Kind.INITIAL in (unit_one.kind, unit_other.kind)
    left_one = sum([one.weights[at] for at in found.left_one])
    left_other = sum([other.weights[at] for at in found.left_other])
    left = (left_one, left_other) if (one.total, left_one) <= (other.total, left_other) else (left_other, left_one)
    return [
        log_chance,
        met,
        *left,
        min(letters_one / one.letters, letters_other / other.letters),
        float(min(one.names, other.names) <= 1),
        _ordinals_differ(one, other, found),
        _crossed(found.met),
        float(initials),
    ]


def _reach(name: Name, unit: Unit) -> tuple[float, float]:
    """(the greatest weight, the weighted letters) of the unit's tokens."""
    if unit.first == unit.last:
        weight = name.weights[unit.first]
        return weight, weight * len(unit.key)
    weights = name.weights[unit.first : unit.last + 1]
    tokens = name.tokens[unit.first : unit.last + 1]
    return max(weights), sum(weight * len(token.key) for weight, token in zip(weights, tokens, strict=True))


def _ordinals_differ(one: Name, other: Name, found: Alignment) -> float:
    if not found.left_one or not found.left_other:
        return 0.0
    left_one = any(one.tokens[at].kind is Kind.ORDINAL for at in found.left_one)
    left_other = any(other.tokens[at].kind is Kind.ORDINAL for at in found.left_other)
    return float(left_one and left_other)


def _crossed(met: list[Edge]) -> float:
    if len(met) < 2:
        return 0.0
    order = [edge.other.first for edge in sorted(met, key=lambda edge: edge.one.first)]
    return sum(after < before for before, after in pairwise(order)) / (len(order) - 1)
