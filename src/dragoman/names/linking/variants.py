"""Ways to write the words of a name that no register lists: article joined, parted or left out, *Abd Allah* in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from dragoman.names.words import CLOSER, SERVANT, SERVANT_OF, SUN, Kind, words
from dragoman.text import scripts

_ARTICLES = frozenset({Kind.ARTICLE.value, SUN})
_SERVANTS = frozenset({SERVANT, SERVANT_OF})
_COMPOUND = _SERVANTS | {CLOSER}
# The words that give a name variants, beside those that begin with the Arabic article and have so many letters.
ROLES = _ARTICLES | _COMPOUND
ARABIC_ARTICLE = "ال"
LEAST_ARTICLED = 5
LEAST_CLOSED = 3


def variants(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The other ways, each once. `parts`: a name's folded words."""
    script = "Latn" if parts[0].isascii() else scripts.script("".join(parts))
    roles = [words().get((script, part), "") for part in parts]
    made: dict[tuple[str, ...], None] = {}
    if len(parts) > 1 and not _ARTICLES.isdisjoint(roles):
        made.update(dict.fromkeys(_without_articles(parts, roles)))
    if len(parts) > 1 and not _COMPOUND.isdisjoint(roles):
        made[_join_compounds(parts, roles)] = None
    made[_part_compounds(parts, script)] = None
    if script == "Arab":
        made.update(dict.fromkeys(_arabic(parts)))
    made.pop(parts, None)
    return list(made)


def _without_articles(parts: Sequence[str], roles: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Each article joined to its word; and, where more than one word is left, gone."""
    joined: list[str] = []
    bare: list[str] = []
    waiting = ""
    for number, (part, role) in enumerate(zip(parts, roles, strict=True)):
        if role in _ARTICLES and number + 1 < len(parts):
            waiting = part
            continue
        joined.append(waiting + part)
        bare.append(part)
        waiting = ""
    yield tuple(joined)
    if len(bare) > 1:
        yield tuple(bare)


def _join_compounds(parts: Sequence[str], roles: Sequence[str]) -> tuple[str, ...]:
    joined: list[str] = []
    before = ""
    for part, role in zip(parts, roles, strict=True):
        if joined and (before in _SERVANTS or role == CLOSER):
            joined[-1] += part
        else:
            joined.append(part)
        before = role
    return tuple(joined)


def _part_compounds(parts: Sequence[str], script: str) -> tuple[str, ...]:
    """Each *Mehrazadeh* as *Mehra Zadeh*."""
    parted: list[str] = []
    for part in parts:
        closer = next((form for form in closers() if (script, form) in words() and is_closed(part, form)), "")
        parted += [part.removesuffix(closer), closer] if closer else [part]
    return tuple(parted)


@cache
def closers() -> tuple[str, ...]:
    """The words that close a compound and are long enough to be told from a name's own letters."""
    return tuple(form for (_, form), role in words().items() if role == CLOSER and len(form) >= LEAST_CLOSED)


def is_closed(word: str, closer: str) -> bool:
    return len(word) >= LEAST_CLOSED + len(closer) and word.endswith(closer)


def _arabic(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """After *li-* the article loses its alef; the second of two words is written with and without an article."""
    if parts[0].startswith(ARABIC_ARTICLE) and len(parts[0]) >= LEAST_ARTICLED:
        yield ("لل" + parts[0][2:], *parts[1:])
    if len(parts) == 2 and parts[1].startswith(ARABIC_ARTICLE) and len(parts[1]) >= LEAST_ARTICLED:
        yield (parts[0], parts[1][2:])
