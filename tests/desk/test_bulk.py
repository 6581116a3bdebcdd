"""Rows written many at once are what Django itself would have written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from dragoman.desk.bulk import ROWS_A_STATEMENT, insert_rows, new_row, update_rows
from dragoman.desk.capture.models import Capture, LedgerRow
from dragoman.desk.watch.models import Endpoint, Entry, Poll, Round, Source

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 30, 0, 123000, tzinfo=UTC)


@pytest.fixture
def source():
    return Source.objects.create(slug="nahr", name_native="النهر", language="ar")


def entries(source, *numbers):
    return [
        Entry(
            source_id=source.pk,
            identity=f"http://nahr.example/{number}",
            url=f"http://nahr.example/{number}",
            title="عنوان 'و' \\ %s \u200f",
            number=number,
            state=Entry.State.FOUND,
            published_at=NOW - timedelta(hours=number),
            first_seen_at=NOW,
        )
        for number in numbers
    ]


def values(**narrow):
    return list(Entry.objects.filter(**narrow).order_by("number").values())


def test_a_row_is_the_one_that_django_would_write(source):
    insert_rows(entries(source, 1))
    Entry.objects.bulk_create(entries(source, 2))
    ours, theirs = values()
    different = {name for name in ours if ours[name] != theirs[name]}
    assert different == {"id", "identity", "url", "number", "published_at"}
    assert ours["published_at"] == NOW - timedelta(hours=1)


def test_every_kind_of_value_comes_back(source):
    endpoint = Endpoint.objects.create(source=source, url="http://nahr.example/rss", kind="feed", next_due_at=NOW)
    round_ = Round.objects.create(started_at=NOW)
    insert_rows([Poll(round_id=round_.pk, endpoint_id=endpoint.pk, at=NOW, outcome="new", problems=["ا", 1], seconds=0.25)])
    poll = Poll.objects.get()
    assert (poll.problems, poll.seconds, poll.at) == (["ا", 1], 0.25, NOW)
    held = Capture(
        id=uuid4(), url="http://nahr.example/", fetched_at=NOW, salt=b"\0\xff" * 8, kind=Capture.Kind.FILE, leaf_index=2**40
    )
    insert_rows([held])
    found = Capture.objects.get()
    assert (found.pk, bytes(found.salt), found.kind, found.leaf_index, found.status) == (held.pk, held.salt, "file", 2**40, None)
    assert not held._state.adding


def test_a_row_made_here_is_the_one_that_django_makes(source):
    entry = Entry.objects.create(source=source, identity="x", first_seen_at=NOW)
    key = uuid4()
    given = {"id": key, "url": "http://nahr.example/", "fetched_at": NOW, "salt": bytes(16)}
    ours, theirs = new_row(Capture, **given, entry=entry, endpoint=None), Capture(**given, entry=entry, endpoint=None)
    fields = [field.attname for field in Capture._meta.concrete_fields]
    assert [getattr(ours, name) for name in fields] == [getattr(theirs, name) for name in fields]
    assert (ours.entry, ours.endpoint, ours._state.adding) == (entry, None, True)
    first, second = new_row(Poll, endpoint_id=1), new_row(Poll, endpoint_id=1)
    assert first.problems == second.problems == []
    assert first.problems is not second.problems
    with pytest.raises(TypeError, match="no field adress"):
        new_row(Capture, adress="x")


def test_a_known_row_takes_over_what_is_to_be_renewed():
    insert_rows([LedgerRow(key=1, hashes=b"one"), LedgerRow(key=2, hashes=b"two")])
    insert_rows([LedgerRow(key=2, hashes=b"two more"), LedgerRow(key=3, hashes=b"three")], renew=["hashes"])
    found = {row.key: bytes(row.hashes) for row in LedgerRow.objects.all()}
    assert found == {1: b"one", 2: b"two more", 3: b"three"}


def test_known_rows_are_left_out_only_when_that_is_asked_for(source):
    insert_rows(entries(source, 1))
    insert_rows(entries(source, 1, 2), skip_known=True)
    assert [row["number"] for row in values()] == [1, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(entries(source, 3, 1))
    assert Entry.objects.count() == 2


def test_many_rows_are_few_statements(source):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        insert_rows(entries(source, *range(ROWS_A_STATEMENT + 1)))
    assert len(queries) <= 2
    assert Entry.objects.count() == ROWS_A_STATEMENT + 1


def test_updates_touch_the_named_fields_alone(source):
    insert_rows(entries(source, 1, 2))
    first, second = Entry.objects.order_by("number")
    first.title, first.url, second.title = "neu", "http://other.example/", "auch"
    update_rows([first, second], ["title"])
    assert [(row["title"], row["url"]) for row in values()] == [
        ("neu", "http://nahr.example/1"),
        ("auch", "http://nahr.example/2"),
    ]


def test_nothing_is_nothing():
    insert_rows([])
    update_rows([], ["title"])
