"""Revisits: no body, everything else kept; other tools read them; joined with what they refer to, or refused."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from dragoman.capture.exchange import Exchange
from dragoman.capture.record import read_record
from dragoman.capture.revisit import MIN_PAYLOAD_BYTES, PROFILE, Earlier, complete, may_refer
from dragoman.capture.warc import Records, exchange_records
from dragoman.errors import CaptureAltered

FIRST, AGAIN = UUID(int=1), UUID(int=2)
AT = datetime(2026, 11, 21, 8, 0, 0, 250_000, tzinfo=UTC)
BODY = gzip.compress(" ".join(f"سطر {number**3}" for number in range(2_000)).encode(), mtime=0)


def exchange(*, body: bytes = BODY, url: str = "http://news.example/a", hours: int = 0, head: str = "") -> Exchange:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Content-Encoding: gzip", head or f"X-Hour: {hours}"]
    return Exchange(
        url=url,
        method="GET",
        started_utc=AT + timedelta(hours=hours),
        seconds=0.25,
        request_head=b"GET /a HTTP/1.1\r\nHost: news.example\r\n\r\n",
        response_head="\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode(),
        body=body,
        status=200,
        remote_address="192.0.2.7",
    )


def first(**changed: object) -> Records:
    return exchange_records(exchange(**changed), capture_id=FIRST, request_id=UUID(int=11), collector="test")


def again(earlier: Earlier | None = None, **changed: object) -> Records:
    return exchange_records(
        exchange(hours=1, **changed),
        capture_id=AGAIN,
        request_id=UUID(int=12),
        collector="test",
        earlier=earlier or Earlier(FIRST, AT),
    )


def test_a_revisit_keeps_everything_but_the_body():
    record = read_record(again().response)
    assert (record.type, record.record_id, record.status) == ("revisit", AGAIN, 200)
    assert record.http_head == exchange(hours=1).response_head
    assert (record.payload, record.block) == (b"", record.http_head)
    headers = dict(record.headers)
    assert headers["WARC-Profile"] == PROFILE
    assert headers["WARC-Refers-To"] == f"<urn:uuid:{FIRST}>"
    assert headers["WARC-Refers-To-Target-URI"] == headers["WARC-Target-URI"] == "http://news.example/a"
    assert (headers["WARC-Refers-To-Date"], headers["WARC-Date"]) == ("2026-11-21T08:00:00.250Z", "2026-11-21T09:00:00.250Z")
    assert headers["WARC-Payload-Digest"] == f"sha256:{exchange().payload_sha256}"
    assert headers["WARC-Truncated"] == "length"


def test_completed_it_is_its_own_head_with_the_earlier_payload():
    whole = complete(read_record(again(head="X-Own: 1").response), read_record(first().response))
    assert whole.payload == BODY
    assert whole.payload_sha256 == exchange().payload_sha256
    assert ("X-Own", "1") in whole.http_headers
    assert (whole.record_id, whole.content_codings) == (AGAIN, ["gzip"])


def test_any_other_record_is_complete_by_itself():
    record = read_record(first().response)
    assert complete(record, None) is record


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        (None, "is missing"),
        (first(body=BODY[:-1] + b"x"), "does not match its digest"),
        (first(url="http://news.example/b"), "of another address"),
        (first(hours=5), "of another time"),
        (again(), "refers to another one"),
    ],
)
def test_a_record_that_does_not_belong_to_it_is_refused(earlier, sentence):
    with pytest.raises(CaptureAltered, match=sentence):
        complete(read_record(again().response), read_record(earlier.response) if earlier else None)


def test_an_earlier_record_of_another_kind_is_refused():
    revisit, other = read_record(again().response), read_record(first().response)
    with pytest.raises(CaptureAltered, match="refers to another one"):
        complete(revisit, replace(other, type="resource"))
    with pytest.raises(CaptureAltered, match="no revisit"):
        complete(other, other)


@pytest.mark.parametrize(
    ("changed", "may"),
    [({}, True), ({"truncated": "disconnect"}, False), ({"body": b"x" * (MIN_PAYLOAD_BYTES - 1)}, False), ({"body": b""}, False)],
)
def test_only_a_whole_answer_that_gains_by_it_may_refer(changed, may):
    assert may_refer(replace(exchange(), **changed)) is may


def test_other_tools_read_it(tmp_path):
    members = b"".join([*first().members, *again().members])
    path = tmp_path / "two.warc.gz"
    path.write_bytes(members)
    for checker in (["-m", "warcio.cli", "check", "-v"], ["-m", "fastwarc.cli", "check"]):
        done = subprocess.run([sys.executable, *checker, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert subprocess.run(["gzip", "-t", str(path)], check=False).returncode == 0
    (theirs,) = ArchiveIterator(BytesIO(members), record_types=WarcRecordType.revisit, parse_http=True)
    assert theirs.headers["WARC-Refers-To"] == f"<urn:uuid:{FIRST}>"
    assert theirs.http_headers["X-Hour"] == "1"
    types = [record.rec_type for record in WarcioIterator(BytesIO(members))]
    assert types == ["request", "response", "metadata", "request", "revisit", "metadata"]


def test_it_adds_less_than_a_twentieth_of_a_page():
    """Of a page of 60 KB, all three records together; `benchmarks/revisits.py` measures more."""
    body = bytes(range(256)) * 235
    added = sum(map(len, again(body=body).members))
    assert added < len(body) * 0.05
