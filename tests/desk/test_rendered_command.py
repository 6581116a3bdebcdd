"""Rendering as an administrator asks for it: by command, and by a source's option on screen."""

from __future__ import annotations

import os

import pytest
from django.urls import reverse

from dragoman.capture.custody.actions import Action
from dragoman.desk.capture.models import RenderedCapture
from dragoman.desk.capture.services import close_recorders
from dragoman.desk.custody.models import Act
from dragoman.desk.read.models import Item
from dragoman.desk.watch.models import Source
from tests.desk.stand import Stand, article, entry, rss
from tests.desk.tools import LOOPBACK
from tests.desk.ui.factories import person, source

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def stand(settings, chromium_path):
    settings.ALLOWED_NETWORKS = LOOPBACK
    settings.CHROMIUM, settings.CHROMIUM_SANDBOX = chromium_path, os.geteuid() != 0
    with Stand() as stand:
        yield stand
    close_recorders()


def test_an_address_then_its_item_then_what_cannot_be_rendered(dragoman, stand, tmp_path):
    url = stand.put("/a", article("جسر"))
    told = dragoman("render", url, "--to", str(tmp_path / "views"))
    assert "stored" in told
    assert sorted(path.suffix for path in (tmp_path / "views").iterdir()) == [".jpg", ".pdf", ".txt"]
    assert "جسر" in next((tmp_path / "views").glob("*.txt")).read_text()
    item = Item.objects.get()
    told = dragoman("render", str(item.pk), "no-such-item", stand.url("/none"), "--to", "/dev/null/x", status=1)
    assert "/dev/null/x cannot be written" in told
    assert "There is no item no-such-item" in told
    assert "The source has no such page." in told
    assert RenderedCapture.objects.filter(outcome="waiting").count() == 0


def test_without_a_browser(dragoman, stand, settings):
    settings.CHROMIUM = ""
    assert "No browser is installed here" in dragoman("render", "1", status=1)


def test_a_source_is_told_to_have_its_pages_rendered(dragoman, stand):
    stand.put("/rss", rss(entry("جسر", stand.url("/a"))), media_type="application/rss+xml")
    dragoman("source", "add", stand.url("/rss"), "--english", "The River", "--render")
    assert Source.objects.get(slug="the-river").render_pages
    assert "no longer rendered" in dragoman("source", "rendering", "the-river", "off")
    dragoman("source", "rendering", "the-river", "off")
    assert not Source.objects.get(slug="the-river").render_pages
    assert Act.objects.filter(action=Action.SOURCE_CHANGED).count() == 1, "what changes nothing is no act"
    assert "There is no source no-such" in dragoman("source", "rendering", "no-such", "on", status=1)


def test_the_button_of_a_source(client):
    one = source()
    client.force_login(person("ada", "administrator"))
    address = reverse("source", args=[one.slug])
    assert "only pages somebody asks for" in client.get(address).content.decode()
    answer = client.post(reverse("source_rendering", args=[one.slug]), {"render_pages": "1"}, follow=True)
    assert "every captured page, in a browser" in answer.content.decode()
    client.post(reverse("source_rendering", args=[one.slug]), {"render_pages": "0"})
    one.refresh_from_db()
    assert not one.render_pages
    assert client.post(reverse("source_rendering", args=["no-such"])).status_code == 404


def test_the_box_in_the_form_of_sources(client, stand):
    stand.put("/rss", rss(entry("جسر", stand.url("/a"))), media_type="application/rss+xml")
    client.force_login(person("ada", "administrator"))
    client.post(reverse("source_add"), {"url": stand.url("/rss"), "interval_seconds": 900, "render_pages": "on"})
    assert Source.objects.get().render_pages
