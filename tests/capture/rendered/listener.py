"""A service on a private address, over TCP and UDP on one port. It answers every request and remembers who came."""

from __future__ import annotations

import socket
import threading
from typing import Self

_ANSWER = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"


class Listener:
    """`seen`: the first bytes of each connection and datagram; empty bytes for a connection that said nothing."""

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self.seen: list[bytes] = []
        self._threads = [threading.Thread(target=serve, daemon=True) for serve in (self._serve_tcp, self._serve_udp)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for opened in (self._tcp, self._udp):
            opened.close()

    def _serve_tcp(self) -> None:
        while True:
            try:
                connection, _ = self._tcp.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                self.seen.append(b"")
                try:
                    self.seen[-1] = connection.recv(300)
                    connection.sendall(_ANSWER)
                except OSError:
                    pass

    def _serve_udp(self) -> None:
        while True:
            try:
                self.seen.append(self._udp.recvfrom(2_000)[0])
            except OSError:
                return
