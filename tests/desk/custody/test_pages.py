"""Custody on the item's page and on the dispatch's, and who may take it away as a file."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dragoman.capture.custody.check import check_file
from dragoman.capture.custody.export import read_file
from dragoman.desk.custody.selectors import SHOWN
from dragoman.desk.people.roles import ROLES, Right
from dragoman.desk.publish.services import publish
from dragoman.desk.read.services import decide
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import desk  # noqa: F401 -- a fixture
from tests.desk.ui.factories import item, person

pytestmark = pytest.mark.django_db


def page(client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_item_shows_who_did_what_and_why(client):
    omar, made = person("omar", "monitor"), item()
    decide(by=omar, item=made, kind="select")
    decide(by=omar, item=made, kind="reject", reason="a <b>repost</b> \u202eevil")
    client.force_login(omar)
    shown = page(client, "item", made.pk)
    assert "<strong>Rejected</strong> by <bdi" in shown
    assert ">omar</bdi>" in shown
    assert "a &lt;b&gt;repost&lt;/b&gt;" in shown
    assert "\u202e" not in shown
    assert "<strong>Captured</strong> by" in shown
    assert reverse("item_custody", args=[made.pk, "json"]) in shown


def test_a_capture_alone_is_custody_too(client):
    made = item()
    client.force_login(person("omar", "monitor"))
    assert "1 entry" in page(client, "item", made.pk)


def test_a_dispatch_shows_its_acts(client, desk):  # noqa: F811
    publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    client.force_login(desk.editor)
    shown = page(client, "dispatch_edit", desk.dispatch.pk)
    assert "<strong>Published</strong> by" in shown
    assert "<strong>Excerpt added</strong> by" in shown
    assert reverse("dispatch_custody", args=[desk.dispatch.pk, "csv"]) in shown


@pytest.mark.parametrize("name", ["item", "dispatch_edit"])
def test_acts_cost_one_query_however_many(name: str, client, desk):  # noqa: F811
    client.force_login(person("chief", "monitor", "editor"))
    address = reverse(name, args=[desk.item.pk if name == "item" else desk.dispatch.pk])

    def queries() -> list[str]:
        client.get(address)
        with CaptureQueriesContext(connection) as context:
            assert client.get(address).status_code == 200
        return [query["sql"] for query in context]

    few = queries()
    assert len([sql for sql in few if "custody_act" in sql]) == 1
    for number in range(30):
        somebody = person(f"monitor-{number}", "monitor")
        decide(by=somebody, item=desk.item, kind="flag" if number % 2 == 0 else "unflag")
    assert len(queries()) == len(few)


def test_work_sentence_by_sentence_is_folded(client, desk):  # noqa: F811
    decide(by=person("omar", "monitor"), item=desk.item, kind="select")
    client.force_login(desk.editor)
    shown = page(client, "item", desk.item.pk)
    assert "17 entries" in shown
    for what, who in (("begun", "translator"), ("submitted", "translator"), ("accepted", "reviewer")):
        assert f'<strong>Rendering {what}</strong> 5 times by <bdi dir="auto">{who}</bdi>' in shown


def test_a_long_history_is_cut_and_says_so(client):
    omar, made = person("omar", "monitor"), item()
    for number in range(SHOWN + 5):
        decide(by=omar, item=made, kind="unflag" if number % 2 else "flag")
    client.force_login(omar)
    shown = page(client, "item", made.pk)
    assert f"{SHOWN}+ entries" in shown
    assert "Older ones are in the file." in shown


@pytest.mark.parametrize("role", [*ROLES, "no role"])
def test_the_file_is_for_those_who_see_the_desk(role: str, client, desk):  # noqa: F811
    client.force_login(person("somebody", *([role] if role in ROLES else [])))
    expected = 200 if Right.VIEW_DESK in ROLES.get(role, frozenset()) else 403
    for name, key in (("item_custody", desk.item.pk), ("dispatch_custody", desk.dispatch.pk)):
        for form in ("json", "csv"):
            assert client.get(reverse(name, args=[key, form])).status_code == expected


def test_a_visitor_is_sent_to_sign_in(client, desk):  # noqa: F811
    for name, key in (("item_custody", desk.item.pk), ("dispatch_custody", desk.dispatch.pk)):
        answer = client.get(reverse(name, args=[key, "json"]))
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]


def test_the_file_checks_and_is_kept_by_no_cache(client, desk):  # noqa: F811
    client.force_login(desk.editor)
    answer = client.get(reverse("item_custody", args=[desk.item.pk, "json"]))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="item-{desk.item.pk}-custody.json"'
    assert check_file(read_file(answer.content)).ok
    assert "Realname" not in answer.content.decode()
    assert json.loads(answer.content)["said"]["captures"][0]["leaf"] == 0


@pytest.mark.parametrize("form", ["xml", "JSON", "json.csv"])
def test_another_form_is_not_found(form: str, client, desk):  # noqa: F811
    client.force_login(desk.editor)
    base = reverse("item_custody", args=[desk.item.pk, "json"]).removesuffix("json")
    assert client.get(base + form).status_code == 404
    assert client.get(reverse("item_custody", args=[999_999, "json"])).status_code == 404
    assert client.get(reverse("dispatch_custody", args=[999_999, "json"])).status_code == 404
