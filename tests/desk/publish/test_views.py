"""The public site: who may read what on every surface, what it shows, and what it never runs."""

from __future__ import annotations

import json
import re
import uuid
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from dragoman.desk.compose import services as compose
from dragoman.desk.people.models import User
from dragoman.desk.publish.models import ArchivedCopy, Publication
from dragoman.desk.publish.services import publish
from tests.desk import newsroom
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
TIERS = ["public", "registered", "subscriber", "staff"]
READERS = ["public", "registered", "staff"]  # subscribers come with the issue that grants tiers
ATOM = "{http://www.w3.org/2005/Atom}"


def visitor(kind: str) -> Client:
    client = Client()
    if kind == "registered":
        client.force_login(User.objects.create_user("reader", password="x"))
    elif kind == "staff":
        person = User.objects.create_user("colleague", password="x")
        person.groups.add(Group.objects.get(name="monitor"))
        client.force_login(person)
    return client


def publish_in(desk: Newsroom, tier: str) -> Publication:
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, tier=tier)
    return publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)


def surfaces(desk: Newsroom) -> dict[str, str]:
    assert desk.item.current is not None
    return {
        "page": "/special-dispatch/1/",
        "version": "/special-dispatch/1/versions/1/",
        "proof": "/special-dispatch/1/proof.wacz",
        "version proof": "/special-dispatch/1/versions/1/proof.wacz",
        "archived copy": f"/captures/{desk.item.current.capture_id}/",
    }


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("reader", READERS)
def test_every_surface_keeps_the_same_policy(desk: Newsroom, tier: str, reader: str) -> None:
    publish_in(desk, tier)
    client = visitor(reader)
    allowed = TIERS.index(tier) <= TIERS.index(reader)
    for surface, address in surfaces(desk).items():
        response = client.get(address)
        assert (response.status_code == 200) is allowed, surface
        if not allowed:
            assert b"negotiate" not in response.content, surface
            assert b"no talks under pressure" not in response.content, surface
    for address in ("/", "/feed.atom"):
        assert (b"no talks under pressure" in client.get(address).content) is allowed, address


def test_what_is_for_staff_does_not_exist_for_others_and_the_rest_says_for_whom_it_is(desk: Newsroom) -> None:
    publish_in(desk, "registered")
    refused = Client().get("/special-dispatch/1/")
    assert refused.status_code == 403
    assert b"registered readers" in refused.content
    assert "no-store" in refused.headers["Cache-Control"]
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, tier="staff")
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW + timedelta(hours=1))
    assert Client().get("/special-dispatch/1/").status_code == 404


def test_the_page_shows_the_quotation_its_note_its_chain_and_its_check(desk: Newsroom) -> None:
    publish_in(desk, "public")
    html = Client().get("/special-dispatch/1/").content.decode()
    assert desk.item.current is not None
    assert "Special Dispatch No. 1" in html
    assert 'href="http://manara.example/articles/17"' in html
    assert f'href="/captures/{desk.item.current.capture_id}/"' in html
    assert "Check this quotation" in html
    assert "<mark>قال المتحدث" in html
    assert 'lang="ar"' in html
    assert "2026-11-20 09:30:00 UTC" in html
    assert desk.item.current.capture.payload_sha256 in html
    assert "dragoman verify special-dispatch-1-v1.wacz" in html
    assert re.findall(r'<li class="(held|failed|not-yet|none)">', html)[:6] == ["held"] * 5 + ["none"]
    assert "<script src" in html.split("<body")[0]  # the theme's own, from this site
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", html)


def test_marks_are_told_apart_and_explained(desk: Newsroom) -> None:
    passage = desk.dispatch.passages.get(kind="excerpt")
    text = passage.text.replace("within one week", "[…]").replace("the members", "the members [identity: of the council]")
    compose.change_excerpt(by=desk.editor, passage=passage, text=text)
    publish_in(desk, "public")
    html = Client().get("/special-dispatch/1/").content.decode()
    assert re.search(r'<span class="mark identity" title="[^"]+">\[of the council\]</span>', html)
    assert re.search(r'<span class="mark cut" title="[^"]+">\[…\]</span>', html)
    assert "Marks in the quotations" in html
    assert "who or what is meant" in html
    assert 'class="mark scene"' not in html


def test_structured_data_is_whole(desk: Newsroom) -> None:
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title='A </script><b>"bold"</b> & title')
    publish_in(desk, "public")
    html = Client().get("/special-dispatch/1/").content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    report = json.loads(text)
    assert report["@type"] == "Report"
    assert report["name"] == 'A </script><b>"bold"</b> & title'
    assert report["hasPart"][0]["isBasedOn"]["url"] == "http://manara.example/articles/17"


def test_hostile_text_is_text(desk: Newsroom) -> None:
    item = newsroom.capture_page(
        [*newsroom.ARTICLE, "&lt;script&gt;alert(1)&lt;/script&gt; \u202eevil"],
        url='javascript:alert("x")//',
        title="<script>alert(2)</script>",
        extra=newsroom.HOSTILE,
    )
    segments = newsroom.accept_all(item, desk.translator, desk.reviewer)
    compose.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=segments[-1:])
    compose.add_prose(by=desk.editor, dispatch=desk.dispatch, text="<img src=x onerror=alert(3)>")
    publish_in(desk, "public")
    assert item.current is not None
    for address in ("/special-dispatch/1/", f"/captures/{item.current.capture_id}/", "/"):
        html = Client().get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "<img" not in html, address
        assert 'href="javascript' not in html, address
        assert "onclick=" not in html.replace("&quot;", ""), address
        assert "\u202e" not in html, address


def test_only_cited_captures_are_public(desk: Newsroom) -> None:
    other = newsroom.capture_page(url="http://manara.example/articles/18")
    publish_in(desk, "public")
    assert other.current is not None
    assert Client().get(f"/captures/{other.current.capture_id}/").status_code == 404
    assert Client().get(f"/captures/{uuid.uuid4()}/").status_code == 404


def test_the_archived_copy_highlights_just_what_is_quoted(desk: Newsroom) -> None:
    publish_in(desk, "public")
    assert desk.item.current is not None
    html = Client().get(f"/captures/{desk.item.current.capture_id}/").content.decode()
    marked = re.findall("<mark>(.*?)</mark>", html)
    assert [words.split()[0] for words in marked] == ["قال", "وأضاف"]
    assert "الرئيسية" in html  # the page's own navigation: it is the whole text
    assert "HTTP/1.1 200 OK" in html


def test_what_only_the_staff_may_read_is_not_highlighted_for_others(desk: Newsroom) -> None:
    publish_in(desk, "public")
    inner = newsroom.write_dispatch(desk.editor, desk.series, desk.segments[3:4], title="Inner")
    compose.change_head(by=desk.editor, dispatch=inner, tier="staff")
    publish(by=desk.publisher, dispatch=inner, now=NOW)
    address = surfaces(desk)["archived copy"]
    assert Client().get(address).content.count(b"<mark>") == 2
    assert b"Inner" not in Client().get(address).content
    colleague = visitor("staff").get(address).content
    assert colleague.count(b"<mark>") == 3
    assert b"Inner" in colleague


def test_an_archived_copy_leaves_the_public_with_the_last_dispatch_that_cites_it(desk: Newsroom) -> None:
    publish_in(desk, "public")
    address = surfaces(desk)["archived copy"]
    assert Client().get(address).status_code == 200
    publish_in(desk, "staff")
    assert Client().get(address).status_code == 404
    assert Client().get("/special-dispatch/1/versions/1/").status_code == 404


def test_pages_are_rendered_anew_from_what_was_published(desk: Newsroom) -> None:
    publish_in(desk, "public")
    pages = {address: Client().get(address).content for address in ("/special-dispatch/1/", surfaces(desk)["archived copy"])}
    Publication.objects.update(html="lost", html_sha256="0")
    ArchivedCopy.objects.update(public_html="lost", public_html_sha256="0")
    call_command("render_pages", verbosity=0)
    for address, content in pages.items():
        assert Client().get(address).content == content


def test_a_reader_who_has_the_page_gets_no_second_copy(desk: Newsroom) -> None:
    publish_in(desk, "public")
    first = Client().get("/special-dispatch/1/")
    again = Client().get("/special-dispatch/1/", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="Corrected")
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    assert Client().get("/special-dispatch/1/", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_public_page_costs_one_query(desk: Newsroom, django_assert_num_queries: object) -> None:
    publish_in(desk, "public")
    client = Client()
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/special-dispatch/1/")
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get("/")
    with django_assert_num_queries(1):  # type: ignore[operator]
        client.get(surfaces(desk)["archived copy"])


def test_the_list_pages_by_key_newest_date_first(desk: Newsroom) -> None:
    publish_in(desk, "public")
    row = Publication.objects.get()
    for number in range(2, 24):
        day = row.date + timedelta(days=number)
        dispatch = newsroom.write_dispatch(desk.editor, desk.series, [], title=f"Dispatch {number}")
        Publication.objects.create(
            dispatch=dispatch, version=1, series=desk.series, number=number, title=dispatch.title, date=day, tier="public",
            published_at=NOW, content={}, html="", html_sha256="0", proof_sha256="0", proof_bytes=0,
        )  # fmt: skip
    first = Client().get("/").content.decode()
    assert re.findall(r"Dispatch (\d+)</a>", first) == [str(number) for number in range(23, 3, -1)]
    (rest,) = re.findall(r'href="(\?before=[^"]+)"', first)
    second = Client().get(f"/{rest}").content.decode()
    assert re.findall(r"Dispatch (\d+)</a>", second) == ["3", "2"]
    assert "no talks under pressure" in second
    assert Client().get("/?before=nonsense").status_code == 200


def test_the_feed_is_atom(desk: Newsroom) -> None:
    compose.change_head(by=desk.editor, dispatch=desk.dispatch, title="Fish & <chips>")
    publish_in(desk, "public")
    response = Client().get("/feed.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Special Dispatch No. 1: Fish & <chips>"
    assert entry.find(f"{ATOM}link").get("href", "").endswith("/special-dispatch/1/")  # type: ignore[union-attr]


def test_the_proof_downloads_under_a_name_people_know(desk: Newsroom) -> None:
    publish_in(desk, "public")
    response = Client().get("/special-dispatch/1/proof.wacz")
    assert 'filename="special-dispatch-1-v1.wacz"' in response.headers["Content-Disposition"]
    assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_every_quotation_leads_to_the_page_that_needs_nothing_of_ours(desk: Newsroom) -> None:
    publish_in(desk, "public")
    dispatch = Client().get("/special-dispatch/1/").content.decode()
    assert dispatch.count('href="/how-to-check/"') == 1 + dispatch.count('class="quotation"')
    page = Client().get("/how-to-check/")
    assert page.status_code == 200
    assert "openssl pkeyutl -verify" in page.content.decode()
    assert '<article class="document" lang="en" dir="ltr">' in page.content.decode()


def test_robots_and_unknown_pages(desk: Newsroom) -> None:
    assert b"Disallow: /desk/" in Client().get("/robots.txt").content
    for address in ("/special-dispatch/99/", "/no-series/1/", "/special-dispatch/1/versions/7/"):
        assert Client().get(address).status_code == 404
    assert Client().post("/").status_code == 405


def test_originals_of_pictures_are_for_those_who_write(desk: Newsroom, settings: object) -> None:
    folder = settings.MEDIA_ROOT / "original_images"  # type: ignore[attr-defined]
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("original")
    assert Client().get("/media/original_images/a.txt").status_code == 404
    assert visitor("staff").get("/media/original_images/a.txt").status_code == 200
    assert Client().get("/media/images/../original_images/a.txt").status_code == 404
