"""A desk of 10,000 captures (30 KB of random bytes each, which nothing packs) backed up and restored, beside `cp -a` and `sync`.

The peer copies the same files and checks nothing; ours hashes them, and the restore reads all again and examines every capture.
DRAGOMAN_BENCH_CAPTURES sets another number.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.warc_write import make_exchange

CAPTURES = int(os.environ.get("DRAGOMAN_BENCH_CAPTURES", "10000"))
BATCH, BODY_BYTES = 500, 30_000


def fill() -> None:
    from dragoman.capture.exchange import Fetched, Request
    from dragoman.desk.capture.services import Taken, close_recorders, recorder

    dice = random.Random(3)
    for at in range(0, CAPTURES, BATCH):
        hops = [make_exchange(at + number, dice.randbytes(BODY_BYTES)) for number in range(BATCH)]
        recorder().acknowledge([Taken(Fetched(Request(hop.url), (hop,))) for hop in hops])
    close_recorders()


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def copy_plainly(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    subprocess.run(["sync", "-f", str(target)], check=True)


def restore(place: Path) -> None:
    environment = {**os.environ, "DRAGOMAN_HOME": str(place / "restored")}
    command = [sys.executable, "-m", "dragoman.cli", "restore", str(place / "backup")]
    print(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def measure(place: Path) -> list[Row]:
    os.environ["DRAGOMAN_HOME"] = str(place / "home")
    os.environ.pop("DATABASE_URL", None)
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from dragoman.desk.backup.services import make_backup

    fill()
    folder = place / "backup"
    size_mb = sum(file.stat().st_size for file in (place / "home").rglob("*") if file.is_file()) / 1e6
    first = seconds(lambda: make_backup(by=None, path=folder, now=datetime.now(UTC)))
    again = seconds(lambda: make_backup(by=None, path=folder, now=datetime.now(UTC)))
    plainly = seconds(lambda: copy_plainly(place / "home", place / "plain"))
    back = seconds(lambda: restore(place))
    named = f"{CAPTURES:,} captures, {size_mb:,.0f} MB"
    return [
        Row("backup", ours=size_mb / first, unit="MB/s", peer=size_mb / plainly, peer_name="cp -a, sync", note=named),
        Row("backup when nothing is new", ours=again, unit="s", peer=plainly, peer_name="cp -a, sync", less_is_better=True),
        Row("restore, every capture examined", ours=size_mb / back, unit="MB/s", peer=size_mb / plainly, peer_name="cp -a, sync"),
        Row("restore, every capture examined", ours=CAPTURES / back, unit="captures/s"),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder)))


if __name__ == "__main__":
    main()
