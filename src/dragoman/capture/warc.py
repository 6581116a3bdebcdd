"""Write WARC 1.1 records, one gzip member each, ready to be appended.

The response is stored as received, with one exception that the format asks for: the payload is the body without its transfer
coding. So that no reader undoes it twice, the header line keeps its place and value but not its name: `Transfer-Encoding`
becomes `X-Crawler-Transfer-Encoding` (as in Common Crawl's archives), and so does a `Content-Length` beside it. The metadata
record says so too, and keeps interim heads and trailers.

Source: WARC 1.1 (ISO 28500:2017), 5, 6.2 to 6.5, 6.7.2 and Annex D.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from urllib.parse import quote, unquote
from uuid import NAMESPACE_URL, UUID, uuid5

from dragoman.capture.exchange import Exchange
from dragoman.capture.member import GZIP_LEVEL, pack
from dragoman.capture.record import Record, read_record
from dragoman.capture.revisit import PROFILE, REVISIT, Earlier

__all__ = [
    "Record",
    "Records",
    "exchange_records",
    "file_name",
    "file_record",
    "file_uri",
    "read_record",
    "resource_records",
    "target_uri",
    "warcinfo_record",
    "write_record",
]

_FRAMING_LINE = re.compile(rb"(?im)^(Transfer-Encoding|Content-Length)(?=[ \t]*:)")
_FILE = "urn:dragoman:file/"
_UNSAFE = re.compile(r"[^\x21-\x7e]")
_HTTP_RESPONSE = "application/http;msgtype=response"
_HTTP_REQUEST = "application/http;msgtype=request"
_FIELDS = "application/warc-fields"


@dataclass(frozen=True)
class Records:
    """The members of one capture, in the order to append them.

    Attributes:
        request: the request sent; None for a handed-in file.
        response: the evidence itself: a `response`, a `revisit` of an unchanged page, or a `resource` for a handed-in file.
        metadata: who collected it and how.
    """

    request: bytes | None
    response: bytes
    metadata: bytes

    @property
    def members(self) -> tuple[bytes, ...]:
        """Request (if any), response, metadata."""
        return (self.response, self.metadata) if self.request is None else (self.request, self.response, self.metadata)

    @cached_property
    def record_sha256(self) -> str:
        """SHA-256 of the response's gzip member, in lower-case hexadecimal."""
        return hashlib.sha256(self.response).hexdigest()


def exchange_records(
    exchange: Exchange,
    *,
    capture_id: UUID,
    request_id: UUID,
    collector: str,
    notes: Sequence[tuple[str, str]] = (),
    earlier: Earlier | None = None,
) -> Records:
    """The records of one hop.

    Args:
        capture_id: becomes the response's record id.
        collector: the program and version, for the metadata record.
        notes: further lines of the metadata record (the endpoint, the hop before).
        earlier: the capture of this address whose payload is the same; a `revisit` is written then, without the body.
    """
    date = _date(exchange.started_utc)
    common = [("WARC-Target-URI", target_uri(exchange.url)), ("WARC-Date", date)]
    if exchange.remote_address:
        common.append(("WARC-IP-Address", exchange.remote_address))
    response_headers = [*common, ("WARC-Payload-Digest", f"sha256:{exchange.payload_sha256}")]
    if exchange.truncated:
        response_headers.append(("WARC-Truncated", exchange.truncated))
    kind, block = "response", [stored_head(exchange), exchange.body]
    if earlier is not None:
        kind, block = REVISIT, block[:1]
        response_headers += _refer(earlier, exchange)
    concurrent = ("WARC-Concurrent-To", _urn(capture_id))
    return Records(
        request=write_record("request", request_id, [*common, concurrent], _HTTP_REQUEST, *_sent(exchange)),
        response=write_record(kind, capture_id, response_headers, _HTTP_RESPONSE, *block),
        metadata=write_record(
            "metadata",
            uuid5(capture_id, "metadata"),
            [*common[:2], concurrent],
            _FIELDS,
            _fields([("collector", collector), *_describe(exchange), *notes]),
        ),
    )


def _sent(exchange: Exchange) -> list[bytes]:
    return [exchange.request_head, exchange.request_body] if exchange.request_body else [exchange.request_head]


def _refer(earlier: Earlier, exchange: Exchange) -> list[tuple[str, str]]:
    """What makes a record a revisit. That its block ends after the head is a truncation by the standard's word."""
    return [
        ("WARC-Profile", PROFILE),
        ("WARC-Refers-To", _urn(earlier.capture)),
        ("WARC-Refers-To-Target-URI", target_uri(exchange.url)),
        ("WARC-Refers-To-Date", _date(earlier.fetched_utc)),
        ("WARC-Truncated", "length"),
    ]


def file_record(
    payload: bytes,
    *,
    capture_id: UUID,
    name: str,
    media_type: str,
    received_utc: datetime,
    collector: str,
    url: str | None = None,
) -> Records:
    """The records of a handed-in file.

    Args:
        name: the file's own name, without folders.
        url: where it is said to come from; without one, the record's address is `urn:dragoman:file/NAME`.
    """
    target = target_uri(url) if url else file_uri(name)
    notes = [("collector", collector), ("handed-in-as", name)]
    return resource_records(payload, capture_id=capture_id, uri=target, media_type=media_type, at_utc=received_utc, notes=notes)


def resource_records(
    payload: bytes, *, capture_id: UUID, uri: str, media_type: str, at_utc: datetime, notes: Sequence[tuple[str, str]]
) -> Records:
    """The records of bytes that came by no exchange. `uri`: in ASCII; `notes`: lines of the metadata record."""
    common = [("WARC-Target-URI", uri), ("WARC-Date", _date(at_utc))]
    return Records(
        request=None,
        response=write_record("resource", capture_id, [*common, ("WARC-Payload-Digest", _digest(payload))], media_type, payload),
        metadata=write_record(
            "metadata",
            uuid5(capture_id, "metadata"),
            [*common, ("WARC-Concurrent-To", _urn(capture_id))],
            _FIELDS,
            _fields(notes),
        ),
    )


def warcinfo_record(file_name: str, *, date_utc: datetime, software: str) -> bytes:
    """The first member of every file."""
    headers = [("WARC-Date", _date(date_utc)), ("WARC-Filename", _clean(file_name))]
    fields = [("software", software), ("format", "WARC File Format 1.1"), ("conformsTo", "ISO 28500:2017")]
    return write_record("warcinfo", uuid5(NAMESPACE_URL, f"warc:{file_name}"), headers, _FIELDS, _fields(fields))


def write_record(
    kind: str, record_id: UUID, headers: Sequence[tuple[str, str]], content_type: str, *block: bytes, level: int = GZIP_LEVEL
) -> bytes:
    """One record as one gzip member. No value can end its header line early: control characters become spaces.

    Args:
        block: in any number of pieces.
    """
    digest = hashlib.sha256()
    for piece in block:
        digest.update(piece)
    lines = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _urn(record_id)),
        *headers,
        ("WARC-Block-Digest", f"sha256:{digest.hexdigest()}"),
        ("Content-Type", content_type),
        ("Content-Length", str(sum(map(len, block)))),
    ]
    head = "".join(f"{name}: {_clean(text)}\r\n" for name, text in lines)
    return pack(b"WARC/1.1\r\n" + head.encode() + b"\r\n", *block, b"\r\n\r\n", level=level)


def stored_head(exchange: Exchange) -> bytes:
    """The response head as it is stored: as received, its framing lines renamed when a transfer coding was undone."""
    if not exchange.transfer_codings:
        return exchange.response_head
    return _FRAMING_LINE.sub(rb"X-Crawler-\1", exchange.response_head)


def _describe(exchange: Exchange) -> list[tuple[str, str]]:
    fields = [("method", exchange.method), ("fetchTimeMs", str(round(exchange.seconds * 1000)))]
    if exchange.transfer_codings:
        fields.append(("transfer-encoding-undone", ", ".join(exchange.transfer_codings)))
    if exchange.interim_heads:
        fields.append(("interim-heads-base64", base64.b64encode(exchange.interim_heads).decode()))
    if exchange.trailer:
        fields.append(("trailer-base64", base64.b64encode(exchange.trailer).decode()))
    return fields


def _fields(fields: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {_clean(text)}\r\n" for name, text in fields).encode()


def _clean(text: str) -> str:
    """One line: control characters and line separators become spaces, lone surrogates `?`."""
    if text.isascii() and text.isprintable():
        return text.strip()
    line = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text).strip()
    return line.encode("utf-8", "replace").decode()


def file_uri(name: str) -> str:
    """The address of a handed-in file that has no other. The stroke keeps replay tools from taking the name for a host."""
    return f"{_FILE}{quote(name, safe='')}"


def file_name(url: str) -> str | None:
    """The name in a handed-in file's address; None for any other address."""
    return unquote(url.removeprefix(_FILE)) if url.startswith(_FILE) else None


def target_uri(url: str) -> str:
    """An address on one line, in ASCII, as it stands in WARC-Target-URI."""
    return _UNSAFE.sub(lambda match: quote(match.group().encode("utf-8", "replace"), safe=""), url)


def _urn(record_id: UUID) -> str:
    return f"<urn:uuid:{record_id}>"


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _date(when: datetime) -> str:
    if when.tzinfo is None:
        raise ValueError("a record's date needs a time zone")
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
