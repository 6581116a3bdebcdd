"""A loopback server that misbehaves in every way a source can. Serves the tests of capture, watch and the whole pipeline.

`with HostileServer() as server: server.url("/plain")`. Answers are raw bytes, so that a test knows what was on the wire.
"""

from __future__ import annotations

import gzip
import os
import socket
import socketserver
import ssl
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PAGE = "<!doctype html><title>خبر</title><p>قال المتحدث باسم الوزارة إنّ الاجتماع عُقد أمس.</p>"
BOMB_BYTES = 200_000_000


def answer(status: str, headers: list[str], body: bytes, *, length: int | None = -1) -> bytes:
    """A raw answer; `length` None leaves Content-Length out, -1 states the true one."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def bomb(unpacked_bytes: int = BOMB_BYTES) -> bytes:
    """Gzip of so many zeros, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    step = bytes(1_000_000)
    return b"".join([packer.compress(step) for _ in range(unpacked_bytes // len(step))]) + packer.flush()


HTML = ["Content-Type: text/html; charset=utf-8"]
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    b"5;note=a\r\n<p>on\r\n3\r\ne</\r\n2\r\np>\r\n0\r\nX-Sum: 42\r\n\r\n"
)
ANSWERS: dict[str, bytes] = {
    "/plain": answer("200 OK", HTML, PAGE.encode()),
    "/cp1256": answer("200 OK", ["Content-Type: text/html; charset=windows-1256"], PAGE.encode("cp1256")),
    "/wrong-charset": answer("200 OK", ["Content-Type: text/html; charset=utf-8"], PAGE.encode("cp1256")),
    "/gzip": answer("200 OK", [*HTML, "Content-Encoding: gzip"], gzip.compress(PAGE.encode(), mtime=0)),
    "/chunked": CHUNKED,
    "/chunked-broken": CHUNKED.replace(b"3\r\ne</", b"zz\r\ne</"),
    "/reason": answer("200 كل شيء بخير", HTML, PAGE.encode()),
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + answer("200 OK", HTML, PAGE.encode()),
    "/order": answer("200 OK", ["X-b: 2", "x-A:1", "X-b:   3  ", "SET-cookie: a=1", *HTML], b"<p>x"),
    "/redirect-body": answer("302 Found", ["Location: /plain", *HTML], b"<p>moved <a href=/plain>here</a>"),
    "/redirect-loop": answer("301 Moved Permanently", ["Location: /redirect-loop"], b""),
    "/redirect-file": answer("302 Found", ["Location: file:///etc/hostname"], b""),
    "/redirect-gopher": answer("302 Found", ["Location: gopher://127.0.0.1/"], b""),
    "/redirect-nowhere": answer("302 Found", ["Location: http://[not-an-address/"], b""),
    "/empty": answer("200 OK", HTML, b""),
    "/not-modified": answer("304 Not Modified", ['ETag: "a"'], b"", length=None),
    "/missing": answer("404 Not Found", HTML, b"<p>no such page"),
    "/error": answer("503 Service Unavailable", [*HTML, "Retry-After: 120"], b"<p>later"),
    "/huge-header": answer("200 OK", [*HTML, "X-Long: " + "a" * 90_000, "X-Long: " + "a" * 90_000, "X-L: " + "a" * 90_000], b"x"),
    "/many-headers": answer("200 OK", [f"X-{i}: {i}" for i in range(100_000)], b"x"),
}
# These close the connection after them.
CLOSING: dict[str, bytes] = {
    "/short": answer("200 OK", HTML, b"<p>half of it", length=5_000),
    "/until-close": answer("200 OK", HTML, PAGE.encode(), length=None),
    "/chunked-cut": CHUNKED[: CHUNKED.index(b"3\r\ne</") + 4],
    "/no-answer": b"",
    "/half-head": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "/not-http": b"220 smtp.example.org ESMTP\r\n",
}


@dataclass(frozen=True)
class Seen:
    """A request that reached the server."""

    path: str
    head: bytes
    connection: int


class HostileServer:
    """Listens on `host`, on a port of its own. `answers` may be added to: path → raw bytes.

    `certificate` is a file with key and certificate; with it the server speaks TLS.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, certificate: Path | None = None) -> None:
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self.answers = dict(ANSWERS)
        self.seen: list[Seen] = []
        self.connections = 0
        self.open_connections = 0
        self.most_open = 0
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._bomb: bytes | None = None
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False
            request_queue_size = 512

        self._server = Server((host, port), Handler)
        self.host, self.port = self._server.server_address[:2]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str, host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def redirect(self, path: str, location: str) -> None:
        """Make `path` lead to `location`."""
        self.answers[path] = answer("302 Found", [f"Location: {location}"], b"")

    def _serve(self, conn: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            number = self.connections
            self.open_connections += 1
            self.most_open = max(self.most_open, self.open_connections)
        try:
            conn = self._tls.wrap_socket(conn, server_side=True) if self._tls else conn
            pending = b""
            while not self.stopping.is_set():
                while b"\r\n\r\n" not in pending:
                    piece = conn.recv(65_536)
                    if not piece:
                        return
                    pending += piece
                head, _, pending = pending.partition(b"\r\n\r\n")
                path = head.split(b" ")[1].decode()
                self.seen.append(Seen(path, head + b"\r\n\r\n", number))
                if not self._answer(conn, path):
                    return
        except OSError:
            return
        finally:
            with self._lock:
                self.open_connections -= 1
            conn.close()

    def _answer(self, conn: socket.socket, path: str) -> bool:
        """Answer one request; False closes the connection."""
        if path in CLOSING:
            conn.sendall(CLOSING[path])
            return False
        if path in self.answers:
            conn.sendall(self.answers[path])
            return True
        special: dict[str, Callable[[socket.socket], None]] = {
            "/endless": self._endless,
            "/endless-noise": self._endless_noise,
            "/endless-chunked": self._endless_chunked,
            "/endless-header": self._endless_header,
            "/drip": self._drip,
            "/drip-head": self._drip_head,
            "/silent": self._silent,
            "/bomb": self._send_bomb,
        }
        if path in special:
            special[path](conn)
            return False
        conn.sendall(ANSWERS["/missing"])
        return True

    def _endless(self, conn: socket.socket) -> None:
        conn.sendall(answer("200 OK", HTML, b"", length=None))
        while not self.stopping.is_set():
            conn.sendall(b"a" * 65_536)

    def _endless_noise(self, conn: socket.socket) -> None:
        """What no packer makes smaller."""
        conn.sendall(answer("200 OK", HTML, b"", length=None))
        noise = os.urandom(65_536)
        while not self.stopping.is_set():
            conn.sendall(noise)

    def _endless_chunked(self, conn: socket.socket) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not self.stopping.is_set():
            conn.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")

    def _endless_header(self, conn: socket.socket) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self.stopping.is_set():
            conn.sendall(b"X-Filler: " + b"a" * 1_000 + b"\r\n")

    def _drip(self, conn: socket.socket) -> None:
        conn.sendall(answer("200 OK", HTML, b"", length=100_000))
        while not self.stopping.wait(0.05):
            conn.sendall(b"a")

    def _drip_head(self, conn: socket.socket) -> None:
        for byte in answer("200 OK", HTML * 100, b""):
            if self.stopping.wait(0.05):
                return
            conn.sendall(bytes([byte]))

    def _silent(self, conn: socket.socket) -> None:
        self.stopping.wait(30)

    def prepare_bomb(self) -> None:
        """Make it now, so that no deadline waits for it."""
        with self._lock:
            self._bomb = self._bomb or bomb()

    def _send_bomb(self, conn: socket.socket) -> None:
        self.prepare_bomb()
        assert self._bomb is not None
        conn.sendall(answer("200 OK", [*HTML, "Content-Encoding: gzip"], self._bomb))
