"""A name cut into tokens: names proper, and the words around them, each with its place in the text.

Compounds that writers join or part at will become one token: *Abd al-Rahman*, *Nasr Allah*, *Salah al-Din*,
*Hasan Zadeh*. A detachable article becomes a token of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from dragoman.names.spelling import spell
from dragoman.names.words import CLOSER, FAITH, SERVANT, SERVANT_OF, SUN, Kind, letter_names, meanings, words
from dragoman.text import scripts
from dragoman.text.folds import DROPPED, DROPPED_MARKS

__all__ = ["MAX_TOKENS", "MAX_TOKEN_CHARS", "Kind", "Token", "tokens"]

# Longer names and words are cut here, so that no input costs more than the longest real name. 24 letters hold
# every token of the training data but 0.1 %.
MAX_TOKENS = 16
MAX_TOKEN_CHARS = 24
_MAX_NAME_CHARS = 600

_MARKS = "".join(f"{chr(first)}-{chr(last)}" for first, last in DROPPED_MARKS) + re.escape(DROPPED) + "\u0e31-\u0e4e"
_WORD = re.compile(f'[^\\W_](?:[^\\W_]|[{_MARKS}])*(?:"[\u05d0-\u05ea]+)?')
_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ][a-zа-яё])")
_TRAILING = re.compile(f"[{re.escape(DROPPED)}]+\\Z")
_HYPHENS = frozenset("-‐‑־")
_ANY_SCRIPT = "Zyyy"
_GERESH_LAST = re.compile(r"[גזצץתדטחע]['׳’]\Z")


@dataclass(frozen=True, slots=True)
class Token:
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


@lru_cache(maxsize=1 << 12)
def tokens(name: str) -> tuple[Token, ...]:
    """The tokens of a name in their order; empty when it has no letter and no digit.

    At most `MAX_TOKENS` tokens of `MAX_TOKEN_CHARS` letters: what comes after them is left out.
    """
    parts = [part for word in _cut(name[:_MAX_NAME_CHARS]) for part in _classify(word)]
    joined = _join(name, parts[: 2 * MAX_TOKENS])
    return tuple(_settle(joined)[:MAX_TOKENS])


@dataclass(frozen=True, slots=True)
class _Part:
    """A word before compounds are joined; `role` is a kind or a part of a compound."""

    text: str
    key: str
    role: str
    script: str
    start: int
    end: int
    glued: bool  # by a hyphen, or without any space, to the next word
    dotted: bool  # a full stop follows


def _cut(name: str) -> Iterator[_Part]:
    """Words with their script, roles still open. A change from small to capital letter parts two words."""
    for match in _WORD.finditer(name):
        start = match.start()
        bounds = [start + inner.start() for inner in _CAMEL.finditer(match.group())]
        for first, last in zip([start, *bounds], [*bounds, match.end()], strict=True):
            text = name[first:last]
            if not _GERESH_LAST.search(text):
                text = _TRAILING.sub("", text)
            key = spell(text)[:MAX_TOKEN_CHARS]
            if key:
                after = name[last : last + 1]
                yield _Part(text, key, Kind.NAME, _script(key), first, first + len(text), after in _HYPHENS, after == ".")


@lru_cache(maxsize=1 << 13)
def _script(key: str) -> str:
    return "Latn" if key.isascii() and key.isalpha() else scripts.script(key)


def _classify(word: _Part) -> Iterator[_Part]:
    """The word with its role; an Arabic article is parted from its word."""
    key, script = word.key, word.script
    if (script, key) not in words() and script == "Arab" and word.text.startswith("ال") and len(key) >= 5:
        yield replace(word, key="ال", role=Kind.ARTICLE, end=word.start + 2, glued=True)
        rest = replace(word, key=key[2:], start=word.start + 2)
        yield replace(rest, role=words().get((script, rest.key), Kind.NAME))
        return
    yield _give_role(word)


def _give_role(word: _Part) -> _Part:
    """Persian and Urdu write a Latin initial as the letter's name: سی. is C. An ordinal's key is its number, in any script."""
    form = word.script, word.key
    role = words().get(form, Kind.NAME)
    if word.dotted and form in letter_names():
        return replace(word, key=letter_names()[form], role=Kind.INITIAL, script="Latn")
    if form in meanings():
        return replace(word, key=meanings()[form], role=role, script=_ANY_SCRIPT if role == Kind.ORDINAL else "Latn")
    if word.key.isdecimal():
        number = "".join(str(unicodedata.decimal(digit)) for digit in word.key)
        return replace(word, key=number, role=Kind.ORDINAL, script=_ANY_SCRIPT)
    if role == Kind.NAME and _is_initial(word.key):
        role = Kind.INITIAL
    return replace(word, role=role)


def _is_initial(key: str) -> bool:
    return len(key) == 1 and key.isalpha()


def _join(name: str, parts: list[_Part]) -> list[Token]:
    """Parts to tokens: servant + (article) + name, name + (article) + closer become one."""
    found: list[Token] = []
    at = 0
    while at < len(parts):
        run = _compound(parts, at)
        first, last = parts[at], parts[at + run - 1]
        role = Kind.NAME if run > 1 else _alone(parts, at)
        key = "".join(part.key for part in parts[at : at + run])[:MAX_TOKEN_CHARS]
        found.append(Token(name[first.start : last.end], key, role, first.script, first.start, last.end))
        at += run
    return found


def _compound(parts: list[_Part], at: int) -> int:
    """How many parts from `at` on make one token. *Abd* alone stands before any word: it needs an article, *Abdul* has one."""
    run = 1
    if parts[at].role in {SERVANT, SERVANT_OF}:
        article = _is_article(parts, at + 1)
        served = parts[at + 1 + article].role if at + 1 + article < len(parts) else ""
        is_open = article or parts[at].role == SERVANT_OF
        if served in {CLOSER, FAITH} or (is_open and served in {Kind.NAME, Kind.TITLE}):
            run = 2 + article
    elif parts[at].role not in {Kind.NAME, FAITH}:
        return 1
    after = at + run
    if after < len(parts) and parts[after].role == CLOSER:
        return run + 1
    if _is_article(parts, after) and after + 1 < len(parts) and parts[after + 1].role in {FAITH, CLOSER}:
        return run + 2
    return run


def _is_article(parts: list[_Part], at: int) -> bool:
    """Is the part at `at` an article? A sun-letter form only when glued, or when the next word starts with its letter."""
    if at >= len(parts):
        return False
    part = parts[at]
    if part.role == SUN and at + 1 < len(parts):
        return part.glued or parts[at + 1].key.startswith(part.key[1:])
    return part.role == Kind.ARTICLE and at + 1 < len(parts)


def _alone(parts: list[_Part], at: int) -> Kind:
    """The kind of a part that joined nothing."""
    role = parts[at].role
    if role in {SUN, Kind.ARTICLE}:
        return Kind.ARTICLE if _is_article(parts, at) else Kind.NAME
    if role in {SERVANT, SERVANT_OF, CLOSER, FAITH}:
        return Kind.NAME
    return Kind(role)


def _settle(found: list[Token]) -> list[Token]:
    """Titles are titles only beside a name, and only before or after all names; otherwise they are names (Sayyid Qutb's son)."""
    if not any(token.kind in {Kind.NAME, Kind.INITIAL} for token in found):
        return found
    named = [at for at, token in enumerate(found) if token.kind is Kind.NAME]
    if not named:
        return found
    return [
        replace(token, kind=Kind.NAME) if token.kind is Kind.TITLE and named[0] < at < named[-1] else token
        for at, token in enumerate(found)
    ]
