"""Read what the written forms of dates say, before it is understood: which calendars' month, which day, which year."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from dragoman.text import calendars
from dragoman.text.calendars import GREGORIAN, HEBREW, HIJRI, JALALI
from dragoman.text.date_forms import calendar_marked, day_named, forms, months_named, weekday_named

_DAY_FIRST = frozenset({"ar", "fa", "he", "tr", "ru", "uk", "de", "fr", "az", "ku", "ckb", "ur", "ps", "prs", "el", "hi"})
_SOLAR_YEAR = frozenset({"fa", "prs", "ps", "ckb", "ku"})
# Unmarked years in figures: before 1420 only the solar count is in use today, from 1420 on only the lunar one.
_SOLAR_YEARS, _LUNAR_YEARS = range(1300, 1420), range(1420, 1480)
_HEBREW_NUMERALS = {letter: value for value, letter in enumerate("אבגדהוזחט", 1)} | dict(
    zip("יכלמנסעפצקרשת", [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300, 400], strict=True)
)
_HEBREW_THOUSANDS = 5000  # left out in print

NO_SUCH_DAY = "the calendar has no such day"
ORDER_UNKNOWN = "day and month cannot be told apart"
SHORT_YEAR = "the year has two digits"
CALENDAR_UNKNOWN = "the calendar cannot be told"


@dataclass(frozen=True)
class Written:
    """What a form says, before it is understood. `calendars` with the month's number in each."""

    start: int
    end: int
    meant: tuple[tuple[str, int | None], ...]
    day: int | None = None
    year: int | None = None
    from_day: int | None = None
    weekday: int | None = None
    problem: str = ""


def written_dates(folded: str, language: str) -> list[Written]:
    """The dates that stand in a folded text, in order, without overlap: of those that overlap the longest."""
    return _choose(_match_all(folded, language))


def _match_all(folded: str, language: str) -> Iterator[Written]:
    if not folded or not regex.search(r"\d|\p{L}", folded):
        return
    known = forms()
    for form in known.named:
        yield from (_read_named(match) for match in form.finditer(folded))
    for form in known.numeric:
        yield from (_read_numeric(match, language) for match in form.finditer(folded))
    for match in known.hebrew.finditer(folded):
        written = _read_hebrew(match)
        if written is not None:
            yield written
    for match in known.year_alone.finditer(folded):
        marked = calendar_marked(match["mark"])
        if marked is not None:
            yield Written(match.start(), match.end(), ((marked, None),), year=int(match["year"]))


def _choose(candidates: Iterator[Written]) -> list[Written]:
    """The longest of those that overlap, the earliest of equals."""
    chosen: list[Written] = []
    cluster: list[Written] = []
    reach = 0
    for one in sorted(candidates, key=lambda written: written.start):
        if one.start >= reach:
            chosen += _longest(cluster)
            cluster = []
        cluster.append(one)
        reach = max(reach, one.end)
    return chosen + _longest(cluster)


def _longest(cluster: Sequence[Written]) -> list[Written]:
    kept: list[Written] = []
    for one in sorted(cluster, key=lambda written: (written.start - written.end, written.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda written: written.start)


def _read_named(match: regex.Match[str]) -> Written:
    groups = match.groupdict()
    meant = months_named(groups["month"])
    if groups.get("also"):
        other = months_named(groups["also"])
        meant = tuple(one for one in meant if one in other)
    marked = calendar_marked(groups.get("mark"))
    if marked is not None:
        meant = tuple(one for one in meant if one[0] == marked)
    days = [day_named(groups[name]) for name in ("day", "from") if groups.get(name)]
    return Written(
        match.start(),
        match.end(),
        meant,
        day=days[0] if days else None,
        from_day=days[1] if len(days) > 1 else None,
        year=int(groups["year"]) if groups.get("year") else None,
        weekday=weekday_named(groups["weekday"]) if groups.get("weekday") else None,
        problem="" if meant else CALENDAR_UNKNOWN,
    )


def _read_numeric(match: regex.Match[str], language: str) -> Written:
    groups = match.groupdict()
    year, second = int(groups["year"]), int(groups["second"])
    marked = calendar_marked(groups.get("mark"))
    calendar = marked or _calendar_of_year(year, language)
    if "third" in groups:
        month, day, problem = second, int(groups["third"]), ""
    else:
        month, day, problem = _order(int(groups["first"]), second, language)
    if len(groups["year"]) == 2:
        problem = SHORT_YEAR
    elif calendar is None:
        problem = CALENDAR_UNKNOWN
    elif not problem and not 1 <= month <= 12:
        problem = NO_SUCH_DAY
    return Written(
        match.start(),
        match.end(),
        ((calendar, month),) if calendar else (),
        day=day,
        year=year,
        weekday=weekday_named(groups["weekday"]) if groups.get("weekday") else None,
        problem=problem,
    )


def _order(first: int, second: int, language: str) -> tuple[int, int, str]:
    """(month, day, problem) of two figures before a year."""
    if language in _DAY_FIRST or first > 12 or first == second:
        return second, first, ""
    if second > 12 and language in ("en", ""):
        return first, second, ""
    return second, first, ORDER_UNKNOWN


def _calendar_of_year(year: int, language: str) -> str | None:
    if year in calendars.PLAUSIBLE[GREGORIAN]:
        return GREGORIAN
    if year in _SOLAR_YEARS and language in _SOLAR_YEAR:
        return JALALI
    if year in _LUNAR_YEARS and language in ("ar", "ur"):
        return HIJRI
    return None


def _read_hebrew(match: regex.Match[str]) -> Written | None:
    """None for words that are no numerals: `של אייר`."""
    day = _hebrew_number(match["hday"])
    if day is None or day > 30:
        return None
    year = None
    if match["hyear"]:
        letters = match["hyear"].removeprefix("ה")
        number = _hebrew_number(letters)
        year = _HEBREW_THOUSANDS + number if number is not None else None
    if match["year"]:
        year = int(match["year"])
    meant = tuple(one for one in months_named(match["month"]) if one[0] in (HEBREW, GREGORIAN))
    start = match.start("hday")
    return Written(start, match.end() if year or not match["hyear"] else match.end("month"), meant, day=day, year=year)


def _hebrew_number(letters: str) -> int | None:
    values = [_HEBREW_NUMERALS[letter] for letter in letters]
    falling = all(before >= after for before, after in itertools.pairwise(values))
    once = [value for value in values if value != _HEBREW_NUMERALS["ת"]]
    return sum(values) if falling and len(once) == len(set(once)) else None
