"""Items a second through capture and read: pages of 60 KB fetched from loopback, acknowledged (WARC, fsync, row),
extracted, segmented, anchored, stored; then indexed."""

from __future__ import annotations

import tempfile
import time

from benchmarks.harness import Row, report
from benchmarks.support.loopback import PAGE_BYTES, feed_host, running, start_desk

PAGES = 300
PORT = 8456


def main() -> None:
    with tempfile.TemporaryDirectory() as home, running(PORT, 0):
        start_desk(home)
        from django.utils import timezone

        from dragoman.desk.pipeline import capture_due, index_now
        from dragoman.desk.read.models import Item
        from dragoman.desk.rounds import RoundReport, open_tools
        from dragoman.desk.watch.models import Entry, Source

        now = timezone.now()
        source = Source.objects.create(slug="pages", name_native="صفحات")

        def announce(numbers: range) -> None:
            urls = [f"http://{feed_host(n)}:{PORT}/page/{n}" for n in numbers]
            Entry.objects.bulk_create(
                [Entry(source=source, identity=url, url=url, first_seen_at=now, next_try_at=now) for url in urls]
            )

        with open_tools() as tools:
            announce(range(20))  # the readers start and load what they need
            capture_due(tools, RoundReport())
            announce(range(20, 20 + PAGES))
            tally = RoundReport()
            started = time.perf_counter()
            capture_due(tools, tally)
            read = time.perf_counter()
            index_now()
            indexed = time.perf_counter()
        assert tally.read == PAGES, tally.failures[:5]
        texts = [len(text) for text in Item.objects.values_list("current__text", flat=True)]
        assert min(texts) > 1000, "an article was not read"
    note = f"{PAGE_BYTES // 1000} KB pages"
    report(
        [
            Row("capture + read", ours=PAGES / (read - started), unit="items/s", target=25, note=note),
            Row("capture + read + index", ours=PAGES / (indexed - started), unit="items/s", target=25, note=note),
        ]
    )


if __name__ == "__main__":
    main()
