"""What of one name can meet what of another: its tokens, and neighbours written as one word."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dragoman.names.cutting import MAX_TOKEN_CHARS, Token, tokens
from dragoman.names.forms import with_forms
from dragoman.names.hearing import Heard, hear
from dragoman.names.words import SERVANT, Kind, words

# How much a token of each kind counts.
WEIGHTS: dict[Kind, float] = {
    Kind.NAME: 1.0,
    Kind.INITIAL: 0.5,
    Kind.ORDINAL: 0.4,
    Kind.KUNYA: 0.3,
    Kind.KIN: 0.2,
    Kind.TITLE: 0.15,
    Kind.ARTICLE: 0.1,
    Kind.LINK: 0.05,
}
# Kinds that meet others, whatever they sound like.
UNLIKE_WORDS = frozenset({Kind.INITIAL, Kind.ORDINAL})
_NEVER_JOINED = frozenset({Kind.TITLE, Kind.ORDINAL})
_NO_SCRIPT = "Zyyy"
_LOST_ARTICLES = {"Arab": "ال", "Latn": "al", "Hebr": "אל", "Cyrl": "аль"}
# So many tokens of a name are compared; the longest real ones have fewer.
COMPARED = 10


class Unit(NamedTuple):
    """A token, or neighbours written as one: two, or two names with the article between. The range `[first, last]`."""

    key: str
    script: str
    kind: Kind
    first: int
    last: int

    @property
    def is_joined(self) -> bool:
        return self.last > self.first


class Name(NamedTuple):
    """A name made ready to be compared.

    Attributes:
        tokens: at most `COMPARED`.
        weights: how much each token counts.
        units: what can meet: all tokens in their order, then all joined neighbours.
        total: sum of the weights.
        letters: sum of the tokens' letters, each at its token's weight.
        script: that of its first name.
        names: how many tokens count wholly.
        heard: the units by their consonants.
        unlike: the places of tokens that may meet what sounds otherwise: initials, ordinals, names with short or other forms.
    """

    tokens: tuple[Token, ...]
    weights: tuple[float, ...]
    units: tuple[Unit, ...]
    total: float
    letters: float
    script: str
    names: int
    heard: Heard
    unlike: tuple[int, ...]


def make_ready(text: str) -> Name:
    """The name made ready; where it has only titles and the like, these count as names."""
    found = tokens(text)[:COMPARED]
    names = [token for token in found if token.kind is Kind.NAME]
    weights = [WEIGHTS[token.kind] for token in found] if names else [1.0] * len(found)
    letters = sum([weight * len(token.key) for weight, token in zip(weights, found, strict=True)])
    script = (names or found)[0].script if found else _NO_SCRIPT
    units = _units(found)
    heard = hear([unit.key for unit in units], len(found))
    have_forms = with_forms()
    unlike = [at for at, token in enumerate(found) if token.kind in UNLIKE_WORDS or token.key in have_forms]
    counted = len(names) or len(found)
    return Name(found, tuple(weights), units, sum(weights), letters, script, counted, heard, tuple(unlike))


def _units(found: tuple[Token, ...]) -> tuple[Unit, ...]:
    single = [Unit(token.key, token.script, token.kind, at, at) for at, token in enumerate(found)]
    joined = [_join(one, other) for one, other in pairwise(single) if _can_join(one, other)]
    for one, article, other in zip(single, single[1:], single[2:], strict=False):
        if article.kind is Kind.ARTICLE and _can_join(one, other):
            joined.append(_join(_join(one, article), other))
    return (*single, *joined)


# Who compares lists compares the same names again and again. To keep more of them costs the collector of garbage more than
# it saves.
ready = lru_cache(maxsize=1 << 12)(make_ready)


def _can_join(one: Unit, other: Unit) -> bool:
    kinds = (one.kind, other.kind)
    return Kind.NAME in kinds and _NEVER_JOINED.isdisjoint(kinds) and len(one.key) + len(other.key) <= MAX_TOKEN_CHARS


def _join(one: Unit, other: Unit) -> Unit:
    """Both as one word. *Abd* alone has lost its article: عبد سمير is Abdul Samir too."""
    script = one.script if one.script == other.script else _NO_SCRIPT
    has_lost = other.kind is Kind.NAME and words().get((script, one.key)) == SERVANT
    article = _LOST_ARTICLES.get(script, "") if has_lost else ""
    return Unit(one.key + article + other.key, script, Kind.NAME, one.first, other.last)
