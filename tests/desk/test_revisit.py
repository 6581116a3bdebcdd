"""A cited address is visited again: what is captured, what becomes a version, what is told, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dragoman.capture.verify import verify
from dragoman.desk import revisit_jobs as jobs
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import Recorder, Taken, hand_in_file
from dragoman.desk.custody.models import Act
from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.schedules import load
from dragoman.desk.people.models import User
from dragoman.desk.pipeline import RoundReport, hand_in
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.read.differences import compare_versions
from dragoman.desk.read.models import Item, Standing, Version, Visit
from dragoman.desk.read.services import hasten, read_capture, record_visit
from dragoman.desk.read.visiting import Came
from dragoman.desk.read.visits import standings, visits_of
from dragoman.desk.revisit import capture_again
from dragoman.desk.translate.models import Rendering
from dragoman.errors import NotAllowed, RuleBroken
from dragoman.read.prepare import Prepared
from dragoman.read.visits import Answer
from tests.desk import newsroom
from tests.desk.cited import TITLE, Cited, page
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture
from tests.desk.stand import SENTENCES
from tests.desk.tools import NOW

pytestmark = pytest.mark.django_db

CORRECTED = [newsroom.ARTICLE[0].replace("الاثنين", "الثلاثاء"), *newsroom.ARTICLE[1:]]


def acts(item: Item) -> list[str]:
    return list(Act.objects.filter(kind="item", about=str(item.pk)).order_by("number").values_list("action", flat=True))


def test_an_unchanged_page_costs_a_record_without_a_body(cited: Cited) -> None:
    visit = cited.visit()
    assert visit.finding == "unchanged"
    assert visit.capture is not None
    assert visit.capture.payload_of is not None, "a WARC revisit"
    assert visit.version is None
    assert Version.objects.count() == 1
    assert cited.remarks == []
    assert cited.standing.place == "there"
    assert cited.standing.seen_at == NOW


def test_clothes_are_no_change(cited: Cited) -> None:
    dressed = page().replace("<nav>", "<nav><a href='/new'>جديد</a>").replace("<footer>", "<footer>12,407 قراءة ")
    cited.answers(dressed)
    visit = cited.visit()
    assert (visit.finding, Version.objects.count()) == ("unchanged", 1)
    assert visit.capture is not None
    assert visit.capture.payload_of is None, "other bytes, stored whole"


def test_a_correction_makes_a_version_and_nothing_cited_moves(cited: Cited) -> None:
    before = cited.publication.content
    quoted = list(cited.publication.cited.values_list("capture", "segment", "start", "end"))
    cited.says(*CORRECTED)
    visit = cited.visit()
    item = cited.reloaded()
    assert visit.finding == "changed"
    assert visit.version == item.current
    assert item.current is not None
    assert item.current.number == 2
    assert "الثلاثاء" in item.current.text
    cited.publication.refresh_from_db()
    assert cited.publication.content == before
    assert list(cited.publication.cited.values_list("capture", "segment", "start", "end")) == quoted
    assert verify(proof_path(cited.publication.proof_sha256)).ok


def test_another_headline_alone_is_a_version_and_what_was_quoted_stands(cited: Cited) -> None:
    renamed = "مجلس نهر الحجر يرفض رسالة السكان"
    cited.answers(page().replace(TITLE, renamed))
    visit = cited.visit()
    assert (visit.finding, visit.sentence) == ("changed", "Only its headline changed.")
    assert visit.version is not None
    assert (visit.version.number, visit.version.title) == (2, renamed)
    assert visit.version.text == cited.item.versions.get(number=1).text
    assert Rendering.objects.filter(segment__version=visit.version, state="accepted").count() == 5, "carried over"
    assert cited.remarks == [], "the text that was quoted is as it was"
    compared = compare_versions(cited.item.pk, 1, 2)
    assert compared.title
    assert not compared.is_none
    assert cited.visit(hours=2).finding == "unchanged", "once told, it is as it was"


def test_accepted_renderings_are_carried_to_the_sentences_that_stayed(cited: Cited) -> None:
    cited.says(*CORRECTED)
    version = cited.visit().version
    assert version is not None
    carried = Rendering.objects.filter(segment__version=version).order_by("segment__number")
    assert [rendering.segment.number for rendering in carried] == [1, 2, 3, 4], "all but the one that was corrected"
    assert {(rendering.state, rendering.translator.username, rendering.reviewer.username) for rendering in carried} == {
        ("accepted", "translator", "reviewer")
    }
    assert Rendering.objects.exclude(segment__version=version).filter(state="accepted").count() == 5, "and stay where they were"
    assert acts(cited.item)[-2:] == ["found-changed", "renderings-carried"]


def test_the_text_as_quoted_again_is_said_too(cited: Cited) -> None:
    cited.says(*CORRECTED)
    cited.visit()
    cited.says()
    cited.visit(hours=2)
    assert [remark.state for remark in cited.remarks] == ["changed", "back"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_is_gone_when_it_is_missing_twice_some_time_apart(cited: Cited, status: int) -> None:
    cited.answers(b"no", status=status)
    assert cited.visit().finding == "missing"
    assert cited.visit(hours=5).finding == "missing", "too soon for a second word"
    assert cited.remarks == []
    gone = cited.visit(hours=2)
    assert gone.finding == "gone"
    assert [remark.state for remark in cited.remarks] == ["gone"]
    item = cited.reloaded()
    assert item.gone_at == gone.at
    assert item.current is not None
    assert item.current.text, "what the desk has stays"
    assert acts(item)[-1] == "found-gone"


def test_an_outage_between_is_no_deletion(cited: Cited) -> None:
    for body, status in ((b"no", 404), (page(), 200), (b"no", 404)):
        cited.answers(body, status=status)
        last = cited.visit(hours=7)
    assert last.finding == "missing"
    assert cited.standing.place == "there"


def test_a_page_that_comes_back_is_told(cited: Cited) -> None:
    cited.answers(b"no", status=404)
    cited.visit()
    cited.visit(hours=7)
    cited.says()
    assert cited.visit(hours=1).finding == "unchanged"
    assert [remark.state for remark in cited.remarks] == ["gone", "back"]
    assert cited.reloaded().gone_at is None
    assert acts(cited.item)[-1] == "found-again"


def test_a_move_for_good_is_told_with_its_address(cited: Cited) -> None:
    new = cited.stand.put("/archive/17", page())
    cited.answers(status=301, headers={"Location": "/archive/17"})
    visit = cited.visit()
    assert (visit.finding, visit.moved_to, visit.version) == ("moved", new, None)
    assert [(remark.state, remark.moved_to, remark.words_stand) for remark in cited.remarks] == [("moved", new, True)]


def test_a_move_with_another_text_is_a_version_too(cited: Cited) -> None:
    cited.stand.put("/archive/17", page(*CORRECTED))
    cited.answers(status=308, headers={"Location": "/archive/17"})
    visit = cited.visit()
    assert visit.finding == "moved"
    assert visit.version is not None
    assert visit.version.number == 2


def test_an_address_that_led_there_from_the_first_has_not_moved(cited: Cited) -> None:
    """A feed's short address, which always led to the article's own."""
    cited.stand.put("/2026/11/bridge", page(*SENTENCES))
    short = cited.stand.put("/?p=9", status=301, headers={"Location": "/2026/11/bridge"})
    item = hand_in(cited.tools, RoundReport(), by=None, url=short).item
    for _ in range(2):
        (visit,) = capture_again(cited.tools, by=None, items=[item]).visits
        assert (visit.finding, visit.version) == ("unchanged", None)
    cited.stand.put("/archive/9", page(*SENTENCES))
    cited.stand.put("/?p=9", status=301, headers={"Location": "/archive/9"})
    assert capture_again(cited.tools, by=None, items=[item]).visits[0].finding == "moved"


def test_a_front_page_is_never_the_items_next_text(cited: Cited) -> None:
    cited.stand.put("/", page(*SENTENCES))
    cited.answers(status=301, headers={"Location": "/"})
    assert cited.visit().finding == "missing"
    away = cited.visit(hours=7)
    assert (away.finding, away.moved_to, away.version) == ("moved", cited.stand.url("/"), None)
    assert Version.objects.count() == 1
    assert [remark.state for remark in cited.remarks] == ["away"]


# --- by a person


def test_a_person_who_may_not_capture_is_refused(cited: Cited) -> None:
    with pytest.raises(NotAllowed):
        capture_again(cited.tools, by=cited.editor, items=[cited.item])


def test_a_handed_in_file_has_no_address(cited: Cited) -> None:
    item = read_capture(hand_in_file(by=None, name="a.txt", payload="نص قصير في ملف.".encode(), now=NOW))
    with pytest.raises(RuleBroken, match="handed in as a file"):
        capture_again(cited.tools, by=None, items=[item])
    assert not Standing.objects.filter(item=item).exists()


def test_a_person_asks_on_a_page_and_a_worker_does_it(cited: Cited) -> None:
    person: User = newsroom.hire("monitor", "monitor")
    asked = jobs.request_capture_again(by=person, item=cited.item)
    assert jobs.request_capture_again(by=person, item=cited.item).id == asked.id
    assert Job.objects.filter(key=f"revisit:{cited.item.pk}").count() == 1
    assert jobs.revisit_item.func(cited.item.pk, person.pk) == "unchanged"
    (visit,) = visits_of(cited.item.pk)
    assert visit.by == person
    assert acts(cited.item)[-1] == "captured-again"
    with pytest.raises(NotAllowed):
        jobs.request_capture_again(by=cited.editor, item=cited.item)


def test_the_clock_visits(cited: Cited) -> None:
    assert "revisit-cited" in [entry.name for entry in load()]
    assert jobs.revisit_cited.func() == 0 or Visit.objects.exists()


# --- beside


def test_another_version_that_a_poll_brought_hastens_the_visit(cited: Cited) -> None:
    item = cited.reloaded()
    hasten(by=None, items=[item], now=NOW)
    assert cited.standing.next_visit_at == NOW + timedelta(hours=1), "its first text is no news"
    cited.says(*CORRECTED)
    cited.visit()
    hasten(by=None, items=[cited.reloaded()], now=NOW)
    assert cited.standing.next_visit_at == NOW


def test_standings_and_visits_cost_a_query_each(cited: Cited) -> None:
    for _ in range(4):
        cited.visit(hours=1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        (standing,) = standings([cited.item.pk]).values()
        assert standing.last is not None
        assert standing.item.current is not None
        shown = visits_of(cited.item.pk)
        assert [(visit.capture.status, visit.version, visit.by) for visit in shown] == [(200, None, None)] * 4
    assert len(asked) == 2


class Removing:
    """A recorder beside which somebody removes an item while it is being visited."""

    def __init__(self, recorder: Recorder, item: Item) -> None:
        self.recorder, self.item = recorder, item

    def acknowledge(self, taken: Sequence[Taken]) -> list[Capture]:
        stored = self.recorder.acknowledge(taken)
        Standing.objects.filter(item=self.item).delete()
        return stored


def test_one_visit_that_cannot_be_stored_loses_no_other(cited: Cited) -> None:
    url = cited.stand.put("/news/18.html", page(*SENTENCES))
    other = hand_in(cited.tools, RoundReport(), by=None, url=url).item
    tools = replace(cited.tools, recorder=Removing(cited.tools.recorder, other))  # type: ignore[arg-type]
    report = capture_again(tools, by=None, items=[cited.item, other])
    assert [visit.item_id for visit in report.visits] == [cited.item.pk]
    assert [address for address, _ in report.failures] == [url]


def test_judging_and_storing_an_unchanged_one_costs_few_statements(cited: Cited) -> None:
    assert cited.item.current is not None
    answer = Answer(cited.item.url, cited.item.url, prepared=Prepared(text=cited.item.current.text))
    standing = cited.standing
    with CaptureQueriesContext(connection) as asked:
        record_visit(by=None, standing=standing, came=Came(answer, None), now=NOW)
    told = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(told) == 4, told
