"""The press on loopback: one small HTTP server a host, all on one port, so that politeness per host is real.

Never listens beyond loopback. Answers conditional requests, speaks each page's own charset, and has a robots.txt.
"""

from __future__ import annotations

import errno
import hashlib
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from dragoman.demo import channels, feeds, pages
from dragoman.demo.outlets import LAST_STEP, Outlet, outlets
from dragoman.errors import SettingInvalid

ROBOTS = "User-agent: *\nDisallow: /search\n"
TIME_ZONE = "Etc/GMT-3"  # the region's clocks: three hours ahead of UTC, the whole year
COUNTRY = "ZZ"  # ISO 3166 reserves it for "unknown"; the region is invented
_TRIES = 20


@dataclass(frozen=True)
class PressSource:
    """What a desk registers to watch one outlet. `kind` is the endpoint's kind: feed, listing or telegram."""

    url: str
    kind: str
    selector: str
    source_kind: str
    name_native: str
    name_english: str
    language: str
    country: str
    time_zone: str


@dataclass(frozen=True)
class Answer:
    """What a path gives."""

    media_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Press:
    """All outlets, served from `start` to `stop` (or inside `with`). Usable from any thread.

    Args:
        step: where the story stands, 0 to LAST_STEP; `advance` moves it on.
        port: the same port on every host; 0 chooses a free one.

    Raises: SettingInvalid, on start, when the port is taken.
    """

    def __init__(self, step: int = 0, *, port: int = 0) -> None:
        self.step = step
        self.port = port
        self.requests: list[tuple[str, str, int]] = []  # (host, path, status), in order of arrival
        self._servers: list[ThreadingHTTPServer] = []

    def start(self) -> Self:
        """Listen on every outlet's host."""
        self._servers = self._bind()
        self.port = self._servers[0].server_address[1]
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), name="press", daemon=True).start()
        return self

    def stop(self) -> None:
        """Close every socket; may be called twice."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._servers = []

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def advance(self) -> int:
        """Move the story one step on: new pieces, then deletions and corrections. Returns the new step."""
        self.step = min(self.step + 1, LAST_STEP)
        return self.step

    @property
    def addresses(self) -> dict[str, str]:
        """Outlet key → its root address, without a final slash."""
        return {outlet.key: self._address(outlet) for outlet in outlets()}

    @property
    def networks(self) -> str:
        """Just these hosts and this port, as DRAGOMAN_ALLOW_PRIVATE wants them."""
        return ",".join(f"{outlet.host}/32:{self.port}" for outlet in outlets())

    @property
    def sources(self) -> tuple[PressSource, ...]:
        """What to register, one source an outlet."""
        return tuple(self._source(outlet) for outlet in outlets())

    def url(self, place: str) -> str:
        """The full address of a piece named `outlet:slug`."""
        return self._locate(place)[1]

    def answer(self, outlet: Outlet, path: str) -> Answer | None:
        """What a path on an outlet's host gives at this step; None when there is nothing."""
        shown = outlet.at_step(self.step)
        address = self._address(outlet)
        newest = max(piece.published for piece in shown.pieces) + timedelta(minutes=self.step)
        if path == "/robots.txt":
            return Answer("text/plain; charset=utf-8", ROBOTS.encode(), newest)
        for piece in shown.pieces:
            if path == outlet.path(piece.slug) and outlet.format != "telegram":
                body = pages.article(shown, piece, address).encode(piece.charset, "xmlcharrefreplace")
                modified = piece.published + timedelta(minutes=self.step if piece.note else 0)
                return Answer(f"text/html; charset={piece.charset}", body, modified)
        if outlet.format == "telegram" and path.rpartition("/")[0] == f"/{outlet.channel}":
            page = channels.single(shown, path.rpartition("/")[2], address, self._locate)
            return Answer("text/html; charset=utf-8", page.encode(), newest)
        if path == outlet.endpoint:
            return self._endpoint(shown, address, newest)
        if path == "/" and outlet.format != "telegram":
            return Answer("text/html; charset=utf-8", pages.front(shown).encode(), newest)
        return None

    def _endpoint(self, shown: Outlet, address: str, newest: datetime) -> Answer:
        if shown.format == "rss":
            return Answer("application/rss+xml; charset=utf-8", feeds.rss(shown, address).encode(), newest)
        if shown.format == "atom":
            return Answer("application/atom+xml; charset=utf-8", feeds.atom(shown, address).encode(), newest)
        if shown.format == "json-feed":
            return Answer("application/feed+json", feeds.json_feed(shown, address).encode(), newest)
        if shown.format == "listing":
            return Answer("text/html; charset=utf-8", pages.front(shown).encode(), newest)
        return Answer("text/html; charset=utf-8", channels.preview(shown, address, self._locate).encode(), newest)

    def _address(self, outlet: Outlet) -> str:
        return f"http://{outlet.host}:{self.port}"

    def _locate(self, place: str) -> tuple[str, str]:
        key, _, slug = place.partition(":")
        outlet = next(outlet for outlet in outlets() if outlet.key == key)
        return outlet.name_native, self._address(outlet) + outlet.path(slug)

    def _source(self, outlet: Outlet) -> PressSource:
        kind = {"listing": "listing", "telegram": "telegram"}.get(outlet.format, "feed")
        return PressSource(
            url=self._address(outlet) + outlet.endpoint,
            kind=kind,
            selector=outlet.selector,
            source_kind=outlet.kind,
            name_native=outlet.name_native,
            name_english=outlet.name_english,
            language=outlet.language,
            country=COUNTRY,
            time_zone=TIME_ZONE,
        )

    def _bind(self) -> list[ThreadingHTTPServer]:
        for _ in range(_TRIES):
            port = self.port or _free_port(outlets()[0].host)
            servers: list[ThreadingHTTPServer] = []
            try:
                for outlet in outlets():
                    servers.append(_LoopbackServer((outlet.host, port), partial(_Handler, self, outlet)))  # noqa: PERF401 (kept for closing)
            except OSError as error:
                for server in servers:
                    server.server_close()
                if self.port or error.errno != errno.EADDRINUSE:
                    raise SettingInvalid(
                        f"The demo press cannot listen on port {port}: another program uses it.", detail=str(error)
                    ) from error
            else:
                return servers
        raise SettingInvalid("The demo press found no free port on loopback.")


class _LoopbackServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self) -> None:
        if not str(self.server_address[0]).startswith("127."):
            raise SettingInvalid("The demo press listens on loopback only.")
        # BaseHTTPServer would look its own name up; no name is asked of anyone here.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DorvandaPress"
    sys_version = ""
    timeout = 10

    def __init__(self, press: Press, outlet: Outlet, *args: object) -> None:
        self.press = press
        self.outlet = outlet
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def _respond(self, *, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        answer = self.press.answer(self.outlet, path)
        if answer is None:
            return self._send(
                HTTPStatus.NOT_FOUND, Answer("text/html; charset=utf-8", b"<h1>404</h1>", datetime.now(UTC)), with_body=with_body
            )
        status = HTTPStatus.NOT_MODIFIED if self._unchanged(answer) else HTTPStatus.OK
        return self._send(status, answer, with_body=with_body and status is HTTPStatus.OK)

    def _send(self, status: HTTPStatus, answer: Answer, *, with_body: bool) -> None:
        self.press.requests.append((self.outlet.host, self.path, status))
        self.send_response(status)
        if status is not HTTPStatus.NOT_FOUND:
            self.send_header("ETag", answer.etag)
            self.send_header("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def _unchanged(self, answer: Answer) -> bool:
        """RFC 9110, 13.2.2: If-None-Match wins over If-Modified-Since."""
        if tags := self.headers.get("If-None-Match"):
            return tags.strip() == "*" or answer.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        if since := self.headers.get("If-Modified-Since"):
            try:
                return answer.modified.astimezone(UTC) <= parsedate_to_datetime(since)
            except (TypeError, ValueError):
                return False
        return False

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing: the desk's own table tells what was fetched."""


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
