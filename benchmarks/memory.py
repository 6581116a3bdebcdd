"""Translation memory: 1,000,000 segments, 500 queries with 0 to 40 % of their letters changed, beside exhaustive rapidfuzz.

Recall counts the queries whose best match, compared with every segment, reaches 70 %: found is a match as good. The corpus is
made here: Arabic words from roots, patterns and clitics, English ones from the documents of this repository, both with the
frequencies of language; a third of the segments are edited copies of earlier ones, as wire copy is. Targets are issue 6's.
`DRAGOMAN_BENCH_SEGMENTS=100000`, or a number after the command, takes fewer; the peer answers 100 of the queries.
translate-toolkit compares letter by letter in Python: it is given 200 segments and 5 queries, and so are we.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from benchmarks.harness import Row, percentile, report
from benchmarks.support import toolkit
from dragoman.translate.memory import Memory, Unit
from dragoman.translate.memory.units import comparable

REPOSITORY = Path(__file__).resolve().parents[1]
P95_MS, RECALL, MEGABYTES = 10, 0.99, 60
QUERIES, PEER_QUERIES = 500, 100
TOOLKIT_SEGMENTS, TOOLKIT_QUERIES = 200, 5
LETTERS = "بتثجحخدرزسشصضطعغفقكلمنهوي"
PATTERNS = (
    "{0}{1}{2} {0}ا{1}{2} م{0}{1}و{2} م{0}{1}{2}ة ت{0}{1}ي{2} {0}{1}ا{2} {0}{1}ي{2} است{0}{1}{2} ا{0}ت{1}ا{2} م{0}ا{1}{2}ة",
    "{0}وا{1}{2} أ{0}{1}ا{2} ي{0}{1}{2} ت{0}{1}{2}ت ان{0}{1}{2} م{0}{1}{2}ون {0}{1}{2}ية م{0}{1}{2}ات ي{0}{1}{2}ون سي{0}{1}{2}",
)
CLITICS = ["", "", "", "ال", "ال", "و", "ب", "ل", "وال", "بال", "لل", "ف"]
SUFFIXES = ["", "", "", "", "ها", "هم", "ه", "نا", "ي"]
PARTICLES = "في من على إلى أن عن مع هذا هذه التي الذي قال كان قد لم لا ما بين بعد قبل حول خلال كل ذلك حيث أو ثم إذا كما"


class Writer:
    """Makes segments; the same seed makes the same ones."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.vocabulary = {"ar": self._arabic(), "en": self._english()}

    def _arabic(self) -> tuple[list[str], list[float]]:
        roots = [self.random.sample(LETTERS, 3) for _ in range(900)]
        choose, patterns, particles = self.random.choice, " ".join(PATTERNS).split(), PARTICLES.split()
        forms = {choose(CLITICS) + choose(patterns).format(*choose(roots)) + choose(SUFFIXES) for _ in range(70_000)}
        weights = [10 * len(particles) * 3 / (rank + 3) for rank in range(len(particles))]
        weights += [300 / (rank + 5) ** 0.95 for rank in range(len(forms))]
        ranked = sorted(forms)
        self.random.shuffle(ranked)
        return particles + ranked, list(itertools.accumulate(weights))

    def _english(self) -> tuple[list[str], list[float]]:
        files = [*REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("src/**/*.py"), *Path(os.__file__).parent.glob("*.py")]
        counted = Counter(
            word
            for path in sorted(files)
            for word in re.findall(r"(?<![\w.])[a-z]{2,12}(?![\w(=.])", path.read_text("utf-8", "ignore"))
        )
        common = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:25_000]
        return [word for word, _ in common], list(itertools.accumulate(count for _, count in common))

    def word(self, language: str) -> str:
        words, weights = self.vocabulary[language]
        return self.random.choices(words, cum_weights=weights)[0]

    def segment(self, language: str) -> str:
        words, weights = self.vocabulary[language]
        length = max(3, min(60, int(self.random.lognormvariate(2.75, 0.5))))
        chosen = self.random.choices(words, cum_weights=weights, k=length)
        if self.random.random() < 0.25:
            chosen.insert(self.random.randrange(length), str(self.random.randrange(1, 3000)))
        return " ".join(chosen) + ("." if self.random.random() < 0.8 else "")

    def edited(self, segment: str, share: float, language: str) -> str:
        """The segment with words changed, left out, added, moved and misspelt, until a share of its letters is touched."""
        words, left = segment.split(" "), share * len(segment)
        while left > 0:
            kind, place = self.random.random(), self.random.randrange(len(words))
            cost = len(words[place])
            if kind < 0.35:
                words[place] = self.word(language)
            elif kind < 0.5 and len(words) > 2:
                del words[place]
            elif kind < 0.65:
                words.insert(place, self.word(language))
            elif kind < 0.75:
                words.append(words.pop(place))
            elif words[place]:
                at = self.random.randrange(cost)
                words[place] = words[place][:at] + self.random.choice(LETTERS) + words[place][at + 1 :]
                cost = 1
            left -= max(cost, 1)
        return " ".join(words)

    def corpus(self, size: int) -> list[tuple[str, str]]:
        """(segment, language), all different."""
        made: dict[str, str] = {}
        earlier: list[str] = []
        while len(made) < size:
            language = "ar" if self.random.random() < 0.6 else "en"
            if self.random.random() < 0.7 or len(made) < 1000:
                segment = self.segment(language)
            else:
                model = self.random.choice(earlier)
                language = made[model]
                segment = self.edited(model, self.random.uniform(0.05, 0.4), language)
            if segment not in made:
                made[segment] = language
                earlier.append(segment)
        return list(made.items())


def main() -> None:
    size = int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DRAGOMAN_BENCH_SEGMENTS", "1000000"))
    writer = Writer()
    corpus = writer.corpus(size)
    queries = []
    for number in range(QUERIES):
        segment, language = writer.random.choice(corpus)
        queries.append((writer.edited(segment, number % 5 / 10, language), language))
    with tempfile.TemporaryDirectory(prefix="dragoman-memory-") as folder:
        begun = time.perf_counter()
        with Memory(folder) as memory:
            memory.add_units(Unit(segment, "rendered", language, "de") for segment, language in corpus)
        memory.index_now()
        built = time.perf_counter() - begun
        megabytes = sum(file.stat().st_size for file in (Path(folder) / "index").iterdir()) / 1e6
        report([*rows(Memory(folder), corpus, queries, size, built, megabytes), *toolkit_rows(writer, corpus)])


def rows(
    memory: Memory, corpus: list[tuple[str, str]], queries: list[tuple[str, str]], size: int, built: float, megabytes: float
) -> Iterator[Row]:
    """Ours, and for some of the queries the peer's exhaustive answer."""
    for text, language in queries[:20]:
        memory.search(text, source_language=language)
    ours, took, computed = [], [], []
    for text, language in queries:
        begun, begun_computing = time.perf_counter(), time.process_time()
        found = memory.search(text, 5, source_language=language)
        took.append((time.perf_counter() - begun) * 1000)
        computed.append((time.process_time() - begun_computing) * 1000)
        ours.append(fuzz.ratio(comparable(found[0].source), comparable(text)) if found else 0.0)
    listed: dict[str, list[str]] = {"ar": [], "en": []}
    for segment, language in corpus:
        listed[language].append(comparable(segment))
    peer_took, wanted, got = [], 0, 0
    for number in range(0, QUERIES, max(1, QUERIES // PEER_QUERIES) + 1):  # not a multiple of 5: every share of edits
        text, language = queries[number]
        begun = time.perf_counter()
        best = process.extractOne(comparable(text), listed[language], scorer=fuzz.ratio, processor=None, score_cutoff=70)
        peer_took.append((time.perf_counter() - begun) * 1000)
        if best is not None:
            wanted += 1
            got += ours[number] >= best[1] - 1e-6
    note = f"{size:,} segments"
    name = "exhaustive rapidfuzz"
    yield Row(
        "memory, p95 of a query",
        ours=round(percentile(took, 0.95), 2),
        unit="ms",
        target=P95_MS,
        peer=round(percentile(peer_took, 0.95), 1),
        peer_name=name,
        less_is_better=True,
        note=note,
    )
    yield Row(
        "memory, p95 of a query, processor time",
        ours=round(percentile(computed, 0.95), 2),
        unit="ms",
        target=P95_MS,
        less_is_better=True,
        note="what a busy machine changes least",
    )
    yield Row(
        "memory, recall of matches ≥ 70 %",
        ours=round(got / wanted, 3),
        unit="",
        target=RECALL,
        peer=1.0,
        peer_name=name,
        note=f"{wanted} queries",
    )
    yield Row("memory, index on disk", ours=round(megabytes, 1), unit="MB", target=MEGABYTES, less_is_better=True, note=note)
    yield Row("memory, taking in and indexing", ours=round(size / built), unit="segments/s", note=note)


def toolkit_rows(writer: Writer, corpus: list[tuple[str, str]]) -> Iterator[Row]:
    """A few segments, compared with translate-toolkit's memory."""
    if not toolkit.is_there():
        print(toolkit.MISSING)
        return
    few = corpus[:TOOLKIT_SEGMENTS]
    queries = [writer.edited(segment, 0.2, language) for segment, language in few[:TOOLKIT_QUERIES]]
    theirs = toolkit.match_sources([segment for segment, _ in few], queries)
    ours = []
    with tempfile.TemporaryDirectory(prefix="dragoman-memory-") as folder, Memory(folder) as memory:
        memory.add_units(Unit(segment, "rendered", "en", "de") for segment, _ in few)
        memory.commit()
        for query in queries:
            begun = time.perf_counter()
            found = memory.search(query, 5)
            ours.append(((time.perf_counter() - begun) * 1000, found[0].source if found else ""))
    alike = sum(mine == other for (_, mine), (_, other) in zip(ours, theirs, strict=True))
    yield Row(
        "memory, mean of a query",
        ours=round(sum(took for took, _ in ours) / len(ours), 2),
        unit="ms",
        peer=round(sum(took for took, _ in theirs) / len(theirs), 1),
        peer_name="translate-toolkit",
        less_is_better=True,
        note=f"{len(few)} segments; the same best for {alike} of {len(ours)}",
    )


if __name__ == "__main__":
    main()
