"""Rendered captures at the desk: asked for, made with a real browser, and evidence like any other."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from dragoman.capture.custody.actions import Action
from dragoman.capture.rendered.values import Rendered
from dragoman.desk.capture import rendered, rendered_jobs, selectors
from dragoman.desk.capture.checking import check_captures
from dragoman.desk.capture.doctor import check_browser
from dragoman.desk.capture.ledger_check import check_ledger
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.capture.services import close_recorders, recorder
from dragoman.desk.custody.models import Act
from dragoman.desk.jobs.models import Job
from dragoman.desk.people.models import User
from dragoman.desk.pipeline import identity_of
from dragoman.desk.pipeline_jobs import capture_entries
from dragoman.desk.watch.register import hand_in_address, set_render_pages
from dragoman.errors import ArchiveUnwritable, BrowserUnavailable, NotAllowed, RuleBroken
from tests.desk.stand import Stand, article
from tests.desk.tools import LOOPBACK

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

SCRIPTED = article("عنوان").replace("</body>", "<img src='/a.png'><script>document.body.append('من السكربت')</script></body>")


@pytest.fixture
def stand(settings, chromium_path):
    settings.ALLOWED_NETWORKS = LOOPBACK
    settings.CHROMIUM, settings.CHROMIUM_SANDBOX = chromium_path, os.geteuid() != 0
    with Stand() as stand:
        stand.put("/a.png", b"\x89PNG" + bytes(2_000), media_type="image/png")
        yield stand
    close_recorders()


@pytest.fixture
def monitor():
    person = User.objects.create_user("m")
    person.groups.add(Group.objects.get(name="monitor"))
    return person


@pytest.fixture
def entry(stand, monitor):
    url = stand.put("/a", SCRIPTED)
    return hand_in_address(by=monitor, url=url, identity=identity_of(url), now=timezone.now())


class Drawn:
    """A browser that answers what it is given, or raises it."""

    def __init__(self, answer):
        self.answer = answer
        self.asked = []

    def render(self, url):
        self.asked.append(url)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def make(wanted, browser):
    return rendered.make(by=None, rendered=wanted, browser=browser, recorder=recorder(), clock=timezone.now)


def test_a_page_rendered_twice_is_evidence_and_stored_once(entry, monitor):
    rendered_jobs.request(by=monitor, entry=entry, now=timezone.now())
    assert Job.objects.filter(key="schedule:render-waiting").count() == 1
    assert rendered_jobs.render_waiting.func() == 1
    assert rendered_jobs.render_waiting.func() == 0, "done is done"

    (first,) = selectors.rendered_captures(entry)
    assert (first.outcome, first.sentence, first.asked_by) == ("stored", "", monitor)
    assert first.browser.startswith("Chrome/")
    assert "من السكربت" in selectors.payload(first.text).decode()
    assert selectors.payload(first.screenshot).startswith(b"\xff\xd8")
    assert selectors.payload(first.pdf).startswith(b"%PDF")
    assert first.screenshot.address == f"Screenshot of {entry.url}"
    assert selectors.payload(first.page).decode() == SCRIPTED
    assert {capture.kind for capture in first.parts.all()} == {"exchange", "view"}
    assert first.parts.filter(url=entry.url.replace("/a", "/a.png"), outcome="stored").exists()
    assert all(capture.leaf_index is not None for capture in first.parts.all())
    assert not entry.captures.exists(), "nothing of it is read as the item's page"

    rendered_jobs.request(by=monitor, entry=entry, now=timezone.now())
    rendered_jobs.render_waiting.func()
    second = selectors.rendered_captures(entry).first()
    assert second.pk != first.pk
    assert second.page.payload_of == first.page, "the page is as it was"
    assert second.text == first.text
    assert second.screenshot == first.screenshot
    acts = Act.objects.filter(action=Action.RENDERED_CAPTURE_MADE)
    assert [first.screenshot.payload_sha256 in act.detail for act in acts] == [True, True]
    assert [checked.findings for checked in check_captures(selectors.archive(), selectors.stored()) if checked.findings] == []
    assert list(check_ledger()) == []
    assert list(selectors.archive().check()) == []


def test_asking_twice_is_one_page(entry, monitor):
    first = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    assert rendered.ask(by=None, entry=entry, now=timezone.now()) == first
    assert Act.objects.filter(action=Action.RENDERED_CAPTURE_ASKED).count() == 1


def test_who_may_not_capture_may_not_render(entry):
    with pytest.raises(NotAllowed):
        rendered.ask(by=User.objects.create_user("t"), entry=entry, now=timezone.now())


def test_without_a_browser_it_is_refused_in_words(entry, monitor, settings):
    settings.CHROMIUM = ""
    with pytest.raises(BrowserUnavailable, match="No browser is installed"):
        rendered.ask(by=monitor, entry=entry, now=timezone.now())
    assert rendered_jobs.render_waiting.func() == 0
    assert "No browser is installed" in next(iter(check_browser())).what


def test_the_doctor_says_that_there_is_no_font_for_emoji(settings, tmp_path, monkeypatch):
    settings.CHROMIUM = "/bin/true"
    (tmp_path / "fc-list").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    *_, last = check_browser()
    assert (last.subject, last.level) == ("emoji", "remark")
    assert "fonts-noto-color-emoji" in last.mend


def test_what_has_no_address_cannot_be_rendered(entry, monitor):
    entry.url = ""
    with pytest.raises(RuleBroken):
        rendered.ask(by=monitor, entry=entry, now=timezone.now())


def test_a_program_that_is_no_browser(entry, monitor, settings):
    settings.CHROMIUM = "/bin/true"
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    with rendered.open_browser() as browser:
        make(wanted, browser)
    assert wanted.outcome == "browser-unavailable"
    assert "does not start" in wanted.sentence


def test_a_page_that_is_gone_is_shown_as_it_is_and_says_so(stand, monitor):
    url = stand.put("/gone", article("محذوف"), status=410)
    entry = hand_in_address(by=monitor, url=url, identity=url, now=timezone.now())
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    rendered_jobs.render_waiting.func()
    wanted.refresh_from_db()
    assert wanted.outcome == "refused"
    assert wanted.sentence == "The source says that this page is gone for good."
    assert wanted.screenshot is not None


def test_a_private_address_is_refused_and_recorded(stand, monitor, settings):
    settings.ALLOWED_NETWORKS = ()
    entry = hand_in_address(by=monitor, url=stand.url("/a"), identity="a", now=timezone.now())
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    rendered_jobs.render_waiting.func()
    wanted.refresh_from_db()
    assert wanted.outcome == "address-refused"
    assert stand.asked == []
    assert wanted.page.outcome == "address-refused"
    assert wanted.screenshot is None


def test_what_a_dead_worker_began_is_tried_once_more_and_then_given_up(entry, monitor):
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    killed = Drawn(KeyboardInterrupt())
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            make(rendered.next_waiting(timezone.now()), killed)
        assert rendered.next_waiting(timezone.now()) is None, "somebody may be making it"
        RenderedCapture.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    make(rendered.next_waiting(timezone.now()), killed)
    wanted.refresh_from_db()
    assert len(killed.asked) == 2
    assert (wanted.outcome, wanted.sentence) == ("browser-lost", rendered.INTERRUPTED)


def test_two_makers_make_it_once(entry, monitor):
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    other = RenderedCapture.objects.get(pk=wanted.pk)
    drawn = Drawn(Rendered(timezone.now(), 0.1, text="نص"))
    assert make(wanted, drawn).outcome == "stored"
    assert make(other, drawn).outcome == "stored"
    assert len(drawn.asked) == 1


def test_an_archive_that_cannot_be_written_leaves_it_waiting(entry, monitor, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.ARCHIVE_PATH = tmp_path / "file" / "archive"
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    with pytest.raises(ArchiveUnwritable):
        make(wanted, Drawn(Rendered(timezone.now(), 0.1, text="نص")))
    assert RenderedCapture.objects.get().outcome == "waiting"


def test_bounds_that_were_reached_stand_with_it(entry, monitor):
    wanted = rendered.ask(by=monitor, entry=entry, now=timezone.now())
    cut = "The page is 50,000 pixels tall; its first 16,000 are shown."
    make(wanted, Drawn(Rendered(timezone.now(), 0.1, screenshot=b"\xff\xd8", cuts=(cut,), remarks=("Refused: 1 × dialogs.",))))
    assert (wanted.outcome, wanted.sentence) == ("cut", cut)
    assert wanted.remarks == [cut, "Refused: 1 × dialogs."]


def test_a_view_whose_record_is_damaged_is_stored_again(entry, monitor):
    drawn = Drawn(Rendered(timezone.now(), 0.1, text="نص طويل"))
    first = make(rendered.ask(by=monitor, entry=entry, now=timezone.now()), drawn)
    path = selectors.archive().path / first.text.archive_file
    whole = path.read_bytes()
    at = first.text.record_offset + 30
    path.write_bytes(whole[:at] + b"\0\0\0\0" + whole[at + 4 :])
    second = make(rendered.ask(by=monitor, entry=entry, now=timezone.now()), drawn)
    assert second.text != first.text
    assert selectors.payload(second.text).decode() == "نص طويل"


def test_a_sources_option_has_its_pages_rendered(entry):
    set_render_pages(by=None, source=entry.source, render_pages=True, now=timezone.now())
    capture_entries.func([entry.pk], person_id=None)
    assert selectors.rendered_captures(entry).get().asked_by is None


def test_without_the_option_nothing_is_asked(entry):
    capture_entries.func([entry.pk], person_id=None)
    assert Capture.objects.filter(outcome="stored").exists()
    assert not RenderedCapture.objects.exists()
