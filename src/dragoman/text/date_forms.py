"""The written forms of dates, as patterns over folded text, made from the tables of names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import regex

from dragoman.text.calendars import GREGORIAN, HEBREW, HIJRI, JALALI, RUMI
from dragoman.text.scripts import fold

_CALENDARS = (GREGORIAN, HIJRI, JALALI, HEBREW, RUMI)
_BLANKS = regex.compile(r"[\s-]+")

# What stands beside a year to name its calendar. Folded, as everything here.
_MARKS = {
    JALALI: r"ه\.?\s?ش|هجر[يه]+\s(?:شمسي|خورشيدي)|شمسي|خورشيدي|solar hijri",
    HIJRI: r"ه\.?\s?ق|هجر[يه]+\sقمري|قمري|هجريه?|للهجره|ه|a\.?h\.?|hicri|хиджры|г\.?\s?х\.?",
    GREGORIAN: r"ميلاديه?|للميلاد|عيسوي|م|a\.?d\.?|c\.?e\.?|miladi|לספירה|н\.?\s?э\.?",
    RUMI: r"rumi|روميه?",
}
_BEFORE_YEAR = (
    r"من\s(?:عام|العام|سنه)|[لب]?(?:عام|سنه)|في\s(?:عام|سنه)|سال|كال|د|year|of|in|de"
    r"|בשנת|שנת|году|года|рік|року|yili|yilinin|senesi"
)
_AFTER_DAY = r"من\sشهر|لشهر|شهر|من|ماه|of|day\sof|de|בחודש|לחודש|לחדש|בחדש|מחודש|ב|مه|د"


def _month_pattern(group: str) -> str:
    return rf"(?P<{group}>{_names_pattern(_names(_CALENDARS))})(?:ي|ى)?(?:\sماه|ماه)?"


def _names_pattern(names: Iterable[str]) -> str:
    """Any of the names, longest first; a blank or hyphen in one may be missing, and a first letter must be there to go on."""
    by_first: dict[str, set[str]] = {}
    for name in names:
        rest = (regex.escape(piece, special_only=True) for piece in _BLANKS.split(name[1:]))
        by_first.setdefault(name[0], set()).add(r"[\s-]?".join(rest))
    branches = (
        f"{first}(?:{'|'.join(sorted(rest, key=lambda name: (-len(name), name)))})" for first, rest in sorted(by_first.items())
    )
    return f"(?:(?=[{''.join(sorted(by_first))}])(?:{'|'.join(branches)}))"


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("dragoman.text").joinpath("data/calendar_names.toml").read_text("utf-8"))


def _names(tables: Iterable[str]) -> list[str]:
    rows = (row for table in tables for rows in _tables()[table].values() for row in rows)
    return [fold(name.strip()) for row in rows for name in row.split("|")]


def _key(name: str) -> str:
    return str(_BLANKS.sub("", fold(name)))


@lru_cache(maxsize=1)
def _numbers_of_names() -> dict[str, dict[str, tuple[tuple[str, int], ...]]]:
    """For each table kind, folded name → (table, number from 1) of all that it may name."""
    found: dict[str, dict[str, tuple[tuple[str, int], ...]]] = {"month": {}, "weekday": {}, "ordinal": {}}
    kinds = {"weekdays": "weekday", "ordinals": "ordinal"}
    for table, lists in _tables().items():
        known = found[kinds.get(table, "month")]
        for rows in lists.values():
            for number, row in enumerate(rows, start=1):
                for name in row.split("|"):
                    meant = (*known.get(_key(name), ()), (table, number))
                    known[_key(name)] = tuple(dict.fromkeys(meant))
    return found


def months_named(name: str) -> tuple[tuple[str, int], ...]:
    """The calendar and number from 1 of every month that a printed name may be."""
    return _numbers_of_names()["month"].get(_key(name), ())


def weekday_named(name: str) -> int | None:
    """1 for Monday to 7 for Sunday."""
    found = _numbers_of_names()["weekday"].get(_key(name))
    return found[0][1] if found else None


def day_named(name: str) -> int | None:
    """The day of the month, from digits or an ordinal word."""
    if name.isdigit():
        return int(name)
    found = _numbers_of_names()["ordinal"].get(_key(name))
    return found[0][1] if found else None


def calendar_marked(mark: str | None) -> str | None:
    """The calendar that a mark beside the year names."""
    return next((name for name, pattern in _MARKS.items() if mark and regex.fullmatch(pattern, mark.strip(" ()."))), None)


@dataclass(frozen=True)
class Forms:
    """The compiled forms. Groups: weekday, from (first day of a range), day, month, also (a second name), year, mark."""

    named: tuple[regex.Pattern[str], ...]
    numeric: tuple[regex.Pattern[str], ...]
    hebrew: regex.Pattern[str]
    year_alone: regex.Pattern[str]


@lru_cache(maxsize=1)
def forms() -> Forms:
    """Compiled at the first call: some 400 names."""
    mark = rf"(?:\s*\(?(?P<mark>{'|'.join(_MARKS.values())})\)?(?!\w))?"
    year = rf"(?P<year>\d{{4}}|\d{{1,3}}(?=\s*\(?(?:{_MARKS[JALALI]}|{_MARKS[HIJRI]})\)?(?!\w)))(?!\d|[.,/-]\d)"
    to_year = rf"[\s,،./-]*(?:(?:{_BEFORE_YEAR})\s+)?"
    weekday = rf"(?:(?<!\w)(?P<weekday>{_names_pattern(_names(['weekdays']))})(?!\w)[\s,،]+(?:the\s|ה-?)?)?"
    ordinals = _names_pattern(_names(["ordinals"]))
    ranged = r"(?:(?P<from>\d{1,2})\s?(?:-|الي|تا|to|עד|и|و)\s?)?"
    suffix = r"(?:st|nd|rd|th|er|-?го|-?е|-?ه|م|ي|مه|inci|uncu|nci)?"
    day = rf"(?<![\d./]|\d,|[^\W\dوبلفك])(?:{ranged}(?P<day>\d{{1,2}})(?!\d){suffix}|(?P<day>{ordinals})(?!\w))"
    to_month = rf"[\s,./-]*(?:(?:{_AFTER_DAY})[\s-]+|ב-?)?"
    also = rf"(?:\s?[/(]\s?{_month_pattern('also')}\s?\)?)?"
    month = _month_pattern("month")
    named = (
        rf"{weekday}{day}{to_month}{month}(?!\w){also}(?:{to_year}{year}{mark})?",
        rf"{weekday}(?<!\w){month}(?!\w)\.?{also}[\s,]+(?:the\s)?(?P<day>\d{{1,2}}){suffix}(?!\w)[\s,،]+{year}{mark}",
        rf"(?<![\w./-]){year}{mark}[\s,،]*(?:(?:سال|كال|د|هد)\s+)*{month}[\s]+(?P<day>\d{{1,2}})(?:مه|م|ه)?(?!\w)",
        rf"(?<!\w)[ב]?{month}(?!\w){also}{to_year}{year}{mark}",
    )
    around = r"(?<![\w./-])", r"(?![\w]|[./-]\d)"
    numeric = (
        rf"{around[0]}{weekday}(?P<year>\d{{4}})(?P<sep>[/.-])(?P<second>\d{{1,2}})(?P=sep)(?P<third>\d{{1,2}})(?!\d|[./-]\d){mark}",
        rf"{around[0]}{weekday}(?P<first>\d{{1,2}})(?P<sep>[/.-])(?P<second>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d{{2}})(?!\d|[./-]\d){mark}",
    )
    in_letters = (*_tables()[HEBREW]["hebrew"], *_tables()[GREGORIAN]["hebrew"])  # כ״ט בנובמבר too
    hebrew_months = _names_pattern(fold(name) for row in in_letters for name in row.split("|"))
    hebrew = (
        rf"(?<!\w)(?:[בלמ](?=[א-ת]{{2}}\s))?(?P<hday>[א-ת]{{1,2}})\s+(?:ל?חודש\s+)?ב?(?P<month>{hebrew_months})(?!\w)"
        r"(?:,?\s+(?:שנת\s+)?(?:(?P<hyear>ה?ת[א-ת]{1,4})|(?P<year>\d{4}))(?!\w))?"
    )
    strong = rf"(?P<mark>{'|'.join(pattern for name, pattern in _MARKS.items() if name != RUMI)})"
    alone = rf"(?<![\d./-]|\d,|[^\W\dوبلفك])(?P<year>\d{{4}}|\d{{1,3}}(?=\s*ه(?!\w)))\s?\(?{strong}\)?(?!\w)"
    return Forms(
        tuple(regex.compile(pattern) for pattern in named),
        tuple(regex.compile(pattern) for pattern in numeric),
        regex.compile(hebrew),
        regex.compile(alone),
    )
