"""Real feeds, pages and reports, served on loopback and taken the real way.

Every feed gives entries or a named reason, every page a text or a named reason, and nothing raises. The feeds' links lead
nowhere (their own addresses are years old), so their pages are not fetched here.
"""

from __future__ import annotations

import gzip
import os
from collections import Counter

import pytest

from dragoman.capture.exchange import Limits
from dragoman.desk.capture.services import hand_in_file
from dragoman.desk.pipeline import capture_due, index_now, poll_due
from dragoman.desk.read import selectors
from dragoman.desk.read.models import Item, Segment
from dragoman.desk.read.services import read_capture
from dragoman.desk.rounds import RoundReport
from dragoman.desk.watch.models import Endpoint, Entry, Source
from tests.desk.tools import NOW, opened_tools

pytestmark = [pytest.mark.django_db, pytest.mark.shared]

EVERY = int(os.environ.get("DRAGOMAN_EVERY", "4"))  # of the feeds, one in so many; the benchmark takes them all
FEED_ERRORS = {"not-a-feed", "too-large", "no-main-text"}
PAGE_ERRORS = {"no-main-text", "bot-wall"}


def test_every_real_feed_gives_entries_or_a_named_reason(stand, tools, shared_data):
    folder = shared_data / "feeds"
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".xml", ".json"))[::EVERY]
    assert len(files) > 2000 / EVERY
    source = Source.objects.create(slug="real", name_native="Real")
    urls = [
        stand.put(
            f"/feeds/{path.relative_to(folder)}".replace(" ", "%20"),
            path.read_bytes(),
            media_type="application/json" if path.suffix == ".json" else "application/xml",
        )
        for path in files
    ]
    Endpoint.objects.bulk_create([Endpoint(source=source, kind="feed", url=url, next_due_at=NOW) for url in urls])

    report = RoundReport()
    poll_due(tools, report, now=NOW, all_active=True)

    outcomes = Counter(line.outcome for line in report.lines)
    print(dict(outcomes), Entry.objects.count(), "entries")
    assert sum(outcomes.values()) == len(files)
    assert set(outcomes) <= {"new", "unchanged"} | FEED_ERRORS
    assert all(line.new or line.known or line.sentence.endswith(".") for line in report.lines)
    # The data set's own judgement: nearly all of them are feeds.
    assert outcomes["new"] + outcomes["unchanged"] >= len(files) * 0.97


def test_every_real_page_gives_a_text_or_a_named_reason(stand, tools, shared_data):
    files = sorted((shared_data / "pages" / "html").glob("*.html.gz"))
    assert len(files) > 150
    source = Source.objects.create(slug="real", name_native="Real")
    urls = [stand.put(f"/pages/{path.name}", gzip.decompress(path.read_bytes()), media_type="text/html") for path in files]
    Entry.objects.bulk_create([Entry(source=source, identity=url, url=url, first_seen_at=NOW, next_try_at=NOW) for url in urls])

    report = RoundReport()
    with opened_tools(Limits(), processes=2) as beside:
        capture_due(beside, report)

    outcomes = Counter(Entry.objects.values_list("outcome", flat=True))
    print(dict(outcomes))
    assert report.captured == len(files) == Item.objects.count()
    assert set(outcomes) <= {""} | PAGE_ERRORS
    assert outcomes[""] >= len(files) * 0.95
    assert all(sentence.endswith(".") for _, sentence in report.failures)
    segments = Segment.objects.count()
    anchored = Segment.objects.filter(anchor_start__isnull=False).count()
    print(f"{anchored} of {segments} sentences stand in their pages word for word")
    assert anchored >= segments * 0.9


@pytest.mark.parametrize(
    ("spelling", "other"),
    [("Qaani", "Qaa'ni"), ("Hizbullah", "Hezbollah"), ("Haniya", "Haniyeh"), ("Nakhalah", "Nakhaleh")],
)
def test_handed_in_reports_are_found_in_either_spelling(shared_data, tools, spelling, other):
    for path in sorted((shared_data / "reports").glob("*.txt")):
        read_capture(hand_in_file(by=None, path=path, name=path.name, now=NOW), now=NOW)
    index_now()
    assert Item.objects.count() == 2
    first, second = (selectors.search(name).results for name in (spelling, other))
    assert first.total > 0
    assert {hit.id for hit in first.hits} == {hit.id for hit in second.hits}
