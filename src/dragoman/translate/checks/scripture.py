"""References to scripture: chapter and verse as in the source, in the house's form, with the edition named.

The house's form in English is `Quran 2:255` and `Matthew 5:9`, the edition behind it in round brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.translate.checks.references import Reference, read_references, read_target
from dragoman.translate.checks.tables import table
from dragoman.translate.checks.values import Finding, Pair

_EDITION = re.compile(r"\s*\((?P<edition>[^()]*)\)")


def check(pair: Pair) -> Iterator[Finding]:
    if pair.languages[1] != "en":
        return
    wanted = read_references(pair.source, pair.languages[0])
    written = read_target(pair.target)
    for one in written:
        yield from _look_at(pair, one, wanted)
    for one in wanted[len(written) :]:
        end = len(pair.target)
        yield Finding("scripture", f"The reference {one.house} is missing.", end, end, (one.start, one.end))


def _look_at(pair: Pair, one: Reference, wanted: list[Reference]) -> Iterator[Finding]:
    meant = next((other for other in wanted if other.house == one.house), None)
    same_book = [other for other in wanted if other.book == one.book]
    if meant is None and same_book:
        other = same_book[0]
        fix = other.house if len(same_book) == 1 else None
        yield Finding("scripture", f"The source refers to {other.house}.", one.start, one.end, (other.start, other.end), fix)
    elif not _exists(one):
        yield Finding("scripture", f"There is no {one.house}.", one.start, one.end)
    elif pair.target[one.start : one.end] != one.house:
        yield Finding("scripture", f"The house writes {one.house}.", one.start, one.end, fix=one.house)
    yield from _edition(pair, one)


def _edition(pair: Pair, one: Reference) -> Iterator[Finding]:
    asked = pair.editions.get("quran" if one.book == "Quran" else "bible")
    if not asked:
        return
    match = _EDITION.match(pair.target, one.end)
    if match is None:
        yield Finding("scripture", f"The edition is to be named: ({asked}).", one.end, one.end, fix=f" ({asked})")
    elif match["edition"].strip() != asked:
        yield Finding("scripture", f"The house quotes {asked}.", match.start("edition"), match.end("edition"), fix=asked)


def _exists(one: Reference) -> bool:
    if one.book != "Quran":
        return True
    verses: list[int] = table("scripture")["quran"]["verses"]
    return 1 <= one.chapter <= len(verses) and 1 <= one.verse <= verses[one.chapter - 1]
