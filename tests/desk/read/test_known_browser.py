"""Known names in a real browser: letters run on through a mark, and a name in the list leads to its place by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from dragoman.names.register import Register, dump_register
from tests.desk.ui.factories import Piece, item, person, segments
from tests.names.known import person as known_person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
LONG = Piece(
    "ar",
    "صدى المرفأ",
    "Harbour Echo",
    "رسالة من المرفأ",
    ("قال نادر الحلبي إن الجسر سليم.", *("بقيت المياه عالية حتى الصباح، ثم انخفضت قليلا." for _ in range(60))),
)

ON_TOP = """mark => {
    const box = mark.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === mark;
}"""


@pytest.fixture
def address(settings: Any, tmp_path: Path, db: None) -> str:
    path = tmp_path / "register.jsonl"
    register = Register.of([known_person("halabi", "Nader Al-Halabi", ar="نادر الحلبي")])
    path.write_text(dump_register(register), encoding="utf-8")
    settings.REGISTER_PATH = path
    made = item(LONG)
    segments(made)
    return reverse("item", args=[made.pk])


def test_a_name_in_the_list_leads_to_its_place(live_server: Any, page: Page, address: str) -> None:
    person("mona", "monitor")
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Name or e-mail address").fill("mona")
    page.get_by_label("Password").fill("pw")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    page.goto(live_server.url + address)
    link = page.get_by_role("link", name="Nader Al-Halabi", exact=True)
    link.focus()
    page.keyboard.press("Enter")
    mark = page.locator("mark.known#name-1")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate(ON_TOP), "the page's head covers the name"
    assert mark.evaluate("mark => getComputedStyle(mark).paddingInline") == "0px"
    assert mark.get_attribute("title") == "Nader Al-Halabi (person)"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
