"""One record of a page read back from a random place of a large file: ours against fastwarc and warcio.

Each opens the file, seeks, unpacks one record and gives the payload. Ours checks framing and three digests besides; the peers
check nothing here. Median wall time; the file is in the machine's memory for all of them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from benchmarks.harness import Row, percentile, report
from benchmarks.warc_write import PAGE_BYTES, make_exchange, make_page, make_words
from dragoman.capture.archive import Archive, Place
from dragoman.capture.warc import exchange_records

RECORDS, DIFFERENT, READS = 20_000, 50, 1_000


def fill(archive: Archive, dice: random.Random) -> list[Place]:
    words = make_words(dice)
    bodies = [make_page(dice, words) for _ in range(DIFFERENT)]
    made = [
        exchange_records(make_exchange(n, body), capture_id=UUID(int=n), request_id=UUID(int=n + 10**6), collector="bench")
        for n, body in enumerate(bodies)
    ]
    with archive.writer("bench", started_utc=datetime(2026, 11, 21, tzinfo=UTC), token="t") as writer:
        return [writer.append(made[number % DIFFERENT].members)[1] for number in range(RECORDS)]


def milliseconds(read: Callable[[Place], bytes], places: list[Place]) -> list[float]:
    times = []
    for place in places:
        started = time.perf_counter()
        payload = read(place)
        times.append((time.perf_counter() - started) * 1000)
        assert len(payload) >= PAGE_BYTES
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        dice = random.Random(20)
        stored = fill(archive, dice)
        places = dice.choices(stored, k=READS)
        path = archive.path / stored[0].file

        def ours(place: Place) -> bytes:
            return archive.read(place).payload

        def fastwarc(place: Place) -> bytes:
            with path.open("rb") as file:
                file.seek(place.offset)
                return next(iter(ArchiveIterator(file))).reader.read()

        def warcio(place: Place) -> bytes:
            with path.open("rb") as file:
                file.seek(place.offset)
                return next(iter(WarcioIterator(file))).content_stream().read()

        found = {read.__name__: milliseconds(read, places) for read in (ours, fastwarc, warcio)}
        note = f"60 KB page, file of {path.stat().st_size / 1e6:,.0f} MB"
    shared = {"unit": "ms", "target": 1.0, "less_is_better": True}
    middle = {name: percentile(times, 0.5) for name, times in found.items()}
    report(
        [
            Row("one record read back", ours=middle["ours"], **shared, peer=middle["fastwarc"], peer_name="fastwarc", note=note),
            Row("one record read back", ours=middle["ours"], **shared, peer=middle["warcio"], peer_name="warcio", note=note),
        ]
    )


if __name__ == "__main__":
    main()
