"""The patterns in which names stand: after a title, a role or a verb, before one, with *bin*, and by capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.names.discovering.clause import Word
from dragoman.names.discovering.triggers import Triggers

Found = tuple[Sequence[Word], str]

_LONGEST_NAME = 4
_USUAL_NAME = 2
_LONGEST_COMPLEMENT = 4
_PERSIAN_PLURAL = re.compile("\u200c(?:ها|های|هایی)\\Z")
_PARTICLES = frozenset({"al", "el", "bin", "ibn", "bint", "de", "van", "von", "der", "аль", "бин", "ибн", "абу"})


def find_patterns(clause: Sequence[Word], triggers: Triggers) -> Iterator[Found]:
    """Words that may be a name, and why."""
    for at, word in enumerate(clause):
        if triggers.has("title", word.folded):
            yield from _named(name_at(clause, at + 1, triggers), f"after the title {word.text}")
        if triggers.has("role", word.folded):
            yield from _beside_role(clause, at, triggers)
        if triggers.has("says", word.folded):
            yield from _beside_verb(clause, at, triggers)
        if triggers.has("by", word.folded):
            yield from _named(name_before(clause, at, triggers), f"before {word.text}", least=_USUAL_NAME)
        if triggers.has("kunya", word.folded):
            yield from _kunya(clause, at, triggers)
        if triggers.has("son", word.folded) and at:
            yield from _with_son(clause, at, triggers)
        yield from _by_ending(clause, at, triggers)
    yield from _cited(clause, triggers)
    if triggers.cased:
        yield from _by_capitals(clause, triggers)


def name_at(clause: Sequence[Word], at: int, triggers: Triggers) -> Sequence[Word]:
    """The words from `at` on that can be one name; empty when the first can't begin one."""
    end = at
    while end < len(clause) and end - at < _LONGEST_NAME and (end == at or not clause[end].after_comma):
        if not _is_name(clause[end], triggers, first=end == at):
            break
        end += 1
    while end > at and (clause[end - 1].folded in _PARTICLES or clause[end - 1].is_initial):
        end -= 1
    return clause[at:end] if triggers.cased else clause[at : _end_without_case(clause, at, end, triggers)]


def _end_without_case(clause: Sequence[Word], at: int, end: int, triggers: Triggers) -> int:
    """Where a name ends that no capitals mark: where something tells so, else after two names and what links them."""
    if end < len(clause) and (clause[end].after_comma or triggers.has("by", clause[end].folded)):
        return end
    proper = 0
    for place in range(at, end):
        is_link = triggers.has("son", clause[place].folded)
        proper += not is_link
        if proper == _USUAL_NAME and not (place + 1 < end and triggers.has("son", clause[place + 1].folded)):
            return min(end, place + 1)
    return end


def name_before(clause: Sequence[Word], at: int, triggers: Triggers) -> Sequence[Word]:
    """The one or two words before `at` that can be a name."""
    start = at
    while start > 0 and at - start < _USUAL_NAME and _is_name(clause[start - 1], triggers, first=True):
        start -= 1
        if clause[start].after_comma:
            break
    return clause[start:at]


def _is_name(word: Word, triggers: Triggers, *, first: bool) -> bool:
    if word.is_initial and triggers.cased:
        return True
    if triggers.is_none(word.folded) or len(word.folded) < 2:
        return not first and word.capital and len(word.text) == 1
    if (word.opens and word.folded in triggers.openers) or _PERSIAN_PLURAL.search(word.text):
        return False
    if triggers.cased:
        return word.capital or (not first and word.folded in _PARTICLES)
    return not (first and triggers.article and word.folded.startswith(triggers.article) and len(word.folded) > 3)


def _named(words: Sequence[Word], reason: str, *, least: int = 1) -> Iterator[Found]:
    if len(words) >= least:
        yield words, reason


def _beside_role(clause: Sequence[Word], at: int, triggers: Triggers) -> Iterator[Found]:
    """A name after a role and what belongs to it, or before a comma and a role."""
    word = clause[at]
    if word.after_comma:
        yield from _named(name_before(clause, at, triggers), f"before the role {word.text}", least=_USUAL_NAME)
    for start in range(at + 1, min(at + 2 + _LONGEST_COMPLEMENT, len(clause))):
        name = name_at(clause, start, triggers)
        if len(name) >= _USUAL_NAME and _may_end_complement(clause, at, start, triggers):
            yield name, f"after the role {word.text}"
            return


def _may_end_complement(clause: Sequence[Word], role: int, start: int, triggers: Triggers) -> bool:
    """May a name begin at `start`, after a role's complement: marked by an article, a comma or a change to capitals?"""
    if clause[start].after_comma or start == role + 1:
        return triggers.cased or clause[start].after_comma
    before = clause[start - 1]
    if triggers.cased:
        return not before.capital
    return bool(triggers.article) and before.folded.startswith(triggers.article)


def _beside_verb(clause: Sequence[Word], at: int, triggers: Triggers) -> Iterator[Found]:
    verb = clause[at].text
    least = 1 if triggers.cased else _USUAL_NAME
    yield from _named(name_at(clause, at + 1, triggers), f"after the verb {verb}", least=least)
    if triggers.cased or triggers.language == "he":
        name = name_before(clause, at, triggers)
        # The first word of a sentence has its capital from there.
        yield from _named(name, f"before the verb {verb}", least=_USUAL_NAME if name and name[0].opens else least)


def _kunya(clause: Sequence[Word], at: int, triggers: Triggers) -> Iterator[Found]:
    name = name_at(clause, at + 1, triggers)
    following = clause[at + 1 : at + 2] if not name else name[:1]
    if following and not triggers.is_none(following[0].folded) and not following[0].after_comma:
        yield [clause[at], *following], "a kunya"


def _with_son(clause: Sequence[Word], at: int, triggers: Triggers) -> Iterator[Found]:
    before, after = clause[at - 1], clause[at + 1 : at + 2]
    joined = after and not clause[at].after_comma and not after[0].after_comma
    if joined and _is_name(before, triggers, first=True) and not triggers.is_none(after[0].folded):
        if triggers.cased and not after[0].capital:
            return
        yield [before, clause[at], *after], f"{clause[at].text} between two names"


def _by_ending(clause: Sequence[Word], at: int, triggers: Triggers) -> Iterator[Found]:
    """A family name by its ending, with the word before it."""
    word = clause[at]
    ending = next((end for end in triggers.part("ends") if word.folded.endswith(end) and len(word.folded) > len(end) + 2), "")
    if not ending or not at or word.after_comma:
        return
    before = clause[at - 1]
    if _is_name(before, triggers, first=True) and (word.capital or not triggers.cased):
        yield [before, word], f"ends in -{ending}"


def _cited(clause: Sequence[Word], triggers: Triggers) -> Iterator[Found]:
    for at in range(len(clause)):
        for length in (1, 2, 3):
            phrase = " ".join(word.folded for word in clause[at : at + length])
            if triggers.has("cites", phrase):
                shown = " ".join(word.text for word in clause[at : at + length])
                least = 1 if triggers.cased else _USUAL_NAME
                yield from _named(name_at(clause, at + length, triggers), f"after {shown}", least=least)


def _by_capitals(clause: Sequence[Word], triggers: Triggers) -> Iterator[Found]:
    """Two and more capitalised words inside a sentence."""
    at = 0
    while at < len(clause):
        name = name_at(clause, at, triggers) if clause[at].capital else clause[:0]
        capitals = sum(word.capital for word in name)
        if capitals >= _USUAL_NAME and not (clause[at].opens and capitals == _USUAL_NAME and len(clause) < 3):
            yield name, "capitalised words"
        at += max(1, len(name))
