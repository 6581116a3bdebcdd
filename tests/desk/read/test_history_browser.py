"""An item's history in a real browser: by keyboard, without accessibility faults in light and dark, narrow and wide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from dragoman.desk.capture.services import close_recorders
from dragoman.desk.jobs.models import Job
from dragoman.desk.read.history import visit_key
from dragoman.desk.read.models import Item
from dragoman.read.visits import Finding
from tests.desk.capture.pages import rendered_with, store
from tests.desk.read.history import corrected, item_with_entry, shown_by_a_browser, visited
from tests.desk.ui.factories import NOW, PIECES, Piece, person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
ENGLISH = Piece(
    "en",
    "The Harbour Post",
    "Harbour Post",
    "Council closes the Stone River bridge",
    (
        "The council closed the bridge over the Stone River on Monday evening.",
        "Engineers had found cracks in two of its pillars.",
        "Buses go by way of the old ford.",
        "A second bridge is to be built next year.",
    ),
)


def _history(piece: Piece, changes: dict[str, str]) -> Item:
    """An item with all that can be on its time line; `changes` make its second version."""
    made = item_with_entry(piece, number=len(piece.title))
    assert made.current is not None
    visited(made, Finding.UNCHANGED, hours=1)
    text = made.current.text
    for old, new in changes.items():
        text = text.replace(old, new)
    paragraphs = text.split("\n\n")
    corrected(made, "\n\n".join([*paragraphs[1:], paragraphs[0]]), hours=3)
    shown_by_a_browser(made, hours=4)
    visited(made, Finding.UNREADABLE, hours=5, sentence="A robot check stood in the way.")
    visited(made, Finding.MOVED, hours=6, moved_to="http://press.example/new-address", sentence="The address leads to another.")
    return made


@pytest.fixture
def items(db: None) -> list[Item]:
    arabic = _history(PIECES[0], {"السبت": "الأحد", "7 أيام": "10 أيام", "خلال أسبوع": "خلال أسبوعين على الأكثر"})
    english = _history(ENGLISH, {"Monday": "Tuesday", "two of its pillars": "one pillar", "Buses go by way of the old ford.": ""})
    return [arabic, english]


@pytest.fixture
def desk(live_server: Any, page: Page, items: list[Item]) -> Iterator[Page]:
    person("mona", "monitor", "editor")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Name or e-mail address").fill("mona")
    page.get_by_label("Password").fill("pw")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    yield page
    assert faults == []
    close_recorders()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_faults(desk: Page, live_server: Any, items: list[Item], scheme: Any) -> None:
    article = (
        b"<title>Bridge</title><style>p{color:#333}</style><h1>Bridge closed</h1><p>Words.</p><img src=a.png alt='The bridge'>"
    )
    capture = store("http://press.example/1", article)
    picture = store("urn:x:1", b"\xff\xd8\xff", "image/jpeg")
    rendered_with(capture, capture, screenshot=picture)
    desk.emulate_media(color_scheme=scheme)
    addresses = [reverse(name, args=[item.pk]) for item in items for name in ("item", "item_versions")]
    addresses += [reverse("capture_page", args=[capture.pk]), reverse("capture", args=[picture.pk])]
    for address in addresses:
        for width in (1440, 400):
            desk.set_viewport_size({"width": width, "height": 900})
            answer = desk.goto(live_server.url + address)
            assert answer is not None
            assert answer.ok
            desk.wait_for_load_state("networkidle")
            assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is wider than {width}"
            if width == 1440 or (scheme == "light" and address.endswith("/versions/")):
                found = Axe().run(desk)
                assert found.violations_count == 0, f"{address}, {width}: {found.generate_report()}"


def test_from_change_to_change_by_keyboard(desk: Page, live_server: Any, items: list[Item]) -> None:
    desk.goto(live_server.url + reverse("item", args=[items[1].pk]))
    desk.get_by_role("link", name="What changed").click()
    desk.wait_for_url("**/versions/**")
    desk.wait_for_load_state("networkidle")
    for key, kind in (("n", "Moved away"), ("n", "Changed"), ("n", "Changed"), ("n", "Taken out"), ("p", "Changed")):
        desk.keyboard.press(key)
        expect(desk.locator("[data-change]:focus .what")).to_contain_text(kind)
    said = desk.locator(".line.changed .is").first
    expect(said).to_contain_text("[taken out: Monday]")
    expect(said.locator("del")).to_be_hidden()
    desk.set_viewport_size({"width": 400, "height": 900})
    expect(said.locator("del")).to_be_visible()
    expect(desk.locator(".line.changed .was").first).to_be_hidden()


def test_an_arabic_paragraph_runs_from_the_right_whatever_was_taken_out_first(
    desk: Page, live_server: Any, items: list[Item]
) -> None:
    desk.goto(live_server.url + reverse("item_versions", args=[items[0].pk]))
    directions = desk.eval_on_selector_all(
        ".line p.reading:not(:empty)", "found => found.map(p => getComputedStyle(p).direction)"
    )
    assert set(directions) == {"rtl"}


def test_capture_again_is_followed_to_its_end(desk: Page, live_server: Any, items: list[Item]) -> None:
    desk.goto(live_server.url + reverse("item", args=[items[1].pk]))
    desk.get_by_role("button", name="Capture again now").click()
    status = desk.locator("#history [role=status]")
    expect(status).to_contain_text("being captured again")
    Job.objects.filter(key=visit_key(items[1].pk)).update(state=Job.State.DONE, finished_at=NOW + timedelta(hours=9))
    visited(items[1], Finding.UNCHANGED, hours=9)
    expect(status).to_contain_text("Done: unchanged.")
    expect(desk.get_by_role("button", name="Capture again now")).to_be_enabled()
