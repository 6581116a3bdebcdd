"""Polling 500 loopback feeds, twice (all new, then a fifth changed), beside the library `reader` in the same run.

Ours acknowledges every answer as evidence (WARC, fsync, row) and stores entries; `reader` stores entries.
"""

from __future__ import annotations

import logging
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.support.loopback import ENTRIES, feed_host, running, start_desk

FEEDS = 500
PORT = 8455
READER_WORKERS = 20


def addresses() -> list[str]:
    return [f"http://{feed_host(n)}:{PORT}/feed/{n}" for n in range(FEEDS)]


def ours(control: str) -> tuple[list[float], int]:
    from django.utils import timezone

    from dragoman.desk.pipeline import poll_due
    from dragoman.desk.rounds import RoundReport, open_tools
    from dragoman.desk.watch.models import Endpoint, Entry, Source

    now = timezone.now()
    sources = Source.objects.bulk_create([Source(slug=f"s-{n}", name_native=f"مصدر {n}") for n in range(FEEDS)])
    made = zip(sources, addresses(), strict=True)
    Endpoint.objects.bulk_create([Endpoint(source=source, url=url, kind="feed", next_due_at=now) for source, url in made])
    seconds = []
    with open_tools() as tools:
        for number in (0, 1):
            urllib.request.urlopen(f"{control}/round/{number}")
            started = time.perf_counter()
            poll_due(tools, RoundReport(), now=timezone.now(), all_active=True)
            seconds.append(time.perf_counter() - started)
    return seconds, Entry.objects.count()


def peer(control: str, folder: Path) -> tuple[list[float], int]:
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in addresses():
        reader.add_feed(url)
    seconds = []
    for number in (0, 1):
        urllib.request.urlopen(f"{control}/round/{number}")
        started = time.perf_counter()
        for _ in reader.update_feeds_iter(workers=READER_WORKERS, scheduled=False):
            pass
        seconds.append(time.perf_counter() - started)
    return seconds, reader.get_entry_counts().total


def main() -> None:
    logging.getLogger("reader").setLevel(logging.CRITICAL)  # it warns of every feed that fails
    with tempfile.TemporaryDirectory() as home, running(PORT, FEEDS) as control:
        start_desk(home)
        our_seconds, our_entries = ours(control)
        peer_seconds, peer_entries = peer(control, Path(home))
    good = sum(n % 100 not in (2, 3, 4, 5, 7) for n in range(FEEDS))
    assert our_entries == peer_entries > good * ENTRIES, (our_entries, peer_entries)
    rows = [
        Row(
            f"poll {FEEDS} feeds, {what}",
            ours=mine,
            unit="s",
            target=theirs / 3,
            peer=theirs,
            peer_name="reader",
            less_is_better=True,
        )
        for what, mine, theirs in zip(("all new", "a fifth changed"), our_seconds, peer_seconds, strict=True)
    ]
    report(rows)


if __name__ == "__main__":
    main()
