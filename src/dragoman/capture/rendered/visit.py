"""One page's turn in a browser: loaded through the gate, looked at, left."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dragoman.capture.exchange import Fetched
from dragoman.capture.fetch import refusal
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.gate import Gate
from dragoman.capture.rendered.pipe import CommandRefused
from dragoman.capture.rendered.running import Running
from dragoman.capture.rendered.tab import Tab, Views
from dragoman.capture.rendered.values import Bounds, Rendered
from dragoman.errors import AddressRefused, BrowserLost, CaptureFailed, PageHung, SourceRefused, SourceUnreachable

_WATCH_SECONDS = 0.25
_ANSWER_SECONDS = 5.0


class Visit:
    """One page's turn."""

    def __init__(self, running: Running, wire: Wire, bounds: Bounds) -> None:
        self._running = running
        self._wire = wire
        self._bounds = bounds
        self._until = time.monotonic() + bounds.deadline_seconds
        self._over = threading.Event()
        self._too_large = False
        self._gate: Gate | None = None
        self._tab: Tab | None = None
        self._fetched: list[Fetched] = []
        self._views = Views()
        self._settled = False
        self._error: CaptureFailed | None = None
        self.harmed = False  # the browser is not to be used again

    def make(self, url: str) -> None:
        """Load the page and take its views; all that goes wrong is kept for `told`."""
        guard = threading.Thread(target=self._guard, name="page-guard", daemon=True)
        guard.start()
        try:
            self._load(url)
        except (BrowserLost, TimeoutError, CommandRefused) as error:
            self.harmed = True
            self._error = self._what_happened(error)
        finally:
            self._over.set()
            guard.join()
            self._leave()

    def _load(self, url: str) -> None:
        running, bounds = self._running, self._bounds
        self._tab = running.tab = Tab(running.pipe, bounds, self._until)
        self._gate = running.gate = Gate(self._wire, bounds, self._tab.frame, self._answer)
        self._tab.open(url)
        self._settled = self._tab.settle(self._gate, bounds.settle_seconds)
        page = self._gate.page()
        self._error = _fault(page, url)
        if not self._tab.navigated:
            self._error = self._error or CaptureFailed("What the address gives is no page; it is kept as it came.", subject=url)
            return
        if not self._tab.rouse():
            raise TimeoutError("the page does not listen")
        with contextlib.suppress(TimeoutError):
            self._tab.scroll()
        self._settled = self._tab.settle(self._gate, bounds.settle_seconds / 4) and self._settled
        self._views = self._tab.views()

    def _leave(self) -> None:
        """Close the door first, then the tab; a tab that does not close costs the browser."""
        if self._gate is not None:
            self._fetched = self._gate.close()
        self._running.gate = None
        if self._tab is not None and not self.harmed:
            try:
                self._tab.close()
            except (BrowserLost, TimeoutError, CommandRefused):
                self.harmed = True
        self._running.tab = None

    def _guard(self) -> None:
        """Beside the visit: end the browser at the deadline, or when a page makes it too large."""
        while not self._over.wait(_WATCH_SECONDS):
            self._too_large = self._running.largest_bytes > self._bounds.max_memory_bytes
            if self._too_large or time.monotonic() > self._until + 1:
                self._running.kill()
                return

    def _answer(self, method: str, arguments: Mapping[str, Any]) -> None:
        with contextlib.suppress(CommandRefused):
            self._running.pipe.call(method, arguments, seconds=_ANSWER_SECONDS)

    def _what_happened(self, error: Exception) -> CaptureFailed:
        if self._too_large:
            return BrowserLost("The page took more memory than a page is given.", detail=str(error))
        if isinstance(error, BrowserLost):
            return error
        return PageHung("The page was still busy when its time was over, so no picture of it could be taken.", detail=str(error))

    def told(self, started_utc: datetime, seconds: float) -> Rendered:
        """What came of it."""
        views = self._views
        page = self._gate.page() if self._gate else None
        return Rendered(
            started_utc=started_utc,
            seconds=seconds,
            browser=self._running.name,
            fetched=tuple(self._fetched),
            page=next((fetched for fetched in self._fetched if page and fetched.request is page.request), None),
            screenshot=views.screenshot,
            pdf=views.pdf,
            text=views.text,
            height_px=views.height_px,
            cuts=tuple(self._cuts()),
            remarks=tuple(self._remarks()),
            error=self._error,
        )

    def _cuts(self) -> list[str]:
        bounds, reached = self._bounds, self._gate.reached if self._gate else set()
        sentences = {
            "requests": f"The page asked for more than {bounds.max_requests} things; the rest was refused.",
            "bytes": f"The page weighs more than {bounds.max_total_bytes // 1_000_000} MB; the rest was refused.",
        }
        cuts = [sentence for name, sentence in sentences.items() if name in reached]
        if not self._settled and not self.harmed:
            cuts.append(f"The page did not come to rest in {bounds.settle_seconds:.0f} seconds; it is shown as it stood then.")
        if self._views.height_px > bounds.max_height_px:
            cuts.append(f"The page is {self._views.height_px:,} pixels tall; its first {bounds.max_height_px:,} are shown.")
        cuts += [f"The {name} of the page could not be taken." for name in self._views.missing]
        return cuts

    def _remarks(self) -> list[str]:
        refused = Counter(self._tab.wanted if self._tab else ())
        refused.update(self._gate.refused if self._gate else ())
        refused["requests into a private network"] += sum(isinstance(one.error, AddressRefused) for one in self._fetched)
        return [f"Refused: {number} × {name}." for name, number in sorted(refused.items()) if number]


def _fault(page: Fetched | None, url: str) -> CaptureFailed | None:
    """What is wrong with what the page's own address gave; None when it may be a page."""
    if page is None or not page.hops or page.error is not None:
        return (page.error if page else None) or SourceUnreachable("The browser would not ask for this address.", subject=url)
    last = page.hops[-1]
    if last.location is not None:
        return SourceRefused("The address leads on and on without ending at a page.", subject=url)
    return None if 200 <= last.status < 300 else refusal(last)
