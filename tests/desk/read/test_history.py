"""An item's history: what was captured, found and shown, on one time line; and what a person can have done again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.jobs.models import Job
from dragoman.desk.read.history import history, visit_key
from dragoman.desk.read.history_views import MOST_LOOKS
from dragoman.desk.read.selectors import item_page
from dragoman.read.visits import Finding
from tests.desk.read.history import corrected, item_with_entry, shown_by_a_browser, visited
from tests.desk.ui.factories import NOW, capture, item, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(client: Any) -> Any:
    client.force_login(person("mona", "monitor"))
    return client


def _words(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_everything_that_happened_stands_on_one_line_newest_first() -> None:
    made = item_with_entry()
    visited(made, Finding.UNCHANGED, hours=1)
    corrected(made, "Another text.", hours=2)
    capture(made.url, at=NOW + timedelta(hours=3), entry=made.entry, outcome="too-slow", sentence="It took too long.")
    shown_by_a_browser(made, hours=4)
    visited(made, Finding.UNREADABLE, hours=5, capture=None, sentence="robots.txt forbids it.")
    visited(made, Finding.GONE, hours=6)
    told = [(moment.words, moment.version and moment.version.number, moment.before) for moment in history(item_page(made.pk))]
    assert told == [
        ("Gone", None, 0),
        ("Not readable then", None, 0),
        ("Rendered", None, 0),
        ("", None, 0),  # failed: the outcome's words
        ("Changed", 2, 1),
        ("Unchanged", None, 0),
        ("Captured", 1, 0),
    ]


def test_each_moment_opens_as_text_page_screenshot_and_pdf(mona: Any) -> None:
    made = item_with_entry()
    changed = corrected(made, "Another text.")
    shown = shown_by_a_browser(made, hours=4)
    visited(made, Finding.MOVED, hours=5, moved_to="http://press.example/new", sentence="It moved.")
    html = _words(mona.get(reverse("item", args=[made.pk])))
    for address in (
        reverse("capture", args=[changed.capture_id]),
        reverse("capture_page", args=[changed.capture_id]),
        reverse("capture", args=[shown.screenshot_id]),
        reverse("capture_view", args=[shown.pdf_id]),
        reverse("capture", args=[shown.text_id]),
        f"{reverse('item_versions', args=[made.pk])}?old=1&amp;new=2",
    ):
        assert f'href="{address}"' in html
    assert "It moved." in html
    assert "http://press.example/new" in html
    assert f'<time datetime="{changed.capture.fetched_at:%Y-%m-%dT%H:%M:%S}+00:00">' in html


def test_what_a_browser_fetched_is_told_once(mona: Any) -> None:
    made = item_with_entry()
    shown = shown_by_a_browser(made, hours=4)
    for number in range(5):
        capture(f"http://press.example/{number}.png", entry=made.entry, rendered=shown)
    assert len(history(item_page(made.pk))) == 2


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("browser-lost", 'class="state state-failed"><span aria-hidden="true">▲</span>the page brought the browser down'),
        ("waiting", 'class="state state-waiting"><span aria-hidden="true">…</span>waiting for the browser'),
        ("stored", "Rendered</span>"),
        ("cut", 'Rendered</span> <span class="soft">not whole</span>'),
    ],
)
def test_what_came_of_rendering_is_told_in_words(mona: Any, outcome: str, told: str) -> None:
    made = item_with_entry()
    shown_by_a_browser(made, hours=4, outcome=outcome, remarks=["A bound was reached."])
    html = _words(mona.get(reverse("item", args=[made.pk])))
    assert told in html
    assert "A bound was reached." in html


def test_sixty_captures_and_versions_cost_no_more_queries_than_one(mona: Any) -> None:
    made = item_with_entry()
    corrected(made, "Text 0.")
    shown_by_a_browser(made, hours=1)
    address = reverse("item", args=[made.pk])
    mona.get(address)
    few = _queries(mona, address)
    for number in range(2, 62):
        corrected(made, f"Text {number}.", hours=number)
        shown_by_a_browser(made, hours=number)
    assert _queries(mona, address) == few
    versions = reverse("item_versions", args=[made.pk])
    assert _queries(mona, versions) < 10


def _queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


def test_capture_again_is_a_job_and_the_line_says_so_until_it_ends(mona: Any) -> None:
    made = item_with_entry()
    again = reverse("item_capture_again", args=[made.pk])
    answer = mona.post(again, headers={"HX-Request": "true"})
    assert 'hx-trigger="load delay:2s"' in answer.content.decode()
    assert "The page is being captured again." in _words(answer)
    assert mona.post(again).headers["Location"] == f"{reverse('item', args=[made.pk])}#history"
    (job,) = Job.objects.filter(key=visit_key(made.pk))
    looked = reverse("item_history", args=[made.pk])
    assert "hx-trigger" in mona.get(f"{looked}?looks=3").content.decode()
    job.state = Job.State.DONE
    job.save()
    visited(made, Finding.UNCHANGED, hours=9)
    done = _words(mona.get(f"{looked}?looks=4"))
    assert "Done: unchanged." in done
    assert "hx-trigger" not in done


def test_a_line_that_waits_too_long_stops_looking_and_says_what_to_do(mona: Any) -> None:
    made = item_with_entry()
    mona.post(reverse("item_capture_again", args=[made.pk]))
    html = _words(mona.get(f"{reverse('item_history', args=[made.pk])}?looks={MOST_LOOKS}"))
    assert "hx-trigger" not in html
    assert "This takes long." in html


def test_a_job_that_failed_says_why(mona: Any) -> None:
    made = item_with_entry()
    Job.objects.create(
        task="t", key=visit_key(made.pk), state="failed", due=NOW, created_at=NOW, errors=[{"sentence": "The disk is full."}]
    )
    assert "Capturing again failed: The disk is full." in _words(mona.get(reverse("item", args=[made.pk])))


def test_render_now_waits_for_the_browser(mona: Any, settings: Any) -> None:
    settings.CHROMIUM = "/bin/true"
    made = item_with_entry()
    answer = mona.post(reverse("item_render", args=[made.pk]), headers={"HX-Request": "true"})
    assert "A browser is to render the page." in _words(answer)
    assert RenderedCapture.objects.get().outcome == RenderedCapture.WAITING


def test_without_a_browser_there_is_no_button_and_a_sentence(mona: Any, settings: Any) -> None:
    settings.CHROMIUM = ""
    made = item_with_entry()
    html = _words(mona.get(reverse("item", args=[made.pk])))
    assert "Render now" not in html
    assert "No browser is installed here" in html
    answer = mona.post(reverse("item_render", args=[made.pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, "No browser is installed" in answer.content.decode()) == (409, True)


def test_what_was_handed_in_cannot_be_asked_again(mona: Any) -> None:
    made = item(kind="file", url="")
    assert "there is no address to capture again" in _words(mona.get(reverse("item", args=[made.pk])))
    assert mona.post(reverse("item_capture_again", args=[made.pk])).status_code == 409
    assert mona.post(reverse("item_render", args=[made.pk])).status_code == 409


@pytest.mark.parametrize("name", ["item_capture_again", "item_render"])
def test_only_who_may_capture_has_it_done(name: str, client: Any) -> None:
    made = item_with_entry()
    address = reverse(name, args=[made.pk])
    assert client.post(address).status_code == 302
    client.force_login(person("lina", "translator"))
    assert client.post(address).status_code == 403
    assert "Capture again now" not in _words(client.get(reverse("item", args=[made.pk])))
    client.force_login(person("mona", "monitor"))
    assert client.get(address).status_code == 405
    assert client.post(reverse(name, args=[10**9])).status_code == 404
    assert not Job.objects.filter(key=visit_key(made.pk)).exists()
    assert not Capture.objects.filter(kind="view").exists()
