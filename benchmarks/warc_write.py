"""WARC records of 60 KB pages a CPU second, at the same gzip level: ours against warcio and fastwarc.

Each writes request and response of one exchange with digests of block and payload: SHA-256, but for fastwarc, which has SHA-1
only. Ours writes a metadata record besides. Targets: at least 1.5 times warcio, and within 1.5 times of fastwarc.
"""

from __future__ import annotations

import io
import random
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import GzippingWrapper, WARCWriter

from benchmarks.harness import Row, report
from dragoman.capture.exchange import Exchange
from dragoman.capture.member import GZIP_LEVEL
from dragoman.capture.record import read_record
from dragoman.capture.warc import exchange_records

PAGES, PAGE_BYTES, ROUNDS = 40, 60_000, 6
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def make_words(dice: random.Random) -> list[str]:
    """2,000 words of a language that looks like Arabic to gzip."""
    return ["".join(dice.choices(LETTERS, k=dice.randint(2, 8))) for _ in range(2_000)]


def make_page(dice: random.Random, words: list[str]) -> bytes:
    """Teasers full of repeated markup, then prose; gzip packs it to a quarter, as it does the pages of ../shared/data/pages."""
    pieces: list[str] = []
    size = 0
    while size < PAGE_BYTES:
        teaser = (
            f'<li class="teaser teaser--small"><a class="teaser__link" href="/news/{dice.randrange(10**6)}" data-track="list">'
        )
        title = " ".join(dice.choices(words, weights=range(len(words), 0, -1), k=4))
        prose = " ".join(dice.choices(words, weights=range(len(words), 0, -1), k=30)) if len(pieces) % 3 == 0 else ""
        piece = f'{teaser}<span class="teaser__title">{title}</span></a></li>\n<div class="article__body"><p>{prose}</p></div>\n'
        pieces.append(piece)
        size += len(piece.encode())
    return "".join(pieces).encode()


def make_exchange(number: int, body: bytes) -> Exchange:
    head = f"HTTP/1.1 200 OK\r\nServer: press\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return Exchange(
        url=f"http://news.example/{number}",
        method="GET",
        started_utc=datetime(2026, 11, 21, tzinfo=UTC),
        seconds=0.1,
        request_head=b"GET /1 HTTP/1.1\r\nHost: news.example\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n",
        response_head=head.encode(),
        body=body,
        status=200,
        remote_address="192.0.2.1",
    )


def write_ours(exchanges: list[Exchange], out: io.BytesIO) -> None:
    for number, exchange in enumerate(exchanges):
        # A new value each time: an exchange remembers its digest, which must be counted.
        fresh = make_exchange(number, exchange.body)
        records = exchange_records(fresh, capture_id=UUID(int=number), request_id=UUID(int=number + 10**6), collector="bench")
        out.write(b"".join(records.members))


class LevelWrapper(GzippingWrapper):
    """warcio packs at level 9 and has no option for it."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out)
        self.compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)


class LevelWriter(WARCWriter):
    """warcio at our level and with SHA-256 in place of its SHA-1."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, gzip=False)

    def _write_warc_record(self, out: io.BytesIO, record: object) -> None:
        super()._write_warc_record(LevelWrapper(out), record)

    @classmethod
    def _create_digester(cls) -> Digester:
        return Digester("sha256")


def write_warcio(exchanges: list[Exchange], out: io.BytesIO) -> None:
    writer = LevelWriter(out)
    for exchange in exchanges:
        request = StatusAndHeaders("GET /1 HTTP/1.1", [("Host", "news.example"), ("User-Agent", "bench")], is_http_request=True)
        response = StatusAndHeaders("200 OK", exchange.headers, protocol="HTTP/1.1")
        records = [
            writer.create_warc_record(exchange.url, "response", payload=io.BytesIO(exchange.body), http_headers=response),
            writer.create_warc_record(exchange.url, "request", payload=io.BytesIO(b""), http_headers=request),
        ]
        for record in records:
            writer.write_record(record)


def write_fastwarc(exchanges: list[Exchange], out: io.BytesIO) -> None:
    stream = GzipWriter(out, compression_level=GZIP_LEVEL)
    for exchange in exchanges:
        blocks = [
            (WarcRecordType.response, exchange.response_head + exchange.body),
            (WarcRecordType.request, exchange.request_head),
        ]
        for kind, block in blocks:
            record = WarcRecord()
            record.init_headers(kind, content_length=len(block))
            record.headers["WARC-Target-URI"] = exchange.url
            record.set_bytes_content(block)
            record.is_http = True
            record.write(stream, checksum_data=True)
            stream.finish()  # one gzip member a record
    stream.close()


def measure(write: Callable[[list[Exchange], io.BytesIO], None], exchanges: list[Exchange]) -> tuple[float, int]:
    """Pages a CPU second, the best round of several; and the bytes written."""
    best, size = 0.0, 0
    for _ in range(ROUNDS):
        out = io.BytesIO()
        started = time.process_time()
        write(exchanges, out)
        best = max(best, len(exchanges) / (time.process_time() - started))
        size = out.tell()
    return best, size


def main() -> None:
    dice = random.Random(60)
    words = make_words(dice)
    exchanges = [make_exchange(number, make_page(dice, words)) for number in range(PAGES)]
    (ours, our_size), (warcio, warcio_size), (fastwarc, fastwarc_size) = (
        measure(write, exchanges) for write in (write_ours, write_warcio, write_fastwarc)
    )
    records = exchange_records(exchanges[0], capture_id=UUID(int=0), request_id=UUID(int=1), collector="bench")
    assert read_record(records.response).payload == exchanges[0].body
    kilobytes = [size // PAGES // 1000 for size in (our_size, warcio_size, fastwarc_size)]
    print("KB a page written, of 60: ours {}, warcio {}, fastwarc {}".format(*kilobytes))
    report(
        [
            Row(
                "WARC write, against warcio", ours=ours, peer=warcio, peer_name="warcio", unit="pages/CPU s", target=warcio * 1.5
            ),
            Row(
                "WARC write, against fastwarc",
                ours=ours,
                peer=fastwarc,
                peer_name="fastwarc",
                unit="pages/CPU s",
                target=fastwarc / 1.5,
            ),
        ]
    )


if __name__ == "__main__":
    main()
