"""Ledger and time of a capture, as the desk's pages say it: held, waited for, none, broken."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dragoman.desk.capture.checkpoints import sign_head
from dragoman.desk.capture.models import Capture, Stamp
from dragoman.desk.capture.standing import standing
from dragoman.desk.ui.chain import Holds
from tests.capture.authorities import AuthorityServer
from tests.desk.authority_fixtures import obtain
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def capture(desk: Newsroom) -> Capture:
    assert desk.item.current is not None
    return desk.item.current.capture


def states(capture: Capture) -> tuple[Holds, Holds]:
    links = standing(capture)
    return links["ledger"].holds, links["time"].holds


def stamp() -> None:
    from dragoman.desk.capture.stamp_jobs import want_now

    want_now(sign_head(by=None, now=timezone.now()), now=timezone.now())


def test_without_authorities_the_ledger_holds_once_signed_and_time_is_none(capture: Capture) -> None:
    assert states(capture) == (Holds.WAITING, Holds.NONE)
    sign_head(by=None, now=timezone.now())
    assert states(capture) == (Holds.HELD, Holds.NONE)
    assert standing(capture)["ledger"].sentence.startswith("Leaf 0 of 1 under the head signed ")


def test_time_is_waited_for_then_held(capture: Capture, servers: list[AuthorityServer]) -> None:
    assert states(capture) == (Holds.WAITING, Holds.WAITING)
    stamp()
    assert states(capture) == (Holds.HELD, Holds.WAITING)
    assert standing(capture)["time"].sentence == "2 authorities were asked for a time stamp; none has come yet."
    obtain()
    assert states(capture) == (Holds.HELD, Holds.HELD)
    assert re.fullmatch(r"Stamped [\d-]+ [\d:]+ UTC by (First|Second)\.", standing(capture)["time"].sentence)


def test_a_stamp_from_before_the_capture_says_nothing_of_it(capture: Capture, servers: list[AuthorityServer]) -> None:
    stamp()
    obtain()
    Stamp.objects.update(size=0)
    assert states(capture)[1] is Holds.WAITING


def test_a_stamp_that_no_longer_holds_vouches_for_nothing(capture: Capture, servers: list[AuthorityServer]) -> None:
    stamp()
    obtain()
    Stamp.objects.update(state=Stamp.State.BROKEN)
    assert states(capture)[1] is Holds.WAITING


@pytest.mark.parametrize(("field", "value"), [("url", "http://manara.example/other"), ("leaf_index", None), ("leaf_index", 7)])
def test_a_row_that_is_not_what_was_entered_is_broken(
    capture: Capture, servers: list[AuthorityServer], field: str, value: Any
) -> None:
    stamp()
    obtain()
    setattr(capture, field, value)
    assert states(capture) == (Holds.FAILED, Holds.FAILED)


def test_the_desks_pages_say_it_in_words(desk: Newsroom, capture: Capture, servers: list[AuthorityServer]) -> None:
    stamp()
    client = Client()
    client.force_login(desk.editor)
    excerpt = desk.dispatch.passages.get(kind="excerpt")
    addresses = [
        reverse("capture", args=[capture.pk]),
        reverse("item", args=[desk.item.pk]),
        reverse("passage_evidence", args=[excerpt.pk]),
    ]
    for address in addresses:
        html = client.get(address).content.decode()
        assert "Leaf 0 of 1 under the head signed " in html, address
        assert "2 authorities were asked for a time stamp; none has come yet." in html, address
    obtain()
    for address in addresses:
        assert re.search(r"Stamped [\d-]+ [\d:]+ UTC by ", client.get(address).content.decode()), address
