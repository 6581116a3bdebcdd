"""Rounds that are killed: `python -m tests.desk.killing FEED-URL TIMES SEED`, inside an installation.

One process loads everything, then forks a child for each round and kills it with SIGKILL at a random moment. Before each
round it asks the stand for another entry. The last round runs to its end. Prints as JSON the captures that stood after
each kill and at the end, so that the test can see whether any of them was lost later, and how far everything was read.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import urllib.request


def main(feed: str, times: int, seed: int) -> None:
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.db import connections
    from django.db.models import F
    from django.utils import timezone

    from dragoman.desk.capture.models import Capture
    from dragoman.desk.pipeline import open_tools, run_round  # loads what a round needs, before the forks
    from dragoman.desk.read.models import Item
    from dragoman.desk.watch.models import Endpoint, Entry, Source

    source = Source.objects.create(slug="nahr", name_native="النهر", language="ar")
    Endpoint.objects.create(source=source, kind="feed", url=feed, next_due_at=timezone.now())
    rng = random.Random(seed)
    stood: list[list[str]] = []
    killed = 0

    def stored() -> list[str]:
        return [str(pk) for pk in Capture.objects.exclude(archive_file="").values_list("pk", flat=True)]

    def one_round() -> None:
        with open_tools(processes=0) as tools:
            run_round(tools=tools, all_active=True)

    for _ in range(times):
        urllib.request.urlopen(feed + "/more").read()
        # What a killed process had claimed lapses after ten minutes; here, at once.
        Endpoint.objects.update(claim="", next_due_at=timezone.now())
        Entry.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
        connections.close_all()
        child = os.fork()
        if child == 0:
            one_round()
            os._exit(0)
        time.sleep(rng.uniform(0.02, 0.9))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        stood.append(stored())
    Entry.objects.filter(next_try_at__isnull=False).update(next_try_at=timezone.now())
    Endpoint.objects.update(claim="", next_due_at=timezone.now())
    one_round()
    connections.close_all()
    state = {
        "entries": Entry.objects.count(),
        "read": Entry.objects.filter(state="read").count(),
        "items": Item.objects.count(),
        "texts": Item.objects.exclude(current__text="").count(),
        "unindexed": Item.objects.exclude(revision=F("indexed_revision")).count(),
    }
    print(json.dumps({"stood": stood, "killed": killed, "left": stored(), "state": state}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
