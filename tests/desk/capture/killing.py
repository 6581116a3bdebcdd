"""A capture run that is killed: `python -m tests.desk.capture.killing TIMES SEED`, inside an installation.

One process loads everything, then forks a child for each life. The child acknowledges captures, new and unchanged ones, and says
so through a pipe; it is killed with SIGKILL at a random instant. The parent then does what the next process does first (repair),
looks at every capture that was acknowledged, proves that the ledger grew from each head signed before, and signs the next one.
Prints as JSON what happened and every fault.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

BATCH = 4
MOST_BATCHES = 5
LONGEST_BATCH_SECONDS = 0.03


def exchanges(life: int) -> Iterator[object]:
    """New pages, and one that is the same in every life."""
    from dragoman.capture.exchange import Exchange, Fetched, Request

    dice = random.Random(life)
    number = 0
    while True:
        number += 1
        same = number % BATCH == 0
        url = "http://news.example/same" if same else f"http://news.example/{life}/{number}"
        body = b"<p>unchanged</p>" * 200 if same else dice.randbytes(dice.randrange(20_000))
        exchange = Exchange(
            url=url,
            method="GET",
            started_utc=datetime.now(UTC).replace(microsecond=0),
            seconds=0.1,
            request_head=b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n",
            response_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            body=body,
            status=200,
            remote_address="192.0.2.1",
        )
        yield Fetched(Request(url), (exchange,))


def live(life: int, pipe: int) -> None:
    from dragoman.desk.capture.services import Taken, recorder

    fetched = exchanges(life)
    while True:
        rows = recorder().acknowledge([Taken(next(fetched)) for _ in range(BATCH)])
        os.write(pipe, "".join(f"{row.pk}\n" for row in rows).encode())


def killed_at_random(life: int, dice: random.Random) -> list[str]:
    """The captures that a child acknowledged before it was killed: at any instant of its first batches, also of its first."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        live(life, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = [pipe.readline() for _ in range(BATCH * dice.randrange(MOST_BATCHES))]
        time.sleep(dice.uniform(0.0, LONGEST_BATCH_SECONDS))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        told += pipe.read().splitlines(keepends=True)
    return [line.decode().strip() for line in told if line.endswith(b"\n")]


def main(times: int, seed: int) -> None:
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.db import connections

    from dragoman.capture.checkpoint import read_checkpoint
    from dragoman.capture.tree import verify_consistency
    from dragoman.desk.capture import selectors
    from dragoman.desk.capture.checking import check_captures
    from dragoman.desk.capture.checkpoints import sign_head
    from dragoman.desk.capture.ledger import ledger, prove
    from dragoman.desk.capture.models import Capture
    from dragoman.desk.capture.services import Taken  # noqa: F401 -- loads what a life needs, before the forks

    dice = random.Random(seed)
    acknowledged: set[str] = set()
    signed: dict[int, bytes] = {}
    faults: list[str] = []
    torn = 0
    for life in range(times):
        connections.close_all()
        told = killed_at_random(life, dice)
        acknowledged.update(told)
        torn += len(selectors.archive().repair())
        rows = Capture.objects.filter(pk__in=told)
        faults += [f"life {life}: {len(told)} acknowledged, {len(rows)} there"] * (len(rows) != len(told))
        faults += [f"life {life}: {one}" for one in check_captures(selectors.archive(), rows) if one.findings]
        for row in rows:
            prove(row)
        known = ledger()
        for size, root in signed.items():
            path = known.prove_consistency(size)
            if not verify_consistency(size, known.size, path=path, old_root=root, new_root=known.root()):
                faults.append(f"life {life}: the ledger of {known.size} does not begin with the {size} that were signed")
        if known.size:
            checkpoint = read_checkpoint(sign_head(by=None, now=datetime.now(UTC)).note).checkpoint
            signed[checkpoint.size] = checkpoint.root
    rows = Capture.objects.all()
    archive = selectors.archive()
    records = sum(member.type in ("response", "revisit") for file in archive.files() for member in archive.members(file))
    print(
        json.dumps(
            {
                "acknowledged": len(acknowledged),
                "there": rows.filter(pk__in=acknowledged).count(),
                "revisits": rows.exclude(payload_of=None).count(),
                "unacknowledged": rows.exclude(pk__in=acknowledged).count(),
                "torn": torn,
                "records_without_row": records - rows.count(),
                "signed": len(signed),
                "faults": faults,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
