"""The ledger: leaves appended a second in memory, proofs from disk at a million leaves, beside pymerkle's.

CPU time, so that a busy machine shifts the figures less; ours and the peer's are measured one after the other."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pymerkle

from benchmarks.harness import Row, percentile, report
from dragoman.capture.hashes import FolderHashes
from dragoman.capture.ledger import Ledger, verify_inclusion
from dragoman.capture.tree import Growth, grow

LEAVES = 200_000
ON_DISK = 1_000_000
PEER_ON_DISK = 100_000
PROOFS = 500
BATCH = 50_000


def cpu_seconds(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def append_rows(leaves: Sequence[bytes]) -> list[Row]:
    ours, single, peer = Ledger(), Ledger(), pymerkle.InmemoryTree(algorithm="sha256")
    batches = [leaves[at : at + 1000] for at in range(0, LEAVES, 1000)]
    at_once = LEAVES / cpu_seconds(lambda: [ours.extend(batch) for batch in batches])
    one_by_one = LEAVES / cpu_seconds(lambda: [single.append(leaf) for leaf in leaves])
    theirs = LEAVES / cpu_seconds(lambda: [peer.append_entry(leaf) for leaf in leaves])
    assert ours.root() == single.root() == peer.get_root(), "the trees differ"
    name = "pymerkle in memory"
    return [
        Row("ledger append", ours=at_once, unit="leaves/s", target=500_000, peer=theirs, peer_name=name),
        Row("ledger append, one by one", ours=one_by_one, unit="leaves/s", peer=theirs, peer_name=name),
    ]


def fill(ledger: Ledger, dice: random.Random) -> None:
    for _ in range(ON_DISK // BATCH):
        ledger.append_hashes([dice.randbytes(32) for _ in range(BATCH)])


def proof_ms(prove: Callable[[int], object], dice: random.Random, size: int) -> float:
    """Median over random leaves, wall time."""
    times = []
    for _ in range(PROOFS):
        index = dice.randrange(size)
        started = time.perf_counter()
        prove(index)
        times.append((time.perf_counter() - started) * 1000)
    return percentile(times, 0.5)


def fill_desk(growth: Growth, hashes: object) -> None:
    from django.db import transaction

    with transaction.atomic():
        hashes.add(growth)


def disk_rows(home: str) -> list[Row]:
    os.environ["DRAGOMAN_HOME"] = home
    os.environ.pop("DATABASE_URL", None)
    from dragoman.desk import bootstrap

    bootstrap.start()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from dragoman.desk.capture.ledger import DeskHashes, ledger
    from dragoman.desk.capture.models import LedgerHead

    LedgerHead.objects.create(pk=1)
    dice = random.Random(1)
    desk, hashes = DeskHashes(), []
    for _ in range(ON_DISK // BATCH):
        hashes = [dice.randbytes(32) for _ in range(BATCH)]
        fill_desk(grow(desk.head(), hashes), desk)
    known = ledger()
    index = ON_DISK - 7
    assert verify_inclusion(hashes[-7], index, size=ON_DISK, path=known.prove_inclusion(index), root=known.root()), (
        "the proof does not hold"
    )
    in_folder = Ledger(FolderHashes(Path(home) / "ledger"))
    fill(in_folder, random.Random(1))
    assert in_folder.root() == known.root(), "the stores differ"
    peer = pymerkle.SqliteTree(str(Path(home) / "peer.db"), algorithm="sha256")
    peer.append_entries([dice.randbytes(32) for _ in range(PEER_ON_DISK)])
    theirs = proof_ms(lambda at: peer.prove_inclusion(at + 1, PEER_ON_DISK), dice, PEER_ON_DISK)
    name = f"pymerkle on SQLite, {PEER_ON_DISK:,} leaves"
    shared = {"unit": "ms", "target": 1.0, "peer": theirs, "peer_name": name, "less_is_better": True}
    return [
        Row(
            "inclusion proof",
            ours=proof_ms(known.prove_inclusion, dice, ON_DISK),
            **shared,
            note="desk, 1,000,000",
        ),
        Row("inclusion proof", ours=proof_ms(in_folder.prove_inclusion, dice, ON_DISK), **shared, note="folder, 1,000,000"),
        Row(
            "consistency proof",
            ours=proof_ms(known.prove_consistency, dice, ON_DISK),
            unit="ms",
            less_is_better=True,
        ),
    ]


def main() -> None:
    dice = random.Random(9162)
    leaves = [dice.randbytes(32) for _ in range(LEAVES)]
    rows = append_rows(leaves)
    with tempfile.TemporaryDirectory() as home:
        rows += disk_rows(home)
    report(rows)


if __name__ == "__main__":
    main()
