"""The ledger holds the head of custody: who changes an act and everything after it, or cuts some off, contradicts it."""

from __future__ import annotations

import pytest
from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import link
from dragoman.desk.capture.anchors import anchor_custody, check_custody
from dragoman.desk.capture.doctor import check_acts
from dragoman.desk.capture.jobs import anchor_custody as job
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.selectors import record as archived
from dragoman.desk.capture.services import close_recorders, hand_in_file
from dragoman.desk.custody import selectors
from dragoman.desk.custody.models import Act, DeskHead
from dragoman.desk.custody.services import record
from dragoman.errors import NotAllowed
from tests.desk.custody.lifting import lifted, run
from tests.desk.tools import NOW
from tests.desk.ui.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def closing():
    yield
    close_recorders()


def act(count: int = 1) -> None:
    for _ in range(count):
        with transaction.atomic():
            record(by=None, action=Action.SELECTED, on=(Kind.ITEM, 42), at=NOW)


def forge(number: int) -> None:
    """Change an act and make every hash after it anew, as one with the database and the program can."""
    with lifted():
        run("UPDATE custody_act SET why = 'another' WHERE number = %s", number)
        previous, before = "", selectors.NO_LINK
        for row in Act.objects.all():
            row.previous = previous
            entry = selectors.kept_in_desk(row).entry
            assert entry is not None
            previous, before = entry.sha256, link(before, entry.sha256)
            run(
                "UPDATE custody_act SET previous = %s, sha256 = %s, link = %s WHERE number = %s",
                row.previous,
                previous,
                before,
                row.number,
            )
    DeskHead.objects.update(link=before)


def test_the_head_is_captured_once_and_again_when_it_grew():
    assert anchor_custody(by=None, now=NOW) is None
    act(3)
    anchor = anchor_custody(by=None, now=NOW)
    assert anchor is not None
    assert archived(anchor).payload.decode() == f'{{"acts":3,"sha256":"{selectors.link_at(3)}"}}'
    assert anchor.leaf_index == 0
    assert anchor_custody(by=None, now=NOW) is None
    act()
    assert job.func() == 4
    assert Capture.objects.count() == 2
    assert list(check_custody()) == list(check_ledger()) == []


def test_the_ledger_shows_a_history_made_anew():
    act(6)
    anchor_custody(by=None, now=NOW)
    act(2)
    anchor_custody(by=None, now=NOW)
    forge(5)
    assert list(selectors.check_chain()) == [], "the chain alone cannot tell"
    first, second = check_custody()
    assert "One of the first 6 acts was altered" in first
    assert "One of the first 8 acts was altered" in second
    assert len(list(check_custody(newest=3))) == 1


def test_the_ledger_shows_a_tail_cut_off_with_its_head():
    act(6)
    anchor_custody(by=None, now=NOW)
    with lifted():
        run("DELETE FROM custody_act WHERE number > 4")
    DeskHead.objects.update(count=4, link=selectors.link_at(4))
    assert list(selectors.check_chain()) == [], "the chain alone cannot tell"
    (sentence,) = check_custody()
    assert sentence == "The chain is cut off at the end: leaf 0 of the ledger counts 6 acts; 4 stand here."
    (finding,) = check_acts()
    assert finding.broken
    assert sentence == finding.what


def test_what_came_after_the_last_anchor_is_not_covered():
    act(4)
    anchor_custody(by=None, now=NOW)
    act(2)
    with lifted():
        run("DELETE FROM custody_act WHERE number > 4")
    DeskHead.objects.update(count=4, link=selectors.link_at(4))
    assert list(check_custody()) == []


def test_a_removed_or_altered_anchor_is_named():
    act(2)
    anchor = anchor_custody(by=None, now=NOW)
    assert anchor is not None
    Capture.objects.filter(pk=anchor.pk).update(payload_sha256="ab" * 32)
    found = " ".join(check_custody())
    assert "leaf 0 holds another head" in found
    assert "The ledger says something else of this capture" in found
    anchor.delete()
    assert list(check_custody()) == ["The ledger's anchor over 2 acts was removed."]


def test_a_file_that_somebody_hands_in_is_no_anchor():
    act(2)
    anchor_custody(by=None, now=NOW)
    hand_in_file(by=None, name="custody/1.json", payload=b"{}", now=NOW)
    assert list(check_custody()) == []


def test_the_doctor_says_what_the_ledger_covers():
    act(3)
    anchor_custody(by=None, now=NOW)
    act()
    (finding,) = check_acts()
    assert (finding.broken, finding.what) == (False, "4 acts, the ledger covers 3")
    with lifted():
        run("UPDATE custody_act SET why = 'another' WHERE number = 2")
    (finding,) = check_acts()
    assert "Entry 2 was altered" in finding.what


def test_only_who_may_anchors():
    act()
    with pytest.raises(NotAllowed):
        anchor_custody(by=person("lina", "monitor"), now=NOW)
