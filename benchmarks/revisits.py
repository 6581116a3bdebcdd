"""What 1,000 captures of unchanged pages add to the archive, in bytes on disk (request, revisit and metadata records together),
as a share of what was received again: one page of 60 KB taken 1,000 times more, then 1,000 pages of 16 and of 60 KB once more.

Then the whole way of a visit to cited addresses: 10,000 of 60 KB and 10,000 of 16 KB (DRAGOMAN_BENCH_VISITS asks for fewer),
each captured once before, each found unchanged by the clock's own job; what the archive grows by, and how many a second.

The target, 5 %, is from the issue of the evidence. Beside it stands what the first capture of each took.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Row, report
from benchmarks.support.loopback import PAGE_BYTES, feed_host, running, start_desk

if TYPE_CHECKING:
    from dragoman.desk.rounds import Tools

CAPTURES, GROUP = 1_000, 64
VISITS = int(os.environ.get("DRAGOMAN_BENCH_VISITS", "10000"))
VISITS_A_JOB = 100
PORT = 8458


@dataclass(frozen=True)
class Taken:
    """Bytes received, and bytes that the archive grew by."""

    received: int
    added: int


def main() -> None:
    with tempfile.TemporaryDirectory() as home, running(PORT, 0):
        start_desk(home)
        from dragoman.capture.exchange import Request
        from dragoman.capture.fetch import Fetcher
        from dragoman.desk.capture import services
        from dragoman.desk.capture.models import Capture
        from dragoman.desk.fetching import fetch_in_groups
        from dragoman.desk.settings import ALLOWED_NETWORKS, ARCHIVE_PATH

        fetcher = Fetcher(ALLOWED_NETWORKS)

        def size() -> int:
            return sum(path.stat().st_size for path in Path(ARCHIVE_PATH).glob("*.warc.gz"))

        def take(kind: str, numbers: list[int]) -> Taken:
            before, received = size(), 0
            requests = [Request(f"http://{feed_host(n)}:{PORT}/{kind}/x-{n}") for n in numbers]
            for group in fetch_in_groups(fetcher, requests, most=GROUP):
                services.recorder().acknowledge([services.Taken(fetched) for fetched in group])
                received += sum(len(fetched.final.body) for fetched in group)
            return Taken(received, size() - before)

        rows = []
        cases = [
            ("page", [0], [0] * CAPTURES, "1 address, 60 KB"),
            ("page", list(range(1, 1 + CAPTURES)), list(range(1, 1 + CAPTURES)), f"{CAPTURES:,} addresses, 60 KB"),
            ("small", list(range(CAPTURES)), list(range(CAPTURES)), f"{CAPTURES:,} addresses, 16 KB"),
        ]
        for kind, once, again, note in cases:
            first, more = take(kind, once), take(kind, again)
            assert more.received == CAPTURES * (first.received // len(once)) or len(once) > 1
            rows.append(
                Row(
                    "unchanged captures add",
                    ours=more.added / more.received * 100,
                    unit="% of their bytes",
                    target=5,
                    peer=first.added / first.received * 100,
                    peer_name="first capture",
                    less_is_better=True,
                    note=note,
                )
            )
            print(f"{note}: {more.added / CAPTURES:,.0f} bytes a capture, first {first.added / len(once):,.0f}")
        assert Capture.objects.exclude(payload_of=None).count() == 3 * CAPTURES
        rows += [visits("page", "60 KB", size), visits("small", "16 KB", size)]
        services.close_recorders()
        fetcher.close()
    assert PAGE_BYTES == 60_000
    report(rows)


def visits(kind: str, note: str, size: Callable[[], int]) -> Row:
    """Cite so many addresses, and visit them all as the job does; nothing changed at any of them."""
    from django.utils import timezone

    from dragoman.desk.read.models import Standing, Visit
    from dragoman.desk.revisit import revisit_due
    from dragoman.desk.rounds import open_tools

    with open_tools(processes=0) as tools:
        first = cite(tools, kind, size)
        Standing.objects.filter(next_visit_at__isnull=False).update(next_visit_at=timezone.now())
        before, began, seen = size(), time.monotonic(), Visit.objects.count()
        while revisit_due(tools, limit=VISITS_A_JOB).visits:
            pass
        seconds, added = time.monotonic() - began, size() - before
        visited = list(Visit.objects.order_by("pk")[seen:])
        assert len(visited) == VISITS
        assert {visit.finding for visit in visited} == {"unchanged"}
        Standing.objects.update(next_visit_at=None)
    print(f"{VISITS:,} visits, {note}: {added / VISITS:,.0f} bytes each, {VISITS / seconds:,.0f} a second")
    return Row(
        "unchanged addresses, visited, add",
        ours=added / first.received * 100,
        unit="% of their bytes",
        target=5,
        peer=first.added / first.received * 100,
        peer_name="first capture",
        less_is_better=True,
        note=f"{VISITS:,} addresses, {note}",
    )


def cite(tools: Tools, kind: str, size: Callable[[], int]) -> Taken:
    """Items captured once, each with a text, that are visited by the clock."""
    from django.utils import timezone

    from dragoman.capture.exchange import Request
    from dragoman.desk.capture import services
    from dragoman.desk.fetching import fetch_in_groups
    from dragoman.desk.read.models import Item, Standing, Version
    from dragoman.desk.watch.models import Entry, Source

    now, before, received = timezone.now(), size(), 0
    source = Source.objects.create(slug=kind, name_native=kind, language="ar")
    urls = [f"http://{feed_host(n)}:{PORT}/{kind}/v{n}-{n % 200}" for n in range(VISITS)]
    entries = Entry.objects.bulk_create(
        [Entry(source=source, identity=url, url=url, state="read", first_seen_at=now) for url in urls], batch_size=500
    )
    by_url = {entry.url: entry for entry in entries}
    for group in fetch_in_groups(tools.fetcher, [Request(url) for url in urls], most=GROUP):
        taken = [services.Taken(fetched, entry=by_url[fetched.request.url]) for fetched in group]
        items = [Item(source=source, entry=one.entry, url=one.fetched.request.url, first_seen_at=now) for one in taken]
        captures = tools.recorder.acknowledge(taken)
        Item.objects.bulk_create(items)
        pairs = list(zip(items, captures, strict=True))
        versions = [Version(item=i, number=1, capture=c, text="نص", created_at=now) for i, c in pairs]
        Version.objects.bulk_create(versions)
        for item, version in zip(items, versions, strict=True):
            item.current = version
        Item.objects.bulk_update(items, ["current"])
        Standing.objects.bulk_create([Standing(item=item, cited_at=now, next_visit_at=now) for item in items])
        received += sum(len(fetched.final.body) for fetched in group)
    return Taken(received, size() - before)


if __name__ == "__main__":
    main()
