"""Captures: on disk before their rows, rows all or none, failures too."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from dragoman.capture.exchange import Fetched, Request
from dragoman.desk.capture import selectors, services
from dragoman.desk.capture.checking import check_captures
from dragoman.desk.capture.ledger import leaf_of
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import Taken
from dragoman.desk.people.models import User
from dragoman.desk.read.services import read_capture
from dragoman.desk.watch.models import Entry
from dragoman.errors import CaptureAltered, NotAllowed, RuleBroken, SourceUnreachable
from tests.desk.stand import SENTENCES, article
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db


def fetch(tools, *urls):
    return [Taken(fetched) for fetched in tools.fetcher.fetch_many([Request(url) for url in urls])]


def test_a_capture_reads_back_by_its_place(stand, tools):
    url = stand.put("/a", article("عنوان"))
    (capture,) = tools.recorder.acknowledge(fetch(tools, url))
    capture = Capture.objects.get(pk=capture.pk)
    assert (capture.outcome, capture.status, capture.url) == ("stored", 200, url)
    assert selectors.payload(capture) == article("عنوان").encode()
    assert capture.payload_sha256 == hashlib.sha256(article("عنوان").encode()).hexdigest()
    assert selectors.record(capture).record_id == capture.pk
    assert capture.fetched_at.microsecond % 1000 == 0
    assert len(bytes(capture.salt)) == 16
    assert SENTENCES[0] in selectors.rule_text(capture).text
    assert capture.request_offset < capture.record_offset


def test_every_hop_is_a_capture_that_knows_the_one_before(stand, tools):
    stand.put("/end", article("عنوان"))
    stand.put("/middle", status=301, headers={"Location": "/end"})
    start = stand.put("/start", status=302, headers={"Location": "/middle"})
    (last,) = tools.recorder.acknowledge(fetch(tools, start))
    page = selectors.capture_page(last.pk)
    assert [hop.status for hop in page.hops] == [302, 301]
    assert page.capture.url == stand.url("/end")
    assert all(selectors.record(hop) for hop in page.hops)


def test_a_redirect_into_a_private_network_keeps_the_redirect_and_names_where_it_led(stand, tools):
    start = stand.put("/start", status=302, headers={"Location": "http://10.0.0.1/secret"})
    (last,) = tools.recorder.acknowledge(fetch(tools, start))
    assert (last.outcome, last.url, last.archive_file) == ("address-refused", "http://10.0.0.1/secret", "")
    assert (last.previous_hop.status, last.previous_hop.outcome) == (302, "stored")
    with pytest.raises(CaptureAltered):
        selectors.record(last)


def test_a_failure_without_any_answer_is_a_row_too(tools):
    failed = Fetched(Request("http://gone.example/"), (), SourceUnreachable("The source cannot be reached."))
    (capture,) = tools.recorder.acknowledge([Taken(failed)])
    assert (capture.outcome, capture.sentence) == ("unreachable", "The source cannot be reached.")
    assert len(bytes(Capture.objects.get().salt)) == 16


def test_nothing_is_acknowledged_when_what_belongs_to_it_fails(stand, tools):
    url = stand.put("/a", article("عنوان"))

    def fails(captures):
        raise RuleBroken("no")

    with pytest.raises(RuleBroken):
        tools.recorder.acknowledge(fetch(tools, url), also=fails)
    assert not Capture.objects.exists()
    tools.recorder.acknowledge(fetch(tools, url))
    assert Capture.objects.count() == 1
    assert list(selectors.archive().check()) == []


def test_one_flush_serves_a_whole_batch(stand, tools, monkeypatch):
    urls = [stand.put(f"/{n}", article(str(n))) for n in range(20)]
    taken = fetch(tools, *urls)
    flushes = []
    flush = tools.recorder._writer.flush
    monkeypatch.setattr(tools.recorder._writer, "flush", lambda: (flushes.append(Capture.objects.count()), flush()))
    tools.recorder.acknowledge(taken)
    assert flushes == [0], "the disk comes before the rows, once"
    assert Capture.objects.count() == 20


def test_other_tools_accept_the_archive(stand, tools, settings):
    stand.put("/end", article("عنوان"))
    urls = [stand.put("/r", status=302, headers={"Location": "/end"}), stand.url("/end"), stand.url("/missing")]
    tools.recorder.acknowledge(fetch(tools, *urls))
    services.hand_in_file(by=None, name="report.txt", payload="نص".encode(), now=NOW)
    services.close_recorders()
    files = [str(path) for path in settings.ARCHIVE_PATH.glob("*.warc.gz")]
    assert files
    for checker in (["-m", "warcio.cli", "check"], ["-m", "fastwarc.cli", "check"]):
        done = subprocess.run([sys.executable, *checker, *files], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_is_handed_in_once_whoever_brings_it():
    first = services.hand_in_file(by=None, name="report.txt", payload=b"words", now=NOW)
    second = services.hand_in_file(by=None, name="same.txt", payload=b"words", now=NOW)
    assert first.pk == second.pk
    assert (first.kind, first.media_type) == ("file", "text/plain")
    entry = Entry.objects.get()
    assert (entry.title, entry.state, entry.source.slug) == ("report.txt", "captured", "handed-in")
    services.close_recorders()


@pytest.mark.parametrize(("content", "word"), [(b"", "empty"), (b"x" * 50_000_001, "larger")])
def test_a_file_that_cannot_be_handed_in_is_refused_in_words(content, word):
    with pytest.raises(RuleBroken, match=word):
        services.hand_in_file(by=None, name="f.txt", payload=content, now=NOW)
    assert not Capture.objects.exists()


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(RuleBroken, match="cannot be read"):
        services.hand_in_file(by=None, name="f.txt", path=tmp_path / "none", now=NOW)


def test_handing_in_takes_the_right_to_capture():
    person = User.objects.create_user("t")
    person.groups.add(Group.objects.get(name="translator"))
    with pytest.raises(NotAllowed):
        services.hand_in_file(by=person, name="f.txt", payload=b"x", now=NOW)


def test_a_handed_in_file_becomes_an_item_that_says_who_brought_it():
    person = User.objects.create_user("m")
    person.groups.add(Group.objects.get(name="monitor"))
    words = "The first paragraph of a handed-in report stands here, long enough to be one.\n\nAnd here is its second paragraph."
    capture = services.hand_in_file(by=person, name="report.txt", payload=words.encode(), now=NOW)
    item = read_capture(capture, now=datetime(2026, 11, 21, 10, tzinfo=UTC))
    assert (item.kind, item.url, item.source.slug) == ("file", "", "handed-in")
    assert item.title
    assert item.current.capture.handed_in_by == person
    assert all(segment.anchor_start is not None for segment in item.current.segments.all())
    assert read_capture(capture).pk == item.pk
    assert item.versions.count() == 1
    services.close_recorders()


def test_a_file_is_one_address_in_row_record_and_leaf_and_people_read_its_name():
    capture = services.hand_in_file(by=None, name="گزارش 1/2.txt", payload=b"words", now=NOW)
    recorded = selectors.record(capture).url
    assert capture.url == recorded == leaf_of(capture).url
    assert recorded == "urn:dragoman:file/%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%201%2F2.txt"
    assert capture.address == "گزارش 1/2.txt"
    longest = services.hand_in_file(by=None, name="🗎" * 900, payload=b"more words", now=NOW)
    assert longest.url == selectors.record(longest).url
    (checked,) = check_captures(selectors.archive(), Capture.objects.filter(pk=longest.pk))
    assert not checked.findings
    services.close_recorders()


def test_rows_of_files_from_before_say_what_their_records_say():
    capture = services.hand_in_file(by=None, name="a.txt", payload=b"words", now=NOW)
    Capture.objects.filter(pk=capture.pk).update(url="file:گزارش 1.txt")
    import_module("dragoman.desk.capture.migrations.0003_addresses_of_files").as_recorded(apps, None)
    capture.refresh_from_db()
    assert capture.url == "urn:dragoman:file:%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4%201.txt"
    services.close_recorders()
