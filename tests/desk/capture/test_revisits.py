"""Captures of unchanged pages: a small record, the same words, the same proof."""

from __future__ import annotations

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dragoman.capture.archive import Place
from dragoman.capture.exchange import Request
from dragoman.desk.capture import selectors
from dragoman.desk.capture.checking import check_captures
from dragoman.desk.capture.ledger import leaf_of, prove
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import Taken
from dragoman.errors import CaptureAltered
from tests.desk.stand import SENTENCES, article

pytestmark = pytest.mark.django_db
PAGE = article("عنوان", *SENTENCES, *SENTENCES)


def capture(tools, *urls):
    fetched = tools.fetcher.fetch_many([Request(url) for url in urls])
    return tools.recorder.acknowledge([Taken(one) for one in fetched])


def statements(tools, *urls) -> int:
    fetched = list(tools.fetcher.fetch_many([Request(url) for url in urls]))
    with CaptureQueriesContext(connection) as asked:
        tools.recorder.acknowledge([Taken(one) for one in fetched])
    return len(asked)


def damage(row: Capture) -> None:
    path = selectors.archive().path / row.archive_file
    path.chmod(0o640)
    content = bytearray(path.read_bytes())
    content[row.record_offset + 80] ^= 1
    path.write_bytes(content)


def findings() -> list[str]:
    checked = check_captures(selectors.archive(), selectors.stored())
    return [sentence for one in checked for sentence in one.findings]


def test_an_unchanged_page_is_a_revisit_that_reads_like_the_page(stand, tools):
    url = stand.put("/a", PAGE, headers={"X-Time": "1"})
    (first,) = capture(tools, url)
    stand.put("/a", PAGE, headers={"X-Time": "2"})
    (again,) = capture(tools, url)
    (third,) = capture(tools, url)
    again.refresh_from_db()
    assert (first.payload_of, again.payload_of, third.payload_of) == (None, first, first)
    assert (again.payload_sha256, again.payload_bytes) == (first.payload_sha256, first.payload_bytes)
    assert again.record_sha256 != first.record_sha256
    record = selectors.record(again)
    assert (record.type, record.payload) == ("revisit", PAGE.encode())
    assert ("X-Time", "2") in record.http_headers
    assert selectors.payload(again) == PAGE.encode()
    assert selectors.rule_text(again).text == selectors.rule_text(first).text
    assert findings() == list(check_ledger()) == list(selectors.archive().check()) == []


def test_a_group_costs_the_same_statements_however_many_pages_are_in_it(stand, tools):
    capture(tools, stand.put("/first", PAGE))
    urls = [stand.put(f"/{number}", f"{PAGE}<!-- {number} -->") for number in range(20)]
    # What is known of the group; savepoint twice; the ledger's head, its begun rows, its rows, its head; the captures.
    assert statements(tools, urls[0]) == statements(tools, *urls[1:]) == 8
    assert statements(tools, *urls) == 8  # unchanged ones
    assert Capture.objects.exclude(payload_of=None).count() == 20


def test_its_leaf_has_the_payload_and_its_own_record(stand, tools):
    url = stand.put("/a", PAGE)
    (first,), (again,) = capture(tools, url), capture(tools, url)
    leaf = leaf_of(Capture.objects.get(pk=again.pk))
    assert (leaf.payload_sha256, leaf.record_sha256) == (first.payload_sha256, again.record_sha256)
    assert prove(again).index == first.leaf_index + 1


def test_a_packed_body_is_compared_as_it_was_sent(stand, tools):
    packed = {"Content-Encoding": "gzip"}
    body = "\n".join(str(number**3) for number in range(2_000)).encode()
    url = stand.put("/a", gzip.compress(body, mtime=0), headers=packed)
    capture(tools, url)
    (again,) = capture(tools, url)
    assert again.payload_of is not None
    assert selectors.payload(again) == body
    stand.put("/a", gzip.compress(body, mtime=1), headers=packed)
    (repacked,) = capture(tools, url)
    assert repacked.payload_of is None
    assert selectors.payload(repacked) == body


def test_another_address_a_changed_page_and_a_short_one_are_stored_whole(stand, tools):
    urls = [stand.put("/a", PAGE), stand.put("/b", PAGE), stand.put("/short", "x" * 500)]
    rows = capture(tools, *urls)
    stand.put("/a", PAGE + "!")
    rows += capture(tools, urls[0], urls[2])
    assert {selectors.record(row).type for row in rows} == {"response"}
    assert {row.payload_of for row in rows} == {None}


def test_two_captures_of_a_page_in_one_batch_are_one_body(stand, tools):
    url = stand.put("/a", PAGE)
    fetched = tools.fetcher.fetch(Request(url))
    first, again = tools.recorder.acknowledge([Taken(fetched), Taken(fetched)])
    assert again.payload_of_id == first.pk
    assert selectors.payload(Capture.objects.get(pk=again.pk)) == PAGE.encode()


def test_an_answer_that_says_unchanged_itself_is_kept_as_it_is(stand, tools):
    url = stand.put("/a", b"", status=304, headers={"ETag": '"1"'})
    (row,) = capture(tools, url)
    record = selectors.record(row)
    assert (record.type, record.status, record.payload, row.payload_of) == ("response", 304, b"", None)


def test_nothing_is_built_on_a_damaged_record(stand, tools):
    url = stand.put("/a", PAGE)
    (first,) = capture(tools, url)
    damage(first)
    (again,), (third,) = capture(tools, url), capture(tools, url)
    assert (again.payload_of, third.payload_of) == (None, again)
    assert selectors.payload(again) == selectors.payload(third) == PAGE.encode()


def test_damage_to_the_body_is_told_of_every_capture_that_refers_to_it(stand, tools):
    url = stand.put("/a", PAGE)
    (first,), (again,) = capture(tools, url), capture(tools, url)
    damage(first)
    with pytest.raises(CaptureAltered):
        selectors.record(Capture.objects.get(pk=again.pk))
    told = findings()
    assert len(told) == 2
    assert f"earlier record, {first.archive_file} at {first.record_offset}" in told[1]


def test_a_row_that_names_another_capture_is_found(stand, tools):
    url, other = stand.put("/a", PAGE), stand.put("/b", PAGE)
    (_, second), (again,) = capture(tools, url, other), capture(tools, url)
    not_its_own = Capture.objects.exclude(pk__in=[again.pk, again.payload_of_id]).get()
    assert second.pk in (not_its_own.pk, again.payload_of_id)
    Capture.objects.filter(pk=again.pk).update(payload_of=not_its_own)
    assert findings() == ["The record refers to another one than the one that is there."]
    Capture.objects.filter(pk=again.pk).update(payload_of=None)
    assert findings() == ["The earlier record that holds the payload is missing."]


def test_only_the_small_record_is_added_to_the_archive(stand, tools):
    url = stand.put("/a", bytes(range(256)) * 200)
    (first,) = capture(tools, url)
    (again,) = capture(tools, url)
    path = selectors.archive().path / again.archive_file
    assert path.stat().st_size - again.request_offset < first.payload_bytes * 0.05
    whole = selectors.archive().read(Place(again.archive_file, again.record_offset, again.record_length))
    assert whole.payload == b""
