"""Search over 20,000 items of 300 words in five scripts, with highlights; SQLite's FTS5 on the same words in the same run."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.harness import Row, percentile, report
from dragoman.read.search import Document, TantivyIndex

ITEMS, WORDS, VOCABULARY, QUERIES = 20_000, 300, 12_000, 300
LETTERS = {
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "fa": "ابپتجچحخدذرزژسشصطعغفقکگلمنوهی",
    "he": "אבגדהוזחטיכלמנסעפצקרשת",
    "ru": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
}


def make_documents(rng: random.Random) -> Iterator[Document]:
    """Items whose words are drawn from each language's vocabulary as unevenly as in real text."""
    vocabularies = {
        tag: ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(VOCABULARY)] for tag, letters in LETTERS.items()
    }
    weights = [1 / (rank + 3) for rank in range(VOCABULARY)]
    for number in range(ITEMS):
        tag = rng.choice(list(LETTERS))
        drawn = rng.choices(vocabularies[tag], weights, k=WORDS)
        yield Document(
            number,
            " ".join(drawn[:8]),
            " ".join(drawn),
            {},
            f"s{number % 40}",
            tag,
            "new",
            "article",
            datetime(2026, 1, 1, tzinfo=UTC),
        )


def p95_ms(search: Callable[[str], object], queries: list[str]) -> float:
    durations = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        durations.append((time.perf_counter() - started) * 1000)
    return percentile(durations, 0.95)


def main() -> None:
    rng = random.Random(1)
    documents = list(make_documents(rng))
    queries = [" ".join(rng.sample(rng.choice(documents).text.split(), rng.choice((1, 1, 2, 3)))) for _ in range(QUERIES)]
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder) / "index", written="en")
        started = time.perf_counter()
        index.write(documents)
        writing = ITEMS / (time.perf_counter() - started)
        ours = p95_ms(lambda query: index.search(query, limit=20), queries)
        fts = sqlite3.connect(Path(folder) / "fts.sqlite3")
        fts.execute("CREATE VIRTUAL TABLE items USING fts5(title, text)")
        fts.executemany("INSERT INTO items VALUES (?, ?)", ((d.title, d.text) for d in documents))
        fts.commit()
        ask = "SELECT rowid, snippet(items, 1, '[', ']', '…', 30) FROM items WHERE items MATCH ? ORDER BY rank LIMIT 20"
        peer = p95_ms(lambda query: fts.execute(ask, (" ".join(f'"{word}"' for word in query.split()),)).fetchall(), queries)
        fts.close()
    report(
        [
            Row(
                "search p95, 20,000 items, highlights",
                ours=ours,
                unit="ms",
                target=50,
                peer=peer,
                peer_name="FTS5, one spelling only",
                less_is_better=True,
            ),
            Row("search index writing", ours=writing, unit="items/s"),
        ]
    )


if __name__ == "__main__":
    main()
