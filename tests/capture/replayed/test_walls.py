"""Either wall alone holds: the page written anew without a policy, and the page as captured under the policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from dragoman.capture.replayed.page import POLICY, replay
from tests.capture.replayed.hostile import BARE, PAGE, Listener
from tests.desk.stand import Stand

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
FRAME = '<!doctype html><title>desk</title><iframe src="/replay" {0} width="600" height="400"></iframe>'
FRAME_POLICY = {"Content-Security-Policy": "default-src 'self'; frame-src 'self'"}


def _opened(page: Page, stand: Stand, *, press_links: bool) -> str:
    page.goto(stand.url("/desk"))
    frame = page.frames[1]
    frame.wait_for_load_state()
    for link in frame.query_selector_all("a") if press_links else ():
        link.hover()
        link.click(no_wait_after=True)
    page.wait_for_timeout(1_500)
    return str(page.title())


def test_the_page_as_it_was_asks_for_much(page: Page) -> None:
    """The listener hears what a page without any wall asks: else the tests below would prove nothing."""
    with Listener() as listener, Stand() as stand:
        stand.put("/desk", FRAME.format(""))
        stand.put("/replay", PAGE.format(listener.url).replace('http-equiv="refresh"', ""))
        page.goto(stand.url("/desk"))
        page.wait_for_timeout(1_500)
        assert len([heard for heard in listener.heard if heard != BARE]) > 10


def test_the_page_written_anew_asks_for_nothing_even_without_a_policy(page: Page) -> None:
    with Listener() as listener, Stand() as stand:
        written = replay(PAGE.format(listener.url).encode(), "text/html", f"{listener.url}/article").html
        stand.put("/desk", FRAME.format(""))
        stand.put("/replay", written)
        assert _opened(page, stand, press_links=True) == "desk"
        assert listener.heard == []
        assert set(stand.asked) <= {"/desk", "/replay", "/favicon.ico"}
        words = page.frames[1].inner_text("body")
    assert "Words of the page here" in words
    assert "kept words" in words
    assert "office words" in words


def test_the_page_as_captured_asks_for_nothing_under_the_policy(page: Page) -> None:
    """Not one request. Chromium may connect ahead of a request that it then refuses, and no policy governs that."""
    with Listener() as listener, Stand() as stand:
        stand.put("/desk", FRAME.format('sandbox=""'), headers=FRAME_POLICY)
        raw = PAGE.format(listener.url)
        for rel in ("dns-prefetch", "preconnect"):  # no policy governs these; the writing anew drops them
            raw = raw.replace(f'rel="{rel}"', "")
        stand.put("/replay", raw, headers={"Content-Security-Policy": POLICY, "X-DNS-Prefetch-Control": "off"})
        assert _opened(page, stand, press_links=False) == "desk"
        assert [heard for heard in listener.heard if heard != BARE] == []
        assert set(stand.asked) <= {"/desk", "/replay", "/favicon.ico"}
