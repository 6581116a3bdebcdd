"""Main text over the 181 real pages of ../shared/data/pages: F1 over 4-word shingles and pages a CPU second, beside trafilatura.

F1 is of the mean true and false shares of each page, as the pages' own benchmark (article-extraction-benchmark, MIT) counts it.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trafilatura

from benchmarks.harness import Row, report
from dragoman.errors import NotUnderstood
from dragoman.read.extract import extract

PAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + size]) for n in range(max(1, len(words) - size + 1))) if words else Counter()


def f1(pairs: list[tuple[str, str]]) -> float:
    """Pairs of (true text, found text)."""
    hit = extra = missed = 0.0
    for true, found in pairs:
        want, got = shingles(true), shingles(found)
        counts = sum((want & got).values()), sum((got - want).values()), sum((want - got).values())
        total = sum(counts) or 1
        hit, extra, missed = hit + counts[0] / total, extra + counts[1] / total, missed + counts[2] / total
    return 2 * hit / (2 * hit + extra + missed)


def ours(payload: bytes) -> str:
    try:
        return extract(payload, "text/html").text
    except NotUnderstood:
        return ""


def peer(payload: bytes) -> str:
    return trafilatura.extract(payload, include_comments=False) or ""


def measure(reader: Callable[[bytes], str], pages: list[tuple[str, bytes]]) -> tuple[float, float]:
    """(F1, pages a CPU second)."""
    started = time.process_time()
    found = [reader(payload) for _, payload in pages]
    speed = len(pages) / (time.process_time() - started)
    return f1([(true, text) for (true, _), text in zip(pages, found, strict=True)]), speed


def main() -> None:
    if not PAGES.is_dir():
        print("left out: the evaluation pages (../shared/data/pages) are not here")
        return
    truth = json.loads((PAGES / "ground-truth.json").read_text(encoding="utf-8"))
    pages = [(truth[key]["articleBody"], gzip.decompress((PAGES / "html" / f"{key}.html.gz").read_bytes())) for key in truth]
    quality, speed = measure(ours, pages)
    peer_quality, peer_speed = measure(peer, pages)
    report(
        [
            Row("main text F1, 181 pages", ours=quality, unit="", target=0.964, peer=peer_quality, peer_name="trafilatura"),
            Row("main text, a core", ours=speed, unit="pages/s", target=60, peer=peer_speed, peer_name="trafilatura"),
        ]
    )


if __name__ == "__main__":
    main()
