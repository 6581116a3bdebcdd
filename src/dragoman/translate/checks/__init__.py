"""Checks of a rendering against its source: each finds what a person should look at, and mends nothing by itself.

The registry is `CHECKS`; a new check is one more module and one more line here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from dragoman.translate.checks import (
    brackets,
    dates,
    doubled,
    dual_dates,
    invisible,
    lengths,
    names,
    negation,
    numbers,
    punctuation,
    scripture,
    terms,
    untranslated,
)
from dragoman.translate.checks.values import Finding, Pair

__all__ = ["CHECKS", "Finding", "Pair", "check"]

CHECKS: dict[str, Callable[[Pair], Iterable[Finding]]] = {
    "number": numbers.check,
    "date": dates.check,
    "dual-date": dual_dates.check,
    "negation": negation.check,
    "name": names.check,
    "term": terms.check,
    "untranslated": untranslated.check,
    "bracket": brackets.check,
    "punctuation": punctuation.check,
    "scripture": scripture.check,
    "length": lengths.check,
    "doubled": doubled.check,
    "invisible": invisible.check,
}


def check(pair: Pair, skip: Collection[str] = ()) -> list[Finding]:
    """All findings of a pair, in the order of the target.

    Args:
        skip: codes of checks that are not to run.
    """
    found = [finding for code, run in CHECKS.items() if code not in skip for finding in run(pair)]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))
