"""Capture on a disk that takes nothing, then has room again: `python -m tests.desk.capture.full_disk FILLER`.

Inside an installation whose archive, or whose database, is on a small disk of its own. FILLER is a file there that takes room,
and is removed in the middle.

With `remount` behind it, the first argument is a disk mounted read-only, which is made writable in the middle.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def page(number: int, size: int) -> Any:
    """A fetched page of a size, as it is taken."""
    from dragoman.capture.exchange import Exchange, Fetched, Request
    from dragoman.desk.capture.services import Taken

    url = f"http://news.example/{number}"
    exchange = Exchange(
        url=url,
        method="GET",
        started_utc=datetime(2026, 11, 21, tzinfo=UTC),
        seconds=0.1,
        request_head=b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n",
        response_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        body=os.urandom(size),
        status=200,
        remote_address="192.0.2.1",
    )
    return Taken(Fetched(Request(url), (exchange,)))


def main(path: str, *, remount: bool) -> None:
    from dragoman.desk import bootstrap

    bootstrap.start()

    from django.db import DatabaseError

    from dragoman.desk.capture import selectors
    from dragoman.desk.capture.checking import check_captures
    from dragoman.desk.capture.ledger import ledger
    from dragoman.desk.capture.ledger_check import check_ledger
    from dragoman.desk.capture.models import Capture
    from dragoman.desk.capture.services import recorder
    from dragoman.desk.jobs.checks.database import check_room
    from dragoman.desk.jobs.checks.folders import check_folders
    from dragoman.desk.jobs.doctor import run_all
    from dragoman.desk.refused_writes import refused_write
    from dragoman.errors import ArchiveUnwritable

    def refused(sizes: Sequence[int]) -> str:
        """Capture pages of these sizes at once; the sentence with which that is refused, or none."""
        taken = [page(number, size) for number, size in enumerate(sizes)]
        try:
            recorder().acknowledge(taken)
        except ArchiveUnwritable as error:
            return error.sentence
        except DatabaseError as error:
            return str(refused_write(error) or repr(error))
        return ""

    def state() -> dict[str, object]:
        checked = check_captures(selectors.archive(), selectors.stored())
        faults = [sentence for one in checked for sentence in one.findings]
        faults += [finding.sentence for finding in selectors.archive().check()]
        return {"rows": Capture.objects.count(), "leaves": ledger().size, "faults": [*faults, *check_ledger()]}

    acknowledged = 0
    while not (sentence := refused([30_000] * 3)):
        acknowledged += 3
    found = [finding.subject for finding in run_all([check_folders, check_room]) if finding.broken]
    told = {"acknowledged": acknowledged, "sentence": sentence, "full": state(), "again": refused([300_000]), "doctor": found}
    if remount:
        subprocess.run(["mount", "-o", "remount,rw", path], check=True)
    else:
        Path(path).unlink()
    print(json.dumps({**told, "after": refused([30_000]), "end": state()}))


if __name__ == "__main__":
    main(sys.argv[1], remount=sys.argv[2:] == ["remount"])
