"""Forms that the house forbids."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from dragoman.translate.checks.values import Finding, Pair
from dragoman.translate.termbase import FoundTerm, Standing, Termbase, circular, form_key


def check(pair: Pair) -> Iterator[Finding]:
    found = pair.terms.find(pair.target, pair.target_language)
    allowed = {(one.start, one.end) for one in found if one.form.standing is not Standing.FORBIDDEN}
    for one in found:
        if one.form.standing is Standing.FORBIDDEN and (one.start, one.end) not in allowed:
            yield _finding(pair, one)


def _finding(pair: Pair, found: FoundTerm) -> Finding:
    printed = pair.target[found.start : found.end]
    better = found.term.preferred(pair.target_language)
    if better is None or form_key(better) in _circular(pair.terms):
        return Finding("term", f"The house does not say “{printed}”.", found.start, found.end)
    uninflected = printed.casefold() == found.form.text.casefold()
    fix = _with_case(better.text, printed) if uninflected else None
    return Finding("term", f"The house says “{better.text}”, not “{printed}”.", found.start, found.end, fix=fix)


def _with_case(text: str, printed: str) -> str:
    return text[:1].upper() + text[1:] if printed[:1].isupper() else text


@lru_cache(maxsize=8)
def _circular(base: Termbase) -> frozenset[tuple[str, str]]:
    return circular(base.terms)
