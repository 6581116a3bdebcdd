"""Names under every spelling: retrieval and pairs on the development halves in ../shared/data/names, peers in the same run.

Targets are the names issue's; queries and pairs are counted in processor time. `DRAGOMAN_BENCH_ROWS_A_SET=100` takes so
many rows of each set.
"""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

from benchmarks.harness import Row, report
from benchmarks.support import name_peers
from dragoman.names import Index, compare
from dragoman.names.scoring import pairs, retrieval

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "names"
LIMIT = int(os.environ.get("DRAGOMAN_BENCH_ROWS_A_SET", "0"))
TARGETS = {
    "ar_full": 0.97,
    "ru_full": 0.97,
    "he_full": 0.97,
    "hewd_full": 0.97,
    "arcomp_full": 0.95,
    "famous": 0.98,
    "ar_tok": 0.88,
}
PAIRS_A_SECOND, QUERIES_A_SECOND, BUILD_SECONDS, MEGABYTES = 10_000, 150, 6, 150


def main() -> None:
    if not SHARED.is_dir():
        print("names: left out, the evaluation data (../shared/data/names) is not beside the clone")
        return
    lacking = name_peers.missing()
    for sentence in lacking:
        print(f"  {sentence}")
    has_peers = not any("run scripts" in sentence for sentence in lacking)
    rows = speed_rows()
    ours = list(retrieval(SHARED, "dev", Index, LIMIT))
    peers = best_peers() if has_peers else {}
    rows += [
        Row(
            f"names, P@1 {row.name}",
            ours=round(row.first, 3),
            unit="",
            target=TARGETS.get(row.name),
            peer=peers.get(row.name, (None, ""))[0],
            peer_name=peers.get(row.name, (None, ""))[1],
            note=f"{row.queries} queries",
        )
        for row in ours
    ]
    report([*rows, *pair_rows(has_peers=has_peers)])


def best_peers() -> dict[str, tuple[float, str]]:
    """For each set, the P@1 and the name of the peer that does best."""
    found: dict[str, tuple[float, str]] = {}
    for make, name in ((name_peers.Levenshtein, "letters + Levenshtein"), (name_peers.Metaphone, "double metaphone")):
        for row in retrieval(SHARED, "dev", make, min(LIMIT or 200, 200)):
            found[row.name] = max(found.get(row.name, (0.0, "")), (round(row.first, 3), name))
    return found


def pair_rows(*, has_peers: bool) -> list[Row]:
    begun = time.process_time()
    _, mine = pairs(SHARED, "dev", lambda one, other: compare(one, other).score, LIMIT)
    rate = mine[-1].pairs / (time.process_time() - begun)
    theirs = pairs(SHARED, "dev", name_peers.similarity, LIMIT)[1][-1] if has_peers else None
    name = "letters + Levenshtein"
    return [
        Row(
            "names, pair AUC",
            ours=round(mine[-1].auc, 3),
            unit="",
            target=0.96,
            peer=theirs and round(theirs.auc, 3),
            peer_name=name,
        ),
        Row(
            "names, pair F1",
            ours=round(mine[-1].f1, 3),
            unit="",
            target=0.88,
            peer=theirs and round(theirs.f1, 3),
            peer_name=name,
        ),
        Row("names, compare", ours=round(rate), unit="pairs/s", target=PAIRS_A_SECOND),
    ]


def speed_rows() -> list[Row]:
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
    return [
        Row("names, queries on 30,000", ours=round(rate), unit="queries/s", target=QUERIES_A_SECOND),
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
