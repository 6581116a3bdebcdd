"""Times on a page: relative to read, exact on hover."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_STEPS = ((3600, "min", 60), (86_400, "h", 3600), (14 * 86_400, "d", 86_400))


def relative(moment: datetime, now: datetime) -> str:
    """`now`, `5 min ago`, `3 h ago`, `2 d ago`, then the date. The future says `in 5 min`."""
    distance = now - moment
    seconds = abs(distance.total_seconds())
    if seconds < 45:
        return "now"
    for limit, unit, size in _STEPS:
        if seconds < limit:
            amount = f"{max(1, round(seconds / size))} {unit}"
            return f"{amount} ago" if distance > timedelta(0) else f"in {amount}"
    return f"{moment.day} {moment:%b %Y}"


def exact(moment: datetime, zone: str = "") -> str:
    """`2026-11-21 08:30:05 UTC`, followed by the source's own time where it has a zone other than UTC."""
    text = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if not zone or zone == "UTC":
        return text
    try:
        own = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return text
    return f"{text} · {own:%Y-%m-%d %H:%M} {zone}"
