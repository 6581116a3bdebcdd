"""What 1,000 captures of unchanged pages add to the archive, in bytes on disk (request, revisit and metadata records together),
as a share of what was received again: one page of 60 KB taken 1,000 times more, then 1,000 pages of 16 and of 60 KB once more.

The target, 5 %, is from the issue of the evidence. Beside it stands what the first capture of each took.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.support.loopback import PAGE_BYTES, feed_host, running, start_desk

CAPTURES, GROUP = 1_000, 64
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
        services.close_recorders()
        fetcher.close()
    assert PAGE_BYTES == 60_000
    report(rows)


if __name__ == "__main__":
    main()
