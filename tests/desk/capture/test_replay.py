"""A capture looked at again: from the archive alone, by who may see the desk, and never acting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from dragoman.capture.replayed.page import POLICY
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import close_recorders
from tests.capture.replayed.hostile import PAGE, Listener
from tests.desk.capture.pages import rendered_with, store
from tests.desk.ui.factories import person

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ARTICLE = b'<link rel=stylesheet href=/main.css><h1>Bridge closed</h1><img src="/a.png" alt="The bridge"><img src="/none.png">'


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    close_recorders()


@pytest.fixture
def mona(client: Any) -> Any:
    client.force_login(person("mona", "monitor"))
    return client


def test_a_page_stands_without_what_was_not_captured(mona: Any) -> None:
    capture = store("http://press.example/1", ARTICLE)
    around = mona.get(reverse("capture_page", args=[capture.pk])).content.decode()
    assert "stands without its pictures and styles" in around
    assert "3 parts that it names are left out" in around
    assert 'sandbox referrerpolicy="no-referrer"' in around
    document = mona.get(reverse("capture_replay", args=[capture.pk]))
    assert "Bridge closed" in document.content.decode()
    assert "data:image" not in document.content.decode()
    assert document.headers["Content-Security-Policy"] == POLICY
    assert document.headers["Cache-Control"] == "private, no-store"
    assert document.headers["X-Content-Type-Options"] == "nosniff"
    assert document.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_pictures_and_styles_are_those_a_browser_fetched_with_the_same_bytes(mona: Any) -> None:
    page = store("http://press.example/1", ARTICLE)
    style = store("http://press.example/main.css", b"p { background: url(/a.png) }", "text/css")
    before = store("http://press.example/a.png", b"", "text/html", status=302, location="/real.png")
    after = store("http://press.example/real.png", PNG, "image/png")
    Capture.objects.filter(pk=after.pk).update(previous_hop=before)
    rendered_with(page, page, style, before, after)
    again = store("http://press.example/1", ARTICLE)
    other = store("http://press.example/1", ARTICLE + b"<p>Corrected")
    assert again.payload_sha256 == page.payload_sha256
    shown = [mona.get(reverse("capture_replay", args=[each.pk])).content.decode() for each in (page, again, other)]
    assert [html.count("data:image/png;base64,") for html in shown] == [2, 2, 0]
    assert "that a browser fetched with the same page" in mona.get(reverse("capture_page", args=[page.pk])).content.decode()


def test_a_part_that_was_altered_is_left_out_and_an_altered_page_says_so(mona: Any, settings: Any) -> None:
    page = store("http://press.example/1", ARTICLE)
    picture = store("http://press.example/a.png", PNG, "image/png")
    rendered_with(page, page, picture)
    Capture.objects.filter(pk=picture.pk).update(record_offset=7)
    assert "data:image" not in mona.get(reverse("capture_replay", args=[page.pk])).content.decode()
    Capture.objects.filter(pk=page.pk).update(record_offset=7)
    assert mona.get(reverse("capture_replay", args=[page.pk])).status_code == 409
    assert 'role="alert"' in mona.get(reverse("capture_page", args=[page.pk])).content.decode()


def test_what_is_no_page_says_so(mona: Any) -> None:
    capture = store("http://press.example/a.pdf", b"%PDF-1.7", "application/pdf")
    assert "neither a page nor a picture" in mona.get(reverse("capture_page", args=[capture.pk])).content.decode()
    failed = Capture.objects.create(
        url="http://press.example/2", fetched_at=capture.fetched_at, outcome="too-slow", salt=b"0" * 16
    )
    for name in ("capture_page", "capture_replay", "capture_view"):
        assert mona.get(reverse(name, args=[failed.pk])).status_code == 404


def test_views_are_shown_or_kept_and_nothing_else_is_served_as_a_file(mona: Any) -> None:
    page = store("http://press.example/1", ARTICLE)
    screenshot, pdf = store("urn:x:1", b"\xff\xd8\xff", "image/jpeg"), store("urn:x:2", b"%PDF-1.7", "application/pdf")
    rendered_with(page, page, screenshot=screenshot, pdf=pdf)
    shown = mona.get(reverse("capture_view", args=[screenshot.pk]))
    assert (shown.headers["Content-Type"], shown.content) == ("image/jpeg", b"\xff\xd8\xff")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert mona.get(reverse("capture_view", args=[pdf.pk])).headers["Content-Disposition"].startswith("attachment")
    assert "as a browser showed it" in mona.get(reverse("capture", args=[screenshot.pk])).content.decode()
    assert "Download the PDF" in mona.get(reverse("capture", args=[pdf.pk])).content.decode()
    assert mona.get(reverse("capture_view", args=[page.pk])).status_code == 404, "a page is HTML, and is never served as a file"


@pytest.mark.parametrize("name", ["capture_page", "capture_replay", "capture_view"])
def test_only_who_sees_the_desk_sees_it(name: str, client: Any) -> None:
    address = reverse(name, args=[store("http://press.example/1", ARTICLE).pk])
    assert client.get(address).status_code == 302
    client.force_login(person("reader"))
    assert client.get(address).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning")
def test_a_hostile_page_is_shown_and_asks_nobody(live_server: Any, page: Page) -> None:
    """In a real browser, signed in: no request leaves but for the desk's own page, frame, styles and scripts."""
    person("mona", "monitor")
    with Listener() as listener:
        capture = store(f"{listener.url}/article", PAGE.format(listener.url).encode())
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_label("Name or e-mail address").fill("mona")
        page.get_by_label("Password").fill("pw")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")
        asked.clear()
        page.goto(live_server.url + reverse("capture_page", args=[capture.pk]))
        frame = next(each for each in page.frames if each.url.endswith("/replay/"))
        frame.wait_for_load_state()
        assert "kept words" in frame.inner_text("body")
        for link in frame.query_selector_all("a"):
            link.hover()
            link.click(no_wait_after=True)
        page.wait_for_timeout(1_500)
        assert listener.heard == []
        assert page.title().startswith("Page as captured")
        replay = reverse("capture_replay", args=[capture.pk])
        others = [url for url in asked if not url.startswith((f"{live_server.url}/static/", "data:"))]
        assert [url.removeprefix(live_server.url) for url in others] == [reverse("capture_page", args=[capture.pk]), replay]
        page.goto(live_server.url + replay)  # by itself, too
        page.wait_for_timeout(500)
        assert "kept words" in page.inner_text("body")
        assert listener.heard == []
