"""Sentence boundaries in twelve languages, against two sets of gold in tests/text: ours and four peers, in one run.

Targets are the language libraries' issue: F1 of .97 in each language, 5,000 sentences/s. Peers are given the text line by
line. The second set was written after the rules; they were mended with it since. Speed is counted in processor time over
the first, read `DRAGOMAN_BENCH_SEGMENT_ROUNDS` times (20).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial

from benchmarks.harness import Row, report
from benchmarks.support.sentence_peers import PEERS, ends
from dragoman.text.segments import segment
from tests.text.gold import FOLDER, LATER, Gold, boundary_f1, read_all

ROUNDS = int(os.environ.get("DRAGOMAN_BENCH_SEGMENT_ROUNDS", "20"))
F1, SENTENCES_A_SECOND = 0.97, 5_000

Find = Callable[[str, str], frozenset[int]]


def main() -> None:
    finders: dict[str, Find] = {"ours": our_ends, **{name: partial(ends, cut) for name, cut in PEERS.items()}}
    rates = {name: rate(find, read_all()) for name, find in finders.items()}
    rows = []
    for folder in (FOLDER, LATER):
        gold = read_all(folder)
        scores = {name: [score(find, one) for one in gold] for name, find in finders.items()}
        print_side_by_side(gold, scores, rates)
        rows += [language_row(one.language, number, scores, folder.name) for number, one in enumerate(gold)]
    fastest = max(PEERS, key=lambda name: rates[name])
    rows.append(
        Row(
            "sentences, speed",
            ours=rates["ours"],
            unit="sentences/s",
            target=SENTENCES_A_SECOND,
            peer=rates[fastest],
            peer_name=fastest,
        )
    )
    report(rows)


def our_ends(text: str, language: str) -> frozenset[int]:
    return frozenset(span.end for span in segment(text, language)[:-1])


def score(find: Find, gold: Gold) -> float:
    return round(boundary_f1([gold], [find(gold.text, gold.language)]), 3)


def rate(find: Find, gold: list[Gold]) -> float:
    begun = time.process_time()
    for _ in range(ROUNDS):
        for one in gold:
            find(one.text, one.language)
    return round(ROUNDS * sum(len(one.sentences) for one in gold) / (time.process_time() - begun))


def language_row(language: str, number: int, scores: dict[str, list[float]], note: str) -> Row:
    peer = max(PEERS, key=lambda name: scores[name][number])
    return Row(
        f"sentences, F1 {language}",
        ours=scores["ours"][number],
        unit="",
        target=F1,
        peer=scores[peer][number],
        peer_name=peer,
        note=note,
    )


def print_side_by_side(gold: list[Gold], scores: dict[str, list[float]], rates: dict[str, float]) -> None:
    print("F1        ", *(f"{one.language:>6}" for one in gold), f"{'mean':>6}", f"{'a second':>10}")
    for name, figures in scores.items():
        mean = sum(figures) / len(figures)
        print(f"{name:10}", *(f"{figure:6.3f}" for figure in figures), f"{mean:6.3f}", f"{rates[name]:10,.0f}")
    print()


if __name__ == "__main__":
    main()
