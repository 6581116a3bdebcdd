"""What came instead of a page: flagged in the queue and on the pages, not citable; a person may overrule the program."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from dragoman.capture.exchange import Exchange, Fetched, Request
from dragoman.desk.capture.services import Taken, recorder
from dragoman.desk.compose import services as compose
from dragoman.desk.compose.models import Passage
from dragoman.desk.compose.selectors import quotable_items
from dragoman.desk.custody.models import Act
from dragoman.desk.publish.services import publish
from dragoman.desk.read import selectors, services
from dragoman.desk.read.models import Item, Version
from dragoman.desk.watch.models import Entry, Source
from dragoman.errors import CaptureAltered, NotAllowed, RuleBroken
from tests.desk.newsroom import NOW, accept_all, capture_page, hire
from tests.desk.newsroom_fixtures import *  # noqa: F403
from tests.desk.newsroom_fixtures import Newsroom
from tests.watch.wall_pages import PAGE, Answer, answer, answers

pytestmark = pytest.mark.django_db
CHALLENGE = answer("robot-check", "ddos-guard-russian")


def captured(several: list[Answer]) -> list[Item]:
    """Items out of these answers, captured and read."""
    source, _ = Source.objects.get_or_create(slug="walls", defaults={"name_native": "Valley Gazette", "language": "en"})
    taken = []
    for one in several:
        url = f"http://gazette.example/{one.kind}/{one.name}"
        entry = Entry.objects.create(source=source, identity=url, url=url, title=one.name, first_seen_at=NOW)
        head = f"HTTP/1.1 {one.status} X\r\nContent-Type: {one.content_type}\r\nContent-Length: {len(one.body)}\r\n\r\n".encode()
        exchange = Exchange(
            url=url,
            method="GET",
            started_utc=NOW,
            seconds=0.1,
            request_head=b"GET / HTTP/1.1\r\nHost: gazette.example\r\n\r\n",
            response_head=head,
            body=one.body,
            status=one.status,
            remote_address="192.0.2.7",
        )
        taken.append(Taken(Fetched(request=Request(url), hops=(exchange,), error=None), entry=entry))
    return [services.read_capture(capture, now=NOW) for capture in recorder().acknowledge(taken)]


def current(item: Item) -> Version:
    item.refresh_from_db()
    assert item.current is not None
    return item.current


def test_no_wall_has_anything_to_quote_and_every_short_page_has(desk: Newsroom) -> None:
    several = answers()
    items = captured(several)
    for one, item in zip(several, items, strict=True):
        version = current(item)
        assert version.walled is (one.kind != PAGE), one.name
        assert version.segments.exists() is (one.kind == PAGE), one.name
    rows = {row.title: row for row in selectors.queue_page(limit=500).rows}
    for one in several:
        assert rows[one.name].walled is (one.kind != PAGE)
        assert bool(rows[one.name].problem) is (one.kind != PAGE)


def test_the_pages_say_so_in_words(desk: Newsroom, client) -> None:
    (item,) = captured([CHALLENGE])
    client.force_login(hire("moira", "monitor"))
    said = "The site showed a robot check instead of the page."
    shown = {
        "queue": client.get(reverse("queue")).content.decode(),
        "item": client.get(reverse("item", args=[item.pk])).content.decode(),
        "capture": client.get(reverse("capture", args=[current(item).capture_id])).content.decode(),
    }
    assert all(said in page for page in shown.values())
    assert "Not the page" in shown["queue"]
    assert "Not the page" in shown["item"]
    assert "Is it the page after all?" in shown["item"]


def test_a_person_overrules_with_a_reason_that_custody_keeps(desk: Newsroom) -> None:
    (item,) = captured([CHALLENGE])
    monitor = hire("moira", "monitor")
    services.judge_page(by=monitor, item=item, walled=False, reason=" A notice about the service, wanted as such. ", now=NOW)
    version = current(item)
    assert (version.number, version.walled, version.walled_judged) == (2, False, True)
    assert version.segments.filter(anchor_start__isnull=False).exists()
    assert version.capture_id == Version.objects.get(item=item, number=1).capture_id
    act = Act.objects.get(kind="item", about=str(item.pk), action="taken-for-page")
    assert act.why == "A notice about the service, wanted as such."
    assert json.loads(act.detail) == {"version": 2, "capture": str(version.capture_id)}
    services.judge_page(by=monitor, item=item, walled=False, reason="again", now=NOW)
    assert item.versions.count() == 2
    assert Act.objects.filter(action="taken-for-page").count() == 1


def test_reading_the_same_capture_again_keeps_the_judgement(desk: Newsroom) -> None:
    (item,) = captured([CHALLENGE])
    services.judge_page(by=hire("moira", "monitor"), item=item, walled=False, reason="It is.", now=NOW)
    services.read_capture(current(item).capture, now=NOW)
    assert current(item).number == 2
    assert not current(item).walled


@pytest.mark.parametrize("walled", [True, False])
def test_overruling_takes_a_right_and_a_reason(desk: Newsroom, walled: bool) -> None:
    (item,) = captured([CHALLENGE])
    with pytest.raises(NotAllowed):
        services.judge_page(by=hire("tara", "translator"), item=item, walled=walled, reason="It is.")
    with pytest.raises(RuleBroken, match="takes a reason"):
        services.judge_page(by=hire("moira", "monitor"), item=item, walled=walled, reason="  ")
    assert item.versions.count() == 1


def test_an_empty_shell_stays_empty_whoever_says_what(desk: Newsroom) -> None:
    (item,) = captured([answer("shell", "react-cra")])
    with pytest.raises(RuleBroken, match="No main text"):
        services.judge_page(by=hire("moira", "monitor"), item=item, walled=False, reason="It is.")
    assert current(item).walled


def test_what_was_never_read_is_not_judged(desk: Newsroom) -> None:
    item = Item.objects.create(source=desk.item.source, first_seen_at=NOW)
    with pytest.raises(RuleBroken, match="read yet"):
        services.judge_page(by=hire("moira", "monitor"), item=item, walled=False, reason="It is.")


class TestQuoting:
    def test_what_a_person_calls_a_wall_is_not_quoted_any_more(self, desk: Newsroom) -> None:
        services.judge_page(by=hire("moira", "monitor"), item=desk.item, walled=True, reason="Only the log-in page.", now=NOW)
        with pytest.raises(RuleBroken, match="is not the page"):
            compose.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=desk.segments, now=NOW)
        assert desk.item not in quotable_items(language="en")
        assert not any(row.quotable for row in selectors.item_page(desk.item.pk).segments)
        row = selectors.queue_row(desk.item.pk)
        assert (row.walled, row.problem) == (True, selectors.NOT_THE_PAGE)

    def test_a_dispatch_that_quotes_it_is_not_published(self, desk: Newsroom) -> None:
        services.judge_page(by=hire("moira", "monitor"), item=desk.item, walled=True, reason="Only the log-in page.", now=NOW)
        with pytest.raises(RuleBroken, match="is not the page"):
            publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
        services.judge_page(by=hire("milo", "monitor"), item=desk.item, walled=False, reason="It is the article.", now=NOW)
        assert publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW).number

    def test_what_was_read_before_it_was_recognised_is_found_at_publication(self, desk: Newsroom) -> None:
        """As where an older version of the program read it, which did not know such walls."""
        Passage.objects.filter(dispatch=desk.dispatch, kind="excerpt").delete()
        item = capture_page(
            url="http://manara.example/verify", title="لحظة من فضلك", paragraphs=["قال الموقع: تحقق من أنك لست روبوت."]
        )
        services.judge_page(by=hire("moira", "monitor"), item=item, walled=False, reason="Read by an older version.", now=NOW)
        version = current(item)
        Version.objects.filter(pk=version.pk).update(walled_judged=False)
        segments = accept_all(item, desk.translator, desk.reviewer)
        compose.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=segments, now=NOW)
        with pytest.raises(CaptureAltered, match="robot check instead of the page"):
            publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
        Version.objects.filter(pk=version.pk).update(walled_judged=True)
        assert publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW).number


def test_the_button_reads_it_and_needs_the_right(desk: Newsroom, client) -> None:
    (item,) = captured([CHALLENGE])
    address = reverse("item_judge", args=[item.pk])
    client.force_login(hire("tara", "translator"))
    assert client.post(address, {"is": "page", "reason": "It is."}).status_code == 403
    client.force_login(hire("moira", "monitor"))
    assert client.post(address, {"is": "page", "reason": ""}).status_code == 409
    assert client.post(address, {"is": "page", "reason": "It is."}).headers["Location"] == reverse("item", args=[item.pk])
    page = client.get(reverse("item", args=[item.pk])).content.decode()
    assert "Is this the page?" in page
    assert "said to be the page itself" in page.lower()
    assert client.post(reverse("item_judge", args=[10**9]), {"is": "page", "reason": "x"}).status_code == 404
