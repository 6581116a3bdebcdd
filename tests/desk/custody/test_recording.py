"""Acts are recorded with what they are about, only added, and whatever is done to them by hand is named."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import IntegrityError

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import NO_LINK
from dragoman.desk.custody import selectors
from dragoman.desk.custody.acting import acting_as
from dragoman.desk.custody.models import Act, DeskHead
from dragoman.desk.custody.services import MAX_WHY_CHARS, record
from dragoman.errors import RuleBroken
from tests.desk.custody.lifting import lifted, run
from tests.desk.ui.factories import person

NOW = datetime(2026, 11, 21, 8, 30, 5, 250_999, tzinfo=UTC)


def act(number: int = 42, **values) -> Act:
    with transaction.atomic():
        return record(**({"by": None, "action": Action.SELECTED, "on": (Kind.ITEM, number), "at": NOW} | values))


def fill(count: int = 6) -> list[Act]:
    """Acts about two items, in turns."""
    return [act(1 + number % 2, why=f"reason {number}") for number in range(count)]


@pytest.mark.django_db
def test_an_act_is_numbered_and_hangs_on_the_one_before():
    first, other, second = act(1), act(2), act(1)
    assert [one.number for one in (first, other, second)] == [1, 2, 3]
    assert [one.sequence for one in (first, other, second)] == [1, 1, 2]
    assert (first.previous, other.previous, second.previous) == ("", "", first.sha256)
    assert second.at == NOW.replace(microsecond=250_000)
    assert selectors.head().count == 3
    assert list(selectors.check_chain()) == []


@pytest.mark.django_db
def test_a_person_is_kept_with_the_public_name_alone():
    lina = person("lina", "monitor")
    lina.byline = "Lina M."
    made = act(by=lina)
    assert (made.account, made.actor) == (lina.pk, "Lina M.")
    with acting_as("job sign_ledger"):
        assert act().actor == "system: job sign_ledger"


@pytest.mark.django_db
def test_a_deleted_account_keeps_its_acts():
    lina = person("lina", "monitor")
    lina.byline = "Lina M."
    made = act(by=lina)
    key = lina.pk
    lina.delete()
    kept = Act.objects.get(pk=made.pk)
    assert (kept.account, kept.actor) == (key, "Lina M.")
    assert [line.who for line in selectors.act_lines([(Kind.ITEM, [42])])] == ["Lina M."]
    assert list(selectors.check_chain()) == []


@pytest.mark.django_db
def test_an_act_is_never_changed_nor_removed():
    made = act()
    made.why = "another"
    attempts = [
        made.save,
        made.delete,
        lambda: Act.objects.all().update(why="x"),
        lambda: Act.objects.filter(pk=1).delete(),
        lambda: Act.objects.bulk_update([made], ["why"]),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken, match="never changed"):
            attempt()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE custody_act SET why = 'x'",
        "UPDATE custody_act SET number = number + 100",
        "DELETE FROM custody_act WHERE number = 1",
        "DELETE FROM custody_act",
    ],
)
def test_the_database_refuses_it_too(statement: str):
    act()
    with pytest.raises(DatabaseError, match="what custody has recorded"), transaction.atomic():
        run(statement)
    assert Act.objects.get().why == ""


@pytest.mark.django_db
def test_nothing_takes_an_acts_place():
    act()
    columns = "number, kind, about, sequence, at, account, actor, action, why, detail, previous, sha256, link"
    copied = f"INTO custody_act ({columns}) SELECT {columns} FROM custody_act"
    statement = f"INSERT {copied}" if connection.vendor == "postgresql" else f"INSERT OR REPLACE {copied}"
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        run(statement)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="what custody has recorded"), transaction.atomic():
            run("TRUNCATE custody_act")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(RuleBroken, match="together or not at all"):
        record(by=None, action=Action.SELECTED, on=(Kind.ITEM, 1))


@pytest.mark.django_db
def test_what_is_taken_back_was_never_recorded():
    act()
    with transaction.atomic():
        act()
        transaction.set_rollback(True)
    assert (Act.objects.count(), selectors.head().count) == (1, 1)
    assert act().number == 2
    assert list(selectors.check_chain()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["ب" * 10_000, "\u202eevil\u202c\u2067", "a\x00b\x1b[31m\ud800", "\u2028"])
def test_any_reason_is_kept(why: str):
    made = act(why=why)
    assert made.why == why.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert Act.objects.get().why == made.why
    assert list(selectors.check_chain()) == []


@pytest.mark.django_db
def test_a_reason_beyond_all_measure_is_refused():
    with pytest.raises(RuleBroken, match="20,000 characters"):
        act(why="x" * (MAX_WHY_CHARS + 1))
    assert not Act.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 300])
def test_an_act_costs_the_same_whatever_there_is(count: int, django_assert_num_queries):
    for _ in range(count):
        act()
    with transaction.atomic(), django_assert_num_queries(4):
        record(by=None, action=Action.SELECTED, on=(Kind.ITEM, 42))


# What somebody who owns the database does, and how the check names it.
BY_HAND = {
    "reason": ("UPDATE custody_act SET why = 'another' WHERE number = 3", "Entry 3 was altered"),
    "person": ("UPDATE custody_act SET account = 99 WHERE number = 3", "Entry 3 was altered"),
    "time": ("UPDATE custody_act SET at = '2020-01-01 00:00:00+00:00' WHERE number = 3", "Entry 3 was altered"),
    "detail": ("UPDATE custody_act SET detail = 'nonsense' WHERE number = 3", "Entry 3 was altered"),
    "detail, written otherwise": ("UPDATE custody_act SET detail = '{ }' WHERE number = 3", "Entry 3 was altered"),
    "hash": (f"UPDATE custody_act SET sha256 = '{'ab' * 32}' WHERE number = 3", "Entry 3 was altered"),
    "link": (f"UPDATE custody_act SET link = '{'ab' * 32}' WHERE number = 3", "Entry 2 or 3 was altered"),
    "deleted": ("DELETE FROM custody_act WHERE number = 3", "Entry 3 is missing"),
    "first deleted": ("DELETE FROM custody_act WHERE number = 1", "Entry 1 is missing"),
    "tail": ("DELETE FROM custody_act WHERE number > 4", "cut off after entry 4: there were 6"),
    "all": ("DELETE FROM custody_act", "cut off after entry 0: there were 6"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BY_HAND)
def test_what_was_done_by_hand_is_named(name: str):
    statement, sentence = BY_HAND[name]
    fill()
    with lifted():
        run(statement)
    found = list(selectors.check_chain())
    assert sentence in found[0], found


@pytest.mark.django_db
def test_two_that_changed_places_are_named():
    fill()
    with lifted():
        for one, other in ((3, -1), (4, 3), (-1, 4)):
            run(f"UPDATE custody_act SET number = {other} WHERE number = {one}")
    assert "Entry 3 was altered" in next(selectors.check_chain())


@pytest.mark.django_db
def test_one_put_in_by_hand_is_named():
    fill()
    put_in = Act.objects.get(pk=6)
    put_in.number, put_in.sequence, put_in.link = 7, 90, NO_LINK
    Act.objects.bulk_create([put_in])
    assert "Entry 7 was altered" in next(selectors.check_chain())


@pytest.mark.django_db
def test_a_head_put_back_is_named():
    fill()
    DeskHead.objects.update(count=4, link=selectors.link_at(4))
    assert "Entry 5 was added from outside: the chain had 4" in next(selectors.check_chain())


@pytest.mark.django_db
def test_a_quick_look_sees_the_newest():
    fill(8)
    assert list(selectors.check_chain(newest=3)) == []
    with lifted():
        run("UPDATE custody_act SET why = 'another' WHERE number = 2")
    assert list(selectors.check_chain(newest=3)) == []
    with lifted():
        run("UPDATE custody_act SET why = 'another' WHERE number = 7")
    assert "Entry 7 was altered" in next(selectors.check_chain(newest=3))
    with lifted():
        run("DELETE FROM custody_act WHERE number = 5")
    assert "Act 5 is missing" in next(selectors.check_chain(newest=3))


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_take_turns():
    act(0)  # the head stands before the race begins
    failures: list[Exception] = []

    def write(writer: int) -> None:
        try:
            for number in range(10):
                act(number % 3, why=f"writer {writer}")
        except DatabaseError as error:
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert failures == []
    assert list(Act.objects.values_list("number", flat=True)) == list(range(1, 42))
    assert list(selectors.check_chain()) == []
