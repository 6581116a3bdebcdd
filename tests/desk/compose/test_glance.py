"""The evidence of a dispatch's citations at a glance, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dragoman.desk.capture.checkpoints import sign_head
from dragoman.desk.capture.models import Capture, LedgerRow, Stamp
from dragoman.desk.compose import services
from dragoman.desk.compose.glance import Citation, citations
from dragoman.desk.compose.models import Dispatch
from dragoman.desk.read.models import Item, Standing, Version
from dragoman.desk.ui.chain import Holds
from dragoman.read.visits import Place
from tests.desk import newsroom
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def _holds(citation: Citation) -> list[str]:
    return [str(link.holds) for link in citation.links.values()]


def _only(dispatch: Dispatch) -> Citation:
    (citation,) = citations(dispatch)
    return citation


def _html(desk: Newsroom, **headers: str) -> str:
    client = Client()
    client.force_login(desk.editor)
    answer = client.get(reverse("dispatch_evidence", args=[desk.dispatch.pk]), headers=headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_fresh_citation_waits_for_a_signed_head_and_holds_otherwise(desk: Newsroom) -> None:
    assert _holds(_only(desk.dispatch)) == [Holds.HELD, Holds.HELD, Holds.WAITING, Holds.NONE]
    html = _html(desk)
    assert "1 citation, read back" in html
    assert "not visited yet" in html
    assert "<html" not in _html(desk, **{"HX-Request": "true"})


def test_altered_bytes_a_lost_leaf_and_lost_words_are_told_by_name(desk: Newsroom) -> None:
    desk.segments[1].anchor_start = 0
    desk.segments[1].save()
    assert "does not stand in the captured page" in _only(desk.dispatch).links["bytes"].sentence
    Capture.objects.update(record_offset=7)
    assert _only(desk.dispatch).links["bytes"].holds is Holds.FAILED
    LedgerRow.objects.update(hashes=b"\0" * 32)
    assert _holds(_only(desk.dispatch)) == [Holds.FAILED] * 4
    LedgerRow.objects.all().delete()
    assert _holds(_only(desk.dispatch)) == [Holds.FAILED] * 4
    assert "The ledger does not hold this capture" in _html(desk)


@pytest.mark.parametrize(
    ("place", "told"), [(Place.GONE, "gone"), (Place.MOVED, "moved"), (Place.AWAY, "leads elsewhere"), (Place.THERE, "unchanged")]
)
def test_where_the_source_stands_now(desk: Newsroom, place: Place, told: str) -> None:
    Standing.objects.update_or_create(
        item=desk.item, defaults={"place": place.value, "since": LATER, "seen_at": LATER, "moved_to": "http://manara.example/new"}
    )
    assert _only(desk.dispatch).words == told
    html = _html(desk)
    assert told in html
    assert (f"since {LATER:%Y-%m-%d %H:%M:%S} UTC" in html) == (place is not Place.THERE)


def test_a_changed_source_links_to_the_difference_from_what_was_cited(desk: Newsroom) -> None:
    _correct(desk.item, newsroom.ARTICLE[0])
    html = _html(desk)
    assert "the quoted words no longer stand" in html
    assert f'href="{reverse("item_versions", args=[desk.item.pk])}?old=1"' in html
    client = Client()
    client.force_login(desk.editor)
    assert "taken out" in client.get(f"{reverse('item_versions', args=[desk.item.pk])}?old=1").content.decode()


def _correct(item: Item, text: str) -> None:
    assert item.current is not None
    item.current = Version.objects.create(item=item, number=2, capture=item.current.capture, text=text, created_at=LATER)
    item.save()
    Standing.objects.update_or_create(item=item, defaults={"since": NOW, "seen_at": LATER})


def test_fifty_citations_cost_no_more_queries_than_one(desk: Newsroom) -> None:
    one = _queries(desk.dispatch)
    for number in range(2, 51):
        item = newsroom.capture_page(url=f"http://manara.example/articles/{number * 100}")
        segments = newsroom.accept_all(item, desk.translator, desk.reviewer)
        services.insert_excerpt(by=desk.editor, dispatch=desk.dispatch, segments=segments[:1], now=NOW)
    assert len(citations(desk.dispatch)) == 50
    assert _queries(desk.dispatch) == one
    assert one <= 10


def _queries(dispatch: Dispatch) -> int:
    with CaptureQueriesContext(connection) as context:
        assert all(citation.links["bytes"].holds is Holds.HELD for citation in citations(dispatch))
    return len(context)


def test_only_who_sees_the_desk_sees_it(desk: Newsroom) -> None:
    address = reverse("dispatch_evidence", args=[desk.dispatch.pk])
    assert Client().get(address).status_code == 302
    client = Client()
    client.force_login(newsroom.hire("reader"))
    assert client.get(address).status_code == 403
    client.force_login(desk.editor)
    assert client.get(reverse("dispatch_evidence", args=[10**9])).status_code == 404


def test_signed_and_stamped_as_soon_as_a_head_and_a_stamp_cover_it(desk: Newsroom) -> None:
    head = sign_head(by=None, now=LATER)
    assert _holds(_only(desk.dispatch))[2] == Holds.HELD
    Stamp.objects.create(
        authority="https://time.example",
        size=head.size,
        note=b"note",
        note_sha256="0" * 64,
        state=Stamp.State.CONFIRMED,
        requested_at=LATER,
        next_try_at=LATER,
        stamped_at=LATER,
        signer="Example Time",
    )
    stamped = _only(desk.dispatch).links["stamped"]
    assert (stamped.holds, stamped.sentence) == (Holds.HELD, f"Stamped {LATER:%Y-%m-%d %H:%M:%S} UTC by Example Time.")
