"""A browser process, and the way between it and whoever drives it."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path

from dragoman.capture.rendered.gate import Gate
from dragoman.capture.rendered.memory import largest_process_bytes
from dragoman.capture.rendered.pipe import CommandRefused, Event, Pipe
from dragoman.capture.rendered.program import Program, start
from dragoman.capture.rendered.tab import Tab
from dragoman.errors import BrowserLost, BrowserUnavailable

PAGES_EACH = 40  # by one process; then a new one, whatever the old one has gathered
_START_SECONDS = 30.0
_CLEARING_TRIES, _CLEARING_SECONDS = 20, 0.05
_USED_UP_BYTES = 700_000_000  # of a process between two pages


class Running:
    """A browser process, its pipe, and whoever its events are for."""

    def __init__(self, program: Program) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dragoman-browser-"))
        self.pages = 0
        self.lost = threading.Event()
        self.gate: Gate | None = None
        self.tab: Tab | None = None
        try:
            self._process = start(program, self._folder)
        except BrowserUnavailable:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        self.pipe = Pipe(self._process.to_browser, self._process.from_browser, self._take_event, self.lost.set)
        try:
            self.name: str = self.pipe.call("Browser.getVersion", seconds=_START_SECONDS)["product"]
            self.pipe.call("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}, seconds=_START_SECONDS)
            self.pipe.call("Target.setDiscoverTargets", {"discover": True}, seconds=_START_SECONDS)
        except (BrowserLost, CommandRefused, TimeoutError) as error:
            self.close()
            raise BrowserUnavailable(
                "The browser does not start. As root, or in some containers, it needs DRAGOMAN_CHROMIUM_SANDBOX=0.",
                detail=str(error),
                subject=program.path,
            ) from error

    @property
    def used_up(self) -> bool:
        return self.pages >= PAGES_EACH or self.largest_bytes > _USED_UP_BYTES

    @property
    def largest_bytes(self) -> int:
        return largest_process_bytes(self._process.pid)

    def kill(self) -> None:
        """End it where it stands; whoever waits for it learns so from the pipe."""
        self._process.kill()

    def close(self) -> None:
        """End it and clear away what it wrote."""
        self._process.kill()
        self.pipe.close()
        for _ in range(_CLEARING_TRIES):  # killed processes may be a moment in dying
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                return
            time.sleep(_CLEARING_SECONDS)

    def _take_event(self, event: Event) -> None:
        if event["method"] == "Fetch.requestPaused":
            if self.gate is not None:
                self.gate.take(event["params"])
            else:  # of a page that is closed: nobody may have it
                refused = {"requestId": event["params"]["requestId"], "errorReason": "Aborted"}
                self.pipe.ask("Fetch.failRequest", refused)
        elif self.tab is not None:
            self.tab.take_event(event)
