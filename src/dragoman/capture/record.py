"""Read one WARC record, and say what does not agree in it. Source: WARC 1.1 (ISO 28500:2017)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from dragoman.capture.exchange import find_header, read_headers, read_list
from dragoman.capture.member import MemberFault, unpack, unpack_any
from dragoman.errors import CaptureAltered

MAX_RECORD_BYTES = 2_000_000_000
VERSION = b"WARC/1.1\r\n"
_HEADER_LINE = re.compile(r"([A-Za-z-]+): ([^\x00-\x1f\x7f]*)")
_HTTP_KINDS = ("request", "response", "revisit")
_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Record:
    """A record, unpacked.

    Attributes:
        type: `warcinfo`, `request`, `response`, `resource`, `metadata`, `revisit`.
        headers: names and values of the WARC header in order.
        block: everything after the WARC header.
        http_head: status line and headers with the closing empty line; empty when the block is no HTTP message.
        payload: what follows `http_head`; content coding untouched. Empty in a `revisit` until `revisit.rejoin` brings it.
    """

    type: str
    headers: tuple[tuple[str, str], ...]
    block: bytes
    http_head: bytes
    payload: bytes

    def header(self, name: str) -> str | None:
        """The first WARC header of this name."""
        return find_header(list(self.headers), name)

    @cached_property
    def http_headers(self) -> list[tuple[str, str]]:
        """Headers of the HTTP message; empty without one."""
        return read_headers(self.http_head)

    @property
    def url(self) -> str:
        """WARC-Target-URI; empty for records about the file itself."""
        return self.header("WARC-Target-URI") or ""

    @property
    def record_id(self) -> UUID | None:
        """The UUID in WARC-Record-ID; None when there is none."""
        return _read_uuid(self.header("WARC-Record-ID") or "")

    @property
    def refers_to(self) -> UUID | None:
        """The UUID in WARC-Refers-To: for a `revisit`, the record that has the payload."""
        return _read_uuid(self.header("WARC-Refers-To") or "")

    @property
    def content_type(self) -> str | None:
        """Media type of the payload: the HTTP header's, or the record's own for a handed-in file."""
        if self.http_head:
            return find_header(self.http_headers, "content-type")
        return self.header("Content-Type")

    @property
    def status(self) -> int | None:
        """Status of the HTTP response; None when the record is none."""
        parts = self.http_head[:64].split(None, 2)
        return int(parts[1]) if self.type in ("response", "revisit") and len(parts) > 1 and parts[1].isdigit() else None

    @property
    def content_codings(self) -> list[str]:
        """Codings still on the payload, in the order applied."""
        undone = read_list(self.http_headers, "x-crawler-transfer-encoding")
        return [*read_list(self.http_headers, "content-encoding"), *(coding for coding in undone if coding != "chunked")]

    @cached_property
    def payload_sha256(self) -> str:
        """SHA-256 of `payload`, in lower-case hexadecimal."""
        return hashlib.sha256(self.payload).hexdigest()


def read_record(member: bytes, *, max_bytes: int = MAX_RECORD_BYTES, ours: bool = True) -> Record:
    """Unpack and read one gzip member.

    Args:
        max_bytes: of the unpacked record.
        ours: the member must be one that this program wrote, with the length and digest it carries; else any gzip member is read.

    Raises:
        CaptureAltered: anything is not as it was written: framing, lengths or digests.
    """
    text = unpack(member, max_bytes) if ours else unpack_any(member, max_bytes)
    if isinstance(text, MemberFault):
        raise CaptureAltered(text.sentence, detail=text.kind)
    return parse_record(text)


def parse_record(text: bytes) -> Record:
    """Read an unpacked record, strictly. Raises: CaptureAltered."""
    head, gap, rest = text.partition(_END)
    if not gap or not head.startswith(VERSION):
        raise CaptureAltered("The record has no WARC header.")
    headers = _read_warc_headers(head)
    length = find_header(list(headers), "Content-Length") or ""
    if not length.isdecimal() or len(rest) != int(length) + len(_END) or not rest.endswith(_END):
        raise CaptureAltered("The record's length is not what its header says.", detail=f"{length!r}, {len(rest)}")
    block = rest[: -len(_END)]
    kind = find_header(list(headers), "WARC-Type") or ""
    http_head, payload = _split_http(block) if kind in _HTTP_KINDS else (b"", block)
    record = Record(kind, headers, block, http_head, payload)
    _check_digest(record.header("WARC-Block-Digest"), block, "block")
    if record.header("WARC-Payload-Digest") and kind != "revisit":  # whose payload stands elsewhere
        _check_digest(record.header("WARC-Payload-Digest"), payload, "payload")
    return record


def _read_warc_headers(head: bytes) -> tuple[tuple[str, str], ...]:
    headers = []
    for line in head[len(VERSION) :].split(b"\r\n"):
        match = _HEADER_LINE.fullmatch(line.decode("utf-8", "replace"))
        if match is None:
            raise CaptureAltered("The record's WARC header has a line that is no header.", detail=repr(line[:200]))
        headers.append((match.group(1), match.group(2)))
    return tuple(headers)


def _split_http(block: bytes) -> tuple[bytes, bytes]:
    """The head ends at the first empty line, whether lines end in CRLF or LF alone."""
    match = re.search(rb"\r?\n\r?\n", block)
    return (block[: match.end()], block[match.end() :]) if match else (block, b"")


def _check_digest(stated: str | None, content: bytes, part: str) -> None:
    if stated != f"sha256:{hashlib.sha256(content).hexdigest()}":
        raise CaptureAltered(f"The record's {part} does not match its digest.", detail=str(stated))


def _read_uuid(text: str) -> UUID | None:
    try:
        return UUID(text.removeprefix("<urn:uuid:").removesuffix(">"))
    except ValueError:
        return None
