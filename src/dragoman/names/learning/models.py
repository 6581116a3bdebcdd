"""From word pairs to one model for each pair of scripts: which pairs, which letters, which weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations, product
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dragoman.names.alphabet import BEGIN, END, Alphabet, Chunks
from dragoman.names.learning.expectation import Learned, learn
from dragoman.names.learning.regression import fit
from dragoman.names.learning.sources import Counts
from dragoman.names.multigram import Multigram
from dragoman.names.skeleton import keys, may_match
from dragoman.names.summing.chances import LONGEST, UNIT
from dragoman.names.summing.plain import PlainSums

Weighted = dict[tuple[str, str], float]
Features = NDArray[np.float64]

# A letter seen in fewer words counts as its bare one.
RARE_LETTER = 20
# Of the words of the second side, one in twenty is kept back: weights are fitted on what learning did not see.
KEPT_BACK = 20
# Of all spellings that share a word, so many at most make pairs with one another.
VARIANTS = 10
MOST_PAIRS = 120_000
_FEW = 100
_POSITIVES, _RIVALS = 1500, 12
# What rivals are near by, as long as no weights are known: the chance of both words together, beside that of each alone.
_TOGETHER = np.array([1.0, -1.0, -1.0, 0.0, 0.0])


def weigh(counts: Counts) -> Weighted:
    """Often seen pairs count more, but never more than four times."""
    return {pair: min(1 + log(count), 4.0) for pair, count in counts.items()}


def among_latin(tables: Iterable[Counts]) -> Weighted:
    """Pairs of Latin spellings that share a native one; and each word with itself."""
    listed = list(tables)
    words = {latin for table in listed for latin, _ in table}
    return _variants((group for table in listed for group in _sharing_native(table)), words)


def among_native(own: Counts, others: Iterable[Counts]) -> Weighted:
    """Pairs of native spellings whose Latin ones are variants by the other scripts' tables; and each word with itself."""
    native = dict(sorted(own))
    groups = (words for table in others for words in _sharing_native(table))
    return _variants(([native[latin] for latin in words if latin in native] for words in groups), set(native.values()))


def _variants(groups: Iterable[list[str]], known: set[str]) -> Weighted:
    """Pairs within each group. Where there are hardly any variants, all known words teach at least that a word is itself."""
    found: Weighted = defaultdict(float)
    for words in groups:
        for one, other in permutations(dict.fromkeys(words), 2):
            if may_match(one, other):
                found[one, other] += 0.5
    varying = {word for pair in found for word in pair}
    same = {(word, word): 1.0 for word in sorted(varying if len(varying) > _FEW else known)}
    return {pair: min(weight, 3.0) for pair, weight in (found | same).items()}


def across(one: Counts, other: Counts) -> Weighted:
    """Pairs of spellings of two scripts that share a Latin one."""
    theirs = defaultdict(set)
    for latin, native in other:
        theirs[latin].add(native)
    found: Weighted = defaultdict(float)
    for latin, native in one:
        for match in sorted(theirs.get(latin, ()))[:VARIANTS]:
            if may_match(native, match):
                found[native, match] += 1.0
    return {pair: min(weight, 3.0) for pair, weight in found.items()}


def _sharing_native(table: Counts) -> Iterator[list[str]]:
    """Latin spellings, most frequent first, of each native one that has several."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for (latin, native), _ in sorted(table.items(), key=lambda item: (-item[1], item[0])):
        groups[native].append(latin)
    return (words[:VARIANTS] for words in groups.values() if len(words) > 1)


def model(pairs: Weighted) -> Multigram:
    """Learn a model and fit its weights on words that the learning did not see."""
    chosen = sorted(pairs.items(), key=lambda item: crc32("\t".join(item[0]).encode()))[:MOST_PAIRS]
    learning = [(one, other, weight) for (one, other), weight in chosen if not is_kept_back(other)]
    kept = [pair for pair, _ in chosen if is_kept_back(pair[1])]
    alphabets = (_alphabet([one for one, _, _ in learning]), _alphabet([other for _, other, _ in learning]))
    learned = learn(learning, alphabets)
    plain = _slim(learned)
    return Multigram(plain.sides, plain.pairs, _fit(plain, kept, set(pairs)), PlainSums)


def is_kept_back(word: str) -> bool:
    """Is a word of the second side one that no model learns from?"""
    return crc32(word.encode()) % KEPT_BACK == 0


def _alphabet(words: Sequence[str]) -> Alphabet:
    seen = Counter(letter for word in words for letter in set(word))
    return Alphabet(
        "".join(sorted(letter for letter, count in seen.items() if count >= RARE_LETTER and letter not in BEGIN + END))
    )


def _slim(learned: Learned) -> Multigram:
    """Only the chunks that some pair uses, and all single letters."""
    firsts, seconds = np.nonzero(learned.table)
    logs = np.round(np.log(learned.table[firsts, seconds]) / UNIT).astype(np.int32)
    sides, numbers = [], []
    for side, (chunks, used) in enumerate(((learned.first, firsts), (learned.second, seconds))):
        kept = {chunks.chunks[number] for number in used.tolist()} | {(code,) for code in range(chunks.alphabet.size)}
        slim = Chunks(chunks.alphabet, sorted(kept - {()}), LONGEST[side])
        place = {chunk: number for number, chunk in enumerate(slim.chunks)}
        sides.append(slim)
        numbers.append(np.array([place[chunks.chunks[number]] for number in used.tolist()], dtype=np.int32))
    rows = np.stack([*numbers, logs], axis=1).astype(np.int32)
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    return Multigram((sides[0], sides[1]), rows, np.zeros(6), PlainSums)


def _fit(plain: Multigram, kept: list[tuple[str, str]], known: set[tuple[str, str]]) -> NDArray[np.float64]:
    """Weights that tell the kept-back pairs from words of the same skeleton that are not known to be pairs.

    The nearest of these say how much each feature weighs beside the others, for it is these that a search confuses; words
    drawn from all say how sure that is, for of them most are far.
    """
    near, drawn = _Rows(), _Rows()
    for own, rivals in _with_rivals(plain, kept[:_POSITIVES], known):
        near.add(own, rivals[np.argsort(-rivals @ _TOGETHER, kind="stable")[:_RIVALS]])
        drawn.add(own, rivals[:_RIVALS])
    rows, labels = near.table()
    order = fit(rows, labels)[1:]
    rows, labels = drawn.table()
    const, scale = fit((rows @ order)[:, None], labels)
    return np.round(np.array([const, *(scale * order)]), 5)


class _Rows:
    """Features of pairs of words, right ones and wrong ones."""

    def __init__(self) -> None:
        self._rows: list[Features] = []
        self._labels: list[float] = []

    def add(self, right: Features, wrong: Features) -> None:
        """A row of a pair, and rows of its rivals."""
        self._rows += [right[None], wrong]
        self._labels += [1.0] + [0.0] * len(wrong)

    def table(self) -> tuple[Features, Features]:
        """All rows, and 1 or 0 for each."""
        return np.concatenate(self._rows), np.array(self._labels)


def _with_rivals(
    plain: Multigram, kept: list[tuple[str, str]], known: set[tuple[str, str]]
) -> Iterator[tuple[Features, Features]]:
    """For each pair its features, and those of the second word with all others of its block, in an order drawn by lot."""
    words = sorted({one for one, _ in known})
    coded = plain.code(0, words)
    block = defaultdict(list)
    for number, word in enumerate(words):
        whole, lacking = keys(word)
        for key in whole | lacking:
            block[key].append(number)
    numbers = {word: number for number, word in enumerate(words)}
    for one, other in kept:
        rivals = {number for key in keys(other)[0] for number in block[key]}
        wrong = [number for number in rivals if (words[number], other) not in known]
        wrong.sort(key=lambda number: crc32(f"{other}{number}".encode()))
        rows = np.array([numbers[one], *wrong])
        columns = plain.features(coded, rows, other)
        table = np.stack(np.broadcast_arrays(*columns), axis=1).astype(np.float64)
        yield table[0], table[1:]


def script_pairs(tables: dict[str, Counts], derived: dict[str, Weighted]) -> dict[tuple[str, str], Weighted]:
    """(script, script) → the word pairs to learn it from, Latin first, then in the order of the tables."""
    natives = list(tables)
    found = {("Latn", "Latn"): among_latin(tables.values())}
    for script, table in tables.items():
        found["Latn", script] = weigh(table) | derived[script]
        found[script, script] = among_native(table, [other for name, other in tables.items() if name != script])
    for one, other in product(natives, natives):
        if natives.index(one) < natives.index(other):
            found[one, other] = across(tables[one], tables[other])
    return found
