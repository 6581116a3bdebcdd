"""A stand that sells any answer: a small HTTP server on loopback whose replies a test writes down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Reply:
    """What a path answers. `endless` sends `body` again and again; `drip_seconds` waits between its bytes."""

    body: bytes = b""
    status: int = 200
    media_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: float = 0.0
    drip_seconds: float = 0.0
    endless: bool = False


class Stand:
    """Serves `replies` by path; a callable reply gets the request's headers. Everything else is 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | Callable[[Mapping[str, str]], Reply]] = {}
        self.asked: list[str] = []  # paths in order
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stand = self
        self.port = self._server.server_address[1]
        self._stopped = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes | str = b"", **reply: Any) -> str:
        """Say what a path answers; returns its address."""
        self.replies[path] = Reply(body.encode() if isinstance(body, str) else body, **reply)
        return self.url(path)

    def sleep(self, seconds: float) -> bool:
        """Wait; False when the stand is being closed."""
        return not self._stopped.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    stand: Stand

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what half of the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        stand = self.server.stand
        stand.asked.append(self.path)
        reply = stand.replies.get(self.path)
        if callable(reply):
            reply = reply(dict(self.headers.items()))
        if reply is None:
            reply = Reply(b"no such page", 404, "text/plain")
        stand.sleep(reply.wait_seconds)
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.media_type:
            self.send_header("Content-Type", reply.media_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.endless:
            self.close_connection = True
            self.end_headers()
            while self.server.stand.sleep(0):
                self.wfile.write(reply.body)
            return
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not reply.drip_seconds:
            self.wfile.write(reply.body)
            return
        for byte in reply.body:
            self.wfile.write(bytes([byte]))
            time.sleep(reply.drip_seconds)

    def log_message(self, *_: object) -> None:
        pass


def rss(items: str, *, title: str = "صحيفة") -> str:
    """A feed around some `<item>` elements."""
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title><link>http://127.0.0.1/</link>{items}</channel></rss>'


def entry(title: str, link: str, *, guid: str = "", date: str = "Wed, 18 Nov 2026 08:00:00 GMT") -> str:
    """One `<item>`."""
    return (
        f"<item><title>{title}</title><link>{link}</link>"
        + (f"<guid>{guid}</guid>" if guid else "")
        + f"<pubDate>{date}</pubDate></item>"
    )


SENTENCES = (
    "أعلن المجلس البلدي في مدينة النهر أمس أن أعمال ترميم الجسر القديم ستبدأ مطلع الشهر المقبل بعد تأخير دام عامين كاملين.",
    "وقال رئيس المجلس إن التمويل اكتمل بفضل مساهمات الأهالي وإن العمل سيجري ليلا حتى لا تتعطل حركة السير في السوق.",
    "وأضاف أن المهندسين فحصوا الأعمدة الحجرية ووجدوا أنها سليمة على خلاف ما أشيع في الأسابيع الماضية بين السكان.",
    "ومن المنتظر أن ينتهي الترميم قبل موسم الأمطار وأن يعاد افتتاح الجسر في احتفال يحضره أبناء القرى المجاورة.",
)


def article(title: str, *sentences: str) -> str:
    """A page with one article, between a menu and a foot."""
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences or SENTENCES)
    return (
        f'<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<nav><a href="/">الرئيسية</a> <a href="/sport">رياضة</a></nav><main><article><h1>{title}</h1>{body}</article></main>'
        f"<footer>جميع الحقوق محفوظة</footer></body></html>"
    )
