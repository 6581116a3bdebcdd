"""A browser that renders pages, one after the other, and is begun anew after one that did it harm."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from dragoman.capture.exchange import Limits
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.program import Program
from dragoman.capture.rendered.running import Running
from dragoman.capture.rendered.values import Bounds, Rendered
from dragoman.capture.rendered.visit import Visit
from dragoman.capture.wire_url import wire_url
from dragoman.errors import CaptureFailed

LIMITS = Limits(max_body_bytes=10_000_000, connect_seconds=8, total_seconds=10)


class Browser:
    """Belongs to one thread. The process is started when a page needs it.

    Args:
        wire: how requests are fetched, and what they may reach.
    """

    def __init__(self, program: Program, wire: Wire, bounds: Bounds | None = None) -> None:
        self._program = program
        self._wire = wire
        self._bounds = bounds or Bounds()
        self._running: Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def render(self, url: str) -> Rendered:
        """Render one page; whatever it does is in the answer, not raised.

        Raises: BrowserUnavailable, when the browser does not start.
        """
        started_utc, started = datetime.now(UTC), time.monotonic()
        try:
            address = wire_url(url)
        except CaptureFailed as error:
            return Rendered(started_utc, 0.0, error=error)
        running = self._ready()
        visit = Visit(running, self._wire, self._bounds)
        visit.make(address)
        if visit.harmed or running.used_up:
            self.close()
        return visit.told(started_utc, time.monotonic() - started)

    def close(self) -> None:
        """End the process, if there is one; the next page starts another."""
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def _ready(self) -> Running:
        if self._running is not None and self._running.lost.is_set():  # it died between two pages
            self.close()
        if self._running is None:
            self._running = Running(self._program)
        self._running.pages += 1
        return self._running
