"""The CMS's own admin: lists, history and pictures for those whose work it is, and never a way round publication."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from dragoman.desk.compose.models import Dispatch, Picture
from dragoman.desk.custody.models import Act
from dragoman.desk.people.models import User
from dragoman.desk.publish.models import Publication
from dragoman.desk.publish.services import publish
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
DISPATCHES = "/cms/snippets/compose/dispatch/"
SERIES = "/cms/snippets/compose/series/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def head_of(dispatch: Dispatch, **changes: str) -> dict[str, str]:
    fields = {"title": dispatch.title, "series": str(dispatch.series_id), "date": dispatch.date.isoformat()}
    return {**fields, "subjects": dispatch.subjects, "tier": dispatch.tier, "slug": dispatch.slug, "picture": "", **changes}


def test_each_role_opens_what_is_its_own(desk: Newsroom) -> None:
    editor, publisher, translator = signed_in(desk.editor), signed_in(desk.publisher), signed_in(desk.translator)
    assert editor.get(DISPATCHES).status_code == 200
    assert editor.get(f"{DISPATCHES}edit/{desk.dispatch.pk}/").status_code == 200
    assert editor.get(f"{SERIES}add/").status_code == 302  # back to the CMS's home, refused
    assert publisher.get(f"{SERIES}add/").status_code == 200
    assert publisher.get(DISPATCHES).status_code == 200
    assert translator.get(DISPATCHES).status_code == 302


def test_an_edit_in_the_cms_reaches_the_desk_and_keeps_the_passages(desk: Newsroom) -> None:
    signed_in(desk.editor).post(f"{DISPATCHES}edit/{desk.dispatch.pk}/", head_of(desk.dispatch, title="From the CMS"))
    dispatch = Dispatch.objects.get(pk=desk.dispatch.pk)
    assert dispatch.title == "From the CMS"
    assert dispatch.passages.count() == 3
    assert dispatch.passages.get(kind="excerpt").quoted.count() == 2


def test_a_dispatch_begun_in_the_cms_is_in_the_desks_language(desk: Newsroom, settings: Any) -> None:
    settings.TARGET_LANGUAGE = "fr"
    sent = {"title": "Une dépêche", "series": desk.series.pk, "date": "2026-11-20", "subjects": "", "tier": "public", "slug": ""}
    answer = signed_in(desk.editor).post(f"{DISPATCHES}add/", sent)
    assert answer.status_code == 302, answer.content[:500]
    assert Dispatch.objects.get(title="Une dépêche").language == "fr"


def test_an_edit_of_a_published_dispatch_reaches_the_desk_but_not_the_readers(desk: Newsroom) -> None:
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    signed_in(desk.editor).post(f"{DISPATCHES}edit/{desk.dispatch.pk}/", head_of(desk.dispatch, title="From the CMS"))
    dispatch = Dispatch.objects.get(pk=desk.dispatch.pk)
    assert (dispatch.title, dispatch.number, dispatch.has_unpublished_changes) == ("From the CMS", 1, True)
    assert "From the CMS" not in Publication.objects.get().html


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_publishes_or_deletes_through_the_cms(desk: Newsroom, is_superuser: bool) -> None:
    User.objects.filter(pk=desk.editor.pk).update(is_superuser=is_superuser)
    client = signed_in(User.objects.get(pk=desk.editor.pk))
    client.post(f"{DISPATCHES}edit/{desk.dispatch.pk}/", head_of(desk.dispatch) | {"action-publish": "action-publish"})
    client.post(f"{DISPATCHES}delete/{desk.dispatch.pk}/")
    dispatch = Dispatch.objects.get(pk=desk.dispatch.pk)
    assert (dispatch.live, dispatch.number) == (False, None)
    assert Publication.objects.count() == 0


def test_an_editor_uploads_a_picture_with_its_credit(desk: Newsroom) -> None:
    content = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "PNG")
    client = signed_in(desk.editor)
    upload = {
        "title": "The hall",
        "credit": "A. Photographer",
        "file": SimpleUploadedFile("hall.png", content.getvalue(), "image/png"),
    }
    response = client.post("/cms/images/add/", upload)
    assert response.status_code == 302, response.content
    assert Picture.objects.get().credit == "A. Photographer"
    assert signed_in(desk.translator).get("/cms/images/").status_code == 302


def test_history_and_preview_open(desk: Newsroom) -> None:
    client = signed_in(desk.editor)
    assert client.get(f"{DISPATCHES}history/{desk.dispatch.pk}/").status_code == 200
    preview = client.get(f"{DISPATCHES}preview/{desk.dispatch.pk}/")
    assert preview.status_code == 200


def acts(kind: str, about: object) -> list[str]:
    return list(Act.objects.filter(kind=kind, about=str(about)).values_list("action", flat=True))


def test_what_is_done_here_is_in_custody(desk: Newsroom) -> None:
    signed_in(desk.editor).post(f"{DISPATCHES}edit/{desk.dispatch.pk}/", head_of(desk.dispatch, title="From the CMS"))
    last = Act.objects.filter(kind="dispatch").last()
    assert last is not None
    assert (last.action, last.account, last.detail) == ("head-changed", desk.editor.pk, '{"changed":["title"]}')
    signed_in(desk.editor).post(f"{DISPATCHES}add/", head_of(desk.dispatch, title="Begun in the CMS"))
    assert acts("dispatch", Dispatch.objects.get(title="Begun in the CMS").pk) == ["dispatch-begun"]
    publisher = signed_in(desk.publisher)
    publisher.post(f"{SERIES}edit/{desk.series.pk}/", {"name": "Special", "slug": desk.series.slug, "prefix": "No."})
    assert acts("series", desk.series.pk) == ["series-opened", "series-changed"]


def test_accounts_changed_here_are_in_custody(desk: Newsroom) -> None:
    chief = User.objects.create_superuser("chief", "chief@desk.example", "correct horse battery")
    fields = {"username": "lina", "email": "lina@desk.example", "first_name": "Lina", "last_name": "M", "byline": "L. M."}
    passwords = {"password1": "correct horse battery", "password2": "correct horse battery"}
    signed_in(chief).post(reverse("wagtailusers_users:add"), {**fields, **passwords, "is_active": "on"})
    lina = User.objects.get(username="lina").pk
    signed_in(chief).post(reverse("wagtailusers_users:edit", args=[lina]), fields)
    signed_in(chief).post(reverse("wagtailusers_users:delete", args=[lina]))
    assert not User.objects.filter(pk=lina).exists()
    assert acts("person", lina) == ["person-added", "person-changed", "person-removed"]
    changed = Act.objects.get(action="person-changed")
    assert (changed.account, changed.detail) == (chief.pk, '{"may_sign_in":false,"roles":[]}')
