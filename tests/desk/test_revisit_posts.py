"""A channel's post is visited at its own address: only that tells whether it was edited or taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from dragoman.desk.pipeline import run_round
from dragoman.desk.read.models import Item, Version, Visit
from dragoman.desk.read.services import follow
from dragoman.desk.revisit import capture_again, revisit_due
from dragoman.desk.rounds import Tools
from tests.desk.stand import Stand
from tests.desk.tools import LOOPBACK, NOW, opened_tools, watched

pytestmark = pytest.mark.django_db
CHANNEL = "/s/nabd"
FIRST = "مصادرنا: شيخ الملاحين غادر القاعة غاضبا قبل قراءة السجل السابع من سجلات البوابات."
NO_POST = '<html><body><div class="tgme_widget_message_error">Post not found</div></body></html>'


def post(number: int, text: str, stand: Stand) -> str:
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="nabd/{number}">'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>'
        f'<a class="tgme_widget_message_date" href="{stand.url(f"/nabd/{number}")}"><time datetime="2026-11-04T00:40:00+03:00">'
        "</time></a></div>"
    )


def channel(*posts: str) -> str:
    return (
        '<html><head><title>نبض – Telegram</title></head><body><div class="tgme_channel_info"></div>'
        '<main class="tgme_main" data-url="/nabd"><section class="tgme_channel_history">'
        f"{''.join(posts)}</section></main></body></html>"
    )


@dataclass
class Channel:
    stand: Stand
    tools: Tools

    def shows(self, *numbers: int, **texts: str) -> None:
        """What the channel's page shows."""
        self.stand.put(CHANNEL, channel(*(post(number, texts.get(f"p{number}", FIRST), self.stand) for number in numbers)))

    def at_its_address(self, body: str) -> None:
        self.stand.put("/nabd/307?embed=1", f"<html><body>{body}</body></html>")

    @property
    def item(self) -> Item:
        return Item.objects.select_related("current").get(entry__number=307)

    def visit(self, **later: float) -> Visit:
        self.tools.clock.move(**later)  # type: ignore[attr-defined]
        return capture_again(self.tools, by=None, items=[self.item]).visits[0]


@pytest.fixture
def nabd(db: None, settings: object) -> Iterator[Channel]:
    settings.ALLOWED_NETWORKS = LOOPBACK  # type: ignore[attr-defined]
    settings.REVISIT_AFTER = (timedelta(days=1),)  # type: ignore[attr-defined]
    settings.REVISIT_CONFIRM = timedelta(hours=6)  # type: ignore[attr-defined]
    with Stand() as stand, opened_tools() as tools:
        made = Channel(stand, tools)
        made.shows(306, 307, 308)
        watched(stand.url(CHANNEL), "telegram")
        run_round(tools=tools, all_active=True)
        made.at_its_address(post(307, FIRST, stand))
        follow(by=None, items=[made.item.pk], now=NOW)
        yield made


def test_a_post_as_it_was(nabd: Channel) -> None:
    visit = nabd.visit()
    assert (visit.finding, visit.version) == ("unchanged", None)
    assert visit.capture is not None
    assert visit.capture.url.endswith("/nabd/307?embed=1")


def test_an_edited_post_is_a_version_anchored_in_its_own_page(nabd: Channel) -> None:
    nabd.at_its_address(post(307, FIRST.replace("غاضبا", "هادئا"), nabd.stand))
    visit = nabd.visit()
    assert visit.finding == "changed"
    assert visit.version is not None
    assert visit.version.capture == visit.capture
    assert all(segment.anchor_start is not None for segment in visit.version.segments.all())


def test_a_post_that_its_channel_does_not_have_is_gone_the_second_time(nabd: Channel) -> None:
    nabd.at_its_address(NO_POST)
    assert [nabd.visit(hours=7 * n).finding for n in range(2)] == ["missing", "gone"]
    assert Version.objects.filter(item=nabd.item).count() == 1


def test_a_post_missing_from_its_channels_page_is_not_gone_but_visited_now(nabd: Channel) -> None:
    nabd.shows(306, 308)
    nabd.tools.clock.move(minutes=20)  # type: ignore[attr-defined]
    run_round(tools=nabd.tools, all_active=True)
    assert nabd.item.standing.next_visit_at == nabd.tools.clock()
    assert nabd.item.standing.place == "there"
    (visit,) = revisit_due(nabd.tools, limit=10).visits
    assert visit.finding == "unchanged"
    assert nabd.item.gone_at is None, "its own address shows it"


def test_an_edit_seen_on_the_channels_page_hastens_the_visit(nabd: Channel) -> None:
    nabd.shows(306, 307, 308, p307=FIRST + " تصويب.")
    nabd.tools.clock.move(minutes=20)  # type: ignore[attr-defined]
    run_round(tools=nabd.tools, all_active=True)
    assert nabd.item.current is not None
    assert nabd.item.current.number == 2
    assert nabd.item.standing.next_visit_at == nabd.tools.clock()


@pytest.mark.parametrize("body", ["Bad gateway", "", "<title>Telegram: Contact @nabd</title><div class='tgme_page'></div>"])
def test_another_page_says_nothing_of_the_post(nabd: Channel, body: str) -> None:
    nabd.at_its_address(body)
    assert [nabd.visit(hours=7 * n).finding for n in range(2)] == ["unreadable", "unreadable"]
