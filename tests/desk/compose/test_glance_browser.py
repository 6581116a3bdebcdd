"""The evidence of citations on the editor's page, in a real browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from dragoman.desk.capture.services import close_recorders
from dragoman.desk.compose import services
from dragoman.desk.read.models import Standing, Version
from dragoman.read.visits import Place
from tests.desk import newsroom
from tests.desk.newsroom import NOW

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
LATER = NOW + timedelta(days=3)


def test_the_panel_comes_by_itself_and_has_no_accessibility_faults(live_server: Any, page: Page) -> None:
    address = reverse("dispatch_edit", args=[_dispatch_with_a_changed_and_a_deleted_source()])
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("Name or e-mail address").fill("editor")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    for scheme, width in (("light", 1440), ("dark", 1440), ("light", 400)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + address)
        expect(page.locator(".glance tbody tr")).to_have_count(2)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="what changed since excerpt 1").click()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    close_recorders()


def _dispatch_with_a_changed_and_a_deleted_source() -> int:
    translator, reviewer = newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")
    editor, publisher = newsroom.hire("editor", "editor"), newsroom.hire("publisher", "publisher")
    changed, deleted = (newsroom.capture_page(url=f"http://manara.example/articles/{number}") for number in (1, 2))
    dispatch = newsroom.write_dispatch(
        editor, newsroom.open_series(publisher), newsroom.accept_all(changed, translator, reviewer)[1:3]
    )
    segments = newsroom.accept_all(deleted, translator, reviewer)
    services.insert_excerpt(by=editor, dispatch=dispatch, segments=segments[:1], now=NOW)
    assert changed.current is not None
    changed.current = Version.objects.create(
        item=changed, number=2, capture=changed.current.capture, text=newsroom.ARTICLE[0], created_at=LATER
    )
    changed.save()
    Standing.objects.update_or_create(item=changed, defaults={"since": NOW, "seen_at": LATER})
    Standing.objects.update_or_create(item=deleted, defaults={"since": LATER, "seen_at": LATER, "place": Place.GONE.value})
    return int(dispatch.pk)
