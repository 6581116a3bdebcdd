"""Captured answers in many charsets and codings, all of them in one proof file."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, field, replace
from urllib.parse import unquote
from uuid import UUID

import brotli
import zstandard

from dragoman.capture import text_rule
from dragoman.capture.decode import decode_payload
from dragoman.capture.exchange import Exchange
from dragoman.capture.proof import CitedCapture, ProofContent, ProvenQuotation, ProvenRendering
from dragoman.capture.record import Record, read_record
from dragoman.capture.selectors import make
from dragoman.capture.warc import file_record
from dragoman.capture.wire_url import wire_url
from tests.capture import proofs

ARABIC = "قال المتحدث إن الاجتماع عُقد أمس."
PERSIAN = "سخنگو گفت که نشست دیروز برگزار شد."
HEBREW = "הדוברת אמרה שהפגישה נערכה אתמול."
RUSSIAN = "Представитель сказал, что встреча прошла вчера."
TURKISH = "Sözcü, görüşmenin dün yapıldığını söyledi."
CHINESE = "发言人说，会议昨天举行。"
JAPANESE = "報道官は会合が昨日開かれたと述べた。"
STAMP = f"{proofs.FETCHED:%Y%m%d%H%M%S}"


@dataclass(frozen=True)
class Case:
    """One captured answer.

    Attributes:
        text: what a reader sees in it.
        payload: the body as stored, content coding untouched.
        headers: of the answer; none for a handed-in file.
        shown: whether a viewer that obeys the headers sees `text`; pywb undoes no zstd.
    """

    name: str
    text: str
    payload: bytes = field(repr=False)
    headers: tuple[str, ...]
    url: str = ""
    status: str = "200 OK"
    shown: bool = True

    @property
    def address(self) -> str:
        return self.url if self.is_file else wire_url(self.url or f"http://news.example/{self.name}")

    @property
    def is_file(self) -> bool:
        return self.url.startswith("urn:")

    @property
    def id(self) -> UUID:
        return UUID(int=0xB00 + [case.name for case in CASES].index(self.name))

    @property
    def media_type(self) -> str | None:
        return next((line.partition(": ")[2] for line in self.headers if line.startswith("Content-Type: ")), None)


def page(text: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}<title>{text[:5]}</title></head><body><p>{text}</p></body></html>"


def html(name: str, text: str, charset: str, codec: str | None = None, **changed: object) -> Case:
    """A page whose header names its charset."""
    case = Case(name, text, page(text).encode(codec or charset), (f"Content-Type: text/html; charset={charset}",))
    return replace(case, **changed)


def packed(name: str, coding: str, payload: bytes, *headers: str) -> Case:
    """The Arabic page, packed; `payload` is of `PACKED_PAGE`."""
    return Case(name, ARABIC, payload, ("Content-Type: text/html; charset=windows-1256", f"Content-Encoding: {coding}", *headers))


PACKED_PAGE = page(ARABIC).encode("cp1256")
CHUNKED = "Transfer-Encoding: chunked"
META_ONLY = page(TURKISH, '<meta charset="windows-1254">').encode("cp1254")
REPORT = json.dumps({"عنوان": ARABIC, "place": ["ق", 1]}, ensure_ascii=False).encode()

CASES = (
    html("utf-8", ARABIC + PERSIAN + HEBREW, "utf-8"),
    Case("utf-8-mark-alone", PERSIAN, page(PERSIAN).encode("utf-8-sig"), ("Content-Type: text/html",)),
    html("windows-1256", ARABIC, "windows-1256", "cp1256"),
    html("windows-1255", HEBREW, "windows-1255", "cp1255"),
    html("windows-1251", RUSSIAN, "windows-1251", "cp1251"),
    html("iso-8859-6", ARABIC, "iso-8859-6"),
    html("iso-8859-8", HEBREW, "iso-8859-8-i", "iso-8859-8"),
    html("koi8-r", RUSSIAN, "koi8-r"),
    Case("utf-16le", HEBREW, "\ufeff".encode("utf-16-le") + page(HEBREW).encode("utf-16-le"), ("Content-Type: text/html",)),
    html("gb18030", CHINESE, "gb18030"),
    html("shift_jis", JAPANESE, "shift_jis"),
    Case("meta-alone", TURKISH, META_ONLY, ("Content-Type: text/html",)),
    html("wrong-header", ARABIC, "iso-8859-1", "cp1256", shown=False),
    packed("gzip", "gzip", gzip.compress(PACKED_PAGE, mtime=0)),
    packed("deflate", "deflate", zlib.compress(PACKED_PAGE)),
    packed("br", "br", brotli.compress(PACKED_PAGE)),
    replace(packed("zstd", "zstd", zstandard.compress(PACKED_PAGE)), shown=False),
    html("chunked", RUSSIAN, "windows-1251", "cp1251", headers=("Content-Type: text/html; charset=windows-1251", CHUNKED)),
    packed("gzip-chunked", "gzip", gzip.compress(PACKED_PAGE, mtime=0), CHUNKED),
    Case("json", ARABIC, REPORT, ("Content-Type: application/json",)),
    Case("plain-text", RUSSIAN, RUSSIAN.encode("koi8-r"), ("Content-Type: text/plain; charset=koi8-r",)),
    html(
        "redirect",
        "Moved",
        "utf-8",
        status="302 Found",
        headers=("Content-Type: text/html; charset=utf-8", "Location: http://news.example/utf-8"),
    ),
    html("idn", ARABIC, "utf-8", url="http://www.أخبار.example:8080/خبر/%D9%82%D8%A7%D9%84/?ب=2&a=%C3%A9&A=1"),
    Case("handed-in", PERSIAN, PERSIAN.encode(), (), url="urn:dragoman:file/%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%201.txt"),
)


def exchange(case: Case) -> Exchange:
    framing = () if CHUNKED in case.headers else (f"Content-Length: {len(case.payload)}",)
    head = "\r\n".join([f"HTTP/1.1 {case.status}", *case.headers, *framing, "", ""]).encode()
    asked = proofs.exchange(case.address, case.payload, "")
    return replace(asked, response_head=head, status=int(case.status[:3]))


def cited(case: Case) -> CitedCapture:
    """The case's records, as capturing writes them."""
    if not case.is_file:
        return proofs.cited(case.id, exchange(case))
    name = unquote(case.url.removeprefix("urn:dragoman:file/"))
    common = {"capture_id": case.id, "received_utc": proofs.FETCHED, "collector": "test"}
    records = file_record(case.payload, name=name, media_type="text/plain; charset=utf-8", **common)
    return CitedCapture(case.id, records.response, None, records.metadata)


def read(case: Case, record: Record) -> str:
    """What the text rule finds in a record."""
    return text_rule.apply(decode_payload(record.payload, record.content_codings), record.content_type).text


def quotation(case: Case, record: Record) -> ProvenQuotation:
    """Quotes the whole text of a case."""
    text = read(case, record)
    sentence = case.text if case.text in text else text.strip().splitlines()[-1]
    start = text.rindex(sentence)
    rendering = ProvenRendering("As it was said.", make(text, start, start + len(sentence)), "A. Writer", "B. Reader")
    return ProvenQuotation(case.name, "As it was said.", "en", case.id, (rendering,), share_quoted=1.0)


def content() -> ProofContent:
    """One proof that quotes every case."""
    captures = tuple(cited(case) for case in CASES)
    quotations = tuple(quotation(case, read_record(one.response)) for case, one in zip(CASES, captures, strict=True))
    return replace(proofs.content(), captures=captures, quotations=quotations)
