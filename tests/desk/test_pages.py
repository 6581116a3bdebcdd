"""What the pages show and do, with htmx and without script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dragoman.desk.read.models import Item
from dragoman.desk.read.services import index_pending
from dragoman.desk.translate.models import Rendering
from dragoman.desk.translate.selectors import translations
from dragoman.desk.watch.models import Endpoint
from tests.desk.ui.factories import NOW, PIECES, Piece, capture, endpoint, failed_entry, item, person, rendering, segments, source

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mona(client):
    somebody = person("mona", "monitor", "translator", "reviewer")
    client.force_login(somebody)
    return somebody


def text(answer) -> str:
    return answer.content.decode()


# Queue


def test_a_row_shows_source_headline_gloss_and_language(client, mona):
    made = item(PIECES[1])
    rendering(segments(made)[0], mona, "Official reply", state="accepted", reviewer=person("omar", "reviewer"))
    page = text(client.get(reverse("queue")))
    for words in (PIECES[1].english, PIECES[1].title, "Official reply", "Persian", 'lang="fa"', 'dir="auto"'):
        assert words in page


def test_deciding_with_htmx_gives_back_the_row_with_undo(client, mona):
    made = item()
    row = client.post(reverse("item_decide", args=[made.pk]), {"kind": "select", "view": "new"}, headers=HTMX)
    assert f'id="row-{made.pk}"' in text(row)
    assert "Undo" in text(row)
    assert "<html" not in text(row)
    client.post(reverse("item_decide", args=[made.pk]), {"kind": "restore", "view": "new"}, headers=HTMX)
    made.refresh_from_db()
    assert made.state == "new"
    assert [d.kind for d in made.decisions.all()] == ["restore", "select"]


def test_deciding_without_script_goes_back_where_it_was(client, mona):
    made = item()
    place = reverse("queue") + "?view=new"
    answer = client.post(reverse("item_decide", args=[made.pk]), {"kind": "reject", "reason": "Advertising", "next": place})
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    assert Item.objects.get().state == "rejected"
    assert "Advertising" in text(client.get(reverse("item", args=[made.pk])))


def test_deciding_never_sends_anybody_to_another_site(client, mona):
    made = item()
    answer = client.post(reverse("item_decide", args=[made.pk]), {"kind": "flag", "next": "https://evil.example/"})
    assert answer.headers["Location"] == reverse("item", args=[made.pk])


def test_a_rejection_without_a_reason_is_refused_in_one_sentence(client, mona):
    made = item()
    answer = client.post(reverse("item_decide", args=[made.pk]), {"kind": "reject", "reason": " "}, headers=HTMX)
    assert (answer.status_code, text(answer)) == (409, "A rejection needs a reason.")
    assert Item.objects.get().state == "new"


def test_older_rows_come_by_key_and_none_twice(client, mona):
    for number in range(1, 61):
        item(number=number)
    first = client.get(reverse("queue"))
    older = first.context["older"]
    rest = client.get(reverse("queue") + older, headers=HTMX)
    assert "<html" not in text(rest)
    shown = [line.row.id for answer in (first, rest) for line in answer.context["lines"]]
    assert len(shown) == len(set(shown)) == 60


def test_new_arrivals_wait_quietly(client, mona):
    item(number=10)
    key = client.get(reverse("queue")).context["first_key"]
    ask = {"view": "new", "key": key}
    assert text(client.get(reverse("queue_arrivals"), ask)).strip() == ""
    item(number=1)
    assert "1 new" in text(client.get(reverse("queue_arrivals"), ask))


def test_flagged_items_of_every_state_are_in_one_view(client, mona):
    ids = {item(number=n, state=state, flagged=True).pk for n, state in enumerate(("new", "selected", "rejected"), 1)}
    item(number=9)
    lines = client.get(reverse("queue") + "?view=flagged").context["lines"]
    assert {line.row.id for line in lines} == ids


def test_a_new_desk_is_led_to_adding_a_source(client, mona):
    for page in ("queue", "today"):
        answer = text(client.get(reverse(page)))
        assert "watches nothing yet" in answer
        assert reverse("sources") in answer


@pytest.mark.parametrize(
    "query", ["?view=nothing", "?before=zzz", "?before=99999999999999999999-1", "?source=%00", "?language=xx"]
)
def test_odd_addresses_of_the_queue_are_borne(client, mona, query):
    item()
    assert client.get(reverse("queue") + query).status_code == 200


# Item and workbench


def test_an_item_shows_both_dates_captures_and_decisions(client, mona):
    made = item(published_at=NOW)
    page = text(client.get(reverse("item", args=[made.pk])))
    for words in ("2026-11-21 08:00:00 UTC", "23 شوال 1444", "Version 1", made.current.capture.payload_sha256[:16]):
        assert words in page


def test_an_unread_item_says_why(client, mona):
    made = item()
    made.current.text, made.current.problems = "", ["No main text was found."]
    made.current.save()
    assert "No main text was found." in text(client.get(reverse("item", args=[made.pk])))


def test_writing_by_htmx_answers_with_a_status_and_never_with_the_field(client, mona):
    segment = segments(item())[0]
    answer = client.post(reverse("segment_write", args=[segment.pk]), {"text": "words", "act": "save"}, headers=HTMX)
    assert "Draft saved" in text(answer)
    assert "<textarea" not in text(answer)
    assert Rendering.objects.get().text == "words"


def test_writing_and_handing_in_without_script(client, mona):
    made = item()
    segment = segments(made)[1]
    answer = client.post(reverse("segment_write", args=[segment.pk]), {"text": "words", "act": "submit"})
    assert answer.headers["Location"] == reverse("workbench", args=[made.pk]) + "#s-1"
    assert Rendering.objects.get().state == "submitted"


def test_a_refusal_keeps_what_was_typed(client, mona):
    made = item()
    segment = segments(made)[0]
    rendering(segment, mona, "handed in", state="submitted")
    plain = client.post(reverse("segment_write", args=[segment.pk]), {"text": "typed anew", "act": "save"})
    assert plain.status_code == 409
    assert "waits for review" in text(plain)
    swapped = client.post(reverse("segment_write", args=[segment.pk]), {"text": "typed anew"}, headers=HTMX)
    assert swapped.headers["HX-Retarget"] == f"#status-{segment.pk}"


def test_a_conflict_shows_the_stored_words_and_offers_to_keep_the_typed_ones(client, mona):
    segment = segments(item())[0]
    rendering(segment, mona, "from the other window")
    seen = (NOW - timedelta(minutes=5)).isoformat()
    place = reverse("segment_write", args=[segment.pk])
    answer = client.post(place, {"text": "from this one", "seen": seen}, headers=HTMX)
    assert "from the other window" in text(answer)
    assert 'value="overwrite"' in text(answer)
    assert Rendering.objects.get().text == "from the other window"
    client.post(place, {"text": "from this one", "seen": seen, "act": "overwrite"}, headers=HTMX)
    assert Rendering.objects.get().text == "from this one"


def test_another_persons_wording_handed_in_meanwhile_is_shown(client, mona):
    segment = segments(item())[0]
    rendering(segment, person("lina", "translator"), "her wording", state="submitted")
    opened = (NOW - timedelta(minutes=5)).isoformat()
    answer = client.post(reverse("segment_write", args=[segment.pk]), {"text": "mine", "opened": opened}, headers=HTMX)
    assert "her wording" in text(answer)


def test_nobody_gets_an_accept_button_for_their_own(client, mona):
    made = item()
    rendering(segments(made)[0], mona, "mine", state="submitted")
    place = reverse("workbench", args=[made.pk])
    assert "data-accept" not in text(client.get(place))
    rendering(segments(made)[1], person("lina", "translator"), "hers", state="submitted")
    assert text(client.get(place)).count("data-accept") == 1


def test_accepting_and_sending_back_from_the_page(client, mona):
    made = item()
    lina = person("lina", "translator")
    good, bad = (rendering(segment, lina, "x", state="submitted") for segment in segments(made)[:2])
    row = client.post(reverse("rendering_act", args=[good.pk, "accept"]), headers=HTMX)
    assert "Accepted" in text(row)
    client.post(reverse("rendering_act", args=[bad.pk, "send-back"]), {"remark": "“letter”"})
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.remark) == ("accepted", "returned", "“letter”")


def test_what_no_database_can_hold_is_left_out_of_what_was_sent(client, mona):
    made = item()
    segment = segments(made)[0]
    client.post(reverse("segment_write", args=[segment.pk]), {"text": "one\0two"}, headers=HTMX)
    client.post(reverse("item_decide", args=[made.pk]), {"kind": "reject", "reason": "no\0news"}, headers=HTMX)
    assert Rendering.objects.get().text == "onetwo"
    assert made.decisions.get().reason == "nonews"
    for page, query in (("sources", "after"), ("search", "q"), ("search", "source"), ("queue_arrivals", "key")):
        assert client.get(reverse(page), {"q": "x"} | {query: "a\0b"}).status_code == 200


# Sources


def test_a_failing_source_shows_its_last_good_day_and_one_button(client):
    client.force_login(person("root", "administrator"))
    one = source()
    endpoint(one, failures=3, outcome="too-slow")
    failed_entry(one)
    page = text(client.get(reverse("source", args=[one.slug])))
    for words in ("took too long", "2026-11-18", "The server refused the page (404).", "Entry 4 has no address"):
        assert words in page
    assert page.count("Poll now") == 1
    client.post(reverse("source_poll", args=[one.slug]))
    assert Endpoint.objects.get().next_due_at > NOW - timedelta(days=1)


def test_the_numbers_of_today_lead_to_just_those_sources(client, mona):
    fine, bad = source(PIECES[0]), source(PIECES[1])
    endpoint(fine)
    endpoint(bad, failures=5, outcome="too-slow")
    Endpoint.objects.filter(source=fine).update(last_success_at=timezone.now())
    tiles = {tile.words: tile for tile in client.get(reverse("today")).context["sections"]["Sources"]}
    for words in ("failing addresses", "silent for three days"):
        assert tiles[words].count == 1
        assert [line.row.slug for line in client.get(tiles[words].href).context["lines"]] == [bad.slug]


def test_the_strip_of_health_has_words(client, mona):
    endpoint(source(), failures=3, outcome="too-slow")
    assert 'role="img" aria-label="' in text(client.get(reverse("sources")))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "nonsense", "http://127.0.0.1:9/feed"])
def test_a_source_that_cannot_be_added_says_why_and_keeps_what_was_typed(client, url):
    client.force_login(person("root", "administrator"))
    answer = client.post(reverse("source_add"), {"url": url, "name_english": "Kept Name", "interval_seconds": 900})
    assert answer.status_code == 422
    page = text(answer)
    assert 'role="alert"' in page
    assert "Kept Name" in page
    assert "Traceback" not in page


# Captures


def test_a_failed_capture_and_a_missing_file_are_said_in_words(client, mona):
    failed = capture(outcome="unreachable", sentence="The server could not be reached.", status=None)
    lost = capture(archive_file="gone.warc.gz", record_offset=0, record_length=10)
    assert "The server could not be reached." in text(client.get(reverse("capture", args=[failed.pk])))
    assert "missing" in text(client.get(reverse("capture", args=[lost.pk])))
    assert client.get(reverse("capture_record", args=[failed.pk])).status_code == 404
    assert client.get(reverse("capture_record", args=[lost.pk])).status_code == 409


# Search


def test_search_finds_originals_and_translations_and_says_the_spelling(client, mona):
    made = item()
    rendering(segments(made)[1], mona, "The minister wrote to them.", state="accepted", reviewer=person("omar", "reviewer"))
    index_pending(translations=translations)
    for words in ("الوزير", "minister"):
        page = text(client.get(reverse("search"), {"q": words}))
        assert reverse("item", args=[made.pk]) in page
        assert "<mark>" in page
    assert "found as" in page


def test_search_is_narrowed_and_widened_by_facets(client, mona):
    item(PIECES[0])
    item(Piece("ar", "الميناء", "Harbour", PIECES[0].title, PIECES[0].sentences))
    index_pending(translations=translations)
    both = client.get(reverse("search"), {"q": "الوزير"})
    one = client.get(reverse("search"), {"q": "الوزير", "source": "harbour"})
    assert (both.context["total"], one.context["total"]) == (2, 1)


@pytest.mark.parametrize("words", ["", '"', "((((", "\u202e", "x" * 5000, "<script>", "a AND OR NOT"])
def test_odd_searches_are_borne(client, mona, words):
    assert client.get(reverse("search"), {"q": words, "page": "x"}).status_code == 200
