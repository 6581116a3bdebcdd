"""Which token of one name meets which of another, and what of that speaks for one person: the features of a pair."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log
from typing import NamedTuple

from dragoman.names.units import Name, Span
from dragoman.names.words import Kind

# A pair of joined neighbours must be this much likelier than the tokens alone.
_JOINING = 1.0
# Below these log-odds nothing meets.
WORTH = -4.0
_LEAST = 1e-3


class Edge(NamedTuple):
    """Log-odds that one unit of either name are the same word; the units by their places."""

    odds: float
    one: int
    other: int


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


class Alignment(NamedTuple):
    """What met, the surest first, and the places of the tokens that are left over."""

    met: list[Edge]
    left_one: list[int]
    left_other: list[int]


def align(one: Name, other: Name, edges: list[Edge]) -> Alignment:
    """Take edges, the surest first, as long as neither end is used."""
    if len(edges) > 1:
        edges = sorted(edges, key=lambda edge: _rank(one, other, edge), reverse=True)
    used_one, used_other, met = 0, 0, []
    for edge in edges:
        bits_one, bits_other = _bits(one.spans[edge.one]), _bits(other.spans[edge.other])
        if bits_one & used_one or bits_other & used_other:
            continue
        used_one |= bits_one
        used_other |= bits_other
        met.append(edge)
    return Alignment(met, _unused(one, used_one), _unused(other, used_other))


def _bits(span: Span) -> int:
    """The tokens of a span, a bit each."""
    return (2 << span[1]) - (1 << span[0])


def _rank(one: Name, other: Name, edge: Edge) -> tuple[float, int, int]:
    (first, last), (other_first, other_last) = one.spans[edge.one], other.spans[edge.other]
    joined = first < last or other_first < other_last
    return (edge.odds - _JOINING * joined, -first - other_first, last + other_last)


def _unused(name: Name, used: int) -> list[int]:
    if used == (1 << len(name.tokens)) - 1:
        return []
    return [at for at in range(len(name.tokens)) if not used >> at & 1]


def features(one: Name, other: Name, found: Alignment) -> list[float]:
    """The features of a pair, in the order of `FEATURES`."""
    met = log_chance = letters_one = letters_other = 0.0
    for odds, mine, theirs in found.met:
        weight = max(one.weights[mine], other.weights[theirs])
        chance = 1 / (1 + exp(-odds))
        met += weight * chance
        log_chance += weight * log(max(chance, _LEAST))
        letters_one += chance * one.letters[mine]
        letters_other += chance * other.letters[theirs]
    left_one = sum([one.weights[at] for at in found.left_one]) if found.left_one else 0.0
    left_other = sum([other.weights[at] for at in found.left_other]) if found.left_other else 0.0
    if (one.total, left_one) > (other.total, left_other):
        left_one, left_other = left_other, left_one
    return [
        log_chance,
        met,
        left_one,
        left_other,
        min(letters_one / one.all_letters, letters_other / other.all_letters),
        float(one.names <= 1 or other.names <= 1),
        _ordinals_differ(one, other, found) if found.left_one and found.left_other else 0.0,
        _crossed(one, other, found.met) if len(found.met) > 1 else 0.0,
        _initials(one, other, found.met) if one.unlike or other.unlike else 0.0,
    ]


def _ordinals_differ(one: Name, other: Name, found: Alignment) -> float:
    left_one = any(one.tokens[at].kind is Kind.ORDINAL for at in found.left_one)
    left_other = any(other.tokens[at].kind is Kind.ORDINAL for at in found.left_other)
    return float(left_one and left_other)


def _crossed(one: Name, other: Name, met: list[Edge]) -> float:
    order = [other.spans[edge.other][0] for edge in sorted(met, key=lambda edge: one.spans[edge.one])]
    return sum(after < before for before, after in pairwise(order)) / (len(order) - 1)


def _initials(one: Name, other: Name, met: list[Edge]) -> float:
    return float(sum(Kind.INITIAL in (one.units[edge.one].kind, other.units[edge.other].kind) for edge in met))
