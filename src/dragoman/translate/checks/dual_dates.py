"""A day printed in two calendars whose dates are not the same day."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.text.dates import agree, pairs
from dragoman.translate.checks.values import Finding, Pair


def check(pair: Pair) -> Iterator[Finding]:
    in_source = [(one.start, other.end) for one, other in pairs(pair.source_dates, pair.source) if agree(one, other) is False]
    for one, other in pairs(pair.target_dates, pair.target):
        if agree(one, other) is False:
            also = " So it stands in the source." if in_source else ""
            yield Finding(
                "dual-date",
                f"“{one.printed}” ({one.earliest}) and “{other.printed}” ({other.earliest}) are not the same day.{also}",
                one.start,
                other.end,
                in_source[0] if in_source else None,
            )
