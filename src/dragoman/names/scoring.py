"""How well a matcher does on evaluation sets: retrieval (A) and pairs (B).

A folder holds `A_<set>_<half>.tsv` (query, id, …) beside `A_<index>_index.tsv` (id, name), and `B_pairs_<half>.tsv`
(a, b, label, set, …).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dragoman.errors import NameListUnreadable
from dragoman.names.rows import read_table

_DEPTH = 10


class Searchable(Protocol):
    """What `retrieval` measures: an index of names."""

    def build(self, names: Iterable[tuple[str, str]]) -> object:
        """Take (id, name) pairs."""

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """(id, score), best first."""


@dataclass(frozen=True)
class Retrieval:
    """One set of queries: how often the right id is first, is among the first ten, and the mean of 1/rank."""

    name: str
    queries: int
    first: float
    among_ten: float
    reciprocal: float


@dataclass(frozen=True)
class PairScores:
    """One set of pairs: the area under the ROC curve, and F1 at the threshold that is best over all sets together."""

    name: str
    pairs: int
    auc: float
    f1: float


def retrieval(folder: Path, half: str, make: Callable[[], Searchable], limit: int = 0) -> Iterator[Retrieval]:
    """Measure every retrieval set of a folder; an index is built once for all sets that share it.

    Raises:
        NameListUnreadable: no sets, or a set without its index.
    """
    by_index = defaultdict(list)
    for path in sorted(folder.glob(f"A_*_{half}.tsv")):
        name = path.name[2 : -len(f"_{half}.tsv")]
        by_index[_index_of(folder, name)].append((name, path))
    if not by_index:
        raise NameListUnreadable(f"There are no evaluation sets A_…_{half}.tsv in {folder}.", subject=str(folder))
    for index_path, sets in sorted(by_index.items()):
        index = make()
        index.build([(row["id"], row["name"]) for row in read_table(index_path, "id", "name")])
        for name, path in sets:
            yield _measure(name, index, [(row["query"], row["id"]) for row in read_table(path, "query", "id")][: limit or None])


def _index_of(folder: Path, name: str) -> Path:
    """`ar_full` may have an index of its own, or share `full`; `ar_tok` has `artok`."""
    for candidate in (name, name.removesuffix("_full"), name.replace("_", ""), name.rpartition("_")[2]):
        path = folder / f"A_{candidate}_index.tsv"
        if path.exists():
            return path
    raise NameListUnreadable(f"There is no index for the evaluation set {name} in {folder}.", subject=str(folder))


def _measure(name: str, index: Searchable, queries: list[tuple[str, str]]) -> Retrieval:
    ranks = []
    for query, truth in queries:
        found = list(dict.fromkeys(key for key, _ in index.search(query, 2 * _DEPTH)))[:_DEPTH]
        ranks.append(found.index(truth) + 1 if truth in found else 0)
    count = max(len(ranks), 1)
    hits = [rank for rank in ranks if rank]
    return Retrieval(name, len(ranks), ranks.count(1) / count, len(hits) / count, sum(1 / rank for rank in hits) / count)


def pairs(folder: Path, half: str, score: Callable[[str, str], float], limit: int = 0) -> tuple[float, list[PairScores]]:
    """(threshold, one row a set of pairs, then their mean as `MACRO`).

    Raises:
        NameListUnreadable: no such pairs, or a table without its columns.
    """
    by_set: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row in read_table(folder / f"B_pairs_{half}.tsv", "a", "b", "label", "set"):
        if not limit or len(by_set[row["set"]]) < limit:
            by_set[row["set"]].append((score(row["a"], row["b"]), row["label"] == "1"))
    threshold = best_threshold([pair for scored in by_set.values() for pair in scored])
    rows = [PairScores(name, len(scored), auc(scored), f1(scored, threshold)) for name, scored in sorted(by_set.items())]
    count = max(len(rows), 1)
    macro = PairScores(
        "MACRO", sum(row.pairs for row in rows), sum(row.auc for row in rows) / count, sum(row.f1 for row in rows) / count
    )
    return threshold, [*rows, macro]


def auc(scored: list[tuple[float, bool]]) -> float:
    """The chance that a true pair scores higher than a false one; ties count half. A half where either is missing."""
    true = [score for score, label in scored if label]
    false = sorted(score for score, label in scored if not label)
    if not true or not false:
        return 0.5
    above = sum(bisect_left(false, score) + bisect_right(false, score) for score in true) / 2
    return above / (len(true) * len(false))


def f1(scored: list[tuple[float, bool]], threshold: float) -> float:
    """The harmonic mean of precision and recall of scores from a threshold on."""
    hits = sum(label for score, label in scored if score >= threshold)
    taken = sum(score >= threshold for score, _ in scored)
    wanted = sum(label for _, label in scored)
    return 2 * hits / (taken + wanted) if hits else 0.0


def best_threshold(scored: list[tuple[float, bool]]) -> float:
    """The score from which on F1 is highest."""
    ranked = sorted(scored, reverse=True)
    wanted = sum(label for _, label in ranked)
    best, threshold, hits = 0.0, 0.5, 0
    for taken, (score, label) in enumerate(ranked, start=1):
        hits += label
        is_last = taken == len(ranked) or ranked[taken][0] != score
        if is_last and 2 * hits / (taken + wanted) > best:
            best, threshold = 2 * hits / (taken + wanted), score
    return threshold
