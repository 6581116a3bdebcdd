"""A source's last days as a strip: a picture for the eye, a sentence for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.desk.watch.selectors import Day

# state → (top of the bar, height of the bar) in a strip 16 high: told apart by shape, not by colour alone
_BARS = {"good": (2, 12), "mixed": (6, 8), "failed": (11, 3), "none": (7, 1)}
_WIDTH = 5


@dataclass(frozen=True)
class Bar:
    """One day of the strip."""

    x: int
    y: int
    height: int
    state: str
    title: str


@dataclass(frozen=True)
class Strip:
    """The whole strip."""

    bars: tuple[Bar, ...]
    width: int
    sentence: str


def strip(days: Sequence[Day]) -> Strip:
    """Draw a source's days, oldest first."""
    bars = tuple(
        Bar(n * _WIDTH, *_BARS[day.state], day.state, f"{day.day:%Y-%m-%d}: {_WORDS[day.state]}") for n, day in enumerate(days)
    )
    return Strip(bars, len(bars) * _WIDTH, sentence(days))


_WORDS = {"good": "good", "mixed": "some polls failed", "failed": "every poll failed", "none": "not polled"}


def sentence(days: Sequence[Day]) -> str:
    """The strip in words: how many of the polled days were good, and which was the last good one."""
    polled = [day for day in days if day.state != "none"]
    if not polled:
        return f"Not polled in the last {len(days)} days."
    good = [day for day in polled if day.state in ("good", "mixed")]
    if not good:
        return f"No good poll in the last {len(days)} days; {len(polled)} days failed."
    return f"{len(good)} of {len(polled)} polled days good; the last good one {good[-1].day:%Y-%m-%d}."
