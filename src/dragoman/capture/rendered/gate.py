"""The one door between a page and the network: every request is stopped here, fetched by us, kept, and then answered.

The browser stops each request before it leaves (Fetch domain, request stage), of every kind of frame and worker. One hop is
fetched for each; a redirect goes back to the browser as it came, so that what it leads to is stopped and checked in turn. What
the page is given is what was kept, with its content coding undone.

Source: Chrome DevTools Protocol, Fetch.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pycurl

from dragoman.capture.call import call
from dragoman.capture.decode import decode_body
from dragoman.capture.exchange import METHODS, Exchange, Fetched, Request
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.values import Bounds
from dragoman.errors import CaptureFailed, DragomanError

CONNECTIONS = 8
_LOCAL = ("data:", "blob:", "about:")  # made of what the page has already
_OURS = frozenset({"accept-encoding", "connection", "content-length", "host"})
# Said of the bytes on the wire, not of those the page is given.
_FRAMING = frozenset({"connection", "content-encoding", "content-length", "keep-alive", "trailer", "transfer-encoding"})
# Kinds of request (Network.ResourceType) that no picture of a page needs.
_REFUSED_KINDS = {
    "Ping": "beacons",
    "CSPViolationReport": "beacons",
    "EventSource": "live connections",
    "WebSocket": "live connections",
    "Media": "sound and film",
}

Answer = Callable[[str, Mapping[str, Any]], None]


@dataclass
class _Chain:
    """A request and the redirects it followed, so far."""

    request: Request
    is_page: bool
    hops: list[Exchange] = field(default_factory=list)
    error: CaptureFailed | None = None

    def fetched(self) -> Fetched:
        return Fetched(self.request, tuple(self.hops), self.error)


class Gate:
    """Answers the requests of one page.

    Args:
        page_frame: the id of the page's own frame.
        answer: gives the browser a command of the Fetch domain and waits until it is obeyed; may raise whatever happens to
            a page that is gone.
    """

    def __init__(self, wire: Wire, bounds: Bounds, page_frame: str, answer: Answer) -> None:
        self._wire = wire
        self._bounds = bounds
        self._page_frame = page_frame
        self._answer = answer
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="page")
        self._own = threading.local()
        self._curls: list[pycurl.Curl] = []
        self._lock = threading.Lock()
        self._chains: list[_Chain] = []
        self._by_id: dict[str, _Chain] = {}
        self._in_flight = 0
        self._asked = 0
        self._bytes = 0
        self._changed = time.monotonic()
        self._closed = False
        self.refused: Counter[str] = Counter()  # what kind of thing → how often
        self.reached: set[str] = set()  # names of the bounds that were

    def quiet_seconds(self) -> float:
        """How long nothing has been asked for or under way."""
        with self._lock:
            return 0.0 if self._in_flight else time.monotonic() - self._changed

    def take(self, paused: Mapping[str, Any]) -> None:
        """Take in `Fetch.requestPaused`; it is answered later, from another thread."""
        with self._lock:
            if self._closed:
                return
            self._in_flight += 1
            self._threads.submit(self._serve, paused)

    def close(self) -> list[Fetched]:
        """Answer nothing more; what was fetched, in the order asked for. The page's own document comes with `page`."""
        with self._lock:
            self._closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)
        for curl in self._curls:
            curl.close()
        return [chain.fetched() for chain in self._chains if chain.hops or chain.error]

    def page(self) -> Fetched | None:
        """What the page's own frame last asked for."""
        with self._lock:
            asked = [chain for chain in self._chains if chain.is_page and (chain.hops or chain.error)]
        return asked[-1].fetched() if asked else None

    # In a thread of its own

    def _serve(self, paused: Mapping[str, Any]) -> None:
        try:
            self._settle(paused["requestId"], paused)
        except (DragomanError, TimeoutError):
            pass  # the page went away meanwhile; nobody waits for the answer
        finally:
            with self._lock:
                self._in_flight -= 1
                self._changed = time.monotonic()

    def _settle(self, number: str, paused: Mapping[str, Any]) -> None:
        url = paused["request"]["url"]
        if url.startswith(_LOCAL):
            self._answer("Fetch.continueRequest", {"requestId": number})
            return
        request = _request(paused, self._wire.user_agent)
        chain = self._admit(paused, request)
        payload = self._fetch(number, chain, request) if chain and request else None
        if chain is None or payload is None:
            self._answer("Fetch.failRequest", {"requestId": number, "errorReason": "BlockedByClient"})
            return
        self._answer("Fetch.fulfillRequest", {"requestId": number, **_fulfilment(chain.hops[-1], payload)})

    def _admit(self, paused: Mapping[str, Any], request: Request | None) -> _Chain | None:
        """The chain that the request belongs to; None when it is refused."""
        refused = _refused_kind(paused)
        with self._lock:
            self._asked += 1
            if refused or request is None:
                self.refused[refused or "addresses or methods that are not fetched"] += 1
            elif self._asked > self._bounds.max_requests:
                self.reached.add("requests")
            elif self._bytes > self._bounds.max_total_bytes:
                self.reached.add("bytes")
            else:
                chain = self._by_id.pop(paused.get("redirectedRequestId", ""), None)
                if chain is None:
                    is_page = paused.get("resourceType") == "Document" and paused.get("frameId") == self._page_frame
                    chain = _Chain(request, is_page)
                    self._chains.append(chain)
                return chain
        return None

    def _fetch(self, number: str, chain: _Chain, request: Request) -> bytes | None:
        """Make one hop and keep it; its payload as the page gets it, None when it gets none."""
        exchange, error = call(request, self._wire, stopped=lambda: self._closed, curl=self._curl())
        with self._lock:
            if self._closed:  # broken off by us, so no evidence of anything
                return None
            self._bytes += len(exchange.body) if exchange else 0
            if exchange is not None:
                chain.hops.append(exchange)
            chain.error = error
            self._by_id[number] = chain
        if exchange is None or error is not None:
            return None
        try:
            return decode_body(exchange, self._wire.limits.max_decoded_bytes)
        except DragomanError:
            return None

    def _curl(self) -> pycurl.Curl:
        """This thread's own, with the connections it holds open."""
        if not hasattr(self._own, "curl"):
            self._own.curl = pycurl.Curl()
            self._curls.append(self._own.curl)
        curl: pycurl.Curl = self._own.curl
        return curl


def _refused_kind(paused: Mapping[str, Any]) -> str:
    """In words, of a request that is refused for what it is for; empty for all others."""
    headers = {name.lower(): text for name, text in paused["request"]["headers"].items()}
    if headers.get("service-worker"):
        return "service workers"
    if "prefetch" in headers.get("sec-purpose", headers.get("purpose", "")):
        return "pages fetched in advance"
    return _REFUSED_KINDS.get(paused.get("resourceType", ""), "")


def _request(paused: Mapping[str, Any], user_agent: str) -> Request | None:
    """What the browser wants to send; None when we do not send such a thing. Headers that cannot be sent are left out."""
    asked = paused["request"]
    if asked["method"] not in METHODS or not asked["url"].startswith(("http://", "https://")):
        return None
    headers = tuple(
        (name, f"{text} {user_agent}" if name.lower() == "user-agent" else text)  # Source: RFC 9110, 10.1.5
        for name, text in asked["headers"].items()
        if name.lower() not in _OURS and text.isascii() and text.isprintable()
    )
    pieces = [base64.b64decode(piece.get("bytes", "")) for piece in asked.get("postDataEntries", ())]
    try:
        return Request(asked["url"], headers, asked["method"], b"".join(pieces))
    except ValueError:
        return None


def _fulfilment(exchange: Exchange, payload: bytes) -> dict[str, Any]:
    """The answer for the page: status and headers as received, without those that speak of the wire."""
    lines = [
        f"{name}: {text}".encode("utf-8", "replace")
        for name, text in exchange.headers
        if name.lower() not in _FRAMING and not set(text) & {"\0", "\r", "\n"}
    ]
    return {
        "responseCode": exchange.status,
        "binaryResponseHeaders": base64.b64encode(b"\0".join(lines)).decode(),
        "body": base64.b64encode(payload).decode(),
    }
