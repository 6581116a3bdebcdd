"""The register, and what polls and captures write into it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dragoman.capture.fetch import Fetcher
from dragoman.desk.people.models import User
from dragoman.desk.watch import selectors, services
from dragoman.desk.watch.models import Endpoint, Entry, Poll, Source
from dragoman.desk.watch.services import EntryOutcome, PollResult
from dragoman.errors import AddressRefused, NotAllowed, NotUnderstood, Retry, RuleBroken, SourceRefused
from dragoman.watch.decide import Found, Validators
from dragoman.watch.opml import Outline
from tests.desk.stand import Stand, article, entry, rss
from tests.desk.tools import LIMITS, LOOPBACK, NOW, watched

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand():
    with Stand() as stand:
        yield stand


@pytest.fixture
def fetcher():
    fetcher = Fetcher(LOOPBACK, LIMITS)
    yield fetcher
    fetcher.close()


def found(*names):
    return tuple(Found(identity=f"https://p.example/{name}", url=f"https://p.example/{name}", title=name) for name in names)


def polled(endpoint, outcome="new", **values):
    round_ = services.start_round(by=None, now=NOW)
    return services.record_poll(by=None, round_=round_, result=PollResult(endpoint, NOW, outcome, **values))


class TestAdding:
    def test_a_feed_tells_its_own_kind_name_and_language(self, stand, fetcher):
        url = stand.put("/rss", rss(entry("خبر", stand.url("/a"))), media_type="application/rss+xml")
        source = services.add_source(by=None, url=url, fetcher=fetcher)
        endpoint = source.endpoints.get()
        assert (source.name_native, endpoint.kind, endpoint.url) == ("صحيفة", "feed", url)
        assert endpoint.next_due_at <= source.created_at + timedelta(seconds=5)

    def test_a_page_that_names_its_feed_gives_the_feed(self, stand, fetcher):
        feed = stand.put("/rss", rss(entry("خبر", stand.url("/a"))), media_type="application/rss+xml")
        link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
        page = f'<html lang="ar"><head><title>الموقع</title>{link}</head><body></body></html>'
        source = services.add_source(by=None, url=stand.put("/", page), fetcher=fetcher)
        assert source.endpoints.get().url == feed

    def test_a_page_with_a_selector_is_a_listing(self, stand, fetcher):
        url = stand.put("/news", '<html><body><h2><a href="/a">خبر</a></h2></body></html>')
        source = services.add_source(by=None, url=url, selector="h2 a", name_native="أخبار", fetcher=fetcher)
        assert (source.endpoints.get().kind, source.endpoints.get().selector) == ("listing", "h2 a")

    def test_a_page_without_feed_or_selector_is_refused_in_words(self, stand, fetcher):
        with pytest.raises((NotUnderstood, RuleBroken), match="selector"):
            services.add_source(by=None, url=stand.put("/page", article("خبر")), fetcher=fetcher)
        assert not Source.objects.exists()

    def test_names_of_any_script_get_an_address_of_latin_letters(self, stand, fetcher):
        for number, (native, english, slug) in enumerate(
            [("جريدة النهر", "The River", "the-river"), ("روزنامه", "", "127-0-0-1"), ("Газета", "The River", "the-river-2")]
        ):
            url = stand.put(f"/{number}", rss(entry("x", stand.url("/a"))), media_type="application/rss+xml")
            added = services.add_source(by=None, url=url, name_native=native, name_english=english, fetcher=fetcher)
            assert (added.slug, added.name_native) == (slug, native)

    def test_the_same_address_twice_is_refused_and_names_its_source(self, stand, fetcher):
        url = stand.put("/rss", rss(entry("خبر", stand.url("/a"))), media_type="application/rss+xml")
        services.add_source(by=None, url=url, name_english="River", fetcher=fetcher)
        with pytest.raises(RuleBroken, match="watched already, as part of River"):
            services.add_source(by=None, url=url, fetcher=fetcher)
        assert Source.objects.count() == 1

    @pytest.mark.parametrize(
        ("values", "word"),
        [
            ({"url": "press.example/rss"}, "http"),
            ({"url": "file:///etc/passwd"}, "http"),
            ({"url": "https://"}, "host"),
            ({"kind": "podcast"}, "kind"),
            ({"language": "Arabic!"}, "language"),
            ({"country": "Lebanon"}, "country"),
            ({"time_zone": "Beirut"}, "time zone"),
            ({"time_zone": "../../etc/passwd"}, "time zone"),
            ({"interval_seconds": 5}, "interval"),
        ],
    )
    def test_what_cannot_be_used_is_refused_in_words(self, values, word, fetcher):
        with pytest.raises(RuleBroken, match=word):
            services.add_source(by=None, **{"url": "https://press.example/rss", "fetcher": fetcher, **values})

    def test_a_private_address_is_refused(self, stand):
        with pytest.raises(AddressRefused):
            services.add_source(by=None, url=stand.url("/rss"), fetcher=Fetcher((), LIMITS))

    def test_a_source_that_refuses_is_not_added(self, stand, fetcher):
        with pytest.raises(SourceRefused):
            services.add_source(by=None, url=stand.url("/missing"), fetcher=fetcher)
        assert not Source.objects.exists()

    def test_it_takes_the_right(self, fetcher):
        monitor = User.objects.create_user("m")
        monitor.groups.add(Group.objects.get(name="monitor"))
        with pytest.raises(NotAllowed):
            services.add_source(by=monitor, url="https://press.example/rss", fetcher=fetcher)


def test_an_import_adds_what_it_can_and_names_the_rest():
    outlines = [
        Outline("وكالة", "https://a.example/rss", "https://a.example/", "ar"),
        Outline("", "https://a.example/rss", "", ""),
        Outline("سيئة", "ftp://b.example/rss", "", ""),
        Outline("Agency", "https://c.example/rss", "", ""),
    ]
    report = services.import_outlines(by=None, outlines=outlines)
    assert [source.name_native for source in report.added] == ["وكالة", "Agency"]
    assert [source.language for source in report.added] == ["ar", "und"]
    assert len(report.problems) == 2
    assert "watched already" in report.problems[0]
    assert "http" in report.problems[1]


def test_an_address_goes_to_the_source_of_its_host_else_to_what_was_handed_in():
    mine = watched("https://www.p.example/rss", slug="p").source
    watched("https://other.example/rss")
    assert services.source_of_address("https://p.example/story/1") == mine
    assert services.source_of_address("https://pp.example/story/1").slug == "handed-in"


class TestPolls:
    def test_a_good_poll_keeps_what_the_next_one_asks_with(self):
        endpoint = watched("https://p.example/rss")
        tally = polled(
            endpoint, found=found("a", "b"), validators=Validators('"1"', "yesterday"), payload_sha256="f" * 64, seconds=0.5
        )
        endpoint.refresh_from_db()
        assert (tally.new, tally.known, tally.changed) == (2, 0, 0)
        assert (endpoint.etag, endpoint.last_modified, endpoint.payload_sha256) == ('"1"', "yesterday", "f" * 64)
        assert (endpoint.failures, endpoint.last_success_at, endpoint.claim) == (0, NOW, "")
        assert endpoint.next_due_at > NOW

    def test_failures_add_up_back_off_and_keep_the_last_good_state(self):
        endpoint = watched("https://p.example/rss")
        polled(endpoint, validators=Validators('"1"'), payload_sha256="f" * 64)
        waits = []
        for _ in range(12):
            polled(endpoint, outcome="unreachable", sentence="The source cannot be reached.")
            waits.append(endpoint.next_due_at - NOW)
        endpoint.refresh_from_db()
        assert (endpoint.failures, endpoint.etag, endpoint.last_success_at) == (12, '"1"', NOW)
        assert waits == sorted(waits)
        assert timedelta(days=1) < waits[-1] <= timedelta(days=7)
        polled(endpoint, outcome="unchanged")
        assert endpoint.failures == 0

    def test_known_entries_stay_and_changed_ones_are_due_again(self):
        endpoint = watched("https://p.example/rss")
        polled(endpoint, found=found("a", "b"))
        Entry.objects.update(state=Entry.State.READ, next_try_at=None)
        corrected = Found(identity="https://p.example/b", url="https://p.example/b", title="b, corrected")
        tally = polled(endpoint, found=(*found("a"), corrected, *found("c")))
        assert (tally.new, tally.known, tally.changed) == (1, 1, 1)
        due = Entry.objects.get(identity="https://p.example/b")
        assert (due.title, due.state, due.next_try_at) == ("b, corrected", "read", NOW)
        assert Entry.objects.get(identity="https://p.example/a").next_try_at is None

    def test_two_endpoints_of_one_source_announce_one_entry_once(self):
        first = watched("https://p.example/rss")
        second = Endpoint.objects.create(source=first.source, kind="feed", url="https://p.example/2", next_due_at=NOW)
        round_ = services.start_round(by=None, now=NOW)
        results = [PollResult(endpoint, NOW, "new", found=found("a")) for endpoint in (first, second)]
        tallies = services.record_polls(by=None, round_=round_, results=results)
        assert [(tally.new, tally.known) for tally in tallies] == [(1, 0), (0, 1)]
        assert Entry.objects.count() == 1

    def test_a_change_that_two_endpoints_announce_at_once_is_one_change(self):
        first = watched("https://p.example/rss")
        second = Endpoint.objects.create(source=first.source, kind="feed", url="https://p.example/2", next_due_at=NOW)
        polled(first, found=found("a"))
        corrected = (Found(identity="https://p.example/a", url="https://p.example/a", title="a, corrected"),)
        tallies = services.record_entries(by=None, found={first: corrected, second: corrected}, now=NOW)
        assert [(tally.changed, tally.known) for tally in tallies.values()] == [(1, 0), (0, 1)]
        assert Entry.objects.get().title == "a, corrected"

    def test_polls_that_brought_nothing_cost_two_statements_however_many(self):
        round_ = services.start_round(by=None, now=NOW)
        endpoints = [watched(f"https://p.example/{n}", slug=f"s{n}") for n in range(40)]
        for some in (endpoints[:2], endpoints):
            results = [PollResult(endpoint, NOW, "unchanged") for endpoint in some]
            with CaptureQueriesContext(connection) as queries:
                services.record_polls(by=None, round_=round_, results=results)
            assert len(queries) == 2
        assert Poll.objects.filter(outcome="unchanged").count() == 42
        assert not Endpoint.objects.exclude(last_outcome="unchanged", last_success_at=NOW, claim="").exists()

    def test_ten_thousand_entries_cost_a_handful_of_statements(self):
        endpoint = watched("https://p.example/rss")
        many = found(*(str(n) for n in range(10_000)))
        with CaptureQueriesContext(connection) as first:
            services.record_entries(by=None, found={endpoint: many}, now=NOW)
        with CaptureQueriesContext(connection) as again:
            services.record_entries(by=None, found={endpoint: many}, now=NOW)
        assert Entry.objects.count() == 10_000
        assert len(first) <= 6
        assert len(again) <= 3


class TestEntries:
    def test_a_claim_is_one_process_own_until_it_lapses(self):
        endpoint = watched("https://p.example/rss")
        polled(endpoint, found=found("a", "b", "c"))
        first = services.claim_entries(by=None, now=NOW, limit=2)
        second = services.claim_entries(by=None, now=NOW)
        assert (len(first), len(second), services.claim_entries(by=None, now=NOW)) == (2, 1, [])
        lapsed = services.claim_entries(by=None, now=NOW + timedelta(minutes=11))
        assert len(lapsed) == 3

    def test_failures_are_tried_again_later_each_time_and_not_for_ever(self):
        endpoint = watched("https://p.example/rss")
        polled(endpoint, found=found("a"))
        now, waits = NOW, []
        for _ in range(services.MAX_TRIES):
            (claimed,) = services.claim_entries(by=None, now=now)
            services.settle_entries(by=None, outcomes=[EntryOutcome(claimed, "unreachable", "Away.", Retry.LATER)], now=now)
            claimed.refresh_from_db()
            if claimed.next_try_at:
                waits.append(claimed.next_try_at - now)
                now = claimed.next_try_at
        assert waits == sorted(waits)
        assert len(waits) == services.MAX_TRIES - 1
        assert (claimed.state, claimed.next_try_at, claimed.sentence) == ("failed", None, "Away.")

    def test_what_will_never_work_is_not_tried_again(self):
        endpoint = watched("https://p.example/rss")
        polled(endpoint, found=found("a"))
        (claimed,) = services.claim_entries(by=None, now=NOW)
        services.settle_entries(by=None, outcomes=[EntryOutcome(claimed, "address-refused", "Private.")], now=NOW)
        assert Entry.objects.get().next_try_at is None


class TestQuestions:
    @pytest.mark.parametrize("count", [3, 30])
    def test_the_register_costs_three_statements_whatever_its_length(self, count):
        for n in range(count):
            endpoint = watched(f"https://p.example/{n}", slug=f"s{n:03}")
            polled(endpoint, outcome="unreachable" if n % 2 else "unchanged", sentence="Away." if n % 2 else "")
        with CaptureQueriesContext(connection) as queries:
            page = selectors.source_rows(today=NOW.date())
        assert len(queries) == 3
        assert len(page.rows) == count
        assert [row.failing for row in page.rows[:2]] == [0, 1]
        assert [row.health[-1].state for row in page.rows[:2]] == ["good", "failed"]
        assert {day.state for row in page.rows for day in row.health[:-1]} == {"none"}
        assert page.rows[1].sentence == "Away."

    def test_the_register_pages_by_key(self):
        for n in range(7):
            watched(f"https://p.example/{n}", slug=f"s{n}")
        slugs, after = [], ""
        while True:
            page = selectors.source_rows(today=NOW.date(), after=after, limit=3)
            slugs += [row.slug for row in page.rows]
            after = page.next_key
            if not after:
                break
        assert slugs == [f"s{n}" for n in range(7)]

    def test_a_source_page_names_what_failed(self):
        endpoint = watched("https://p.example/rss", slug="p")
        polled(
            endpoint,
            found=(*found("a"), Found(identity="x", outcome="no-address", sentence="No address.")),
            problems=("Entry 3 is odd.",),
        )
        page = selectors.source_page("p", today=NOW.date())
        assert [failed.sentence for failed in page.failed_entries] == ["No address."]
        assert page.entry_counts == {"found": 1, "failed": 1}
        assert page.polls[0].problems == ["Entry 3 is odd."]

    def test_silent_sources(self):
        watched("https://p.example/rss", slug="silent")
        watched("https://q.example/rss", slug="lively")
        Endpoint.objects.filter(source__slug="silent").update(last_success_at=NOW - timedelta(days=4))
        Endpoint.objects.filter(source__slug="lively").update(last_success_at=NOW)
        assert [source.slug for source in selectors.silent_sources(NOW)] == ["silent"]
