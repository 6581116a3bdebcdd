"""A live source whose article a published dispatch cites, and the desk's tools to visit it again at any time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from dragoman.desk.people.models import User
from dragoman.desk.pipeline import RoundReport, hand_in
from dragoman.desk.publish.models import Publication, Remark
from dragoman.desk.publish.services import publish
from dragoman.desk.read.models import Item, Standing, Visit
from dragoman.desk.revisit import VisitReport, capture_again, revisit_due
from dragoman.desk.rounds import Tools
from tests.desk import newsroom
from tests.desk.stand import Stand, article
from tests.desk.tools import LOOPBACK, NOW, Clock, opened_tools

PATH = "/news/17.html"
TITLE = "مجلس نهر الحجر يناقش رسالة السكان"


@dataclass
class Cited:
    """The source, the item, and the dispatch that quotes its second and third sentence."""

    stand: Stand
    tools: Tools
    editor: User
    item: Item
    publication: Publication

    @property
    def clock(self) -> Clock:
        clock = self.tools.clock
        assert isinstance(clock, Clock)
        return clock

    def says(self, *paragraphs: str, **reply: Any) -> None:
        """What the source shows from now on."""
        self.stand.put(PATH, page(*paragraphs), **reply)

    def answers(self, body: bytes | str = b"", **reply: Any) -> None:
        """The same, with any bytes."""
        self.stand.put(PATH, body, **reply)

    def visit(self, by: User | None = None, **later: float) -> Visit:
        """Capture again now, or so much later."""
        self.clock.move(**later)
        (visit,) = capture_again(self.tools, by=by, items=[self.item]).visits
        return visit

    def visit_due(self, **later: float) -> VisitReport:
        self.clock.move(**later)
        return revisit_due(self.tools, limit=50)

    @property
    def standing(self) -> Standing:
        return Standing.objects.get(item=self.item)

    @property
    def remarks(self) -> list[Remark]:
        return list(Remark.objects.filter(publication=self.publication).order_by("id"))

    @property
    def html(self) -> str:
        self.publication.refresh_from_db()
        return self.publication.html

    def reloaded(self) -> Item:
        return Item.objects.select_related("current").get(pk=self.item.pk)


def page(*paragraphs: str) -> str:
    """Long enough to be stored once only when it comes again unchanged."""
    return article(TITLE, *(paragraphs or newsroom.ARTICLE)).replace(
        "</head>", '<link rel="stylesheet" href="/style.css"></head>'
    )


def publish_cited(stand: Stand, tools: Tools) -> Cited:
    """An article captured from the stand, translated, quoted and published."""
    stand.put("/robots.txt", "User-agent: *\nDisallow:\n", media_type="text/plain")
    url = stand.put(PATH, page())
    item = Item.objects.select_related("current").get(entry=hand_in(tools, RoundReport(), by=None, url=url))
    translator, reviewer = newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")
    editor, publisher = newsroom.hire("editor", "editor"), newsroom.hire("publisher", "publisher")
    segments = newsroom.accept_all(item, translator, reviewer)
    dispatch = newsroom.write_dispatch(editor, newsroom.open_series(publisher), segments[1:3])
    published = publish(by=publisher, dispatch=dispatch, now=tools.clock())
    return Cited(stand, tools, editor, item, published)


@pytest.fixture
def cited(db: None, settings: Any) -> Iterator[Cited]:
    """Published at `NOW`; a second word on what is missing counts after six hours."""
    settings.ALLOWED_NETWORKS = LOOPBACK
    settings.REVISIT_AFTER = tuple(timedelta(hours=hours) for hours in (1, 24, 72))
    settings.REVISIT_CONFIRM = timedelta(hours=6)
    with Stand() as stand, opened_tools() as tools:
        assert tools.clock() == NOW
        yield publish_cited(stand, tools)
