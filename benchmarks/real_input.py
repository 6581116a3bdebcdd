"""All real feeds and pages of the evaluation data through a real round on loopback: what was understood, and how fast.

Without the evaluation data beside the repository there is nothing to measure, and it says so.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.support.loopback import start_desk

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def feeds() -> list[Row]:
    from django.utils import timezone

    from dragoman.desk.pipeline import poll_due
    from dragoman.desk.rounds import RoundReport, open_tools
    from dragoman.desk.watch.models import Endpoint, Source
    from tests.desk.stand import Stand

    files = sorted(path for path in (DATA / "feeds").rglob("*") if path.suffix in (".xml", ".json"))
    source = Source.objects.create(slug="feeds", name_native="Feeds")
    with Stand() as stand, open_tools() as tools:
        urls = [
            stand.put(f"/{n}", path.read_bytes(), media_type=f"application/{path.suffix[1:]}") for n, path in enumerate(files)
        ]
        now = timezone.now()
        Endpoint.objects.bulk_create([Endpoint(source=source, kind="feed", url=url, next_due_at=now) for url in urls])
        tally = RoundReport()
        started = time.perf_counter()
        poll_due(tools, tally, now=timezone.now(), all_active=True)
        seconds = time.perf_counter() - started
    named = sum(line.failed or line.new + line.known > 0 or bool(line.sentence) for line in tally.lines)
    failed = sorted({line.outcome for line in tally.lines if line.failed})
    return [
        Row("real feeds with entries or a named reason", ours=100 * named / len(files), unit="%", target=100),
        Row("real feeds understood", ours=100 - 100 * tally.failed_endpoints / len(files), unit="%", note=", ".join(failed)),
        Row("real feeds polled", ours=len(files) / seconds, unit="feeds/s"),
    ]


def pages() -> list[Row]:
    from django.utils import timezone

    from dragoman.desk.pipeline import capture_due
    from dragoman.desk.read.models import Segment
    from dragoman.desk.rounds import RoundReport, open_tools
    from dragoman.desk.watch.models import Entry, Source
    from tests.desk.stand import Stand

    Entry.objects.update(next_try_at=None)  # the feeds' own links lead out of here
    files = sorted((DATA / "pages" / "html").glob("*.html.gz"))
    source = Source.objects.create(slug="pages", name_native="Pages")
    with Stand() as stand, open_tools() as tools:
        urls = [stand.put(f"/{n}", gzip.decompress(path.read_bytes()), media_type="text/html") for n, path in enumerate(files)]
        now = timezone.now()
        Entry.objects.bulk_create(
            [Entry(source=source, identity=url, url=url, first_seen_at=now, next_try_at=now) for url in urls]
        )
        tally = RoundReport()
        started = time.perf_counter()
        capture_due(tools, tally)
        seconds = time.perf_counter() - started
    named = tally.read + sum(bool(sentence) for _, sentence in tally.failures)
    segments = Segment.objects.count()
    return [
        Row("real pages with a text or a named reason", ours=100 * named / len(files), unit="%", target=100),
        Row("real pages with a text", ours=100 * tally.read / len(files), unit="%"),
        Row(
            "sentences that stand in their page",
            ours=100 * Segment.objects.exclude(anchor_start=None).count() / segments,
            unit="%",
        ),
        Row("real pages captured and read", ours=len(files) / seconds, unit="pages/s", note="one host"),
    ]


def main() -> None:
    if not DATA.is_dir():
        print("the evaluation data (../shared/data) is not here")
        return
    with tempfile.TemporaryDirectory() as home:
        start_desk(home)
        report([*feeds(), *pages()])


if __name__ == "__main__":
    main()
