"""Custody: what recording an act adds to a service's own transaction, with few acts before it and with a million; a page's query.

The peer is the same transaction without the record: one decision written and committed. CPU time, so that a busy machine
shifts the figures less."""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator

from benchmarks.harness import Row, percentile, report

ACTS = 1_000_000
ITEMS = 50_000
RUNS = 300
BATCH = 10_000


def median_ms(action: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        action()
        times.append((time.process_time() - started) * 1000)
    return percentile(times, 0.5)


def acts(count: int, head: object) -> Iterator[object]:
    """A desk's history, as `record` would have made it, without a transaction each."""
    from datetime import UTC, datetime

    from dragoman.capture.custody.entries import Actor, CustodyEntry, Subject, link, write_time
    from dragoman.desk.custody.services import as_row

    last: dict[str, tuple[int, str]] = {}
    at = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
    before = head.link
    for number in range(head.count + 1, head.count + 1 + count):
        about = str(number % ITEMS + 10)
        sequence, previous = last.get(about, (0, ""))
        entry = CustodyEntry(
            number, Subject("item", about), sequence + 1, write_time(at), Actor(7, "L. M."), "selected", "", {}, previous
        )
        last[about] = sequence + 1, entry.sha256
        before = link(before, entry.sha256)
        yield as_row(entry, at, before)
    head.count, head.link = head.count + count, before
    head.save()


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["DRAGOMAN_HOME"] = home
        from dragoman.desk import bootstrap

        bootstrap.start()
        from django.core.management import call_command
        from django.db import transaction
        from django.utils import timezone

        call_command("migrate", verbosity=0)
        from dragoman.capture.custody.actions import Action, Kind
        from dragoman.desk.custody import selectors
        from dragoman.desk.custody.models import Act, DeskHead
        from dragoman.desk.custody.services import record
        from dragoman.desk.read.models import Decision, Item
        from dragoman.desk.watch.models import Source

        source = Source.objects.create(slug="outlet", name_native="Outlet")
        made = Item.objects.create(source=source, first_seen_at=timezone.now())

        def plain() -> None:
            with transaction.atomic():
                Decision.objects.create(item=made, kind="select", at=timezone.now())

        def recorded() -> None:
            with transaction.atomic():
                Decision.objects.create(item=made, kind="select", at=timezone.now())
                record(by=None, action=Action.SELECTED, on=(Kind.ITEM, made.pk))

        peer, empty = median_ms(plain), median_ms(recorded)
        head = DeskHead.objects.get()
        history = acts(ACTS, head)
        while batch := list(itertools.islice(history, BATCH)):
            Act.objects.bulk_create(batch)
        peer_full, full = median_ms(plain), median_ms(recorded)
        shown = median_ms(lambda: selectors.act_lines([(Kind.ITEM, [4711]), (Kind.ENTRY, [4711]), (Kind.CAPTURE, [4711])]))
        assert len(selectors.act_lines([(Kind.ITEM, [4711])])) == ACTS // ITEMS
        started = time.process_time()
        assert not list(selectors.check_chain())
        checked = head.count / (time.process_time() - started)
    ms = {"unit": "ms", "less_is_better": True}
    report(
        [
            Row("act, committed", ours=empty, peer=peer, peer_name="without custody", note="first acts", **ms),
            Row("act, committed", ours=full, peer=peer_full, peer_name="without custody", note=f"after {ACTS:,}", **ms),
            Row("custody of an item, one query", ours=shown, note=f"{ACTS:,} acts", **ms),
            Row("custody check, whole", ours=checked, unit="acts/s"),
        ]
    )


if __name__ == "__main__":
    main()
