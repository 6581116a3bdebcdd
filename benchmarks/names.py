"""Names under every spelling: retrieval and pairs on the development halves in ../shared/data/names, peers in the same run.

Targets are the names issue's; queries and pairs are counted in processor time. Pairs are compared by all, searches of peers are
the first 300 of each set: `DRAGOMAN_BENCH_ROWS_A_SET=100` takes so many of everything.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness import Row, report
from benchmarks.support import name_peers
from dragoman.names import Index, compare
from dragoman.names.scoring import PairScores, pairs, retrieval

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "names"
LIMIT = int(os.environ.get("DRAGOMAN_BENCH_ROWS_A_SET", "0"))
PEER_QUERIES = LIMIT or 300
TARGETS = {
    "ar_full": 0.97,
    "ru_full": 0.97,
    "he_full": 0.97,
    "hewd_full": 0.97,
    "arcomp_full": 0.95,
    "famous": 0.98,
    "ar_tok": 0.88,
}
IN_TURNS = 500
PAIRS_A_SECOND, QUERIES_A_SECOND, BUILD_SECONDS, MEGABYTES = 10_000, 150, 6, 150


class Peer(NamedTuple):
    """What another method reached."""

    name: str
    first: dict[str, float]
    queries_a_second: float
    pairs: PairScores


def main() -> None:
    if not SHARED.is_dir():
        print("names: left out, the evaluation data (../shared/data/names) is not beside the clone")
        return
    if lacking := name_peers.missing():
        print(f"names: {lacking}")
    comparing = compare_row()
    peers = [] if lacking else [measure(method) for method in name_peers.NAMES]
    for peer in peers:
        print(f"  {peer.name}: {peer.first}, AUC {peer.pairs.auc:.3f}, F1 {peer.pairs.f1:.3f}")
    report([comparing, *speed_rows(peers), *retrieval_rows(peers), *pair_rows(peers)])


def measure(method: str) -> Peer:
    with name_peers.running(method) as peer:
        found = list(retrieval(SHARED, "dev", lambda: peer, PEER_QUERIES))
        queries_a_second = sum(row.queries for row in found) / peer.seconds
        _, scored = pairs(SHARED, "dev", peer.compare, LIMIT)
        first = {row.name: round(row.first, 3) for row in found}
        return Peer(name_peers.NAMES[method], first, queries_a_second, scored[-1])


def row(figure: str, ours: float, unit: str, target: float | None, peers: Mapping[str, float], note: str = "") -> Row:
    """A row beside the best of the peers."""
    best = max(peers, key=lambda name: peers[name], default="")
    return Row(figure, ours=ours, unit=unit, target=target, peer=peers.get(best), peer_name=best, note=note)


def retrieval_rows(peers: list[Peer]) -> list[Row]:
    return [
        row(
            f"names, P@1 {found.name}",
            round(found.first, 3),
            "",
            TARGETS.get(found.name),
            {peer.name: peer.first[found.name] for peer in peers},
            f"{found.queries} queries",
        )
        for found in retrieval(SHARED, "dev", Index, LIMIT)
    ]


def compare_row() -> Row:
    """Comparing each pair once, before anything else was done; in turns with the peer, for the machine's speed drifts."""
    for other in ("سمير", "Самир", "סמיר", "Sameer"):
        compare("Samir", other)  # so that the tables are read
    pairs = [(row["a"], row["b"]) for row in table("B_pairs_dev.tsv")][: LIMIT or None]
    if name_peers.missing():
        return row("names, compare", round(len(pairs) / seconds(pairs, compare)), "pairs/s", PAIRS_A_SECOND, {}, "each pair once")
    ours = 0.0
    with name_peers.running("logic-v2") as peer:
        peer.compare("Samir", "Sameer")
        peer.seconds = 0.0
        for block in range(0, len(pairs), IN_TURNS):
            ours += seconds(pairs[block : block + IN_TURNS], compare)
            seconds(pairs[block : block + IN_TURNS], peer.compare)
        theirs = {name_peers.NAMES["logic-v2"]: round(len(pairs) / peer.seconds)}
    return row("names, compare", round(len(pairs) / ours), "pairs/s", PAIRS_A_SECOND, theirs, "each pair once")


def seconds(pairs: list[tuple[str, str]], compare: Callable[[str, str], object]) -> float:
    """Processor time of comparing all pairs."""
    begun = time.process_time()
    for one, other in pairs:
        compare(one, other)
    return time.process_time() - begun


def pair_rows(peers: list[Peer]) -> list[Row]:
    _, scored = pairs(SHARED, "dev", lambda one, other: compare(one, other).score, LIMIT)
    mine = scored[-1]
    return [
        row("names, pair AUC", round(mine.auc, 3), "", 0.96, {peer.name: round(peer.pairs.auc, 3) for peer in peers}),
        row("names, pair F1", round(mine.f1, 3), "", 0.88, {peer.name: round(peer.pairs.f1, 3) for peer in peers}),
    ]


def speed_rows(peers: list[Peer]) -> list[Row]:
    """Building and asking the index of 30,000 names."""
    listed = [(row["id"], row["name"]) for row in table("A_full_index.tsv")]
    before, begun = resident_megabytes(), time.process_time()
    index = Index().build(listed)
    index.search("Ivan")
    built, grown = time.process_time() - begun, resident_megabytes() - before
    queries = [row["query"] for name in ("ar", "ru", "he") for row in table(f"A_{name}_full_dev.tsv")[:150]]
    for script_query in ("سمير", "Самир", "סמיר"):
        index.search(script_query)
    begun = time.process_time()
    for query in queries:
        index.search(query)
    rate = len(queries) / (time.process_time() - begun)
    asked = {peer.name: round(peer.queries_a_second) for peer in peers}
    return [
        row("names, queries on 30,000", round(rate), "queries/s", QUERIES_A_SECOND, asked),
        Row("names, index of 30,000", ours=round(built, 1), unit="s", target=BUILD_SECONDS, less_is_better=True),
        Row("names, its memory", ours=round(grown), unit="MB", target=MEGABYTES, less_is_better=True),
    ]


def table(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
