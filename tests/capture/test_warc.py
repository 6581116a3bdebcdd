"""WARC records: bytes survive, ordinary readers accept them, nothing hostile breaks out of its line."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from dragoman.capture.fetch import Request
from dragoman.capture.member import pack
from dragoman.capture.record import parse_record, read_record
from dragoman.capture.warc import exchange_records, file_record, warcinfo_record, write_record
from dragoman.errors import CaptureAltered
from tests.capture import proofs

CAPTURE, REQUEST = UUID(int=1), UUID(int=2)


def records_of(exchange):
    return exchange_records(
        exchange, capture_id=CAPTURE, request_id=REQUEST, collector="test 1", notes=[("endpoint", "http://x/")]
    )


def test_a_capture_is_request_response_and_metadata():
    records = records_of(proofs.FIRST)
    request, response, metadata = map(read_record, records.members)
    assert [request.type, response.type, metadata.type] == ["request", "response", "metadata"]
    assert [request.record_id, response.record_id] == [REQUEST, CAPTURE]
    for record in (request, metadata):
        assert record.header("WARC-Concurrent-To") == f"<urn:uuid:{CAPTURE}>"
    assert {record.url for record in (request, response, metadata)} == {proofs.FIRST.url}
    assert request.http_head == proofs.FIRST.request_head
    assert (response.http_head, response.payload) == (proofs.FIRST.response_head, proofs.FIRST.body)
    assert response.header("WARC-Date") == "2026-11-20T09:30:00.123Z"
    assert response.header("WARC-Payload-Digest") == f"sha256:{proofs.FIRST.payload_sha256}"
    assert response.header("WARC-IP-Address") == "192.0.2.7"
    assert (response.status, response.content_type) == (200, "text/html; charset=windows-1256")
    assert metadata.block == b"collector: test 1\r\nmethod: GET\r\nfetchTimeMs: 250\r\nendpoint: http://x/\r\n"


def test_the_same_exchange_gives_the_same_bytes():
    assert records_of(proofs.FIRST) == records_of(proofs.FIRST)


def test_an_undone_transfer_coding_is_renamed_and_told(server, fetcher):
    hop = fetcher.fetch(Request(server.url("/chunked"))).final
    records = records_of(hop)
    response, metadata = read_record(records.response), read_record(records.metadata)
    assert response.http_head == hop.response_head.replace(b"Transfer-Encoding:", b"X-Crawler-Transfer-Encoding:")
    assert response.payload == b"<p>one</p>"
    assert b"transfer-encoding-undone: chunked\r\n" in metadata.block
    assert b"trailer-base64: WC1TdW06IDQyDQo=\r\n" in metadata.block


def test_interim_heads_are_told(server, fetcher):
    metadata = read_record(records_of(fetcher.fetch(Request(server.url("/early-hints"))).final).metadata)
    assert b"interim-heads-base64: SFRUUC8xLjEgMTAz" in metadata.block


def test_what_was_cut_is_marked(server, fetcher):
    response = read_record(records_of(fetcher.fetch(Request(server.url("/short"))).final).response)
    assert response.header("WARC-Truncated") == "disconnect"
    assert response.payload == b"<p>half of it"


def test_a_handed_in_file():
    records = file_record(
        b"\r\n\r\ntext",
        capture_id=CAPTURE,
        name="گزارش 1.txt",
        media_type="text/plain",
        received_utc=datetime(2026, 11, 21, tzinfo=UTC),
        collector="test 1",
    )
    resource = read_record(records.response)
    assert records.request is None
    assert len(records.members) == 2
    assert (resource.type, resource.payload, resource.content_type) == ("resource", b"\r\n\r\ntext", "text/plain")
    assert resource.url == "urn:dragoman:file/%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%201.txt"
    assert "handed-in-as: گزارش 1.txt\r\n".encode() in read_record(records.metadata).block


@pytest.mark.parametrize(
    "url", ["http://x/\r\nWARC-Type: request", "http://x/a b", "http://x/\u2028", "http://x/\x00\x7f", "urn:é"]
)
def test_an_address_cannot_break_out_of_its_line(url):
    response = read_record(records_of(replace(proofs.FIRST, url=url)).response)
    assert [name for name, _ in response.headers].count("WARC-Type") == 1
    assert response.url.isascii()
    assert response.url.isprintable()
    assert " " not in response.url


def test_no_value_can_break_out_of_its_line():
    member = write_record("metadata", CAPTURE, [("WARC-Date", "x\r\nWARC-Type: y\n\r\n\r\nz\ud800")], "a\nb: c", b"")
    record = read_record(member)
    assert [name for name, _ in record.headers] == [
        "WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Block-Digest", "Content-Type", "Content-Length",
    ]  # fmt: skip


def test_a_date_needs_a_zone():
    with pytest.raises(ValueError, match="zone"):
        warcinfo_record("a", date_utc=datetime(2026, 1, 1), software="x")  # noqa: DTZ001


@given(st.binary(max_size=2_000), st.sampled_from(["", "Content-Encoding: gzip"]))
def test_any_body_survives_and_ordinary_readers_agree(body, extra):
    exchange = proofs.exchange("http://news.example/", body, "application/octet-stream", *filter(None, [extra]))
    records = records_of(exchange)
    assert read_record(records.response).payload == body
    whole = b"".join(records.members)
    read = list(ArchiveIterator(io.BytesIO(whole), parse_http=False, verify_digests=True))
    assert len(read) == 3
    by_warcio = [record.raw_stream.read() for record in WarcioIterator(io.BytesIO(whole), check_digests="raise")]
    assert by_warcio[1] == body


@given(st.binary(max_size=300))
def test_reading_anything_never_raises_but_one_error(raw):
    for member in (raw, pack(raw), zlib.compress(raw), pack(b"WARC/1.1\r\n" + raw)):
        with pytest.raises(CaptureAltered):
            read_record(member)


@given(st.data())
def test_no_flipped_byte_of_a_member_passes(data):
    member = bytearray(records_of(proofs.FIRST).response)
    at = data.draw(st.integers(0, len(member) - 1))
    member[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CaptureAltered):
        read_record(bytes(member))


@pytest.mark.parametrize(
    "change",
    [
        (b"WARC/1.1", b"WARC/1.0"),
        (b"Content-Length: ", b"Content-Length: 9"),
        (b"WARC-Date: ", b"WARC-Date "),
        (b"\r\n\r\n", b"\r\n \r\n"),
        (b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha256:0"),
        (b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: md5:"),
    ],
)
def test_a_record_that_contradicts_itself_is_altered(change):
    text = zlib.decompress(records_of(proofs.FIRST).response, 31)
    with pytest.raises(CaptureAltered):
        parse_record(text.replace(*change, 1))


def test_a_record_that_unpacks_to_too_much_is_not_read():
    member = pack(bytes(10_000_000))
    with pytest.raises(CaptureAltered, match="more than"):
        read_record(member, max_bytes=1_000_000)


def test_members_of_others_can_be_read_when_asked():
    text = zlib.decompress(records_of(proofs.FIRST).response, 31)
    foreign = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = foreign.compress(text) + foreign.flush()
    assert read_record(member, ours=False).payload == proofs.FIRST.body
    with pytest.raises(CaptureAltered):
        read_record(member)
