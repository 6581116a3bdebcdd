"""A round's tools with short limits and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dragoman.capture.addresses import parse_networks
from dragoman.capture.exchange import Limits
from dragoman.capture.fetch import Fetcher
from dragoman.desk.capture.services import close_recorders, recorder
from dragoman.desk.readers import Readers
from dragoman.desk.rounds import Tools
from dragoman.desk.watch.models import Endpoint, Source

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LOOPBACK = parse_networks("127.0.0.1/32")
LIMITS = Limits(max_body_bytes=3_000_000, connect_seconds=2, total_seconds=2)


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@contextmanager
def opened_tools(limits: Limits = LIMITS, processes: int = 0) -> Iterator[Tools]:
    fetcher, readers = Fetcher(LOOPBACK, limits), Readers(processes)
    try:
        yield Tools(fetcher, recorder(), readers, Clock())
    finally:
        readers.close()
        fetcher.close()
        close_recorders()


def watched(url: str, kind: str = "feed", *, slug: str = "", selector: str = "", **source: object) -> Endpoint:
    """A source with one endpoint, due at once."""
    made = Source.objects.create(
        slug=slug or f"source-{Source.objects.count() + 1}", **{"name_native": "صحيفة النهر", "language": "ar", **source}
    )
    return Endpoint.objects.create(source=made, kind=kind, url=url, selector=selector, next_due_at=NOW)
