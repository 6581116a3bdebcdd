"""Polling 500 loopback feeds three times (all new, then a fifth changed, then none), beside the library `reader` in the same run:
by the clock, and processor time of all threads.

Ours acknowledges every answer as evidence (WARC, fsync, row) and stores entries; `reader` stores entries. No round can end
before the slowest source has answered, which here is a second. Ours asks a host by two connections at most, `reader` by
as many as it has workers: were the five slow feeds of one host, ours would wait three seconds for them.
"""

from __future__ import annotations

import logging
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.support.loopback import ENTRIES, feed_host, is_feed, running, start_desk

FEEDS = 500
PORT = 8455
READER_WORKERS = 20
ROUNDS = ((0, "all new"), (1, "a fifth changed"), (1, "none changed"))
Spent = tuple[float, float]  # by the clock, of the processor


def addresses() -> list[str]:
    return [f"http://{feed_host(n)}:{PORT}/feed/{n}" for n in range(FEEDS)]


def measure(control: str, poll: Callable[[], object]) -> list[Spent]:
    """Seconds of each round."""
    spent = []
    for number, _ in ROUNDS:
        urllib.request.urlopen(f"{control}/round/{number}")
        started, busy = time.perf_counter(), time.process_time()
        poll()
        spent.append((time.perf_counter() - started, time.process_time() - busy))
    return spent


def ours(control: str) -> tuple[list[Spent], int]:
    from django.utils import timezone

    from dragoman.desk.pipeline import poll_due
    from dragoman.desk.rounds import RoundReport, open_tools
    from dragoman.desk.watch.models import Endpoint, Entry, Source

    now = timezone.now()
    sources = Source.objects.bulk_create([Source(slug=f"s-{n}", name_native=f"مصدر {n}") for n in range(FEEDS)])
    made = zip(sources, addresses(), strict=True)
    Endpoint.objects.bulk_create([Endpoint(source=source, url=url, kind="feed", next_due_at=now) for source, url in made])
    with open_tools() as tools:
        spent = measure(control, lambda: poll_due(tools, RoundReport(), now=timezone.now(), all_active=True))
    return spent, Entry.objects.count()


def peer(control: str, folder: Path) -> tuple[list[Spent], int]:
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in addresses():
        reader.add_feed(url)
    spent = measure(control, lambda: list(reader.update_feeds_iter(workers=READER_WORKERS, scheduled=False)))
    return spent, reader.get_entry_counts().total


def main() -> None:
    logging.getLogger("reader").setLevel(logging.CRITICAL)  # it warns of every feed that fails
    with tempfile.TemporaryDirectory() as home, running(PORT, FEEDS) as control:
        start_desk(home)
        our_spent, our_entries = ours(control)
        peer_spent, peer_entries = peer(control, Path(home))
    assert our_entries == peer_entries > ENTRIES * sum(map(is_feed, range(FEEDS))), (our_entries, peer_entries)
    shared = {"unit": "s", "peer_name": "reader", "less_is_better": True}
    rows = []
    for (_, what), mine, theirs in zip(ROUNDS, our_spent, peer_spent, strict=True):
        figure = f"poll {FEEDS} feeds, {what}"
        rows.append(Row(figure, ours=mine[0], target=theirs[0] / 3, peer=theirs[0], **shared))
        rows.append(Row(figure, ours=mine[1], target=theirs[1] / 3, peer=theirs[1], **shared, note="processor time"))
    report(rows)


if __name__ == "__main__":
    main()
