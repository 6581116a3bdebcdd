"""Items, versions, decisions, posts, the index."""

from __future__ import annotations

import itertools

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dragoman.capture import text_rule
from dragoman.capture.exchange import Request
from dragoman.desk.capture.services import Taken
from dragoman.desk.people.models import User
from dragoman.desk.read import selectors, services
from dragoman.desk.read.models import Decision, Item, Segment, Version
from dragoman.desk.read.selectors import QueueFilter
from dragoman.desk.read.services import Post
from dragoman.desk.watch.models import Entry, Source
from dragoman.desk.watch.services import record_entries
from dragoman.errors import NotAllowed, RuleBroken
from dragoman.watch.decide import Found
from tests.desk.stand import SENTENCES, article
from tests.desk.tools import NOW, watched

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return Source.objects.create(slug="nahr", name_native="النهر", language="ar")


def person(name, role):
    made = User.objects.create_user(name)
    made.groups.add(Group.objects.get(name=role))
    return made


def captured(tools, stand, source, path, page):
    """An entry with one stored capture of a page."""
    url = stand.put(path, page)
    entry, _ = Entry.objects.get_or_create(
        source=source, identity=url, defaults={"url": url, "title": "عنوان", "first_seen_at": NOW}
    )
    (capture,) = tools.recorder.acknowledge([Taken(tools.fetcher.fetch(Request(url)), entry=entry)])
    return capture


def item(source, number, **values):
    values = {"title": f"خبر {number}", "first_seen_at": NOW, "language": "ar", **values}
    return Item.objects.create(source=source, url=f"https://p.example/{number}", **values)


class TestReading:
    def test_reading_again_changes_nothing(self, tools, stand, source):
        capture = captured(tools, stand, source, "/a", article("عنوان"))
        first = services.read_capture(capture, now=NOW)
        before = (Version.objects.count(), Segment.objects.count(), first.revision)
        again = services.read_capture(capture, now=NOW)
        assert again.pk == first.pk
        assert (Version.objects.count(), Segment.objects.count(), Item.objects.get().revision) == before

    def test_segments_stand_inside_the_text_and_in_order(self, tools, stand, source):
        read = services.read_capture(captured(tools, stand, source, "/a", article("عنوان")), now=NOW)
        rows = selectors.segment_rows(read.current)
        assert [row.number for row in rows] == list(range(len(rows)))
        assert all(row.text.strip() == row.text and row.text for row in rows)
        assert all(first.end <= second.start for first, second in itertools.pairwise(rows))
        assert set(SENTENCES) <= {row.text for row in rows}
        assert all(row.quotable for row in rows)

    def test_many_pages_cost_as_many_statements_as_one(self, tools, stand, source):
        def cost(*names):
            captures = [captured(tools, stand, source, f"/{name}", article(name)) for name in names]
            readings = [services.Reading(c.entry, c, services.prepare(services.page_of(c, source))) for c in captures]
            with CaptureQueriesContext(connection) as queries:
                services.store_readings(by=None, readings=readings, now=NOW)
            return len(queries)

        assert cost(*"bcdefghijk") <= cost("a")
        assert Item.objects.count() == 11

    def test_a_poll_is_no_item(self, tools, stand):
        endpoint = watched(stand.put("/rss", "x"))
        (capture,) = tools.recorder.acknowledge([Taken(tools.fetcher.fetch(Request(endpoint.url)), endpoint=endpoint)])
        with pytest.raises(RuleBroken, match="poll"):
            services.read_capture(capture)


class TestPosts:
    PAGE = "<!doctype html><meta charset=utf-8><body>{}</body>"

    def shown(self, tools, stand, endpoint, posts):
        """Record what the channel's page shows now."""
        page = self.PAGE.format("".join(f"<div>{text}</div>" for text in posts.values()))
        stand.put("/s/nahr", page)
        (capture,) = tools.recorder.acknowledge([Taken(tools.fetcher.fetch(Request(endpoint.url)), endpoint=endpoint)])
        found = [Found(identity=f"https://t.me/nahr/{n}", url=f"https://t.me/nahr/{n}", number=n) for n in posts]
        record_entries(by=None, found={endpoint: found}, now=NOW)
        return services.record_posts(
            by=None,
            endpoint=endpoint,
            capture=capture,
            posts=[Post(f"https://t.me/nahr/{n}", n, text) for n, text in posts.items()],
            rule=text_rule.apply(page.encode(), "text/html"),
            now=NOW,
        )

    def test_posts_come_are_edited_go_and_come_back(self, tools, stand):
        endpoint = watched(stand.url("/s/nahr"), "telegram")
        posts = dict(enumerate(SENTENCES, 1))

        assert len(self.shown(tools, stand, endpoint, posts)) == 4
        first = Item.objects.get(entry__number=1)
        assert (first.kind, first.language, first.current.text) == ("post", "ar", SENTENCES[0])
        assert first.title.endswith("…") or first.title == SENTENCES[0]
        assert first.current.segments.get().anchor_start is not None
        assert first.entry.state == "read"

        assert self.shown(tools, stand, endpoint, posts) == [], "nothing new"
        assert Version.objects.count() == 4

        (edited,) = self.shown(tools, stand, endpoint, posts | {2: "نص جديد بعد التعديل، وفيه ما يكفي من الكلمات."})
        assert [version.number for version in edited.versions.all()] == [1, 2]

        self.shown(tools, stand, endpoint, {1: posts[1], 4: posts[4]})
        assert set(Item.objects.filter(gone_at__isnull=False).values_list("entry__number", flat=True)) == {2, 3}

        self.shown(tools, stand, endpoint, {3: posts[3], 4: posts[4]})
        assert set(Item.objects.filter(gone_at__isnull=False).values_list("entry__number", flat=True)) == {2}


class TestDeciding:
    def test_each_decision_is_kept_with_who_when_and_why(self, source):
        monitor, one = person("m", "monitor"), item(source, 1)
        for kind, reason in [("select", ""), ("flag", ""), ("restore", ""), ("reject", "sport"), ("unflag", "")]:
            services.decide(by=monitor, item=one, kind=kind, reason=reason, now=NOW)
        one.refresh_from_db()
        assert (one.state, one.flagged) == ("rejected", False)
        kept = Decision.objects.filter(item=one).order_by("id").values_list("kind", "reason", "by__username", "at")
        assert list(kept) == [
            ("select", "", "m", NOW),
            ("flag", "", "m", NOW),
            ("restore", "", "m", NOW),
            ("reject", "sport", "m", NOW),
            ("unflag", "", "m", NOW),
        ]

    def test_deciding_twice_is_deciding_once(self, source):
        one = item(source, 1)
        assert services.decide(by=None, item=one, kind="select", now=NOW)
        assert services.decide(by=None, item=one, kind="select", now=NOW) is None
        assert Decision.objects.count() == 1

    def test_a_rejection_needs_a_reason(self, source):
        with pytest.raises(RuleBroken, match="reason"):
            services.decide(by=None, item=item(source, 1), kind="reject", reason="  ")

    def test_only_who_may_decide_decides(self, source):
        with pytest.raises(NotAllowed):
            services.decide(by=person("t", "translator"), item=item(source, 1), kind="select")
        assert not Decision.objects.exists()

    def test_search_sees_the_decision(self, source):
        one = item(source, 1)
        services.index_pending(translations=lambda ids: {})
        services.decide(by=None, item=one, kind="select", now=NOW)
        services.index_pending(translations=lambda ids: {})
        assert selectors.search("خبر", filters={"state": "selected"}).results.total == 1
        assert selectors.search("خبر", filters={"state": "new"}).results.total == 0


class TestIndex:
    def test_translations_are_found_once_they_are_touched(self, source):
        one = item(source, 1)
        services.index_pending(translations=lambda ids: {})
        assert selectors.search("bridge").results.total == 0
        services.touch([one.pk])
        assert services.index_pending(translations=lambda ids: {one.pk: {"en": "The bridge is repaired."}}) == 1
        assert [hit.id for hit in selectors.search("bridges").results.hits] == [one.pk]
        assert services.index_pending(translations=lambda ids: {}) == 0

    def test_a_change_during_indexing_stays_pending(self, source):
        one = item(source, 1)

        def changed_meanwhile(ids):
            if Item.objects.get().revision == 1:
                services.touch(ids)
            return {}

        services.index_pending(translations=changed_meanwhile, batch=1)
        one.refresh_from_db()
        assert (one.revision, one.indexed_revision) == (2, 2), "the second pass took it"

    def test_batches_cover_everything(self, source):
        for n in range(7):
            item(source, n)
        assert services.index_pending(translations=lambda ids: {}, batch=3) == 7

    def test_an_index_of_an_earlier_version_is_made_anew(self, source, settings):
        item(source, 1)
        services.index_pending(translations=lambda ids: {})
        mark = settings.INDEX_PATH / "dragoman.json"
        mark.write_text('{"format": 1}', encoding="ascii")
        assert services.index_pending(translations=lambda ids: {}) == 1
        assert selectors.search("خبر").results.total == 1
        assert services.index_pending(translations=lambda ids: {}) == 0

    def test_the_index_can_be_made_anew(self, source):
        item(source, 1)
        services.index_pending(translations=lambda ids: {})
        assert services.rebuild_index(translations=lambda ids: {}) == 1
        assert selectors.search("خبر").results.total == 1


class TestQueue:
    @pytest.mark.parametrize("count", [5, 60])
    def test_a_page_costs_one_statement(self, source, count):
        for n in range(count):
            item(source, n)
        with CaptureQueriesContext(connection) as queries:
            page = selectors.queue_page(limit=50)
        assert len(queries) == 1
        assert len(page.rows) == min(count, 50)

    def test_pages_cover_everything_once_while_new_items_arrive(self, source):
        for n in range(25):
            item(source, n)
        seen, key = [], ""
        while True:
            page = selectors.queue_page(before_key=key, limit=10)
            seen += [row.title for row in page.rows]
            item(source, f"late {len(seen)}")
            key = page.next_key
            if not key:
                break
        assert seen == [f"خبر {n}" for n in reversed(range(25))]

    def test_what_arrived_above_is_counted(self, source):
        item(source, 1)
        top = selectors.queue_page().rows[0].key
        item(source, 2)
        item(source, 3, language="fa")
        assert selectors.newer_count(top) == 2
        assert selectors.newer_count(top, filters=QueueFilter(language="fa")) == 1
        assert selectors.newer_count("nonsense") == 0

    def test_filters(self, source):
        other = Source.objects.create(slug="other", name_native="أخرى")
        item(source, 1, flagged=True)
        item(other, 2, language="fa", kind="post")
        item(source, 3, state="selected")
        assert [row.title for row in selectors.queue_page(filters=QueueFilter(source="nahr")).rows] == ["خبر 1"]
        assert [row.title for row in selectors.queue_page(filters=QueueFilter(language="fa", kind="post")).rows] == ["خبر 2"]
        assert [row.title for row in selectors.queue_page(filters=QueueFilter(flagged=True)).rows] == ["خبر 1"]
        assert selectors.queue_counts() == {"new": 2, "selected": 1, "rejected": 0, "flagged": 1}

    @pytest.mark.parametrize("key", ["", "x", "1-", "-1", "99999999999999999999-1", "1-1'; drop table", "١-١"])
    def test_an_unreadable_key_is_the_first_page(self, source, key):
        item(source, 1)
        assert len(selectors.queue_page(before_key=key).rows) == 1


def test_an_item_page_costs_the_same_for_any_number_of_segments(tools, stand, source):
    def cost(path, page):
        read = services.read_capture(captured(tools, stand, source, path, page), now=NOW)
        with CaptureQueriesContext(connection) as queries:
            page = selectors.item_page(read.pk)
        return page, len(queries)

    short, few = cost("/short", article("عنوان"))
    long, many = cost(
        "/long", article("عنوان", *(sentence + f" وهذا رقم {n} من الأخبار." for n in range(30) for sentence in SENTENCES))
    )
    assert len(long.segments) > len(short.segments)
    assert many == few <= 5
    assert long.captures[0].pk == long.versions[0].capture_id
