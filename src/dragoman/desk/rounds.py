"""What a round works with, and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from django.conf import settings
from django.utils import timezone

from dragoman.capture.exchange import Fetched, Request
from dragoman.capture.fetch import USER_AGENT, Fetcher
from dragoman.desk.capture.services import Recorder, recorder
from dragoman.desk.readers import Readers
from dragoman.watch import robots


@dataclass
class Tools:
    """What a round works with."""

    fetcher: Fetcher
    recorder: Recorder
    readers: Readers
    clock: Callable[[], datetime] = timezone.now


@contextmanager
def open_tools(*, processes: int | None = None) -> Iterator[Tools]:
    """This installation's tools. `processes` read pages beside this one (as many as it has cores); 0 reads in it."""
    fetcher = Fetcher(networks=settings.ALLOWED_NETWORKS)
    readers = Readers(processes)
    try:
        yield Tools(fetcher, recorder(), readers)
    finally:
        readers.close()
        fetcher.close()


@dataclass(frozen=True)
class Line:
    """What one endpoint gave in a round. `outcome` is new, unchanged, or an error's code."""

    source: str
    url: str
    outcome: str
    sentence: str
    new: int
    known: int
    seconds: float
    problems: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.outcome not in ("new", "unchanged")


@dataclass
class RoundReport:
    """A round in figures. `failures` names each page that could not be captured or read: address and sentence."""

    lines: list[Line] = field(default_factory=list)
    captured: int = 0
    read: int = 0
    indexed: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failed_endpoints(self) -> int:
        return sum(line.failed for line in self.lines)

    @property
    def new_entries(self) -> int:
        return sum(line.new for line in self.lines)


class Addressed(Protocol):
    """Anything that has an address."""

    @property
    def url(self) -> str: ...


Asked = TypeVar("Asked", bound=Addressed)


class RobotsRules:
    """What the hosts' robots.txt allow, asked once a round."""

    OUTCOME = "robots"
    SENTENCE = "The site's robots.txt asks programs not to fetch this page. A person can still hand it in."

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, robots.Robots] = {}  # by address of the robots.txt

    def sort(self, asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
        """What may be fetched, and what may not."""
        missing = {address for one in asked if (address := robots.address(one.url)) not in self._rules}
        for fetched in self._fetcher.fetch_many([Request(address) for address in sorted(missing)]):
            self._rules[fetched.request.url] = _rules(fetched)
        allowed: list[Asked] = []
        refused: list[Asked] = []
        for one in asked:
            rules = self._rules[robots.address(one.url)]
            (allowed if rules.allows(one.url, USER_AGENT) else refused).append(one)
        return allowed, refused


def _rules(fetched: Fetched) -> robots.Robots:
    last = fetched.hops[-1] if fetched.hops else None
    return robots.Robots.from_answer(last.status if last else None, last.body if last else b"")
