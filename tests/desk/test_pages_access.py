"""Each role on each page: what opens, what is refused, and where a visitor is sent."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from dragoman.desk.people.models import User
from dragoman.desk.people.roles import ROLES, Right
from tests.desk.ui.factories import endpoint, item, person, rendering, segments

pytestmark = pytest.mark.django_db

# name of the page → the right that opens it
VIEWED = (
    "today",
    "queue",
    "queue_arrivals",
    "item",
    "item_pane",
    "sources",
    "source",
    "captures",
    "capture",
    "search",
    "translations",
    "workbench",
)
READING = dict.fromkeys(VIEWED, Right.VIEW_DESK) | {"source_add": Right.MANAGE_SOURCES}
ACTING = {
    "item_decide": Right.DECIDE,
    "item_judge": Right.DECIDE,
    "source_poll": Right.MANAGE_SOURCES,
    "source_rendering": Right.MANAGE_SOURCES,
    "segment_write": Right.TRANSLATE,
    "accept": Right.REVIEW,
    "send-back": Right.REVIEW,
}


@pytest.fixture
def stand():
    """Something behind every address."""
    made = item()
    endpoint(made.source)
    waiting = rendering(segments(made)[0], person("writer", "translator"), "x", state="submitted")
    return {
        "item": [made.pk],
        "item_pane": [made.pk],
        "item_decide": [made.pk],
        "item_judge": [made.pk],
        "workbench": [made.pk],
        "source": [made.source.slug],
        "source_poll": [made.source.slug],
        "source_rendering": [made.source.slug],
        "capture": [made.current.capture_id],
        "segment_write": [segments(made)[1].pk],
        "accept": [waiting.pk, "accept"],
        "send-back": [waiting.pk, "send-back"],
    }


def address(name: str, stand: dict[str, list[object]]) -> str:
    return reverse("rendering_act" if name in ("accept", "send-back") else name, args=stand.get(name, []))


@pytest.mark.parametrize("role", [*ROLES, "no role"])
def test_pages_open_to_the_roles_that_hold_the_right(role, stand, client):
    somebody = person("somebody", *([role] if role in ROLES else []))
    client.force_login(somebody)
    held = ROLES.get(role, frozenset())
    seen = {name: client.get(address(name, stand)).status_code for name in READING}
    assert seen == {name: 200 if right in held else 403 for name, right in READING.items()}


@pytest.mark.parametrize("role", [*ROLES, "no role"])
def test_acts_are_open_to_the_roles_that_hold_the_right(role, stand, client):
    somebody = person("somebody", *([role] if role in ROLES else []))
    client.force_login(somebody)
    held = ROLES.get(role, frozenset())
    sent = {"kind": "flag", "text": "words", "remark": "again", "is": "wall", "reason": "only a log-in"}
    for name, right in ACTING.items():
        status = client.post(address(name, stand), sent).status_code
        if right not in held:
            assert status == 403, name
        else:  # done, or refused by a rule because an act before it changed the state
            assert status in ({302} if name != "send-back" else {302, 409}), name


def test_visitors_are_sent_to_the_sign_in_and_back(stand, client):
    for name in READING:
        answer = client.get(address(name, stand))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login") + "?next=")
    for name in ACTING:
        assert client.post(address(name, stand)).status_code == 302


def test_acts_are_not_done_by_following_a_link(stand, client):
    client.force_login(User.objects.create_superuser("root", "root@example.org", "pw"))
    for name in ACTING:
        assert client.get(address(name, stand)).status_code == 405


def test_what_is_not_there_is_404_in_plain_words(client):
    client.force_login(person("somebody", "monitor"))
    for name, args in (
        ("item", [99]),
        ("item_pane", [99]),
        ("workbench", [99]),
        ("source", ["none"]),
        ("capture", [uuid.uuid4()]),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 404
        assert "There is nothing at this address" in answer.content.decode()


def test_refusals_are_in_plain_words(client):
    client.force_login(person("somebody"))
    answer = client.get(reverse("queue"))
    assert answer.status_code == 403
    assert "You may not see this page" in answer.content.decode()


def test_sign_in_works_and_forgives_nothing(client):
    person("mona", "monitor")
    page = client.get(reverse("account_login"))
    assert "Sign in to the desk" in page.content.decode()
    wrong = client.post(reverse("account_login"), {"login": "mona", "password": "no"})
    assert wrong.status_code == 200
    right = client.post(reverse("account_login"), {"login": "mona", "password": "pw"})
    assert (right.status_code, right.headers["Location"]) == (302, reverse("today"))


def test_nobody_signs_up_by_themselves(client):
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200
    assert "password1" not in page.content.decode()


def test_an_htmx_request_without_a_session_is_told_so_instead_of_getting_the_sign_in_page(stand, client):
    answer = client.post(address("segment_write", stand), {"text": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "signed out" in answer.content.decode()


def test_everybody_finds_their_own_sign_in_page_and_only_some_the_cms(client):
    for role, admitted in (("monitor", False), ("editor", True)):
        client.force_login(person(role, role))
        page = client.get(reverse("today")).content.decode()
        assert reverse("mfa_index") in page
        assert (reverse("wagtailadmin_home") in page) is admitted
    assert client.get(reverse("mfa_index"), follow=True).status_code == 200
