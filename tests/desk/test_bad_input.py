"""Whatever a source sends, it is a named, recorded outcome in a monitor's words, and its neighbours lose nothing by it."""

from __future__ import annotations

import gzip
import zlib

import pytest

from dragoman.desk.capture.models import Capture
from dragoman.desk.pipeline import hand_in, run_round
from dragoman.desk.read.models import Item
from dragoman.desk.rounds import RoundReport
from dragoman.desk.watch.models import Endpoint, Entry, Poll
from dragoman.errors import RuleBroken
from tests.desk.stand import SENTENCES, Stand, article, entry, rss
from tests.desk.tools import opened_tools, watched

pytestmark = pytest.mark.django_db

FEED = "application/rss+xml"
BOMB = gzip.compress(b"<rss>" + b" " * 60_000_000, 1)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title><item><title>&j;</title><link>http://127.0.0.1:1/1</link></item></channel></rss>"
)
BOT_WALL = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing</h1>"
    '<div id="cf-challenge-running"></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    "<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)


@pytest.fixture
def stand():
    with Stand() as stand:
        stand.put("/good-page", article("خبر سليم"))
        watched(stand.put("/good", rss(entry("خبر سليم", stand.url("/good-page"))), media_type=FEED), slug="good")
        yield stand


@pytest.fixture
def tools():
    with opened_tools() as tools:
        yield tools


def one_round(tools):
    """A round; the good source beside the bad one must have come through it."""
    report = run_round(tools=tools)
    assert Endpoint.objects.get(source__slug="good").last_outcome == "new"
    assert Item.objects.filter(source__slug="good", current__text__contains=SENTENCES[0]).count() == 1
    return report


# name → (how the stand answers, outcomes that are right, a word of the sentence)
FEEDS = {
    "slow": ({"body": rss(""), "wait_seconds": 5}, {"too-slow"}, "in time"),
    "dripping": ({"body": rss("x" * 2000), "drip_seconds": 0.05}, {"too-slow"}, ""),
    "endless": ({"body": b"<rss>" + b"a" * 60_000, "endless": True}, {"too-large", "too-slow"}, ""),
    "huge": ({"body": b"<rss>" + b"a" * 4_000_000}, {"too-large"}, ""),
    "empty": ({"body": b""}, {"not-a-feed"}, ""),
    "gzip-bomb": ({"body": BOMB, "headers": {"Content-Encoding": "gzip"}}, {"too-large"}, "unpacks"),
    "broken-gzip": ({"body": b"\x1f\x8bnonsense", "headers": {"Content-Encoding": "gzip"}}, {"no-main-text"}, "compression"),
    "html": ({"body": article("صفحة"), "media_type": "text/html"}, {"not-a-feed"}, ""),
    "bot-wall": ({"body": BOT_WALL, "media_type": "text/html"}, {"bot-wall"}, ""),
    "refused": ({"body": "no", "status": 403}, {"refused"}, "refuses"),
    "missing": ({"body": "no", "status": 404}, {"refused"}, "no such page"),
    "gone": ({"body": "no", "status": 410}, {"refused"}, "for good"),
    "trouble": ({"body": "no", "status": 500}, {"refused"}, "trouble"),
    "too-often": ({"body": "no", "status": 429, "headers": {"Retry-After": "86400"}}, {"refused"}, "less often"),
    "to-private": ({"status": 302, "headers": {"Location": "http://10.0.0.1/feed"}}, {"address-refused"}, ""),
    "to-metadata": ({"status": 302, "headers": {"Location": "http://169.254.169.254/latest"}}, {"address-refused"}, ""),
    "to-file": ({"status": 302, "headers": {"Location": "file:///etc/passwd"}}, {"address-refused"}, ""),
    "in-circles": ({"status": 302, "headers": {"Location": "/in-circles"}}, {"refused"}, "leads on"),
    "binary": ({"body": bytes(range(256)) * 40, "media_type": FEED}, {"not-a-feed"}, ""),
}


@pytest.mark.parametrize("name", FEEDS)
def test_a_bad_feed_is_named_recorded_and_shown(name, stand, tools):
    reply, outcomes, word = FEEDS[name]
    bad = watched(stand.put(f"/{name}", **reply), slug="bad")

    report = one_round(tools)

    bad.refresh_from_db()
    poll = Poll.objects.get(endpoint=bad)
    assert bad.last_outcome in outcomes, bad.last_sentence
    assert (poll.outcome, poll.sentence) == (bad.last_outcome, bad.last_sentence)
    assert word in bad.last_sentence
    assert is_sentence(bad.last_sentence)
    assert (bad.failures, bad.last_success_at, bad.payload_sha256) == (1, None, "")
    assert bad.next_due_at > tools.clock.now
    assert [line.outcome for line in report.lines if line.failed] == [bad.last_outcome]
    assert Capture.objects.filter(endpoint=bad).exists()


def is_sentence(text):
    return (
        text[:1].isupper()
        and text.endswith(".")
        and not any(word in text for word in ("Error", "Exception", "errno", "Traceback"))
    )


def test_what_a_refusing_source_sent_is_kept_as_evidence(stand, tools):
    bad = watched(stand.put("/refused", "Go away", status=403))
    one_round(tools)
    capture = Capture.objects.get(endpoint=bad)
    assert (capture.outcome, capture.status) == ("refused", 403)
    assert capture.archive_file


def test_retry_after_is_honoured(stand, tools):
    bad = watched(stand.put("/busy", "later", status=429, headers={"Retry-After": "86400"}))
    one_round(tools)
    bad.refresh_from_db()
    assert (bad.next_due_at - tools.clock.now).total_seconds() >= 86_400 - 5


def test_an_unreachable_source(stand, tools):
    bad = watched("http://127.0.0.1:1/feed")
    one_round(tools)
    bad.refresh_from_db()
    capture = Capture.objects.get(endpoint=bad)
    assert bad.last_outcome == "unreachable"
    assert is_sentence(bad.last_sentence)
    assert (capture.outcome, capture.archive_file, capture.sentence) == ("unreachable", "", bad.last_sentence)


@pytest.mark.parametrize(
    "address", ["http://10.1.2.3/feed", "http://169.254.169.254/", "http://[::1]/feed", "http://2130706434/"]
)
def test_a_private_address(address, stand, tools):
    bad = watched(address)
    one_round(tools)
    bad.refresh_from_db()
    assert bad.last_outcome == "address-refused"
    assert is_sentence(bad.last_sentence)


def test_a_file_address_is_refused_at_hand_in(tools):
    with pytest.raises(RuleBroken, match="http"):
        hand_in(tools, RoundReport(), by=None, url="file:///etc/passwd")
    assert not Entry.objects.exists()


def test_an_entity_bomb_costs_nothing(stand, tools):
    bad = watched(stand.put("/bomb", ENTITIES, media_type=FEED))
    one_round(tools)
    bad.refresh_from_db()
    assert bad.last_outcome in ("not-a-feed", "new", "unchanged")
    assert all(len(title) < 10_000 for title in Entry.objects.values_list("title", flat=True))


def test_a_wrongly_declared_charset_still_reads(stand, tools):
    body = rss(entry("خبر", "http://127.0.0.1:1/a")).replace("utf-8", "windows-1256").encode("windows-1256")
    endpoint = watched(stand.put("/charset", body, media_type="application/rss+xml; charset=utf-8"))
    one_round(tools)
    endpoint.refresh_from_db()
    assert endpoint.last_outcome == "new"
    assert Entry.objects.get(endpoint=endpoint).title == "خبر"


def test_ten_thousand_entries(stand, tools):
    items = "".join(entry(f"خبر {n}", f"ftp://x.example/{n}", guid=f"urn:{n}") for n in range(10_000))
    endpoint = watched(stand.put("/many", rss(items), media_type=FEED))
    one_round(tools)
    assert Entry.objects.filter(endpoint=endpoint).count() == 10_000
    assert Poll.objects.get(endpoint=endpoint).new_count == 10_000


def test_entries_without_date_id_or_address(stand, tools):
    items = "<item><title>بلا عنوان</title></item><item><link>http://127.0.0.1:1/x</link></item><item></item>"
    endpoint = watched(stand.put("/bare", rss(items), media_type=FEED))
    one_round(tools)
    by_outcome = {e.outcome: e for e in Entry.objects.filter(endpoint=endpoint)}
    assert set(by_outcome) == {"no-address", "unreachable"}
    assert all(is_sentence(e.sentence) and e.published_at is None for e in by_outcome.values())


def test_equal_ids_are_told_apart_by_address(stand, tools):
    items = "".join(f"<item><title>{n}</title><guid>same</guid><link>http://127.0.0.1:1/{n}</link></item>" for n in range(3))
    endpoint = watched(stand.put("/same", rss(items), media_type=FEED))
    one_round(tools)
    assert Entry.objects.filter(endpoint=endpoint).count() == 3


PAGES = {
    "bot-wall": ({"body": BOT_WALL}, "bot-wall"),
    "empty": ({"body": b""}, "no-main-text"),
    "script-only": ({"body": "<html><body><div id=app></div><script>render()</script></body></html>"}, "empty-shell"),
    "bomb": ({"body": BOMB, "headers": {"Content-Encoding": "gzip"}}, "too-large"),
    "picture": ({"body": b"\x89PNG\r\n\x1a\n" + bytes(500), "media_type": "image/png"}, "no-main-text"),
    "broken-deflate": (
        {"body": zlib.compress(b"x" * 500)[:20] + b"zzzz", "headers": {"Content-Encoding": "deflate"}},
        "no-main-text",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_a_text_is_an_item_that_says_why(name, stand, tools):
    reply, outcome = PAGES[name]
    bad_page = stand.put(f"/page-{name}", **reply)
    watched(stand.put("/feed", rss(entry("عنوان الخبر", bad_page)), media_type=FEED), slug="bad")

    report = one_round(tools)

    found = Entry.objects.get(url=bad_page)
    assert (found.state, found.outcome) == ("failed", outcome)
    assert is_sentence(found.sentence)
    item = Item.objects.get(entry=found)
    assert (item.title, item.current.text, item.current.problems) == ("عنوان الخبر", "", [found.sentence])
    assert (bad_page, found.sentence) in report.failures


def test_a_page_that_fails_is_tried_again_and_then_read(stand, tools):
    page = stand.put("/later", "busy", status=503)
    watched(stand.put("/feed", rss(entry("عنوان", page)), media_type=FEED), slug="bad")
    one_round(tools)
    found = Entry.objects.get(url=page)
    assert (found.state, found.outcome, found.tries) == ("failed", "refused", 1)
    stand.put("/later", article("عنوان"))

    tools.clock.move(seconds=800)
    run_round(tools=tools)
    assert stand.asked.count("/later") == 1, "not before its time"
    tools.clock.move(seconds=200)
    run_round(tools=tools)

    found.refresh_from_db()
    assert (found.state, found.outcome, found.sentence, found.next_try_at) == ("read", "", "", None)
    assert found.item.current.text


def test_a_page_that_is_lost_later_keeps_its_text(stand, tools):
    page = stand.put("/lost", article("عنوان"))
    watched(stand.put("/feed", rss(entry("عنوان", page)), media_type=FEED), slug="bad")
    one_round(tools)
    stand.put("/lost", BOT_WALL)
    stand.put("/feed", rss(entry("عنوان جديد", page)), media_type=FEED)
    tools.clock.move(hours=1)
    run_round(tools=tools)

    found = Entry.objects.get(url=page)
    assert (found.state, found.outcome) == ("read", "bot-wall")
    assert SENTENCES[0] in found.item.current.text
