"""One page in one fresh tab: loaded, brought to rest, and taken three views of."""

from __future__ import annotations

import base64
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from dragoman.capture import text_rule
from dragoman.capture.rendered.gate import Gate
from dragoman.capture.rendered.pipe import CommandRefused, Event, Pipe
from dragoman.capture.rendered.values import Bounds
from dragoman.errors import BrowserLost

_EMPTY = "about:blank"
_LOOK_SECONDS = 0.05
_SMALL_SECONDS = 5.0  # for a command that a living browser obeys at once
_JPEG_QUALITY = 80
# Down the page and up again, so that what loads only when it is seen does load.
_SCROLL = """(async (bound) => {
  const step = window.innerHeight;
  for (let y = 0; y < Math.min(document.documentElement.scrollHeight, bound); y += step) {
    window.scrollTo(0, y);
    await new Promise((done) => setTimeout(done, 20));
  }
  window.scrollTo(0, 0);
  await new Promise((done) => setTimeout(done, 100));
})"""


@dataclass
class Views:
    """What was taken of a page, and which bounds were reached in taking it."""

    screenshot: bytes = b""
    pdf: bytes = b""
    text: str = ""
    height_px: int = 0
    missing: list[str] = field(default_factory=list)


class Tab:
    """A tab in a browser context of its own: no cookie, cache or permission is shared with any page before or after it.

    Events are taken from the pipe's thread; everything else is called from one other thread.
    """

    def __init__(self, pipe: Pipe, bounds: Bounds, until: float) -> None:
        self._pipe = pipe
        self._bounds = bounds
        self._until = until  # by the monotonic clock
        self._context = self._call("Target.createBrowserContext", {"disposeOnDetach": True})["browserContextId"]
        self._refuse_everything()
        self.frame: str = self._call("Target.createTarget", {"url": _EMPTY, "browserContextId": self._context})["targetId"]
        self._session: str = self._call("Target.attachToTarget", {"targetId": self.frame, "flatten": True})["sessionId"]
        self.navigated = False  # away from the empty page that a tab begins with
        self._loaded = threading.Event()  # or there is nothing to load
        self.crashed = threading.Event()
        self.wanted: Counter[str] = Counter()  # what the page wanted and was refused, in words → how often

    def _refuse_everything(self) -> None:
        deny = {"behavior": "deny", "browserContextId": self._context, "eventsEnabled": True}
        self._call("Browser.setDownloadBehavior", deny)
        self._call("Browser.grantPermissions", {"permissions": [], "browserContextId": self._context})

    def take_event(self, event: Event) -> None:
        """Everything that happens to this tab, and to whatever it opened."""
        method, told = event["method"], event.get("params", {})
        if method == "Page.javascriptDialogOpening":
            self.wanted["dialogs"] += 1
            self._pipe.ask("Page.handleJavaScriptDialog", {"accept": False}, session=event.get("sessionId", ""))
        elif method == "Page.frameNavigated" and told["frame"]["id"] == self.frame:
            self.navigated = told["frame"]["url"] != _EMPTY and "unreachableUrl" not in told["frame"]
            self._loaded.clear()
        elif method == "Page.loadEventFired":
            self._loaded.set()
        elif method == "Browser.downloadWillBegin":
            self.wanted["downloads"] += 1
        elif method == "Target.targetCrashed" or (
            method == "Inspector.targetCrashed" and event.get("sessionId") == self._session
        ):
            if told.get("targetId", self.frame) == self.frame:
                self.crashed.set()
        elif method == "Target.targetCreated":
            self._close_if_popup(told["targetInfo"])

    def _close_if_popup(self, target: Mapping[str, Any]) -> None:
        if target.get("type") == "page" and target.get("openerId"):
            self.wanted["windows"] += 1
            self._pipe.ask("Target.closeTarget", {"targetId": target["targetId"]})

    def open(self, url: str) -> None:
        """Begin to go there; what comes of it `settle` waits for. Raises: BrowserLost, TimeoutError."""
        for domain in ("Page", "Inspector"):
            self._here(f"{domain}.enable")
        size = {"width": self._bounds.width_px, "height": self._bounds.window_px, "deviceScaleFactor": 1, "mobile": False}
        self._here("Emulation.setDeviceMetricsOverride", size)
        self._pipe.ask("Page.navigate", {"url": url}, session=self._session).add_done_callback(self._began)

    def _began(self, answer: Future[Any]) -> None:
        """A navigation that came to nothing: a file to download, no content, a request that was refused."""
        if answer.exception() is None and answer.result().get("errorText"):
            self._loaded.set()

    def settle(self, gate: Gate, seconds: float) -> bool:
        """Wait until the page is loaded and nothing moves; False when that did not come in time. Raises: BrowserLost."""
        end = min(time.monotonic() + seconds, self._until)
        while time.monotonic() < end:
            if self.crashed.is_set():
                raise BrowserLost("The page brought the browser's tab down.", detail="the renderer crashed")
            if self._loaded.is_set() and gate.quiet_seconds() >= self._bounds.quiet_seconds:
                return True
            self.crashed.wait(_LOOK_SECONDS)
        return False

    def rouse(self) -> bool:
        """Whether the page still listens; a script that never ends is ended first."""
        for _ in range(2):
            try:
                self._here("Runtime.evaluate", {"expression": "1"}, seconds=1.0)
            except TimeoutError:
                self._pipe.ask("Runtime.terminateExecution", session=self._session)
            else:
                return True
        return False

    def scroll(self) -> None:
        """Show the page all its parts. Raises: BrowserLost, TimeoutError."""
        expression = f"{_SCROLL}({self._bounds.max_height_px})"
        self._here("Runtime.evaluate", {"expression": expression, "awaitPromise": True}, seconds=_SMALL_SECONDS)

    def views(self) -> Views:
        """Take what can be taken, each view for itself. Raises: BrowserLost."""
        taken = Views()
        for name, take in (("text", self._take_text), ("screenshot", self._take_screenshot), ("PDF", self._take_pdf)):
            try:
                take(taken)
            except (TimeoutError, CommandRefused):
                taken.missing.append(name)
        return taken

    def _take_text(self, taken: Views) -> None:
        root = self._here("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
        markup = self._here("DOM.getOuterHTML", {"nodeId": root})["outerHTML"].encode("utf-8", "replace")
        if len(markup) > self._bounds.max_view_bytes:
            taken.missing.append("text")
            return
        taken.text = text_rule.apply(markup, "text/html; charset=utf-8").text

    def _take_screenshot(self, taken: Views) -> None:
        metrics = self._here("Page.getLayoutMetrics")
        taken.height_px = round(metrics["cssContentSize"]["height"])
        height = max(1, min(taken.height_px, self._bounds.max_height_px))
        asked: dict[str, Any] = {"format": "jpeg", "quality": _JPEG_QUALITY}
        if height > self._bounds.window_px:
            # A page that runs from the right begins where its window is, beyond whatever hangs out of it to the left.
            clip = {
                "x": metrics["cssLayoutViewport"]["pageX"],
                "y": 0,
                "width": self._bounds.width_px,
                "height": height,
                "scale": 1,
            }
            asked.update(clip=clip, captureBeyondViewport=True)
        taken.screenshot = self._bounded(self._here("Page.captureScreenshot", asked)["data"], "screenshot", taken)

    def _take_pdf(self, taken: Views) -> None:
        asked = {"printBackground": True, "pageRanges": f"1-{self._bounds.max_pdf_pages}"}
        taken.pdf = self._bounded(self._here("Page.printToPDF", asked)["data"], "PDF", taken)

    def _bounded(self, coded: str, name: str, taken: Views) -> bytes:
        if len(coded) * 3 // 4 > self._bounds.max_view_bytes:
            taken.missing.append(name)
            return b""
        return base64.b64decode(coded)

    def close(self) -> None:
        """Close the tab and all it had. Raises: BrowserLost, TimeoutError, CommandRefused."""
        self._pipe.call("Target.disposeBrowserContext", {"browserContextId": self._context}, seconds=_SMALL_SECONDS)

    def _here(self, method: str, arguments: Mapping[str, Any] | None = None, *, seconds: float | None = None) -> Any:
        return self._call(method, arguments, session=self._session, seconds=seconds)

    def _call(
        self, method: str, arguments: Mapping[str, Any] | None = None, *, session: str = "", seconds: float | None = None
    ) -> Any:
        """A command of at most `seconds`, and never beyond the deadline."""
        left = self._until - time.monotonic()
        return self._pipe.call(method, arguments, session=session, seconds=left if seconds is None else min(seconds, left))
