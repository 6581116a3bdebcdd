"""Main text over the shared real pages: never worse than the floor, no socket opened, nothing raised without a name."""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections import Counter
from pathlib import Path

import pytest

from dragoman.errors import NotUnderstood
from dragoman.read.extract import extract

FLOOR = 0.96
EVERY = 4  # of 181 pages, to stay quick; `benchmarks/main_text.py` reads all


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3)))


def shares(truth: str, found: str) -> tuple[float, float, float]:
    """Shares of shingles that are right, too many, and missed."""
    want, got = shingles(truth), shingles(found)
    counts = sum((want & got).values()), sum((got - want).values()), sum((want - got).values())
    right, extra, missed = (count / (sum(counts) or 1) for count in counts)
    return right, extra, missed


@pytest.mark.shared
def test_main_text_of_real_pages(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = json.loads((shared_data / "pages" / "ground-truth.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(socket, "socket", None)  # a parser that opens one fails
    right = extra = missed = 0.0
    for key in sorted(truth)[::EVERY]:
        payload = gzip.decompress((shared_data / "pages" / "html" / f"{key}.html.gz").read_bytes())
        try:
            text = extract(payload, "text/html", truth[key]["url"]).text
        except NotUnderstood as error:
            text = ""
            assert error.sentence.endswith(".")  # noqa: PT017
        for paragraph in text.split("\n\n"):
            assert paragraph == paragraph.strip()
        each = shares(truth[key]["articleBody"], text)
        right, extra, missed = right + each[0], extra + each[1], missed + each[2]
    assert 2 * right / (2 * right + extra + missed) >= FLOOR
