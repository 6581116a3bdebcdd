"""From a written year, month and day to days of the Gregorian calendar, by every rule that may be meant.

Source: N. Dershowitz, E. Reingold, Calendrical Calculations (4th ed., 2018) for the arithmetic of the tabular Hijri and the
Julian calendar; the Umm al-Qura tables of `hijridate`; the Ottoman law of 1332 (1917) for the fiscal year.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import jdatetime
from hijridate import Hijri
from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year as HebrewYear

GREGORIAN, HIJRI, JALALI, HEBREW, RUMI = "gregorian", "hijri", "jalali", "hebrew", "rumi"
_JULIAN_DAY_OF_ORDINAL_ZERO = 1_721_425
_UMM_AL_QURA_YEARS = range(1343, 1501)
_JULIAN_IN_RUSSIA_UNTIL = date(1918, 1, 31)  # by its own count
_RUMI_IS_JULIAN_UNTIL = 1332
_RUMI_IS_GREGORIAN_FROM = 1333

# Outside these years a number is not taken for a year of the calendar.
PLAUSIBLE = {
    GREGORIAN: range(1583, 2200),
    HIJRI: range(1, 1501),
    JALALI: range(1200, 1501),
    HEBREW: range(5000, 6001),
    RUMI: range(1256, 1342),
}
_MONTHS = {GREGORIAN: 12, HIJRI: 12, JALALI: 12, HEBREW: 13, RUMI: 12}


@dataclass(frozen=True)
class Reading:
    """Days [first, last], both included, that a written date means by one rule, such as `umm-al-qura` or `tabular`."""

    rule: str
    first: date
    last: date


def readings(calendar_name: str, year: int, month: int | None, day: int | None, *, julian_too: bool = False) -> list[Reading]:
    """What a date means by each rule of its calendar; empty when it has no such day.

    Args:
        month: from 1, in the calendar's own order (Hebrew: from Tishri, with 6 the first Adar and 7 the second or only one;
            Rumi: from March); None for the whole year.
        day: None for the whole month.
        julian_too: a Gregorian-looking date before February 1918 may be of the Julian calendar (Russian and Ukrainian texts).
    """
    rules = list(_RULES[calendar_name])
    if calendar_name == HIJRI and year not in _UMM_AL_QURA_YEARS:
        rules.remove("umm-al-qura")
    if calendar_name == GREGORIAN and julian_too:
        rules.append("julian")
    found = (_read(rule, calendar_name, year, month, day) for rule in rules)
    return [reading for reading in found if reading is not None]


def _read(rule: str, calendar_name: str, year: int, month: int | None, day: int | None) -> Reading | None:
    convert = _CONVERT[rule]
    months = [month] if month else list(range(1, _MONTHS[calendar_name] + 1))
    days = [day] if day else list(range(1, 32))
    held = [found for one in months for each in days if (found := _try(convert, year, one, each)) is not None]
    return Reading(rule, min(held), max(held)) if held else None


def _try(convert: Callable[[int, int, int], date | None], year: int, month: int, day: int) -> date | None:
    try:
        return convert(year, month, day)
    except (ValueError, OverflowError):
        return None


def _umm_al_qura(year: int, month: int, day: int) -> date:
    found: date = Hijri(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)


def _tabular(year: int, month: int, day: int) -> date | None:
    """The civil tabular calendar, from 16 July 622 (Julian); 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29 of 30 years are leap."""
    leap = (11 * year + 14) % 30 < 11
    if not 1 <= day <= (30 if month % 2 or (month == 12 and leap) else 29):
        return None
    julian_day = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 1_948_440 - 385
    return date.fromordinal(julian_day - _JULIAN_DAY_OF_ORDINAL_ZERO)


def _jalali(year: int, month: int, day: int) -> date:
    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def _hebrew(year: int, month: int, day: int) -> date | None:
    """The day until whose evening the Hebrew date lasts."""
    leap = HebrewYear(year).leap
    if month == 6 and not leap:
        return None
    counted = {6: 12, 7: 13 if leap else 12}.get(month, month + 6 if month < 6 else month - 7)
    found: date = HebrewDate(year, counted, day).to_pydate()
    return found


def _julian(year: int, month: int, day: int) -> date | None:
    """Only while it was in use."""
    if not 1 <= day <= (29 if month == 2 and year % 4 == 0 else calendar.monthrange(2023, month)[1]):
        return None
    if (year, month, day) > (_JULIAN_IN_RUSSIA_UNTIL.year, _JULIAN_IN_RUSSIA_UNTIL.month, _JULIAN_IN_RUSSIA_UNTIL.day):
        return None
    return _from_julian(year, month, day)


def _from_julian(year: int, month: int, day: int) -> date:
    before_march = month < 3
    years = year + 4800 - before_march
    months = month + (9 if before_march else -3)
    julian_day = day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32_083
    return date.fromordinal(julian_day - _JULIAN_DAY_OF_ORDINAL_ZERO)


def _rumi(year: int, month: int, day: int) -> date | None:
    """From March; Julian days until the 15th of February 1332, Gregorian days after, with a year from January from 1334 on."""
    turned = month > 10  # January and February, the last months of the old year
    civil_month = month - 10 if turned else month + 2
    if year <= _RUMI_IS_JULIAN_UNTIL:
        if year == _RUMI_IS_JULIAN_UNTIL and month == 12 and day > 15:
            return None
        return _julian(year + 585 if turned else year + 584, civil_month, day)
    if year == _RUMI_IS_GREGORIAN_FROM and turned:
        return None
    return date(year + 584, civil_month, day)


_RULES = {
    GREGORIAN: ("gregorian",),
    HIJRI: ("umm-al-qura", "tabular"),
    JALALI: ("jalali",),
    HEBREW: ("hebrew",),
    RUMI: ("rumi",),
}
_CONVERT: dict[str, Callable[[int, int, int], date | None]] = {
    "gregorian": date,
    "julian": _julian,
    "umm-al-qura": _umm_al_qura,
    "tabular": _tabular,
    "jalali": _jalali,
    "hebrew": _hebrew,
    "rumi": _rumi,
}
