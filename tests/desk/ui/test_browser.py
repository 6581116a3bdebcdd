"""The desk in a real browser: keyboard work, saving as one types, and no accessibility faults in light or dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from dragoman.desk.read.models import Item
from dragoman.desk.read.services import index_pending
from dragoman.desk.translate.models import Rendering
from dragoman.desk.translate.selectors import translations
from tests.desk.ui.factories import PIECES, endpoint, failed_entry, item, person, rendering, segments

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]


@pytest.fixture
def desk(live_server, page: Page) -> Iterator[Page]:
    """A desk with work on it and mona signed in; any error in the page's console fails the test."""
    mona = person("mona", "monitor", "translator", "reviewer", "administrator")
    lina, omar = person("lina", "translator"), person("omar", "reviewer")
    made = [item(piece, number=number) for number, piece in enumerate(PIECES, 1)]
    rendering(segments(made[0])[0], lina, "A letter", state="accepted", reviewer=omar)
    rendering(segments(made[0])[1], lina, "The minister sent a letter.", state="submitted")
    endpoint(made[0].source)
    endpoint(made[1].source, failures=3, outcome="too-slow")
    failed_entry(made[1].source)
    index_pending(translations=translations)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)  # other tests may run beside this one
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Name or e-mail address").fill(mona.username)
    page.get_by_label("Password").fill("pw")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    yield page
    assert faults == []


def test_a_shift_by_keyboard(desk, live_server):
    desk.goto(live_server.url + reverse("queue"))
    for key in ("j", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator("#reading article")).to_contain_text(PIECES[0].sentences[0])
    desk.keyboard.press("s")
    expect(desk.locator(".row.decided")).to_contain_text("Selected")
    expect(desk.locator(".row.here")).to_contain_text(PIECES[1].title)
    desk.keyboard.press("x")
    desk.keyboard.type("Already have it")
    desk.keyboard.press("Enter")
    expect(desk.locator(".row.decided")).to_have_count(2)
    desk.keyboard.press("f")
    expect(desk.locator(".row.here")).to_contain_text("Flagged")
    assert list(Item.objects.order_by("pk").values_list("state", "flagged")) == [
        ("selected", False),
        ("rejected", False),
        ("new", True),
        ("new", False),
    ]
    desk.locator(f"#row-{Item.objects.get(state='rejected').pk}").get_by_role("button", name="Undo").click()
    expect(desk.locator(".row.decided")).to_have_count(1)
    assert Item.objects.filter(state="rejected").count() == 0


def test_help_and_going_to_a_place(desk, live_server):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    desk.keyboard.press("g")
    desk.keyboard.press("q")
    desk.wait_for_url("**/desk/queue/")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox")).to_be_focused()


def test_the_workbench_saves_as_one_types_and_goes_on(desk, live_server):
    made = Item.objects.order_by("pk")[1]
    first, second, *_ = segments(made)
    desk.goto(live_server.url + reverse("workbench", args=[made.pk]))
    desk.locator(f"#t-{first.pk}").fill("Official reply to the letter")
    expect(desk.locator(f"#status-{first.pk}")).to_contain_text("Draft saved")
    desk.locator(f"#t-{first.pk}").press("Control+Enter")
    expect(desk.locator(f"#t-{second.pk}")).to_be_focused()
    desk.locator(f"#s-{first.number}").get_by_role("button", name="Hand in for review").click()
    expect(desk.locator(f"#s-{first.number}")).to_contain_text("waits for another person")
    assert Rendering.objects.get(segment=first).state == "submitted"


def test_what_the_desk_could_not_save_is_there_after_a_reload(desk, live_server):
    made = Item.objects.order_by("pk")[1]
    segment = segments(made)[0]
    place = live_server.url + reverse("workbench", args=[made.pk])
    desk.goto(place)
    desk.route("**/write/", lambda route: route.fulfill(status=204, body=""))
    desk.locator(f"#t-{segment.pk}").fill("typed while the desk was away")
    desk.wait_for_timeout(1200)
    desk.unroute("**/write/")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(place)
    expect(desk.locator(f"#t-{segment.pk}")).to_have_value("typed while the desk was away")
    desk.locator(f"#t-{segment.pk}").press("End")
    desk.locator(f"#t-{segment.pk}").press_sequentially("!")
    expect(desk.locator(f"#status-{segment.pk}")).to_contain_text("Draft saved")
    assert Rendering.objects.get(segment=segment).text == "typed while the desk was away!"


def test_accepting_on_the_workbench(desk, live_server):
    made = Item.objects.order_by("pk")[0]
    desk.goto(live_server.url + reverse("workbench", args=[made.pk]))
    desk.get_by_role("button", name="Accept").click()
    expect(desk.locator("#s-1")).to_contain_text("reviewed by mona")
    assert Rendering.objects.filter(state="accepted").count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_main_pages_have_no_accessibility_faults(desk, live_server, scheme):
    first, second = Item.objects.order_by("pk")[:2]
    desk.emulate_media(color_scheme=scheme)
    pages = [
        reverse("today"),
        reverse("queue"),
        reverse("item", args=[first.pk]),
        reverse("workbench", args=[first.pk]),
        reverse("translations") + "?view=review",
        reverse("sources"),
        reverse("source", args=[second.source.slug]),
        reverse("source_add"),
        reverse("search") + "?q=الوزير",
        reverse("captures"),
        reverse("capture", args=[first.current.capture_id]),
        reverse("public_check_us"),
    ]
    found = {}
    for address in pages:
        desk.goto(live_server.url + address)
        if address == reverse("queue"):
            desk.keyboard.press("j")
            desk.keyboard.press("Enter")
            expect(desk.locator("#reading article")).to_be_visible()
        faults = Axe().run(desk).response["violations"]
        found[address] = [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in faults]
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_the_choice_of_light_or_dark_is_kept(desk, live_server):
    desk.emulate_media(color_scheme="light")
    desk.get_by_role("button", name="Switch between light and dark").click()
    desk.goto(live_server.url + reverse("sources"))
    assert desk.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
