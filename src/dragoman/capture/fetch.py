"""Fetch exact bytes: many addresses at once, politely, bounded, and never into a private network.

Requests wait for their turn: at most `concurrency` at once and `per_host` to a host. Redirects are followed here, one hop at
a time, so that each hop is checked and kept. Where a socket may lead is decided when it is opened, after name look-up: no
spelling of an address and no name server gets around it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pycurl

from dragoman import __version__
from dragoman.capture.addresses import AllowedNetwork
from dragoman.capture.exchange import Exchange, Fetched, Limits, Request
from dragoman.capture.hop import Hop, Wire
from dragoman.capture.wire_url import follow_location, host_of, wire_url
from dragoman.errors import AddressRefused, CaptureFailed, SourceRefused

__all__ = ["Exchange", "Fetched", "Fetcher", "Limits", "Request"]

USER_AGENT = f"Dragoman/{__version__} (media monitoring)"
_LOOK_AHEAD = 8  # waiting requests for each one that may run
_SELECT_SECONDS = 0.5


@dataclass
class _Journey:
    """A request on its way through its hops."""

    request: Request
    url: str
    hops: list[Exchange] = field(default_factory=list)
    error: CaptureFailed | None = None
    spent_seconds: float = 0.0

    def arrive(self) -> Fetched:
        return Fetched(self.request, tuple(self.hops), self.error)


class Fetcher:
    """Connections are kept and used again. Belongs to one thread; `fetch` may be called while `fetch_many` is being read.

    Args:
        networks: private networks an administrator allows.
        per_host: connections at once to one host name, whatever the port.
        concurrency: connections at once in all; also bounds memory: `concurrency` times `limits.max_body_bytes` at the worst.
        resolve: for tests, fixed answers of name look-up as `name:port:address`.
        ca_file: certificates to trust instead of the system's.
    """

    def __init__(
        self,
        networks: tuple[AllowedNetwork, ...] = (),
        limits: Limits | None = None,
        *,
        user_agent: str = USER_AGENT,
        per_host: int = 2,
        concurrency: int = 32,
        resolve: tuple[str, ...] = (),
        ca_file: str | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._wire = Wire(networks, self.limits, user_agent, resolve, ca_file)
        self._per_host = per_host
        self._concurrency = concurrency
        self._idle_pools: list[pycurl.CurlMulti] = []
        self._idle_curls: list[pycurl.Curl] = []

    def fetch(self, request: Request) -> Fetched:
        """Fetch one address; failures are in the answer, not raised."""
        (fetched,) = self.fetch_many((request,))
        return fetched

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[Fetched]:
        """Fetch all, in the order they end. `requests` is read only as far as there is room for more."""
        pool = self._idle_pools.pop() if self._idle_pools else pycurl.CurlMulti()
        run = _Run(pool, self._idle_curls, self._wire, self._per_host, self._concurrency)
        try:
            yield from run.work(iter(requests))
        finally:
            run.stop()
            self._idle_pools.append(pool)

    def close(self) -> None:
        """Close every connection. The fetcher may be used again."""
        while self._idle_curls:
            self._idle_curls.pop().close()
        while self._idle_pools:
            self._idle_pools.pop().close()


class _Run:
    """One reading of `fetch_many`."""

    def __init__(self, pool: pycurl.CurlMulti, curls: list[pycurl.Curl], wire: Wire, per_host: int, concurrency: int) -> None:
        self._pool = pool
        self._curls = curls
        self._wire = wire
        self._per_host = per_host
        self._concurrency = concurrency
        self._waiting: dict[str, deque[_Journey]] = {}  # host → journeys, hosts in turn
        self._waiting_count = 0
        self._active: dict[pycurl.Curl, tuple[_Journey, Hop, str]] = {}
        self._busy: dict[str, int] = {}
        self._arrived: deque[Fetched] = deque()

    def work(self, requests: Iterator[Request]) -> Iterator[Fetched]:
        more = True
        while True:
            more = more and self._take_in(requests)
            self._start_waiting()
            if self._active:
                self._turn()
            while self._arrived:
                yield self._arrived.popleft()
            if not (more or self._active or self._waiting_count):
                return

    def stop(self) -> None:
        """Give up what is under way; nothing remains in the pool."""
        for curl, (_, hop, _) in self._active.items():
            self._pool.remove_handle(curl)
            curl.close()
            hop.close()
        self._active.clear()

    def _take_in(self, requests: Iterator[Request]) -> bool:
        """Queue requests while there is room; False when there are no more."""
        while self._waiting_count < self._concurrency * _LOOK_AHEAD and not (
            len(self._active) >= self._concurrency and self._waiting_count
        ):
            request = next(requests, None)
            if request is None:
                return False
            journey = _Journey(request, request.url)
            try:
                journey.url = wire_url(request.url)
            except AddressRefused as error:
                journey.error = error
                self._arrived.append(journey.arrive())
                return True
            self._queue(journey)
            if self._can_start(host_of(journey.url)):
                self._start_waiting()
        return True

    def _queue(self, journey: _Journey) -> None:
        self._waiting.setdefault(host_of(journey.url), deque()).append(journey)
        self._waiting_count += 1

    def _can_start(self, host: str) -> bool:
        return len(self._active) < self._concurrency and self._busy.get(host, 0) < self._per_host

    def _start_waiting(self) -> None:
        for host in list(self._waiting):
            queue = self._waiting[host]
            while queue and self._can_start(host):
                self._waiting_count -= 1
                self._start(queue.popleft(), host)
            if not queue:
                del self._waiting[host]
            if len(self._active) >= self._concurrency:
                return

    def _start(self, journey: _Journey, host: str) -> None:
        left_seconds = self._wire.limits.total_seconds - journey.spent_seconds
        hop = Hop(journey.request, journey.url, self._wire, left_seconds)
        curl = self._curls.pop() if self._curls else pycurl.Curl()
        hop.prepare(curl)
        self._pool.add_handle(curl)
        self._active[curl] = (journey, hop, host)
        self._busy[host] = self._busy.get(host, 0) + 1

    def _turn(self) -> None:
        """Let curl work once, and take in what ended."""
        self._pool.perform()
        left, done, failed = self._pool.info_read(len(self._active))
        ended = [(curl, int(pycurl.E_OK), "") for curl in done] + failed
        for curl, code, message in ended:
            self._end(curl, code, message)
        if not ended and not left:
            self._pool.select(_SELECT_SECONDS)

    def _end(self, curl: pycurl.Curl, code: int, message: str) -> None:
        journey, hop, host = self._active.pop(curl)
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        exchange, error = hop.finish(curl, code, message)
        self._pool.remove_handle(curl)
        curl.reset()
        self._curls.append(curl)
        journey.error = error
        if exchange is not None:
            journey.hops.append(exchange)
            journey.spent_seconds += exchange.seconds
        is_get = journey.request.method == "GET"
        if error is None and exchange is not None and exchange.location is not None and is_get:
            self._lead_on(journey, exchange, exchange.location)
            return
        if error is None and exchange is not None and not (200 <= exchange.status < 300 or exchange.status == 304):
            journey.error = refusal(exchange)
        self._arrived.append(journey.arrive())

    def _lead_on(self, journey: _Journey, exchange: Exchange, location: str) -> None:
        if len(journey.hops) > self._wire.limits.max_redirects:
            journey.error = SourceRefused("The address leads on and on without ending at a page.", subject=journey.request.url)
        else:
            try:
                journey.url = follow_location(exchange.url, location)
            except AddressRefused as error:
                journey.error = error
        if journey.error is not None:
            self._arrived.append(journey.arrive())
        else:
            self._queue(journey)


def refusal(exchange: Exchange) -> SourceRefused:
    """What an answer that is no page says to a person."""
    words = {
        401: "The source asks for a sign-in.",
        403: "The source refuses to show this page.",
        404: "The source has no such page.",
        410: "The source says that this page is gone for good.",
        429: "The source asks us to come less often.",
    }
    default = "The source has trouble of its own" if 500 <= exchange.status < 600 else "The source answered with an error"
    return SourceRefused(words.get(exchange.status, f"{default} (status {exchange.status})."), subject=exchange.url)
