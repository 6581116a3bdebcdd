"""Cited addresses are visited by the clock: when, as robots allow, and harmlessly when two do it or one dies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dragoman.desk.capture.models import Capture
from dragoman.desk.read.models import Version, Visit
from dragoman.desk.read.services import claim_visits, record_visit
from dragoman.desk.read.visiting import LEASE, Came
from dragoman.read.prepare import Prepared
from dragoman.read.visits import Answer
from tests.desk import newsroom
from tests.desk.cited import PATH, Cited
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db

CORRECTED = [newsroom.ARTICLE[0].replace("الاثنين", "الثلاثاء"), *newsroom.ARTICLE[1:]]


def test_what_is_cited_is_visited_ever_more_seldom(cited: Cited) -> None:
    assert cited.visit_due().visits == []
    assert [visit.finding for visit in cited.visit_due(minutes=61).visits] == ["unchanged"]
    assert cited.visit_due(hours=22).visits == []
    assert len(cited.visit_due(hours=2).visits) == 1
    assert cited.standing.next_visit_at == NOW + timedelta(hours=72)


def test_what_is_missing_is_asked_again_as_soon_as_that_counts(cited: Cited) -> None:
    cited.answers(b"no", status=404)
    cited.visit_due(hours=25)
    assert cited.standing.next_visit_at == cited.clock.now + timedelta(hours=6)
    assert [visit.finding for visit in cited.visit_due(hours=6).visits] == ["gone"]


def test_what_cannot_be_read_is_asked_again_within_a_day(cited: Cited) -> None:
    cited.answers(b"down", status=503)
    cited.visit_due(hours=30)
    assert cited.standing.next_visit_at == cited.clock.now + timedelta(days=1)


def test_without_a_schedule_nothing_is_visited_by_the_clock(cited: Cited, settings: object) -> None:
    settings.REVISIT_AFTER = ()
    cited.visit()
    assert cited.standing.next_visit_at is None


def test_robots_speak_to_the_clock_and_not_to_people(cited: Cited) -> None:
    cited.stand.put("/robots.txt", "User-agent: *\nDisallow: /news/", media_type="text/plain")
    asked = len(cited.stand.asked)
    (refused,) = cited.visit_due(hours=2).visits
    assert (refused.finding, refused.capture) == ("unreadable", None)
    assert "robots.txt" in refused.sentence
    assert PATH not in cited.stand.asked[asked:]
    assert cited.visit().finding == "unchanged"


def test_two_processes_never_visit_the_same_address(cited: Cited) -> None:
    later = NOW + timedelta(hours=2)
    assert len(claim_visits(by=None, now=later, limit=10)) == 1
    assert claim_visits(by=None, now=later, limit=10) == []


def test_a_process_that_died_gives_its_visit_back(cited: Cited) -> None:
    claim_visits(by=None, now=NOW + timedelta(hours=2), limit=10)
    assert cited.visit_due(hours=2, minutes=14).visits == []
    assert len(cited.visit_due(minutes=1 + LEASE.seconds // 60).visits) == 1


def test_a_visit_whose_capture_was_stored_and_not_judged_is_made_again(cited: Cited) -> None:
    """The database restarts between the two transactions."""
    cited.says(*CORRECTED)
    standing = cited.standing
    stored = Capture.objects.count()
    answer = Answer(cited.item.url, cited.item.url, prepared=Prepared(text="\n\n".join(CORRECTED)))
    assert cited.visit().finding == "changed"
    assert Capture.objects.count() == stored + 1
    visit = Visit.objects.get()
    again = record_visit(by=None, standing=standing, came=Came(answer, visit.capture), now=cited.clock.now)
    assert again == visit
    assert Version.objects.count() == 2


def test_two_visits_at_once_make_one_version(cited: Cited) -> None:
    """Both were fetched before either was judged."""
    cited.says(*CORRECTED)
    first = cited.visit()
    other = Capture.objects.get(pk=cited.visit().capture_id)
    Visit.objects.filter(capture=other).delete()
    answer = Answer(cited.item.url, cited.item.url, prepared=Prepared(text=first.version.text))
    second = record_visit(by=None, standing=cited.standing, came=Came(answer, other), now=cited.clock.now)
    assert (second.finding, second.version) == ("unchanged", None)
    assert Version.objects.count() == 2
    assert len(cited.remarks) == 1


def test_bytes_told_without_reading_never_become_a_version(cited: Cited) -> None:
    """They are those of the version that was current when they were fetched; another visit stored a newer one since."""
    first = cited.item.current
    assert first is not None
    cited.says(*CORRECTED)
    cited.visit()
    late = Came(Answer(cited.item.url, cited.item.url, prepared=Prepared(text=first.text)), None, as_version=first.pk)
    visit = record_visit(by=None, standing=cited.standing, came=late, now=cited.clock.now)
    assert (visit.finding, visit.version, Version.objects.count()) == ("unreadable", None, 2)
