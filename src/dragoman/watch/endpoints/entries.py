"""What an endpoint announces: one shape for feeds, listing pages and whatever comes later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_FUTURE = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One thing announced.

    Attributes:
        id: as the endpoint wrote it; empty when it wrote none.
        url: absolute where it could be resolved; empty when there is none.
        title: plain text, white space collapsed.
        published: UTC when its zone is known; without a zone in the text and from the caller, a naive time as printed.
        published_printed: as the endpoint wrote it; empty when it wrote none.
        updated: like `published`.
        summary, content: as written, tags and all: hostile until cleaned.
    """

    id: str = ""
    url: str = ""
    title: str = ""
    published: datetime | None = None
    published_printed: str = ""
    updated: datetime | None = None
    updated_printed: str = ""
    summary: str = field(default="", repr=False)
    content: str = field(default="", repr=False)
    author: str = ""


@dataclass(frozen=True)
class Feed:
    """An endpoint's answer, understood.

    Attributes:
        entries: in the order of the document, none left out.
        problems: sentences about what is odd; empty when nothing is.
        kind: `rss`, `rdf`, `atom`, `json`, `listing`, or the tolerant reader's name of an older format (`cdf`, `atom03`).
        language: as declared; empty when it is not.
    """

    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    kind: str = ""
    title: str = ""
    language: str = ""
    url: str = ""


def problems_of(entries: Iterable[Entry], now: datetime | None = None) -> tuple[str, ...]:
    """Sentences about entries that lack something, one a kind of lack. Dates a day past `now` count as future."""
    numbered = list(enumerate(entries, 1))
    lacks = {
        "no address": [number for number, entry in numbered if not entry.url],
        "no date": [number for number, entry in numbered if not entry.published_printed and not entry.updated_printed],
        "a date that could not be read": [
            number for number, entry in numbered if entry.published is None and entry.published_printed
        ],
        "no id": [number for number, entry in numbered if not entry.id],
        "no title": [number for number, entry in numbered if not entry.title],
        "a date in the future": [number for number, entry in numbered if now and _is_future(entry, now)],
    }
    told = [_sentence(lack, numbers, len(numbered)) for lack, numbers in lacks.items() if numbers]
    repeated = [each for each, times in Counter(entry.id for _, entry in numbered if entry.id).items() if times > 1]
    if repeated:
        told.append(f"{len(repeated)} ids stand at more than one entry; all entries were kept. First: {repeated[0][:80]}")
    return tuple(told)


def _is_future(entry: Entry, now: datetime) -> bool:
    at = entry.published
    if at is None:
        return False
    return at > now + _FUTURE if at.tzinfo else at > now.replace(tzinfo=None) + _FUTURE


def _sentence(lack: str, numbers: list[int], total: int) -> str:
    if total == 1:
        return f"The only entry has {lack}."
    if len(numbers) == total:
        return f"All {total} entries have {lack}."
    if len(numbers) == 1:
        return f"Entry {numbers[0]} has {lack}."
    shown = ", ".join(str(number) for number in numbers[:5])
    return f"{len(numbers)} of {total} entries have {lack} ({shown}{', …' if len(numbers) > 5 else ''})."
