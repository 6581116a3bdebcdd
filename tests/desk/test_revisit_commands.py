"""`dragoman revisit` as an administrator calls it, and what the doctor says of visits that are late."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from dragoman import cli
from dragoman.desk.capture.services import hand_in_file
from dragoman.desk.jobs.findings import Level
from dragoman.desk.read.doctor import check_visits
from dragoman.desk.read.models import Standing
from dragoman.desk.read.services import read_capture
from tests.desk import newsroom
from tests.desk.cited import Cited
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db
Dragoman = Callable[..., str]


@pytest.fixture
def dragoman(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dragoman:
    def call(*arguments: str, status: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["dragoman", *arguments])
        ended = 0
        try:
            cli.main()
        except SystemExit as end:
            ended = int(end.code or 0)
        told = capsys.readouterr()
        assert ended == status, told.out + told.err
        return told.out + told.err

    return call


def test_an_item_by_its_number_or_its_address(dragoman: Dragoman, cited: Cited) -> None:
    assert dragoman("revisit", str(cited.item.pk)) == f"item {cited.item.pk}  unchanged\n"
    cited.says(*newsroom.ARTICLE[:2])
    told = dragoman("revisit", cited.item.url)
    assert told == f"item {cited.item.pk}  changed  version 2\n1 remarks on published dispatches.\n"


def test_what_is_due(dragoman: Dragoman, cited: Cited) -> None:
    Standing.objects.update(next_visit_at=timezone.now())
    assert dragoman("revisit", "--due") == f"item {cited.item.pk}  unchanged\n1 visited.\n"
    Standing.objects.update(next_visit_at=timezone.now() + timedelta(hours=1))
    assert dragoman("revisit", "--due") == "0 visited.\n"


def test_what_cannot_be_visited_is_said(dragoman: Dragoman, cited: Cited) -> None:
    item = read_capture(hand_in_file(by=None, name="a.txt", payload="نص قصير في ملف.".encode(), now=NOW))
    assert "handed in as a file" in dragoman("revisit", str(item.pk), status=1)
    assert "There is no item 99999" in dragoman("revisit", "99999", status=1)
    assert "Name items" in dragoman("revisit", status=2)
    assert "Name items" in dragoman("revisit", "--due", "1", status=2)
    cited.answers(b"down", status=503)
    assert "unreadable" in dragoman("revisit", str(cited.item.pk), status=1)


def test_the_doctor_says_when_visits_are_late(cited: Cited, settings: object) -> None:
    Standing.objects.update(next_visit_at=timezone.now() - timedelta(hours=5))
    assert [finding.what for finding in check_visits()] == ["1 followed"]
    Standing.objects.update(next_visit_at=timezone.now() - timedelta(hours=7))
    late, _ = check_visits()
    assert late.level is Level.REMARK
    assert late.what.startswith("1 of 1 wait to be visited")
    settings.REVISIT_AFTER = ()  # type: ignore[attr-defined]
    (off,) = check_visits()
    assert "DRAGOMAN_REVISIT_AFTER is empty" in off.what
    assert cited.item.pk
