"""Find written dates, in any calendar that the press of the covered languages prints, and say what days they mean.

Nothing is guessed. A date whose order, calendar or year cannot be known keeps its printed form, has no days, and says why.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.text import calendars
from dragoman.text.calendars import GREGORIAN, HEBREW, HIJRI, JALALI, RUMI, Reading, readings
from dragoman.text.date_matches import CALENDAR_UNKNOWN, NO_SUCH_DAY, ORDER_UNKNOWN, SHORT_YEAR, Written, written_dates
from dragoman.text.scripts import fold_with_offsets

_JULIAN = frozenset({"ru", "uk", "be", "bg", "sr"})
_NEAR = ("الموافق", "الموافقه", "المصادف", "برابر", "مطابق", "بمطابق", "موافق")
_PARTS = "\u0640\u200d\u0621"  # tatweel, joiner and hamza, which folding drops, belong to the word before them

NO_YEAR = "no year is printed"
OTHER_WEEKDAY = "the weekday printed is another one"


__all__ = [
    "CALENDAR_UNKNOWN",
    "NO_SUCH_DAY",
    "NO_YEAR",
    "ORDER_UNKNOWN",
    "OTHER_WEEKDAY",
    "SHORT_YEAR",
    "FoundDate",
    "agree",
    "find",
    "pairs",
]


@dataclass(frozen=True)
class FoundDate:
    """A written date.

    Attributes:
        start, end: its place in the text, in code points, [start, end).
        printed: the characters there.
        calendar: `gregorian`, `hijri`, `jalali`, `hebrew`, `rumi`, or `unknown`.
        precision: `day`, `month` or `year`.
        readings: the days meant by each rule of the calendar; empty when it is not known.
        tolerance_days: by how much the day that people kept may differ from the readings: 1 for Hijri, where the new moon is
            sighted. A Hebrew date's day is the one until whose evening it lasts.
        problem: why there are no readings, or what contradicts them; empty when all is well.
    """

    start: int
    end: int
    printed: str
    calendar: str
    precision: str = "day"
    readings: tuple[Reading, ...] = ()
    tolerance_days: int = 0
    problem: str = ""

    @property
    def earliest(self) -> str | None:
        """ISO date of the first day meant by any rule; None when it is not known."""
        return min(reading.first for reading in self.readings).isoformat() if self.readings else None

    @property
    def latest(self) -> str | None:
        """ISO date of the last day meant by any rule; None when it is not known."""
        return max(reading.last for reading in self.readings).isoformat() if self.readings else None


def find(text: str, language: str | None = None, reference: date | None = None) -> list[FoundDate]:
    """The dates written in a text, in order, without overlap.

    Args:
        language: BCP 47; decides the order of figures, and for figures alone the calendar. None knows neither.
        reference: the day the text is of. With it, a date without a year takes the year that brings it nearest.
    """
    folded, offsets = fold_with_offsets(text)
    primary = (language or "").partition("-")[0].lower()
    found = []
    for written in written_dates(folded, primary):
        start, end = offsets[written.start], offsets[written.end - 1] + 1
        while end < len(text) and text[end] in _PARTS:
            end += 1
        found.append(_understand(written, start, text[start:end], primary, reference))
    return found


def pairs(found: Sequence[FoundDate], text: str) -> list[tuple[FoundDate, FoundDate]]:
    """Neighbouring dates that the text prints as the same day in two calendars."""
    return [
        (one, other)
        for one, other in itertools.pairwise(found)
        if one.calendar != other.calendar and _are_equated(text[one.end : other.start])
    ]


def agree(one: FoundDate, other: FoundDate) -> bool | None:
    """Whether two dates can be the same day, within their tolerance; None when one of them is not known."""
    if not one.readings or not other.readings:
        return None
    slack = one.tolerance_days + other.tolerance_days
    first, last = _bounds(one), _bounds(other)
    return (first[0] - last[1]).days <= slack and (last[0] - first[1]).days <= slack


def _bounds(found: FoundDate) -> tuple[date, date]:
    return min(reading.first for reading in found.readings), max(reading.last for reading in found.readings)


def _are_equated(between: str) -> bool:
    bare = between.strip(" \t()[]،,/-–=")
    return len(between) <= 12 and (not bare or any(bare.startswith(word) for word in _NEAR))


def _understand(written: Written, start: int, printed: str, language: str, reference: date | None) -> FoundDate:
    precision = "day" if written.day else "month" if any(month for _, month in written.meant) else "year"
    meant = _meant(written, language)
    named = {calendar for calendar, _ in meant or written.meant}
    calendar = next(iter(named)) if len(named) == 1 else "unknown"
    found: list[Reading] = []
    problem = written.problem or ("" if len(meant) == 1 else CALENDAR_UNKNOWN)
    if not problem:
        found, problem = _days(written, calendar, meant[0][1], language, reference)
    if found:
        found, problem = _hold_weekday(found, calendar, written.weekday)
    tolerance = 1 if found and calendar == HIJRI else 0
    return FoundDate(start, start + len(printed), printed, calendar, precision, tuple(found), tolerance, problem)


def _meant(written: Written, language: str) -> list[tuple[str, int | None]]:
    return _fitting(written, language) if written.year else _current(written, language)


def _fitting(written: Written, language: str) -> list[tuple[str, int | None]]:
    """Calendars that have both the month and such a year."""
    fitting = [one for one in written.meant if written.year in calendars.PLAUSIBLE[one[0]]]
    if language not in ("tr", "ota"):
        fitting = [one for one in fitting if one[0] != RUMI]
    return fitting


def _current(written: Written, language: str) -> list[tuple[str, int | None]]:
    """Calendars meant where no year is printed: none that is out of use."""
    current = [one for one in written.meant if one[0] != RUMI]
    if language == "tr":
        current = [one for one in current if one[0] != HEBREW]
    return current


def _days(written: Written, calendar: str, month: int | None, language: str, reference: date | None) -> tuple[list[Reading], str]:
    julian = language in _JULIAN and calendar == GREGORIAN
    if written.year:
        found = _span(written, calendar, written.year, month, julian_too=julian)
        return found, "" if found else NO_SUCH_DAY
    if reference is None or written.day is None:
        return [], NO_YEAR
    near = [_span(written, calendar, year, month, julian_too=False) for year in _years_around(calendar, reference)]
    held = [found for found in near if found]
    if not held:
        return [], NO_SUCH_DAY
    return min(held, key=lambda found: abs((found[0].first - reference).days)), ""


def _span(written: Written, calendar: str, year: int, month: int | None, *, julian_too: bool) -> list[Reading]:
    last = readings(calendar, year, month, written.day, julian_too=julian_too)
    if written.from_day is None:
        return last
    first = {one.rule: one for one in readings(calendar, year, month, written.from_day, julian_too=julian_too)}
    joined = [Reading(one.rule, first[one.rule].first, one.last) for one in last if one.rule in first]
    return [one for one in joined if one.first <= one.last]


def _years_around(calendar: str, reference: date) -> range:
    """Years of a calendar that touch the reference's year or the ones beside it."""
    roughly = {
        GREGORIAN: reference.year,
        HIJRI: round((reference.year - 622) * 33 / 32),
        JALALI: reference.year - 622,
        HEBREW: reference.year + 3760,
        RUMI: reference.year - 584,
    }[calendar]
    return range(roughly - 1, roughly + 3)


def _hold_weekday(found: list[Reading], calendar: str, weekday: int | None) -> tuple[list[Reading], str]:
    """The printed weekday decides between readings; one that fits none is a contradiction."""
    if weekday is None:
        return found, ""
    fitting = [one for one in found if one.last.isoweekday() == weekday]
    if fitting:
        return fitting, ""
    near = [one for one in found if calendar == HIJRI and (one.last.isoweekday() - weekday) % 7 in (1, 6)]
    return found, "" if near else OTHER_WEEKDAY
