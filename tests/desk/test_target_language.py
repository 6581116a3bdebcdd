"""Desks that write French and Arabic: from the workbench over the dispatch to the public page, the feed and the proof."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dragoman.capture.verify import verify
from dragoman.desk.capture.services import close_recorders
from dragoman.desk.compose.models import Dispatch
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.read.models import Item
from dragoman.desk.read.services import index_pending
from dragoman.desk.translate.models import Rendering
from dragoman.desk.translate.selectors import translations
from tests.desk import newsroom

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PHARE = {
    "slug": "le-phare",
    "name_native": "Le Phare",
    "name_english": "المنار البحري",
    "kind": "newspaper",
    "country": "XX",
    "language": "fr",
}
FRENCH_TITLE = "Le conseil de la rivière répond aux habitants"
FRENCH = [
    "Le conseil de la rivière s'est réuni lundi matin dans l'ancienne mairie pour examiner la lettre des habitants.",
    "Les membres ont promis une réponse dans les sept jours.",
]


@dataclass(frozen=True)
class House:
    """A desk of one language: what it reads, what it writes, and how its screens are to call that."""

    language: str
    way: str
    name: str
    page: Mapping[str, Any]
    renderings: tuple[str, str]
    title: str
    day: str
    inflected: str  # a word of a rendering, in a form that does not stand in it


HOUSES = {
    "fr": House(
        "fr",
        "ltr",
        "French",
        {},
        (
            "Le conseil de la rivière de Pierre s’est réuni lundi matin pour examiner la lettre des habitants.",
            "Le porte-parole du conseil a déclaré : « Nous ne négocierons pas sous la pression. »",
        ),
        "Le conseil refuse de négocier",
        "20 novembre 2026",
        "négociation",
    ),
    "ar": House(
        "ar",
        "rtl",
        "Arabic",
        {"outlet": PHARE, "title": FRENCH_TITLE, "paragraphs": FRENCH},
        (
            "اجتمع مجلس النهر صباح الاثنين في مبنى البلدية القديم للنظر في رسالة السكان.",
            "ووعد الأعضاء بالرد خلال سبعة أيام.",
        ),
        "مجلس النهر يرد على السكان",
        "20 نوفمبر، 2026",
        "والأعضاء",
    ),
}


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest, settings: Any) -> Iterator[House]:
    settings.TARGET_LANGUAGE = request.param
    yield HOUSES[request.param]
    close_recorders()


@dataclass
class People:
    translator: Client
    reviewer: Client
    editor: Client
    publisher: Client


@pytest.fixture
def people() -> People:
    signed_in = {role: Client() for role in ("translator", "reviewer", "editor", "publisher")}
    for role, client in signed_in.items():
        client.force_login(newsroom.hire(role, role))
    return People(**signed_in)


def text(response: Any) -> str:
    assert response.status_code == 200, response.content[:500]
    return unescape(response.content.decode())


def translated(house: House, people: People) -> Item:
    """The first sentences handed in over the workbench, and accepted there by another person."""
    item = newsroom.capture_page(**house.page)
    assert item.current is not None
    for segment, words in zip(item.current.segments.all()[:2], house.renderings, strict=True):
        sent = people.translator.post(reverse("segment_write", args=[segment.pk]), {"text": words, "act": "submit"})
        assert sent.status_code == 302, text(sent)
        handed_in = Rendering.objects.get(segment=segment)
        people.reviewer.post(reverse("rendering_act", args=[handed_in.pk, "accept"]))
    return item


def composed(house: House, people: People, item: Item) -> Dispatch:
    """A dispatch begun, and an excerpt inserted, on the desk's own pages."""
    series = newsroom.open_series(newsroom.hire("opener", "publisher"))
    people.editor.post(reverse("dispatch_new"), {"title": house.title, "series": series.pk})
    dispatch: Dispatch = Dispatch.objects.get()
    chosen = Rendering.objects.filter(state="accepted").values_list("segment_id", flat=True)
    picker = text(people.editor.get(reverse("excerpt_pick", args=[dispatch.pk]), {"item": item.pk}))
    assert house.renderings[0] in picker
    people.editor.post(reverse("excerpt_insert", args=[dispatch.pk]), {"segment": list(chosen)})
    people.editor.post(reverse("dispatch_head", args=[dispatch.pk]), {"date": "2026-11-20"})
    return Dispatch.objects.get()


def published(house: House, people: People) -> Publication:
    dispatch = composed(house, people, translated(house, people))
    people.publisher.post(reverse("dispatch_publish", args=[dispatch.pk]))
    return Publication.objects.get()


def test_the_workbench_writes_the_desks_language(house: House, people: People):
    item = newsroom.capture_page(**house.page)
    page = text(people.translator.get(reverse("workbench", args=[item.pk])))
    assert f"{house.name} of sentence 1" in page
    assert re.search(rf'<textarea [^>]*lang="{house.language}" dir="{house.way}"[^>]*placeholder="{house.name}"', page)
    assert "English" not in page


def test_what_is_accepted_stands_in_its_language_on_every_page_of_the_desk(house: House, people: People):
    item = translated(house, people)
    assert set(Rendering.objects.values_list("language", "state")) == {(house.language, "accepted")}
    for name in ("item", "workbench"):
        page = text(people.editor.get(reverse(name, args=[item.pk])))
        shown = page[: page.index(house.renderings[0])]
        assert f'lang="{house.language}" dir="{house.way}"' in shown[shown.rindex("<p class=") :], name
    index_pending(translations=translations)
    found = text(people.editor.get(reverse("search"), {"q": house.inflected}))
    assert f'dir="{house.way}" lang="{house.language}"' in found
    assert "<mark>" in found


def test_a_dispatch_is_written_and_published_in_the_desks_language(house: House, people: People):
    dispatch = composed(house, people, translated(house, people))
    assert dispatch.language == house.language
    editor = text(people.editor.get(reverse("dispatch_edit", args=[dispatch.pk])))
    of = f'lang="{house.language}" dir="{house.way}"'
    assert re.search(rf'<textarea [^>]*name="title" {of}', editor)
    assert re.search(rf'<textarea name="text" [^>]*{of} class="reading"', editor)
    people.publisher.post(reverse("dispatch_publish", args=[dispatch.pk]))
    page = text(Client().get("/special-dispatch/1/"))
    assert f"<html {of}>" in page
    assert f'<time datetime="2026-11-20">{house.day}</time>' in page
    assert f'"inLanguage": "{house.language}"' in page
    for words in (house.title, *house.renderings):
        assert words in page
    for english in ("Check this quotation", "Download the proof file"):
        before = page[: page.index(english)]
        assert before.rindex('lang="en" dir="ltr"') > before.rindex("<blockquote")


def test_lists_and_the_feed_say_the_language(house: House, people: People):
    published(house, people)
    home = text(Client().get("/"))
    (row,) = re.findall(rf'<li lang="{house.language}" dir="{house.way}">(.*?)</li>', home, re.DOTALL)
    assert f'<a href="/special-dispatch/1/">{house.title}</a>' in row
    assert house.day in home
    feed = ET.fromstring(Client().get("/feed.atom").content)
    (entry,) = feed.iter(f"{ATOM}entry")
    assert (feed.attrib[XML_LANG], entry.attrib[XML_LANG]) == (house.language, house.language)
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert house.renderings[0][:40] in unescape(summary)
    assert ('<p dir="rtl">' in summary) == (house.way == "rtl")


def test_the_proof_holds(house: House, people: People):
    publication = published(house, people)
    verdict = verify(proof_path(publication.proof_sha256))
    assert verdict.ok, verdict


class TestOwnLanguage:
    """What is in the desk's language already."""

    @pytest.fixture
    def own(self, settings: Any) -> Iterator[Item]:
        settings.TARGET_LANGUAGE = "ar"
        yield newsroom.capture_page()
        close_recorders()

    def test_no_translation_is_offered(self, own: Item, people: People):
        for name in ("item", "item_pane"):
            page = text(people.translator.get(reverse(name, args=[own.pk])))
            assert "In Arabic already: no translation needed." in page
            assert "Translate <kbd>" not in page
        bench = text(people.translator.get(reverse("workbench", args=[own.pk])))
        assert "This item is in Arabic already, the language that this desk writes: it needs no translation." in bench
        assert "Machine drafts" not in bench

    def test_no_engine_is_asked(self, own: Item, people: People, settings: Any):
        settings.ENGINES_PATH.write_text('[engines.own]\nkind = "ctranslate2"\nfolder = "none"\nwrites = ["ar"]\n')
        answer = people.translator.post(reverse("drafts_ask", args=[own.pk]), {"engine": "own"})
        assert answer.status_code == 409
        assert "This item is in Arabic already: there is nothing to translate." in unescape(answer.content.decode())

    def test_its_own_words_are_handed_in_to_be_quoted(self, own: Item, people: People):
        assert own.current is not None
        segment = own.current.segments.get(number=1)
        words = own.current.text[segment.start : segment.end]
        bench = text(people.translator.get(reverse("workbench", args=[own.pk])))
        assert f">{words}</textarea>" in bench
        people.translator.post(reverse("segment_write", args=[segment.pk]), {"text": words, "act": "submit"})
        people.reviewer.post(reverse("rendering_act", args=[Rendering.objects.get().pk, "accept"]))
        kept = Rendering.objects.get()
        assert (kept.state, kept.text, kept.language) == ("accepted", words, "ar")


class TestChangedLanguage:
    """A desk that wrote English, and now writes French: nothing is lost, and all is told by its own language."""

    @pytest.fixture
    def english(self, people: People, settings: Any) -> Iterator[Item]:
        settings.TARGET_LANGUAGE = "en"
        item = newsroom.capture_page()
        newsroom.accept_all(item, newsroom.hire("lina", "translator"), newsroom.hire("omar", "reviewer"))
        settings.TARGET_LANGUAGE = "fr"
        yield item
        close_recorders()

    def test_earlier_renderings_stand_on_the_workbench_as_what_they_are(self, english: Item, people: People):
        page = text(people.translator.get(reverse("workbench", args=[english.pk])))
        assert f'<p class="reading" lang="en" dir="ltr">{newsroom.ENGLISH["ولم"]}</p>' in page
        assert "English: " in page
        assert "0 of 5 accepted" in page
        assert "0 of 5 sentences" in text(people.translator.get(reverse("item", args=[english.pk])))

    def test_both_languages_are_found(self, english: Item, people: People):
        assert english.current is not None
        segment = english.current.segments.get(number=4)
        newsroom.accept_one(
            segment, "Personne n’a signé.", newsroom.hire("zoe", "translator"), newsroom.hire("max", "reviewer"), language="fr"
        )
        index_pending(translations=translations)
        for words in ("documents", "signées"):
            found = text(people.translator.get(reverse("search"), {"q": words}))
            assert 'lang="en"' in found
            assert 'dir="ltr" lang="fr"' in found
            assert "<mark>" in found

    def test_what_waits_in_another_language_can_still_be_accepted(self, english: Item, people: People):
        waiting = Rendering.objects.order_by("pk").first()
        assert waiting is not None
        Rendering.objects.filter(pk=waiting.pk).update(state="submitted", reviewer=None, reviewed_at=None)
        page = text(people.reviewer.get(reverse("translations"), {"view": "review"}))
        assert reverse("workbench", args=[english.pk]) in page
        bench = text(people.reviewer.get(reverse("workbench", args=[english.pk])))
        assert reverse("rendering_act", args=[waiting.pk, "accept"]) in bench
        people.reviewer.post(reverse("rendering_act", args=[waiting.pk, "accept"]))
        waiting.refresh_from_db()
        assert (waiting.state, waiting.language) == ("accepted", "en")

    def test_a_dispatch_stays_in_its_language(self, english: Item, people: People, settings: Any):
        settings.TARGET_LANGUAGE = "en"
        series = newsroom.open_series(newsroom.hire("opener", "publisher"))
        editor = newsroom.hire("writer", "editor")
        segments = [one.segment for one in Rendering.objects.order_by("pk")[:2]]
        dispatch = newsroom.write_dispatch(editor, series, segments)
        settings.TARGET_LANGUAGE = "fr"
        assert "English</span></td>" in text(people.editor.get(reverse("dispatches")))
        assert "in English</p>" in text(people.editor.get(reverse("dispatch_edit", args=[dispatch.pk])))
        people.publisher.post(reverse("dispatch_publish", args=[dispatch.pk]))
        page = text(Client().get("/special-dispatch/1/"))
        assert '<html lang="en" dir="ltr">' in page
        assert "November 20, 2026" in page
        assert english.current is not None
        picker = text(people.editor.get(reverse("excerpt_pick", args=[dispatch.pk]), {"item": english.pk}))
        assert newsroom.ENGLISH["ولم"] in picker
