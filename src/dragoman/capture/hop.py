"""One hop over the wire: a curl handle set up so that nothing is altered, and what it brought.

One thing curl does not hand over as it came: a header folded over several lines arrives joined, as RFC 9112, 5.2 prescribes.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import pycurl

from dragoman.capture.addresses import AllowedNetwork, is_allowed
from dragoman.capture.exchange import Exchange, Limits, Request, Truncated, read_headers, read_list
from dragoman.capture.transfer import Dechunker
from dragoman.errors import AddressRefused, CaptureFailed, SourceTooLarge, SourceTooSlow, SourceUnreachable

_HEADER_OUT = 2  # Source: libcurl, CURLINFO_HEADER_OUT
_CERTIFICATE_ERRORS = frozenset(
    {pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CONNECT_ERROR, pycurl.E_SSL_CERTPROBLEM, pycurl.E_SSL_CACERT_BADFILE}
)
# The peer's own limits on heads (number of fields, length of one) count as ours.
_TOO_LARGE_ERRORS = frozenset({100})  # Source: libcurl, CURLE_TOO_LARGE
_NOT_HTTP_ERRORS = frozenset({pycurl.E_UNSUPPORTED_PROTOCOL, 8})  # Source: libcurl, CURLE_WEIRD_SERVER_REPLY
_UNASKED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Wire:
    """What every hop of a fetcher has in common.

    Attributes:
        networks: private networks that may be reached.
        resolve: fixed answers of name look-up, as `name:port:address`; nothing else changes what may be reached.
        ca_file: certificates to trust instead of the system's.
    """

    networks: tuple[AllowedNetwork, ...]
    limits: Limits
    user_agent: str
    resolve: tuple[str, ...] = ()
    ca_file: str | None = None

    @cached_property
    def trust(self) -> dict[int, str]:
        """Where curl finds the certificates to trust, by its option; looked for on the disk once."""
        system = ssl.get_default_verify_paths()
        found = {pycurl.CAINFO: self.ca_file or system.cafile, pycurl.CAPATH: None if self.ca_file else system.capath}
        return {option: path for option, path in found.items() if path}


class Hop:
    """A hop under way. Used once: `prepare`, let curl run, then `finish`."""

    def __init__(self, request: Request, url: str, wire: Wire, left_seconds: float) -> None:
        self.request = request
        self.url = url
        self._wire = wire
        self._left_seconds = left_seconds
        self._request_head = b""
        self._heads: list[bytearray] = []
        self._head_bytes = 0
        self._body = io.BytesIO()
        self._dechunker: Dechunker | None = None
        self._in_body = False
        self._end_is_ours = False
        self._ended = False
        self._over: str | None = None  # which cap was reached
        self._refused: list[str] = []
        self._sockets: list[socket.socket] = []  # curl works on duplicates of its own
        self._started_utc = datetime.now(UTC)
        self._started = time.monotonic()

    def prepare(self, curl: pycurl.Curl) -> None:
        """Set every option of a fresh or reset handle."""
        wire = self._wire
        self._started_utc, self._started = datetime.now(UTC), time.monotonic()
        curl.setopt(pycurl.URL, self.url)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.HTTP_TRANSFER_DECODING, 0)
        curl.setopt(pycurl.HTTPHEADER, self._header_lines())
        if self.request.method == "POST":
            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDS, self.request.body)
        elif self.request.method != "GET":
            curl.setopt(pycurl.CUSTOMREQUEST, self.request.method)
        curl.setopt(pycurl.PROXY, "")
        curl.setopt(pycurl.NOPROXY, "*")
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.FOLLOWLOCATION, 0)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(1, round(min(wire.limits.connect_seconds, self._left_seconds) * 1000)))
        curl.setopt(pycurl.TIMEOUT_MS, max(1, round(self._left_seconds * 1000)))
        curl.setopt(pycurl.RESOLVE, list(wire.resolve))
        curl.setopt(pycurl.SSL_VERIFYPEER, 1)
        curl.setopt(pycurl.SSL_VERIFYHOST, 2)
        for option, path in wire.trust.items():
            curl.setopt(option, path)
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open_socket)
        curl.setopt(pycurl.HEADERFUNCTION, self._take_header_line)
        curl.setopt(pycurl.WRITEFUNCTION, self._take_body)
        curl.setopt(pycurl.VERBOSE, 1)
        curl.setopt(pycurl.DEBUGFUNCTION, self._take_debug)

    def _header_lines(self) -> list[str]:
        ours = {"User-Agent": self._wire.user_agent, "Accept": _UNASKED, "Accept-Encoding": "gzip, deflate"}
        given = {name.lower() for name, _ in self.request.headers}
        lines = [f"{name}: {text}" for name, text in ours.items() if name.lower() not in given]
        # curl reads `Name:` as "leave this header out"; a header without a value is written `Name;`.
        return lines + [f"{name}: {text}" if text else f"{name};" for name, text in self.request.headers]

    # What curl calls

    def _open_socket(self, _purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> socket.socket | int:
        family, kind, protocol, target = address
        if family not in (socket.AF_INET, socket.AF_INET6) or not is_allowed(target[0], target[1], self._wire.networks):
            self._refused.append(f"{target[0]}:{target[1]}")
            return int(pycurl.SOCKET_BAD)
        self._sockets.append(socket.socket(family, kind, protocol))
        return self._sockets[-1]

    def _take_debug(self, kind: int, text: bytes) -> None:
        if kind == _HEADER_OUT:
            self._request_head += text

    def _take_header_line(self, line: bytes) -> int:
        if self._in_body:
            return len(line)  # a trailer: the dechunker has it
        self._head_bytes += len(line)
        if self._head_bytes > self._wire.limits.max_header_bytes:
            self._over = "headers"
            return 0
        if not self._heads or (line.startswith(b"HTTP/") and self._head_is_whole()):
            self._heads.append(bytearray())
        self._heads[-1] += line
        return len(line)

    def _take_body(self, piece: bytes) -> int:
        if not self._in_body:
            self._in_body = True
            codings = read_list(read_headers(bytes(self._heads[-1])), "transfer-encoding")
            self._dechunker = Dechunker() if codings[-1:] == ["chunked"] else None
            self._end_is_ours = len(codings) > 1  # curl does not see the end of `gzip, chunked`
        content = self._dechunker.feed(piece) if self._dechunker else piece
        room = self._wire.limits.max_body_bytes - self._body.tell()
        self._body.write(content[:room])
        if len(content) > room:
            self._over = "body"
            return 0
        if self._end_is_ours and self._dechunker and self._dechunker.finished:
            self._ended = True
            return 0
        return len(piece)

    # What came of it

    def close(self) -> None:
        """Give up what was opened for curl, which keeps its connections."""
        for opened in self._sockets:
            opened.close()

    def _head_is_whole(self) -> bool:
        return bool(self._heads) and self._heads[-1].endswith((b"\r\n\r\n", b"\n\n"))

    def finish(self, curl: pycurl.Curl, code: int, message: str) -> tuple[Exchange | None, CaptureFailed | None]:
        """The exchange, when a whole response head came; and what went wrong. That a server broke off its body is no error."""
        seconds = time.monotonic() - self._started
        self.close()
        exchange = None
        if self._head_is_whole() and (status := _read_status(bytes(self._heads[-1]))) >= 200:
            exchange = Exchange(
                url=self.url,
                method=self.request.method,
                started_utc=self._started_utc.replace(microsecond=self._started_utc.microsecond // 1000 * 1000),
                seconds=seconds,
                request_head=self._request_head,
                response_head=bytes(self._heads[-1]),
                body=self._body.getvalue(),
                status=status,
                remote_address=curl.getinfo(pycurl.PRIMARY_IP),
                truncated=self._truncation(code),
                interim_heads=b"".join(bytes(head) for head in self._heads[:-1]),
                trailer=self._dechunker.trailer if self._dechunker else b"",
                request_body=self.request.body,
            )
        return exchange, self._error(code, message, answered=exchange is not None)

    def _truncation(self, code: int) -> Truncated | None:
        if self._over:
            return "length"
        if self._ended:
            return None
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return "time"
        if self._dechunker and self._dechunker.broken:
            return "unspecified"
        if code != pycurl.E_OK or (self._dechunker and not self._dechunker.finished):
            return "disconnect"
        return None

    def _error(self, code: int, message: str, *, answered: bool) -> CaptureFailed | None:
        detail = f"curl {code}: {message}"
        if self._over == "body":
            limit = self._wire.limits.max_body_bytes
            return SourceTooLarge(f"The page is larger than {limit:,} bytes.", detail=detail, subject=self.url)
        if self._over == "headers" or code in _TOO_LARGE_ERRORS:
            return SourceTooLarge("The answer's headers do not end within bounds.", detail=detail, subject=self.url)
        if code == pycurl.E_OPERATION_TIMEDOUT:
            return SourceTooSlow("The source did not answer in time.", detail=detail, subject=self.url)
        if answered:
            return None
        if self._refused and not self._sockets:
            refused = ", ".join(self._refused)
            return AddressRefused("The address leads into a private network.", detail=f"{refused}; {detail}", subject=self.url)
        return SourceUnreachable(_unreachable_sentence(code), detail=detail, subject=self.url)


def _unreachable_sentence(code: int) -> str:
    if code == pycurl.E_COULDNT_RESOLVE_HOST:
        return "No server has this name."
    if code in _CERTIFICATE_ERRORS:
        return "The source's certificate is not valid for its name, or its encryption does not work."
    if code in _NOT_HTTP_ERRORS:
        return "What the source answers is not HTTP."
    if code == pycurl.E_COULDNT_CONNECT:
        return "No connection to the source."
    return "The source broke the connection off without an answer."


def _read_status(head: bytes) -> int:
    """The status of a head's first line; 0 when there is none."""
    parts = head.split(b"\n", 1)[0].split(None, 2)
    return int(parts[1]) if len(parts) > 1 and parts[1][:3].isdigit() and len(parts[1].strip()) == 3 else 0
