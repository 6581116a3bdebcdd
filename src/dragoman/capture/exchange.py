"""Values of fetching: what is asked for, what came back, hop by hop. No network here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from dragoman.errors import CaptureFailed

# Why a body is not whole, in the words of WARC-Truncated. Source: WARC 1.1, 5.13.
Truncated = Literal["length", "time", "disconnect", "unspecified"]

METHODS = frozenset({"GET", "POST", "OPTIONS"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FIELD = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # Source: RFC 9110, 5.6.2 (token)


@dataclass(frozen=True)
class Request:
    """One address to fetch.

    Attributes:
        url: http or https; letters outside ASCII are allowed.
        headers: sent besides our own and instead of those of the same name (conditional headers, mostly).
        method: one of `METHODS`; only GET is led on by redirects.
        body: sent with POST.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    body: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"not a method that is sent: {self.method!r}")
        for name, text in self.headers:
            if not _FIELD.fullmatch(name.encode()) or not text.isprintable() or not text.isascii():
                raise ValueError(f"not a header that can be sent: {name!r}: {text!r}")


@dataclass(frozen=True)
class Limits:
    """Where fetching stops.

    Attributes:
        max_body_bytes: of one body as sent (content coding untouched).
        max_header_bytes: of all response heads of one hop, interim ones included.
        max_decoded_bytes: of one body once its content coding is undone.
        connect_seconds: for name look-up, connection and TLS of one hop.
        total_seconds: for all hops of one request together, without time spent waiting for its turn.
        max_redirects: hops after the first.
    """

    max_body_bytes: int = 20_000_000
    max_header_bytes: int = 256_000
    max_decoded_bytes: int = 30_000_000
    connect_seconds: float = 10
    total_seconds: float = 30
    max_redirects: int = 5


@dataclass(frozen=True)
class Exchange:
    """One request and its final response, as received.

    Attributes:
        url: as sent on the wire: ASCII, without fragment.
        started_utc: with milliseconds, aware.
        request_head: request line and headers as sent, with the closing empty line.
        response_head: status line and headers of the final response as received, with the closing empty line.
        body: transfer coding undone, content coding untouched; possibly cut, see `truncated`.
        remote_address: the IP address that answered, without port.
        truncated: None when the body is whole.
        interim_heads: heads of 1xx responses before the final one, as received.
        trailer: trailer fields after a chunked body, as received.
        request_body: what was sent after the request's head.
    """

    url: str
    method: str
    started_utc: datetime
    seconds: float
    request_head: bytes = field(repr=False)
    response_head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    status: int
    remote_address: str
    truncated: Truncated | None = None
    interim_heads: bytes = field(default=b"", repr=False)
    trailer: bytes = field(default=b"", repr=False)
    request_body: bytes = field(default=b"", repr=False)

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        """Names and values of the response in the order received; bytes that are not UTF-8 are read as Latin-1."""
        return read_headers(self.response_head)

    def header(self, name: str) -> str | None:
        """The value of the first header of this name, in whatever case; None when there is none."""
        return find_header(self.headers, name)

    @cached_property
    def payload_sha256(self) -> str:
        """SHA-256 of `body`, in lower-case hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as sent."""
        return self.header("content-type")

    @property
    def transfer_codings(self) -> list[str]:
        """Transfer codings as sent, in the order applied; `chunked` is undone in `body`."""
        return read_list(self.headers, "transfer-encoding")

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as sent; None when this is no redirect."""
        return self.header("location") if self.status in _REDIRECTS else None


@dataclass(frozen=True)
class Fetched:
    """What one request brought: its hops in order, the last one the answer.

    Attributes:
        error: what went wrong; hops made before it are kept, and are evidence too. None when the answer is usable.
    """

    request: Request
    hops: tuple[Exchange, ...]
    error: CaptureFailed | None = None

    @property
    def final(self) -> Exchange:
        """The answer. Raises: CaptureFailed, the error."""
        if self.error is not None:
            raise self.error
        return self.hops[-1]


def read_headers(head: bytes) -> list[tuple[str, str]]:
    """Names and values from a head, its first line left out, in order.

    Folded lines are joined by a space; lines without a name are left out.
    """
    headers: list[tuple[str, str]] = []
    for ended_line in head.split(b"\n")[1:]:
        line = ended_line.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and headers:
            name, text = headers[-1]
            headers[-1] = (name, f"{text} {decode_text(line.strip())}".strip())
            continue
        raw_name, colon, raw_text = line.partition(b":")
        if colon and raw_name:
            headers.append((decode_text(raw_name.strip()), decode_text(raw_text.strip(b" \t"))))
    return headers


def find_header(headers: list[tuple[str, str]], name: str) -> str | None:
    """The first value of this name, in whatever case."""
    wanted = name.lower()
    return next((text for found, text in headers if found.lower() == wanted), None)


def read_list(headers: list[tuple[str, str]], name: str) -> list[str]:
    """Members of a comma-separated header over all its lines, in lower case, in order."""
    wanted = name.lower()
    joined = ",".join(text for found, text in headers if found.lower() == wanted)
    return [part.strip().lower() for part in joined.split(",") if part.strip()]


def decode_text(raw: bytes) -> str:
    """UTF-8 if it is that, else Latin-1: nothing is lost either way."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
