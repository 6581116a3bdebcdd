"""The whole way of an item against a live loopback source."""

from __future__ import annotations

import pytest

from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.models import Capture
from dragoman.desk.pipeline import run_round
from dragoman.desk.read import selectors as items
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.watch.models import Endpoint, Entry, Poll
from dragoman.desk.watch.services import claim_endpoints
from tests.desk.stand import SENTENCES, Reply, article, entry, rss
from tests.desk.tools import NOW, watched

pytestmark = pytest.mark.django_db


def publish(stand, *names, **feed):
    """A feed with one page a name."""
    for name in names:
        stand.put(f"/{name}", article(f"جسر {name}"))
    return stand.put(
        "/rss",
        rss("".join(entry(f"جسر {name}", stand.url(f"/{name}")) for name in names)),
        media_type="application/rss+xml",
        **feed,
    )


def poll_again(tools, minutes=60):
    tools.clock.move(minutes=minutes)
    return run_round(tools=tools)


def test_a_new_entry_is_captured_read_anchored_and_found(stand, tools):
    watched(publish(stand, "a", "b"))

    report = run_round(tools=tools)

    assert [(line.outcome, line.new) for line in report.lines] == [("new", 2)]
    assert (report.captured, report.read, report.indexed, report.failures) == (2, 2, 2, [])
    item = Item.objects.get(url=stand.url("/a"))
    assert (item.title, item.language, item.state) == ("جسر a", "ar", "new")
    assert SENTENCES[0] in item.current.text
    assert item.published_at.isoformat() == "2026-11-18T08:00:00+00:00"
    rule = captures.rule_text(item.current.capture).text
    segments = list(item.current.segments.all())
    assert len(segments) >= len(SENTENCES)
    for segment in segments:
        words = item.current.text[segment.start : segment.end]
        assert segment.anchor_start is not None, words
        assert " ".join(rule[segment.anchor_start : segment.anchor_end].split()) == " ".join(words.split())
    assert {hit.id for hit in items.search("ترميم الجسر").results.hits} == set(Item.objects.values_list("pk", flat=True))
    assert Entry.objects.filter(state=Entry.State.READ).count() == 2


def test_the_queue_shows_a_feeds_newest_entry_first(stand, tools):
    watched(publish(stand, "newest", "older", "oldest"))
    run_round(tools=tools)
    assert [row.title for row in items.queue_page().rows] == ["جسر newest", "جسر older", "جسر oldest"]


def test_a_round_repeated_stores_nothing_twice(stand, tools):
    watched(publish(stand, "a", "b"))
    run_round(tools=tools)
    before = (Capture.objects.count(), Item.objects.count(), Version.objects.count(), Segment.objects.count())

    report = poll_again(tools)

    assert [(line.outcome, line.new) for line in report.lines] == [("unchanged", 0)]
    assert (Capture.objects.count(), Item.objects.count(), Version.objects.count(), Segment.objects.count()) == before
    assert stand.asked.count("/a") == 1


def test_conditional_requests_are_sent_and_304_is_no_capture(stand, tools):
    url = publish(stand, "a")
    body = stand.replies["/rss"].body
    seen = []

    def reply(headers):
        seen.append((headers.get("If-None-Match"), headers.get("If-Modified-Since")))
        tags = {"ETag": '"7"', "Last-Modified": "Wed, 18 Nov 2026 08:00:00 GMT"}
        return (
            Reply(b"", 304, headers=tags)
            if headers.get("If-None-Match")
            else Reply(body, 200, "application/rss+xml", headers=tags)
        )

    stand.replies["/rss"] = reply
    endpoint = watched(url)
    run_round(tools=tools)
    report = poll_again(tools)

    assert seen == [(None, None), ('"7"', "Wed, 18 Nov 2026 08:00:00 GMT")]
    assert report.lines[0].outcome == "unchanged"
    assert Capture.objects.filter(endpoint=endpoint).count() == 1
    assert Poll.objects.count() == 2


def test_a_changed_page_gives_a_new_version_and_keeps_the_old(stand, tools):
    watched(publish(stand, "a"))
    run_round(tools=tools)
    stand.put(
        "/a",
        article("جسر a", *SENTENCES[:3], "تصحيح: ينتهي الترميم بعد موسم الأمطار لا قبله كما ورد في نسخة سابقة من هذا الخبر."),
    )
    stand.put("/rss", rss(entry("جسر a (مصحح)", stand.url("/a"))), media_type="application/rss+xml")

    poll_again(tools)

    item = Item.objects.get()
    assert [version.number for version in item.versions.all()] == [1, 2]
    assert "تصحيح" in item.current.text
    assert "تصحيح" not in item.versions.get(number=1).text
    assert item.indexed_revision == item.revision


def test_the_same_text_again_makes_no_new_version(stand, tools):
    watched(publish(stand, "a"))
    run_round(tools=tools)
    stand.put("/a", article("جسر a").replace("رياضة", "طقس"))
    stand.put("/rss", rss(entry("عنوان آخر", stand.url("/a"))), media_type="application/rss+xml")

    poll_again(tools)

    assert Capture.objects.filter(entry__isnull=False).count() == 2
    assert Version.objects.count() == 1


def test_what_one_round_left_the_next_one_does(stand, tools):
    """Captured but not read: the process died in between."""
    watched(publish(stand, "a"))
    run_round(tools=tools)
    Item.objects.all().update(current=None)
    Version.objects.all().delete()
    Item.objects.all().delete()
    Entry.objects.update(state=Entry.State.CAPTURED)

    report = poll_again(tools, minutes=1)

    assert (report.lines, report.captured, report.read) == ([], 0, 1)
    assert Item.objects.get().current.text


def test_robots_txt_is_asked_once_a_round_and_obeyed(stand, tools):
    stand.put("/robots.txt", "User-agent: *\nDisallow: /b\n", media_type="text/plain")
    watched(publish(stand, "a", "b"))

    run_round(tools=tools)

    assert stand.asked.count("/robots.txt") == 1
    assert "/b" not in stand.asked
    refused = Entry.objects.get(url=stand.url("/b"))
    assert (refused.state, refused.outcome, refused.next_try_at) == ("failed", "robots", None)
    assert "robots.txt" in refused.sentence


def test_two_watchers_never_get_the_same_endpoint(stand):
    for n in range(5):
        watched(stand.url(f"/{n}"))
    first = claim_endpoints(by=None, now=NOW, limit=3)
    second = claim_endpoints(by=None, now=NOW)
    assert len(first) == 3
    assert len(second) == 2
    assert claim_endpoints(by=None, now=NOW) == []
    assert {e.pk for e in first}.isdisjoint({e.pk for e in second})


def test_an_interrupted_round_gives_its_endpoints_back(stand, tools, monkeypatch):
    watched(publish(stand, "a"))

    def interrupted(requests):
        raise KeyboardInterrupt
        yield

    with monkeypatch.context() as patched:
        patched.setattr(tools.fetcher, "fetch_many", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run_round(tools=tools)
    assert len(run_round(tools=tools).lines) == 1


def test_something_unforeseen_costs_one_source_and_no_other(stand, tools, monkeypatch, caplog):
    from dragoman.desk import answers

    watched(publish(stand, "a"))
    watched(stand.put("/broken", rss(entry("x", stand.url("/x"))), media_type="application/rss+xml"))
    parse = answers.feed.parse

    def spoilt(payload, content_type, url):
        if url.endswith("/broken"):
            raise ZeroDivisionError("a library's bug")
        return parse(payload, content_type, url)

    monkeypatch.setattr(answers.feed, "parse", spoilt)
    report = run_round(tools=tools)

    assert sorted(line.outcome for line in report.lines) == ["new", "unexpected"]
    broken = Endpoint.objects.get(url=stand.url("/broken"))
    assert (broken.last_outcome, broken.failures) == ("unexpected", 1)
    assert "a library's bug" in caplog.text
    assert Item.objects.count() == 1


def test_something_unforeseen_while_storing_costs_one_source_and_no_other(stand, tools, monkeypatch, caplog):
    from dragoman.desk import pipeline

    watched(publish(stand, "a"))
    watched(stand.put("/broken", rss(entry("x", stand.url("/x"))), media_type="application/rss+xml"))
    record = pipeline.watching.record_polls

    def spoilt(*, by, round_, results):
        if any(result.endpoint.url.endswith("/broken") and result.found for result in results):
            raise ZeroDivisionError("the database's mood")
        return record(by=by, round_=round_, results=results)

    monkeypatch.setattr(pipeline.watching, "record_polls", spoilt)
    report = run_round(tools=tools)

    assert sorted(line.outcome for line in report.lines) == ["new", "unexpected"]
    assert Endpoint.objects.get(url=stand.url("/broken")).failures == 1
    assert Endpoint.objects.get(url=stand.url("/rss")).failures == 0
    assert Item.objects.count() == 1


def test_a_channels_preview_gives_posts_anchored_in_its_page(stand, tools, shared_data):
    """Real structure, from the evaluation data."""
    page = (shared_data / "telegram" / "channel.html").read_bytes()
    watched(stand.put("/s/channel", page), "telegram")

    report = run_round(tools=tools)

    assert report.lines[0].outcome == "new"
    posts = Item.objects.filter(kind="post")
    assert posts.count() >= 12
    assert all(post.published_at and post.title and post.entry.state == "read" for post in posts.select_related("entry"))
    with_words = Segment.objects.filter(version__item__in=posts)
    assert with_words.filter(anchor_start__isnull=True).count() <= with_words.count() * 0.1
    assert Capture.objects.count() == 1
    assert poll_again(tools).lines[0].outcome == "unchanged"


@pytest.mark.parametrize("name", ["no_preview_landing", "not_exist_landing"])
def test_a_channel_that_shows_nothing_says_which_nothing(stand, tools, shared_data, name):
    endpoint = watched(stand.put("/s/channel", (shared_data / "telegram" / f"{name}.html").read_bytes()), "telegram")
    run_round(tools=tools)
    endpoint.refresh_from_db()
    assert endpoint.last_outcome in ("no-preview", "no-channel")
    assert endpoint.last_sentence.endswith(".")


def test_a_listing_page_is_watched_by_its_selector(stand, tools):
    stand.put("/one", article("خبر أول"))
    url = stand.put("/news", '<html><body><h2><a href="/one">خبر أول</a></h2><p><a href="/about">عنا</a></p></body></html>')
    watched(url, "listing", selector="h2 a")
    run_round(tools=tools)
    item = Item.objects.get()
    assert (item.title, item.url) == ("خبر أول", stand.url("/one"))
