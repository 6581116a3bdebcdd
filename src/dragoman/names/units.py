"""What of one name can meet what of another: its tokens, and neighbours written as one word."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from operator import mul

from dragoman.names.cutting import MAX_TOKEN_CHARS, Token, tokens
from dragoman.names.forms import with_forms
from dragoman.names.hearing import Heard, ears
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
_NAME = Kind.NAME  # an enumeration's members are slow to look up
# The first token of a unit, and its last.
Span = tuple[int, int]
_SINGLE, _PAIRS, _TRIPLES = (tuple([(at, at + more) for at in range(COMPARED)]) for more in range(3))


class Name:
    """A name made ready to be compared; where it has only titles and the like, these count as names.

    Attributes:
        tokens: at most `COMPARED`.
        units: what can meet: all tokens in their order, then neighbours written as one: two, or two names with the article
            between.
        spans: of each unit its first token and its last.
        weights: of each unit how much the weightiest of its tokens counts.
        letters: of each unit the sum of its tokens' letters, each at its token's weight.
        total: sum of the tokens' weights.
        all_letters: sum of the tokens' letters.
        script: that of its first name.
        names: how many tokens count wholly.
        unlike: the places of tokens that may meet what sounds otherwise: initials, ordinals, names with short or other forms.
    """

    __slots__ = ("_heard", "all_letters", "letters", "names", "script", "spans", "tokens", "total", "units", "unlike", "weights")

    def __init__(self, text: str) -> None:
        self.tokens = self.units = found = tokens(text)[:COMPARED]
        _, keys, kinds, scripts, _, _ = zip(*found, strict=True) if found else ((),) * 6
        names = kinds.count(_NAME)
        self.names = names or len(found)
        self.weights = tuple([WEIGHTS[kind] for kind in kinds]) if names else (1.0,) * len(found)
        self.letters = tuple(map(mul, self.weights, map(len, keys)))
        self.total, self.all_letters = sum(self.weights), sum(self.letters)
        self.script = scripts[kinds.index(_NAME) if names else 0] if found else _NO_SCRIPT
        is_plain = names == len(found) and with_forms().isdisjoint(keys)
        self.unlike = () if is_plain else _unlike(found)
        self.spans = _SINGLE[: len(found)]
        if len(found) > 1:
            self._add_joined(text, _joinable(found, has_article=Kind.ARTICLE in kinds))
        self._heard: Heard = None

    def _add_joined(self, text: str, spans: list[Span]) -> None:
        found, weights, letters = self.tokens, self.weights, self.letters
        self.units += tuple([_joined(text, found[first : last + 1]) for first, last in spans])
        self.spans += tuple(spans)
        self.weights += tuple([max(weights[first : last + 1]) for first, last in spans])
        self.letters += tuple([sum(letters[first : last + 1]) for first, last in spans])

    @property
    def heard(self) -> Heard:
        """The units by their consonants; heard when first asked for, which names of one word never are among each other."""
        if self._heard is None:
            self._heard = ears().hear([unit.key for unit in self.units], len(self.tokens))
        return self._heard


# Who compares lists compares the same names again and again. To keep more of them costs the collector of garbage more than
# it saves.
ready = lru_cache(maxsize=1 << 10)(Name)


def _unlike(found: tuple[Token, ...]) -> tuple[int, ...]:
    have_forms = with_forms()
    return tuple([at for at, token in enumerate(found) if token.key in have_forms or token.kind in UNLIKE_WORDS])


def _joinable(found: tuple[Token, ...], *, has_article: bool) -> list[Span]:
    """Which neighbours may be written as one: all pairs, then names with an article between."""
    spans = [_PAIRS[at] for at, (one, other) in enumerate(pairwise(found)) if _can_join(one, other)]
    if has_article:
        for at, (one, article, other) in enumerate(zip(found, found[1:], found[2:], strict=False)):
            if article.kind is Kind.ARTICLE and _can_join(one, other):
                spans.append(_TRIPLES[at])
    return spans


def _can_join(one: Token, other: Token) -> bool:
    """Is one of both a name, and none a title or ordinal?"""
    if one.kind is not _NAME and (other.kind is not _NAME or one.kind in _NEVER_JOINED):
        return False
    return other.kind not in _NEVER_JOINED and len(one.key) + len(other.key) <= MAX_TOKEN_CHARS


def _joined(text: str, run: tuple[Token, ...]) -> Token:
    """Neighbours as one word. *Abd* alone has lost its article: عبد سمير is Abdul Samir too."""
    one, *rest = run
    for other in rest:
        script = one.script if one.script == other.script else _NO_SCRIPT
        key = one.key + other.key
        if other.kind is _NAME and words().get((script, one.key)) == SERVANT:
            key = one.key + _LOST_ARTICLES.get(script, "") + other.key
        one = Token(text[one.start : other.end], key, _NAME, script, one.start, other.end)
    return one
