"""Dates as feeds and pages write them: RFC 822, ISO 8601 and common misspellings. Anything else is unknown."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_MONTHS = {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}
# Minutes east of Greenwich. IST, AST and BST name several zones each, so they are as good as none.
# Source: RFC 822, 5.1; IANA tz database abbreviations for the regions that desks watch.
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "cet": 60, "cest": 120, "eet": 120, "eest": 180, "idt": 180, "msk": 180, "trt": 180,
    "irst": 210, "irdt": 270, "gst": 240, "aft": 270, "pkt": 300, "uzt": 300, "jst": 540, "kst": 540,
}  # fmt: skip
_RFC822 = re.compile(
    r"(?:[^\W\d]+\.?,?\s*)?(?P<day>\d{1,2})[\s-]+(?P<month>[A-Za-z]{3})[A-Za-z]*\.?[\s,-]+(?P<year>\d{4}|\d{2})"
    r"(?:[\s,T]+(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.\d+)?)?)?\s*(?P<zone>[^\d\s(]*\s*[+-]?[\d:]*)\s*(?:\(.*\))?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})?-?(?P<day>\d{2})?"
    r"(?:[T\s]+(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?\s*(?P<zone>[A-Za-z]*\s*[+-]?[\d:]*)"
)
_ASCTIME = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<month>[A-Za-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2}),?\s+(?:(?P<year1>\d{4}),?\s+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<zone>[A-Za-z]*)\s*(?P<year>\d{4})?"
)
# Nine of ten dates in feeds are written just so; the other patterns would give the same, only slower.
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (GMT|[+-]\d{4})"
    r"|(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)"
)
_OFFSET = re.compile(r"([A-Za-z]*)\s*(?:([+-])(\d{1,2}):?(\d{2})?)?\Z")
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2100
_MOST_CHARS = 80


def read_date(printed: str, zone: tzinfo | None = None) -> datetime | None:
    """The moment a printed date means.

    Args:
        printed: any digits; RFC 822, ISO 8601 (year alone is too little) or asctime.
        zone: of dates printed without one.

    Returns:
        UTC; without a zone from either side a naive time; None when the text is no such date, names an impossible day, or a
        year outside 1970 to 2100 (another calendar, or a computer's idea of "never").
    """
    if not printed:
        return None
    text = _ascii_digits(printed.strip())
    if not text or len(text) > _MOST_CHARS:
        return None
    if usual := _USUAL.fullmatch(text):
        return _usual_moment(usual)
    for pattern in (_RFC822, _ISO, _ASCTIME):
        found = pattern.fullmatch(text)
        if found:
            return _moment(found, zone)
    return None


def _usual_moment(found: re.Match[str]) -> datetime | None:
    day, name, year, *clock = found.groups()[:7] if found[1] else (found[10], found[9], *found.group(8, 11, 12, 13, 14))
    month = _MONTHS.get(name.lower()) if found[1] else int(name)
    hour, minute, second, zone = clock
    if month is None or not _EARLIEST_YEAR <= int(year) <= _LATEST_YEAR or (hour == "24"):
        return _moment(match, None) if (match := (_RFC822 if found[1] else _ISO).fullmatch(found.group())) else None
    try:
        at = datetime(int(year), month, int(day), int(hour), int(minute), min(59, int(second)), tzinfo=_zone(zone))
    except ValueError:
        return None
    return at.astimezone(UTC)


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text if char not in "\u200e\u200f")


def _moment(found: re.Match[str], zone: tzinfo | None) -> datetime | None:
    parts = found.groupdict()
    month = parts["month"] or ""
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower())
    year = _full_year(parts["year"] or parts.get("year1") or "")
    if number is None or parts["day"] is None or year is None:
        return None
    hour, extra = int(parts["hour"] or 0), 0
    if hour == 24:
        hour, extra = 0, 1
    try:
        naive = datetime(year, number, int(parts["day"]), hour, int(parts["minute"] or 0), min(59, int(parts["second"] or 0)))  # noqa: DTZ001
        own = _zone(parts["zone"] or "")
        at = naive + timedelta(days=extra)
        known = own or zone
        return at.replace(tzinfo=known).astimezone(UTC) if known else at
    except (ValueError, OverflowError):
        return None


def _full_year(text: str) -> int | None:
    if not text:
        return None
    year = int(text)
    if len(text) == 2:
        year += 2000 if year < 70 else 1900
    return year if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None


@lru_cache(maxsize=256)
def _zone(text: str) -> tzinfo | None:
    found = _OFFSET.match(text.strip())
    if not found:
        return None
    name, sign, hours, minutes = found.groups()
    if sign:
        east = int(hours) * 60 + int(minutes or 0)
        return timezone(timedelta(minutes=east if sign == "+" else -east)) if east < 24 * 60 else None
    east_of = _ZONES.get(name.lower())
    return None if east_of is None else timezone(timedelta(minutes=east_of))
