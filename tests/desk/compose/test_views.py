"""The dispatch editor's pages: what is typed is kept, what departs is pointed at, each role sees its own."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dragoman.desk.compose.models import Dispatch, Passage
from dragoman.desk.people.models import User
from dragoman.desk.publish.models import Publication
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def excerpt_of(dispatch: Dispatch) -> Passage:
    return Passage.objects.get(dispatch=dispatch, kind="excerpt")


def test_a_dispatch_is_begun_and_opened(desk: Newsroom) -> None:
    client = signed_in(desk.editor)
    assert "no talks under pressure" in client.get("/desk/dispatches/").content.decode()
    begun = client.post("/desk/dispatches/new/", {"title": "A new one", "series": desk.series.pk})
    made = Dispatch.objects.get(title="A new one")
    assert begun.headers["Location"] == f"/desk/dispatches/{made.pk}/"
    assert "quotes nothing yet" in client.get(begun.headers["Location"]).content.decode()


def test_what_is_typed_is_kept_and_the_departure_is_pointed_at(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    typed = passage.text.replace("not negotiate", "gladly negotiate")
    response = signed_in(desk.editor).post(f"/desk/passages/{passage.pk}/", {"text": typed}, headers=HTMX)
    html = response.content.decode()
    assert excerpt_of(desk.dispatch).text == typed
    assert "<mark>gladly</mark>" in html
    assert "the rendering has “not”" in html
    assert 'id="missing"' in html
    repaired = signed_in(desk.editor).post(f"/desk/passages/{passage.pk}/", {"text": passage.text}, headers=HTMX)
    assert "Saved" in repaired.content.decode()


def test_without_javascript_every_form_leads_back_to_its_place(desk: Newsroom) -> None:
    passage = excerpt_of(desk.dispatch)
    client = signed_in(desk.editor)
    response = client.post(f"/desk/passages/{passage.pk}/", {"text": passage.text})
    assert response.headers["Location"] == f"/desk/dispatches/{desk.dispatch.pk}/#passage-{passage.pk}"
    assert client.post(f"/desk/dispatches/{desk.dispatch.pk}/passages/", {"kind": "prose", "position": "0"}).status_code == 302
    assert client.get(f"/desk/dispatches/{desk.dispatch.pk}/?pick=1&item={desk.item.pk}").status_code == 200


def test_an_excerpt_is_inserted_from_ticked_sentences(desk: Newsroom) -> None:
    client = signed_in(desk.editor)
    page = client.get(f"/desk/dispatches/{desk.dispatch.pk}/pick/", {"position": "1"}).content.decode()
    assert "مجلس نهر الحجر" in page
    sentences = client.get(f"/desk/dispatches/{desk.dispatch.pk}/pick/", {"position": "1", "item": desk.item.pk}).content.decode()
    assert f'value="{desk.segments[0].pk}"' in sentences
    chosen = {"segment": [desk.segments[3].pk, desk.segments[4].pk], "position": "1"}
    response = client.post(f"/desk/dispatches/{desk.dispatch.pk}/excerpts/", chosen, headers=HTMX)
    assert "No one has signed any document so far." in response.content.decode()
    kinds = list(Passage.objects.filter(dispatch=desk.dispatch).values_list("kind", flat=True))
    assert kinds == ["heading", "excerpt", "prose", "excerpt"]


def test_a_broken_rule_is_one_sentence_and_changes_nothing(desk: Newsroom) -> None:
    response = signed_in(desk.editor).post(f"/desk/dispatches/{desk.dispatch.pk}/excerpts/", {}, headers=HTMX)
    assert response.status_code == 409
    assert response.content.decode() == "Choose at least one sentence to quote."


def test_the_margin_shows_the_evidence_read_back(desk: Newsroom) -> None:
    html = signed_in(desk.editor).get(f"/desk/passages/{excerpt_of(desk.dispatch).pk}/evidence/").content.decode()
    assert html.count('class="held"') == 4
    assert re.findall(r'<li class="([\w-]+)">', html)[4:] == ["waiting", "none"]


def test_only_a_publisher_has_the_button_and_pressing_it_publishes(desk: Newsroom) -> None:
    address = f"/desk/dispatches/{desk.dispatch.pk}/"
    assert "Number and publish" not in signed_in(desk.editor).get(address).content.decode()
    assert signed_in(desk.editor).post(f"{address}publish/").status_code == 403
    publisher = signed_in(desk.publisher)
    assert "Number and publish" in publisher.get(address).content.decode()
    shown = publisher.post(f"{address}publish/", follow=True).content.decode()
    assert "Published as Special Dispatch No. 1, version 1. Its proof holds." in shown
    assert Publication.objects.count() == 1


def test_a_refused_publication_says_why(desk: Newsroom) -> None:
    Passage.objects.filter(pk=excerpt_of(desk.dispatch).pk).update(text="Something else entirely.")
    shown = signed_in(desk.publisher).post(f"/desk/dispatches/{desk.dispatch.pk}/publish/", follow=True).content.decode()
    assert "Not published. Excerpt 1:" in shown
    assert Publication.objects.count() == 0


@pytest.mark.parametrize("path", ["", "preview/"])
def test_a_preview_is_for_the_desk_only(desk: Newsroom, path: str) -> None:
    address = f"/desk/dispatches/{desk.dispatch.pk}/{path}"
    assert Client().get(address).status_code == 302
    assert signed_in(User.objects.create_user("reader")).get(address).status_code == 403
    assert signed_in(desk.translator).get(address).status_code == 200


def test_the_preview_claims_nothing_that_was_not_checked(desk: Newsroom) -> None:
    html = signed_in(desk.editor).get(f"/desk/dispatches/{desk.dispatch.pk}/preview/").content.decode()
    assert "Nothing here is public yet" in html
    assert 'class="held"' not in html
