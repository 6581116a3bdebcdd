"""Are two names one? A score with its reasons."""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf
from operator import mul
from typing import NamedTuple

from dragoman.names.alignment import WORTH, Alignment, Edge, align, features
from dragoman.names.cutting import Token
from dragoman.names.forms import other_forms
from dragoman.names.hearing import Heard, ears
from dragoman.names.models import Models, shipped
from dragoman.names.skeleton import may_match
from dragoman.names.units import UNLIKE_WORDS, Name, ready
from dragoman.names.words import Kind


class Meeting(NamedTuple):
    """Tokens of either name that are taken to be one word; `chance` in [0, 1] says how sure."""

    one: tuple[Token, ...]
    other: tuple[Token, ...]
    chance: float


class Comparison(NamedTuple):
    """Whether two names are one.

    Attributes:
        score: in [0, 1], the chance that both name the same person or body, where as many pairs do as do not.
        meetings: which token met which, the surest first.
        left_one, left_other: tokens of either name that met nothing.
    """

    score: float
    meetings: tuple[Meeting, ...]
    left_one: tuple[Token, ...]
    left_other: tuple[Token, ...]


# Titles, articles and initials that meet name nobody: where no name met a name, the score stays below a half.
_UNNAMED = -0.4
_FARTHEST = 30.0
NOTHING = Comparison(0.0, (), (), ())


def compare(one: str, other: str, *, models: Models | None = None) -> Comparison:
    """Compare two names, each in any of four scripts; the order of the two makes no difference to the score.

    A name without any letter or digit is nobody's: its score is 0. Equal names score 1.

    Args:
        one, other: names as they stand somewhere, with titles and all.
        models: learned tables; those of the package by default.

    Raises:
        NameTablesUnreadable: the learned tables are damaged.
    """
    models = models or shipped()
    first, second = ready(one), ready(other)
    if not first.tokens or not second.tokens:
        return NOTHING
    turned = _is_behind(first, second)
    if turned:
        first, second = second, first
    found = align(first, second, edges(first, second, models))
    score = chance(log_odds(first, second, found, models))
    meetings = [_meeting(first, second, edge) for edge in found.met]
    left_one = tuple([first.tokens[at] for at in found.left_one]) if found.left_one else ()
    left_other = tuple([second.tokens[at] for at in found.left_other]) if found.left_other else ()
    if turned:
        turned_back = [Meeting(theirs, mine, sure) for mine, theirs, sure in meetings]
        return Comparison(score, tuple(turned_back), left_other, left_one)
    return Comparison(score, tuple(meetings), left_one, left_other)


def _is_behind(one: Name, other: Name) -> bool:
    """Which of two names is taken as the first, so that the order of the two makes no difference: by scripts and words."""
    for mine, theirs in zip(one.tokens, other.tokens, strict=False):
        if mine.script != theirs.script:
            return mine.script > theirs.script
        if mine.key != theirs.key:
            return mine.key > theirs.key
    return len(one.tokens) > len(other.tokens)


def edges(one: Name, other: Name, models: Models) -> list[Edge]:
    """Units that may meet. Joined ones are tried only where the consonants allow it, and so are all in longer names."""
    if len(one.tokens) == len(other.tokens) == 1:
        # Of two names of a word each, whatever they sound like, this is the one edge, unless one is no name.
        unit, against = one.tokens[0], other.tokens[0]
        meet = unit.kind is against.kind is Kind.NAME or _may_meet(unit, against)
        return [Edge(models.log_odds(unit.key, unit.script, against.key, against.script), 0, 0)] if meet else []
    is_plain = not one.unlike and not other.unlike
    found = []
    for mine, theirs in ears().words_that_may_share(one.heard, other.heard) if is_plain else _tried(one, other):
        unit, against = one.units[mine], other.units[theirs]
        odds = models.log_odds(unit.key, unit.script, against.key, against.script)
        if odds > WORTH:
            found.append(Edge(odds, mine, theirs))
    return found


def _may_meet(one: Token, other: Token) -> bool:
    if _is_unlike(one, other):
        return _meet_by_kind(one, other)
    return may_match(one.key, other.key) or may_meet_as_forms(one, other)


def _tried(one: Name, other: Name) -> list[tuple[int, int]]:
    """As `words_that_may_share`, with all that meets others for another reason than its sound."""
    heard = ears().words_that_may_share(one.heard, other.heard)
    found = {places for places in heard if not _is_unlike(one.units[places[0]], other.units[places[1]])}
    found.update([(mine, theirs) for mine in one.unlike for theirs in _meet_otherwise(one.units[mine], other)])
    found.update([(mine, theirs) for theirs in other.unlike for mine in _meet_otherwise(other.units[theirs], one)])
    return sorted(found)


def _meet_otherwise(token: Token, name: Name) -> list[int]:
    """The places of a name's tokens that a token meets by its kind, or by another form of it."""
    if token.kind in UNLIKE_WORDS:
        return [at for at, against in enumerate(name.tokens) if _meet_by_kind(token, against)]
    heard = ears().words_that_may_share(_forms_heard(token.key, token.script), name.heard)
    return [at for _, at in heard if at < len(name.tokens) and name.tokens[at].kind not in UNLIKE_WORDS]


@lru_cache(maxsize=1 << 10)
def _forms_heard(word: str, script: str) -> Heard:
    forms = other_forms(word, script)
    return ears().hear(forms, len(forms))


def _is_unlike(one: Token, other: Token) -> bool:
    return one.kind in UNLIKE_WORDS or other.kind in UNLIKE_WORDS


def _meet_by_kind(one: Token, other: Token) -> bool:
    """Ordinals meet their equals, initials any token."""
    return one.key == other.key or Kind.ORDINAL not in (one.kind, other.kind)


def may_meet_as_forms(one: Token, other: Token) -> bool:
    """May one token be a short or other form of the other, which sounds like something else?"""
    forms, other_ones = other_forms(one.key, one.script), other_forms(other.key, other.script)
    if not forms and not other_ones:
        return False
    return any(may_match(form, other.key) for form in forms) or any(may_match(one.key, form) for form in other_ones)


def log_odds(one: Name, other: Name, found: Alignment, models: Models) -> float:
    """Log-odds that two aligned names are one; infinite for equal names."""
    if _is_same(one, other, found):
        return inf
    const, *factors = models.weights(same_script=one.script == other.script)
    total = sum(map(mul, factors, features(one, other, found)), const)
    return total if total < _UNNAMED or _names_met(one, other, found) else _UNNAMED


def chance(odds: float) -> float:
    """The score that belongs to log-odds."""
    return 1 / (1 + exp(-max(-_FARTHEST, odds)))


def _names_met(one: Name, other: Name, found: Alignment) -> bool:
    return any(one.units[edge.one].kind is other.units[edge.other].kind is Kind.NAME for edge in found.met)


def _is_same(one: Name, other: Name, found: Alignment) -> bool:
    if found.left_one or found.left_other or len(one.tokens) != len(other.tokens):
        return False
    return all(mine.key == theirs.key for mine, theirs in zip(one.tokens, other.tokens, strict=True))


def _meeting(one: Name, other: Name, edge: Edge) -> Meeting:
    (first, last), (other_first, other_last) = one.spans[edge.one], other.spans[edge.other]
    mine, theirs = one.tokens[first : last + 1], other.tokens[other_first : other_last + 1]
    return Meeting(mine, theirs, 1 / (1 + exp(-edge.odds)))
