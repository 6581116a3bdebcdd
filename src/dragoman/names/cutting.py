"""A name cut into tokens: names proper, and the words around them, each with its place in the text.

Compounds that writers join or part at will become one token: *Abd al-Rahman*, *Nasr Allah*, *Salah al-Din*,
*Hasan Zadeh*. A detachable article becomes a token of its own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dragoman.names.spelling import spell
from dragoman.names.words import CLOSER, FAITH, KINDS, SERVANT, SERVANT_OF, SUN, Kind, letter_names, meanings, words
from dragoman.text import scripts
from dragoman.text.folds import DROPPED, DROPPED_MARKS

__all__ = ["MAX_TOKENS", "MAX_TOKEN_CHARS", "Kind", "Token", "tokens"]

# Longer names and words are cut here, so that no input costs more than the longest real name. 24 letters hold
# every token of the training data but 0.1 %.
MAX_TOKENS = 16
MAX_TOKEN_CHARS = 24
_MAX_NAME_CHARS = 600

_MARKS = "".join(f"{chr(first)}-{chr(last)}" for first, last in DROPPED_MARKS) + re.escape(DROPPED) + "\u0e31-\u0e4e"
_WORD = re.compile(f'[^\\W_]+(?:[{_MARKS}]+[^\\W_]*)*(?:"[\u05d0-\u05ea]+)?')
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ][a-zа-яё])")
# Marks that say something of the word before them: that an article is its next word's, that a letter is an initial.
_BEHIND = frozenset("-‐‑־.")
_ANY_SCRIPT = "Zyyy"
_GERESH_LAST = re.compile(r"[גזצץתדטחע]['׳’]\Z")
# A part of such a role is a token as it stands, whatever is beside it.
_PLAIN = frozenset({Kind.NAME, Kind.INITIAL, Kind.KIN, Kind.KUNYA, Kind.LINK, Kind.ORDINAL})
_SERVANTS = frozenset({SERVANT, SERVANT_OF})
_CLOSERS = frozenset({CLOSER, FAITH})
_COMPOUNDING = _SERVANTS | _CLOSERS
_SERVED = frozenset({Kind.NAME, Kind.TITLE})
_BEFORE_CLOSERS = frozenset({Kind.NAME, FAITH})
_ARTICLES = frozenset({Kind.ARTICLE, SUN})


class Token(NamedTuple):
    """One word of a name.

    Attributes:
        text: as it stands in the name, `name[start:end]`.
        key: its letters as `spell` leaves them, without spaces; what the learned tables compare.
        kind: what it is; only names and initials say who somebody is.
        script: ISO 15924 code of its letters, `Zyyy` for digits and other scripts.
        start, end: code points in the name, half-open.
    """

    text: str
    key: str
    kind: Kind
    script: str
    start: int
    end: int


class _Part(NamedTuple):
    """A word, or a part of one, before compounds are joined; `role` is a kind or a part of a compound."""

    key: str
    role: str
    script: str
    start: int  # in its word
    end: int
    is_glued: bool = False  # by a hyphen, or without any space, to the next word


def tokens(name: str) -> tuple[Token, ...]:
    """The tokens of a name in their order; empty when it has no letter and no digit.

    At most `MAX_TOKENS` tokens of `MAX_TOKEN_CHARS` letters: what comes after them is left out.
    """
    parts, places = _cut(name[:_MAX_NAME_CHARS])
    roles = {part.role for part in parts}
    if _PLAIN.issuperset(roles):
        parts = parts[:MAX_TOKENS]
        return tuple([_token(name, part, place, KINDS[part.role]) for part, place in zip(parts, places, strict=False)])
    parts = parts[: 2 * MAX_TOKENS]
    found = _alone(name, parts, places) if _COMPOUNDING.isdisjoint(roles) else _join(name, parts, places)
    return tuple((_settle(found) if Kind.TITLE in roles else found)[:MAX_TOKENS])


def _token(name: str, part: _Part, place: int, kind: Kind) -> Token:
    start, end = place + part.start, place + part.end
    return Token(name[start:end], part.key, kind, part.script, start, end)


def _cut(name: str) -> tuple[list[_Part], list[int]]:
    """(parts of the words, where the word of each starts)."""
    parts: list[_Part] = []
    places: list[int] = []
    has_marks = not _BEHIND.isdisjoint(name)
    for word in _WORD.finditer(name):
        found, start = _parts(word[0]), word.start()
        if has_marks and found and name[word.end() : word.end() + 1] in _BEHIND:
            found = (*found[:-1], _before(name[word.end()], found[-1]))
        parts += found
        places += [start] * len(found)
    return parts, places


def _before(mark: str, part: _Part) -> _Part:
    """The part with a mark behind it. Persian and Urdu write a Latin initial as the letter's name: سی. is C."""
    if mark != ".":
        return part._replace(is_glued=True)
    letter = letter_names().get((part.script, part.key))
    if letter is None or part.start > 0:
        return part
    return part._replace(key=letter, role=Kind.INITIAL, script="Latn")


@lru_cache(maxsize=1 << 11)
def _parts(word: str) -> tuple[_Part, ...]:
    """A word with its role, which may be parted: before a capital letter inside, and behind an Arabic article."""
    if word[1:] == word[1:].lower():
        return _read(word, 0)
    bounds = [0, *(inner.start() for inner in _CAMEL.finditer(word)), len(word)]
    return tuple([part for first, last in pairwise(bounds) for part in _read(word[first:last], first)])


def _read(text: str, start: int) -> tuple[_Part, ...]:
    """What stands in a word from `start` on; nothing when it has no letter that is read."""
    if text[-1] in DROPPED and not _GERESH_LAST.search(text):
        text = text.rstrip(DROPPED)
    key = spell(text)[:MAX_TOKEN_CHARS]
    if not key:
        return ()
    script, end = _script(key), start + len(text)
    role = words().get((script, key))
    if role is None and script == "Arab" and text.startswith("ال") and len(key) >= 5:
        article = _Part("ال", Kind.ARTICLE, script, start, start + 2, is_glued=True)
        rest = key[2:]
        return article, _Part(rest, words().get((script, rest), Kind.NAME), script, start + 2, end)
    if role is None:
        return (_Part(*_without_role(key, script), start, end),)
    return (_Part(*_with_meaning(key, role, script), start, end),)


def _script(key: str) -> str:
    return "Latn" if key.isascii() and key.isalpha() else scripts.script(key)


def _with_meaning(key: str, role: str, script: str) -> tuple[str, str, str]:
    """(key, role, script) of a word that has a role. An ordinal's key is its number, in any script."""
    meaning = meanings().get((script, key))
    if meaning is None:
        return key, role, script
    return meaning, role, _ANY_SCRIPT if role == Kind.ORDINAL else "Latn"


def _without_role(key: str, script: str) -> tuple[str, str, str]:
    """(key, role, script) of a word that no table knows."""
    if key.isdecimal():
        return "".join([str(unicodedata.decimal(digit)) for digit in key]), Kind.ORDINAL, _ANY_SCRIPT
    return key, Kind.INITIAL if len(key) == 1 and key.isalpha() else Kind.NAME, script


def _join(name: str, parts: list[_Part], places: list[int]) -> list[Token]:
    """Parts to tokens: servant + (article) + name, name + (article) + closer become one."""
    found: list[Token] = []
    at = 0
    while at < len(parts):
        run = _compound(parts, at)
        first, last = parts[at], parts[at + run - 1]
        if run == 1:
            found.append(_token(name, first, places[at], _kind_alone(parts, at)))
        else:
            key = "".join(part.key for part in parts[at : at + run])[:MAX_TOKEN_CHARS]
            start, end = places[at] + first.start, places[at + run - 1] + last.end
            found.append(Token(name[start:end], key, Kind.NAME, first.script, start, end))
        at += run
    return found


def _compound(parts: list[_Part], at: int) -> int:
    """How many parts from `at` on make one token. *Abd* alone stands before any word: it needs an article, *Abdul* has one."""
    run = 1
    if parts[at].role in _SERVANTS:
        article = _is_article(parts, at + 1)
        served = parts[at + 1 + article].role if at + 1 + article < len(parts) else ""
        is_open = article or parts[at].role == SERVANT_OF
        if served in _CLOSERS or (is_open and served in _SERVED):
            run = 2 + article
    elif parts[at].role not in _BEFORE_CLOSERS:
        return 1
    after = at + run
    if after < len(parts) and parts[after].role == CLOSER:
        return run + 1
    if _is_article(parts, after) and after + 1 < len(parts) and parts[after + 1].role in _CLOSERS:
        return run + 2
    return run


def _is_article(parts: list[_Part], at: int) -> bool:
    """Is the part at `at` an article? A sun-letter form only when glued, or when the next word starts with its letter."""
    if at >= len(parts):
        return False
    part = parts[at]
    if part.role == SUN and at + 1 < len(parts):
        return part.is_glued or parts[at + 1].key.startswith(part.key[1:])
    return part.role == Kind.ARTICLE and at + 1 < len(parts)


def _alone(name: str, parts: list[_Part], places: list[int]) -> list[Token]:
    """Parts to tokens, where none is of a compound."""
    return [
        _token(name, part, place, _kind_alone(parts, at)) for at, (part, place) in enumerate(zip(parts, places, strict=False))
    ]


def _kind_alone(parts: list[_Part], at: int) -> Kind:
    """The kind of a part that joined nothing."""
    role = parts[at].role
    if role in _ARTICLES:
        return Kind.ARTICLE if _is_article(parts, at) else Kind.NAME
    return KINDS.get(role, Kind.NAME)


def _settle(found: list[Token]) -> list[Token]:
    """Titles are titles only beside a name, and only before or after all names; otherwise they are names (Sayyid Qutb's son)."""
    named = [at for at, token in enumerate(found) if token.kind is Kind.NAME]
    if not named:
        return found
    return [
        token._replace(kind=Kind.NAME) if token.kind is Kind.TITLE and named[0] < at < named[-1] else token
        for at, token in enumerate(found)
    ]
