"""Numbers that one side has and the other has not, in figures of any script or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dragoman.names.linking.inflection import ARABIC_CLITICS, HEBREW_CLITICS
from dragoman.read.tokens import Word, places
from dragoman.text.dates import FoundDate
from dragoman.text.scripts import fold
from dragoman.translate.checks.references import Reference, read_references
from dragoman.translate.checks.tables import table
from dragoman.translate.checks.values import Finding, Pair

_FIGURES = re.compile(r"\d+(?:[.,٫٬،’']\d+)*(?:[ \u00a0\u202f]\d{3}(?!\d))*")
_BLANKS = re.compile(r"[ \u00a0\u202f]")
_PERCENT = {"ar": re.compile(r"(?:في\s+ال|بال|ب)(?:مئة|مائة)"), "ur": re.compile("فی\\s*صد")}
_AND = frozenset({"و", "and", "ve", "и", "і", "ו", "et", "und"})
_CLITICS = {"ar": ARABIC_CLITICS, "he": HEBREW_CLITICS}
_SOLAR, _SOLAR_YEARS = frozenset({"fa", "prs", "ps", "ckb"}), range(1300, 1420)
_SMALL = 2  # one and two are said by dual forms, articles and "both"


@dataclass(frozen=True)
class _Number:
    """A number of a text: what it may be, whether the other side must have it, and whether it stands in figures."""

    values: frozenset[float]
    start: int
    end: int
    asks: bool
    in_figures: bool


def check(pair: Pair) -> Iterator[Finding]:
    source = _numbers(pair.source, pair.source_words, pair.languages[0])
    target = _numbers(pair.target, pair.target_words, pair.languages[1])
    source_aside = _spans(pair.source_dates, read_references(pair.source, pair.languages[0]))
    target_aside = _spans(pair.target_dates, read_references(pair.target, pair.languages[1]))
    left_source = _unmet(source, target, source_aside, pair.target_dates)
    left_target = _unmet(target, source, target_aside, pair.source_dates)
    if len(left_source) == 1 and len(left_target) == 1:
        yield _exchanged(pair, left_source[0], left_target[0])
        return
    end = len(pair.target)
    for number in left_target:
        if _is_told(number) or left_source:
            printed = pair.target[number.start : number.end]
            yield Finding("number", f"The source does not have {printed}.", number.start, number.end)
    for number in left_source[len(left_target) :]:
        if _is_told(number):
            printed = pair.source[number.start : number.end]
            yield Finding("number", f"The number {printed} is missing.", end, end, (number.start, number.end))


def _is_told(number: _Number) -> bool:
    return min(number.values) > _SMALL or (min(number.values) < 1 and not number.in_figures)


def _spans(dates: Sequence[FoundDate], references: Sequence[Reference]) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in dates] + [(one.start, one.end) for one in references]


def _exchanged(pair: Pair, number: _Number, instead: _Number) -> Finding:
    wanted, printed = pair.source[number.start : number.end], pair.target[instead.start : instead.end]
    certain = number.in_figures and instead.in_figures and len(number.values) == 1 and printed.isdecimal() and wanted.isdecimal()
    fix = _in_figures_of(printed, int(wanted)) if certain else None
    return Finding(
        "number", f"The source has {wanted}, not {printed}.", instead.start, instead.end, (number.start, number.end), fix
    )


def _in_figures_of(printed: str, number: int) -> str:
    """The number in the digits of what is printed: those of a script stand in a row."""
    zero = ord(printed[0]) - int(printed[0])
    return "".join(chr(zero + int(digit)) for digit in str(number))


def _unmet(
    numbers: Sequence[_Number], others: Sequence[_Number], aside: Sequence[tuple[int, int]], dates: Sequence[FoundDate]
) -> list[_Number]:
    """Those of `numbers` that ask for one on the other side and find none; numbers inside dates and references are not ours."""
    said = {value for other in others for value in other.values} | _years(dates)
    return [
        number
        for number in numbers
        if number.asks and not number.values & said and not any(start <= number.start < end for start, end in aside)
    ]


def _years(dates: Sequence[FoundDate]) -> set[float]:
    """A year may be reckoned otherwise on the other side."""
    return {float(day[:4]) for one in dates for day in (one.earliest, one.latest) if day}


def _numbers(text: str, words: Sequence[Word], language: str) -> list[_Number]:
    """In order. Words that say several (`five and thirty`, `3 million`) are one number; each alone may answer too."""
    percent = _PERCENT.get(language)
    shares = list(_in_parts(words, language))
    aside = [match.span() for match in percent.finditer(text)] if percent else []
    aside += [(share.start, share.end) for share in shares]
    parts = sorted([*_in_figures(text, language), *_in_words(words, language, aside)], key=lambda part: part.start)
    found: list[_Number] = []
    group: list[_Number] = []
    for part in parts:
        if group and not _goes_on(text[group[-1].end : part.start], part, group[-1]):
            found += _joined(group)
            group = []
        group.append(part)
    return sorted([*found, *_joined(group), *shares], key=lambda number: number.start)


def _goes_on(between: str, part: _Number, before: _Number) -> bool:
    bare = between.strip(" \t\u00a0\u202f\u200c-‐‑")
    if bare and bare not in _AND:
        return False
    if part.in_figures or (before.in_figures and min(part.values) < 1000):
        return False
    return min(before.values) >= 10 or min(part.values) >= 10  # `three four` are two numbers


def _joined(group: Sequence[_Number]) -> list[_Number]:
    if len(group) < 2:
        return list(group)
    values = {_compose([value, *(min(part.values) for part in group[1:])]) for value in group[0].values}
    asks = any(part.asks for part in group)
    return [_Number(frozenset(values), group[0].start, group[-1].end, asks, group[0].in_figures)]


def _compose(values: Sequence[float]) -> float:
    """`three hundred five and twenty thousand four`: what follows a greater one adds, a greater one multiplies."""
    total = current = 0.0
    for value in values:
        if value >= 1000 and value in (1e3, 1e5, 1e6, 1e7, 1e9):
            total += (current or 1) * value
            current = 0.0
        elif value == 100 and 0 < current < 10:
            current *= 100
        else:
            current += value
    return total + current


def _in_figures(text: str, language: str) -> Iterator[_Number]:
    for match in _FIGURES.finditer(text):
        figures = _BLANKS.sub("", match.group()).rstrip(".,٫٬،’'")
        values = _readings(figures)
        if language in _SOLAR and figures.isdecimal() and int(figures[:5]) in _SOLAR_YEARS:
            values |= {int(figures) + 621.0, int(figures) + 622.0}
        yield _Number(values, match.start(), match.end(), asks=True, in_figures=True)


def _readings(figures: str) -> frozenset[float]:
    """`1,500` is 1500 in one country and 1.5 in another."""
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in figures)
    pieces = re.split(r"[.,٫٬،’']", plain)
    found = {float("".join(pieces)[:300])} if all(len(piece) == 3 for piece in pieces[1:]) else set()
    last = float(f"{''.join(pieces[:-1])[:300]}.{pieces[-1][:300]}") if len(pieces) > 1 else None
    if last is not None and (len(pieces) == 2 or len(pieces[-1]) != 3):
        found.add(last)
    return frozenset(found)


def _in_words(words: Sequence[Word], language: str, aside: Sequence[tuple[int, int]]) -> Iterator[_Number]:
    known, ambiguous = _words_of(language)
    for word in words:
        if word.text[0].isdecimal() or any(start <= word.start < end for start, end in aside):
            continue
        for bare, start in _bare(word, language):
            if bare in known:
                value = known[bare]
                asks = bare not in ambiguous and value not in (100, 1e3, 1e6, 1e9)
                yield _Number(frozenset({value}), start, word.end, asks, in_figures=False)
                break


def _in_parts(words: Sequence[Word], language: str) -> Iterator[_Number]:
    """`Three quarters`, `ربع`; a part is so many per cent too."""
    known, place = _parts_of(language), 0
    while place < len(words):
        taken = 1
        for length in (2, 1) if known else ():
            rest = tuple(fold(word.text) for word in words[place + 1 : place + length])
            met = next((known[key] for bare, _ in _bare(words[place], language) if (key := (bare, *rest)) in known), None)
            if met is not None and len(rest) == length - 1:
                share, asks = met
                values = frozenset({share, float(round(share * 100))})
                yield _Number(values, words[place].start, words[place + length - 1].end, asks, in_figures=False)
                taken = length
                break
        place += taken


def _bare(word: Word, language: str) -> Iterator[tuple[str, int]]:
    folded = fold(word.text)
    yield folded, word.start
    for clitic in _CLITICS.get(language, ()):
        if folded.startswith(clitic) and len(folded) - len(clitic) >= 2:
            # A joined `and` goes on with the number before it.
            yield folded[len(clitic) :], word.start


@lru_cache(maxsize=32)
def _words_of(language: str) -> tuple[dict[str, float], frozenset[str]]:
    rows: dict[str, str] = table("number_words").get(language, {})
    known = {fold(word): float(value) for value, words in rows.items() if value.isdecimal() for word in words.split()}
    return known, frozenset(fold(word) for word in rows.get("ambiguous", "").split())


@lru_cache(maxsize=32)
def _parts_of(language: str) -> dict[tuple[str, ...], tuple[float, bool]]:
    """Folded words → the part they say, and whether they ask for one on the other side."""
    rows: dict[str, Any] = table("number_parts").get(language, {})
    may: dict[str, str] = rows.get("may", {})
    firm = {share: phrases for share, phrases in rows.items() if share != "may"}
    return {
        tuple(fold(word.text) for word in places(phrase)): (float(share), asks)
        for asks, listed in ((False, may), (True, firm))
        for share, phrases in listed.items()
        for phrase in phrases.split("|")
    }
