"""What a round costs in statements."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dragoman.desk.pipeline import poll_due, run_round
from dragoman.desk.rounds import RoundReport
from dragoman.desk.watch.models import Endpoint, Entry, Poll
from tests.desk.stand import Reply, entry, rss
from tests.desk.tools import NOW, watched

pytestmark = pytest.mark.django_db


def test_a_round_in_which_nothing_changed_touches_the_register_alone(stand, tools):
    feed = rss(entry("خبر", stand.url("/a")))
    tags = {"ETag": '"7"'}

    def reply(headers):
        asked_again = headers.get("If-None-Match") == '"7"'
        return Reply(b"", 304, headers=tags) if asked_again else Reply(feed.encode(), 200, "application/rss+xml", headers=tags)

    stand.replies["/says-so"] = reply
    watched(stand.url("/says-so"))
    watched(stand.put("/sends-the-same", feed, media_type="application/rss+xml"))
    poll_due(tools, RoundReport(), now=NOW)
    report = RoundReport()
    with CaptureQueriesContext(connection) as queries:
        poll_due(tools, report, now=tools.clock.move(hours=1))
    assert [line.outcome for line in report.lines] == ["unchanged"] * 2
    assert Poll.objects.filter(outcome="unchanged", at=tools.clock()).count() == 2
    touched = {table for query in queries for table in re.findall(r'"((?:watch|capture|read)_\w+)"', query["sql"])}
    assert touched <= {"watch_source", "watch_endpoint", "watch_round", "watch_poll"}


def test_a_round_costs_the_same_statements_for_many_entries(stand, tools):
    def cost(count):
        Entry.objects.all().delete()
        Endpoint.objects.all().delete()
        url = stand.put(
            f"/{count}",
            rss("".join(entry(f"t{n}", f"ftp://x.example/{n}", guid=f"g{n}") for n in range(count))),
            media_type="application/rss+xml",
        )
        watched(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run_round(tools=tools)
        assert Entry.objects.count() == count
        return len(queries)

    assert cost(2000) <= cost(20) + 2
