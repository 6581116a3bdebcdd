"""Capture hostile sources and say what became of each: `python -m tests.desk.capture.hostile_sources PLAIN URL...`, in an
installation.

One process captures a plain page, so that everything is loaded, then forks a child for each address. What a child prints as a
line of JSON is its own: how long it took, and how much memory it took besides what it was born with.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

TOTAL_SECONDS = 2.0


def most_memory_bytes() -> int:
    """The most that this process ever held, as the kernel counts it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main(plain: str, urls: list[str]) -> None:
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.conf import settings
    from django.db import connections

    from dragoman.capture.decode import decode_body
    from dragoman.capture.exchange import Fetched, Limits, Request
    from dragoman.capture.fetch import Fetcher
    from dragoman.desk.capture import selectors
    from dragoman.desk.capture.models import Capture
    from dragoman.desk.capture.services import Taken, recorder
    from dragoman.errors import CaptureFailed

    fetcher = Fetcher(settings.ALLOWED_NETWORKS, Limits(total_seconds=TOTAL_SECONDS))

    def capture(url: str) -> tuple[Capture, str]:
        fetched: Fetched = fetcher.fetch(Request(url))
        (row,) = recorder().acknowledge([Taken(fetched)])
        try:
            decoded = f"{len(decode_body(fetched.final, fetcher.limits.max_decoded_bytes))} bytes"
        except CaptureFailed as error:
            decoded = error.code
        return row, decoded

    def describe(url: str) -> dict[str, object]:
        before, started = most_memory_bytes(), time.monotonic()
        row, decoded = capture(url)
        seconds, extra = time.monotonic() - started, most_memory_bytes() - before
        row = Capture.objects.get(pk=row.pk)
        return {
            "outcome": row.outcome,
            "hops": [hop.status for hop in selectors.capture_page(row.pk).hops],
            "record": stored(row) if row.archive_file else None,
            "decoded": decoded,
            "seconds": seconds,
            "extra_bytes": extra,
        }

    def stored(row: Capture) -> dict[str, object]:
        record = selectors.record(row)
        (metadata,) = list(selectors.archive().members(row.archive_file))[-1:]
        return {
            "status": record.status,
            "head": record.http_head.decode("utf-8", "replace"),
            "truncated": record.header("WARC-Truncated"),
            "bytes": len(record.payload),
            "metadata": selectors.archive().read(metadata.place).block.decode(),
        }

    capture(plain)
    fetcher.close()
    for url in urls:
        connections.close_all()
        sys.stdout.flush()
        if os.fork() == 0:
            print(json.dumps(describe(url)), flush=True)
            os._exit(0)
        os.wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
