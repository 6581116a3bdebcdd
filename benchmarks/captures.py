"""Durable captures a second, end to end: pages of 16 KB fetched from a server in its own process, 32 at once; recorded; each
group flushed to disk (fsync); rows and leaves of the ledger committed. On SQLite and, where it is installed, PostgreSQL with
fsync on.

The evidence's overhead is measured in the same run, in turns: *without* fetches the same pages and writes the same WARC records
in groups flushed alike; *with* is the whole. What lies between them is the hash of the record, the leaf, the row and its commit,
and looking for an earlier capture of the page. From a server that answers at once and on the same machine nothing hides it; so
it is also measured from one that answers after 50 ms, where captures wait for the network as real ones do; and in processor time.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from benchmarks.harness import Row, report
from benchmarks.support.loopback import SMALL_BYTES, feed_host, running, start_desk

PAGES, ROUNDS, GROUP, CONCURRENCY = 1_000, 5, 64, 32
PORT = 8457
REPOSITORY = Path(__file__).resolve().parents[1]


def measure(database: str) -> dict[str, float]:
    """Pages a second with and without evidence, from a server that answers at once and from a late one."""
    with tempfile.TemporaryDirectory() as home, running(PORT, 0):
        start_desk(home, database)
        from dragoman.capture.archive import Archive
        from dragoman.capture.exchange import Fetched, Request
        from dragoman.capture.fetch import Fetcher
        from dragoman.capture.warc import exchange_records
        from dragoman.desk.capture.models import Capture
        from dragoman.desk.capture.services import Taken, close_recorders, recorder
        from dragoman.desk.fetching import fetch_in_groups
        from dragoman.desk.settings import ALLOWED_NETWORKS

        fetcher = Fetcher(ALLOWED_NETWORKS, concurrency=CONCURRENCY)
        writer = Archive(Path(home) / "bare").writer("bare", started_utc=datetime.now(UTC), token="bare")

        def record(group: Sequence[Fetched]) -> None:
            made = [
                exchange_records(one.final, capture_id=uuid.uuid4(), request_id=uuid.uuid4(), collector="bench") for one in group
            ]
            writer.append([member for records in made for member in records.members])
            writer.flush()

        def acknowledge(group: Sequence[Fetched]) -> None:
            recorder().acknowledge([Taken(one) for one in group])

        found: dict[str, list[float]] = {}

        def measure_rate(kind: str, name: str, how: str, take: Callable[[Sequence[Fetched]], None]) -> None:
            requests = [Request(f"http://{feed_host(n)}:{PORT}/{kind}/{name}-{n}") for n in range(PAGES)]
            started, busy = time.perf_counter(), time.process_time()
            for group in fetch_in_groups(fetcher, requests, most=GROUP):
                take(group)
            found.setdefault(f"{kind} {how}", []).append(PAGES / (time.perf_counter() - started))
            found.setdefault(f"{kind} {how}, processor", []).append(PAGES / (time.process_time() - busy))

        for number in range(ROUNDS):
            for kind in ("small", "late"):
                measure_rate(kind, f"a{number}", "without", record)
                measure_rate(kind, f"b{number}", "with", acknowledge)
        writer.close()
        close_recorders()
        fetcher.close()
        assert Capture.objects.filter(outcome="stored", payload_of=None).count() == 2 * ROUNDS * PAGES
        return {name: statistics.median(rates) for name, rates in found.items()}


def rows_of(database: str, found: dict[str, float]) -> list[Row]:
    def overhead(kind: str, clock: str = "") -> float:
        return (found[f"{kind} without{clock}"] / found[f"{kind} with{clock}"] - 1) * 100

    bare = {"peer": found["small without"], "peer_name": "fetch and WARC alone"}
    shared = {"unit": "% of fetch and WARC", "target": 15, "less_is_better": True}
    return [
        Row("durable captures", ours=found["small with"], unit="pages/s", target=300, **bare, note=f"{database}, 16 KB"),
        Row("evidence overhead", ours=overhead("late"), **shared, note=f"{database}, sources answer after 50 ms"),
        Row("evidence overhead", ours=overhead("small"), **shared, note=f"{database}, sources answer at once"),
        Row("evidence overhead", ours=overhead("small", ", processor"), **shared, note=f"{database}, at once, processor time"),
    ]


def in_own_process(command: Sequence[str], **environment: str) -> dict[str, float]:
    program = [*command, sys.executable, "-m", "benchmarks.captures", "measure"]
    done = subprocess.run(program, check=True, cwd=REPOSITORY, env=os.environ | environment, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    assert SMALL_BYTES == 16_000
    rows = rows_of("SQLite", in_own_process([], DATABASE_URL=""))
    if which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        postgres = in_own_process([str(REPOSITORY / "scripts" / "with_postgres.sh")], POSTGRES_FSYNC="on")
        rows += rows_of("PostgreSQL", postgres)
    else:
        print("PostgreSQL is not installed: its figures are left out.")
    report(rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        print(json.dumps(measure(os.environ.get("DATABASE_URL", ""))))
    else:
        main()
