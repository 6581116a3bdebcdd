"""Compare a quotation's words with its renderings' words and say where they part.

The notation and the rules stand in `dragoman.text.marks`; this is the comparison under it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

DivergenceKind = Literal["word", "added", "omitted", "bracket", "joined", "empty"]

# Above this many comparisons only the first divergence is told: a longer excerpt that differs widely is retyped, not repaired.
_MOST_COMPARISONS = 2_000_000
# An exchanged word costs less than one added and one omitted, and more than either: so equal words find each other.
_EXCHANGED, _MISSING = 3, 2
_DOUBLE = "“”„‟«»〝〞"
_SINGLE = "‘’‚‛‹›"
_QUOTES = str.maketrans(_DOUBLE + _SINGLE, '"' * len(_DOUBLE) + "'" * len(_SINGLE))
_INSIDE_WORDS = "'‘’-‐‑"
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Divergence:
    """One place where a quotation departs from its renderings.

    `[start, end)` in the quotation (empty span: the place where words are missing), `found` what stands there, `expected`
    what the renderings have; either may be empty.
    """

    kind: DivergenceKind
    start: int
    end: int
    found: str
    expected: str
    sentence: str


@dataclass(frozen=True)
class Word:
    """A word or a punctuation mark. `key` is what is compared; None is a cut: in a quotation it stands for any words."""

    key: str | None
    text: str
    start: int
    end: int
    may_change_case: bool = False

    def equals(self, other: Word) -> bool:
        if self.key is None or other.key is None:
            return False
        if self.key == other.key:
            return True
        return self.may_change_case and self.key[1:] == other.key[1:] and self.key[0].lower() == other.key[0].lower()


def read_words(text: str, offset: int = 0, *, after_mark: bool = False) -> list[Word]:
    """Words and punctuation marks of a text without marks; positions raised by `offset`. Brackets are left out.

    A letter's vowel signs and the joiners of Arabic script and Persian belong to the word; any other invisible character
    is a word of its own, so that none can be slipped in.
    """
    words: list[Word] = []
    at = 0
    while at < len(text):
        end = _word_end(text, at)
        if not text[at].isspace() and text[at] not in "[]":
            key = unicodedata.normalize("NFC", text[at:end]).translate(_QUOTES)
            words.append(Word(key, text[at:end], offset + at, offset + end, may_change_case=after_mark and not words))
        at = end
    return words


def _word_end(text: str, at: int) -> int:
    end = at
    while end < len(text) and (_in_word(text[end]) or (end > at and _joins(text, end))):
        end += 1
    return max(end, at + 1)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in _JOINERS or unicodedata.category(letter)[0] == "M"


def _joins(text: str, at: int) -> bool:
    return text[at] in _INSIDE_WORDS and at + 1 < len(text) and _in_word(text[at + 1])


def compare(quotation: Sequence[Word], renderings: Sequence[Word], *, length: int) -> list[Divergence]:
    """Divergences of a quotation of `length` code points, in order; empty when it follows."""
    start = 0
    while start < min(len(quotation), len(renderings)) and quotation[start].equals(renderings[start]):
        start += 1
    end, rest = len(quotation), len(renderings)
    while end > start and rest > start and quotation[end - 1].equals(renderings[rest - 1]):
        end, rest = end - 1, rest - 1
    q, r = quotation[start:end], renderings[start:rest]
    if _matches(q, r):
        return []
    before = quotation[start - 1].end if start else 0
    if len(q) * len(r) > _MOST_COMPARISONS:
        return [_first_divergence(q, r, before, length)]
    return _explain(_align(q, r), before)


def _matches(q: Sequence[Word], r: Sequence[Word]) -> bool:
    """Whether q, its cuts standing for any words, is r (leftmost matching with one step back to the last cut)."""
    i = j = 0
    cut = resume = -1
    while j < len(r):
        if i < len(q) and q[i].key is None:
            cut, resume, i = i, j, i + 1
        elif i < len(q) and q[i].equals(r[j]):
            i, j = i + 1, j + 1
        elif cut >= 0:
            resume += 1
            i, j = cut + 1, resume
        else:
            return False
    return all(word.key is None for word in q[i:])


def _align(q: Sequence[Word], r: Sequence[Word]) -> list[tuple[Word | None, Word | None]]:
    """The pairing with the fewest differences: (word, word), (word, None) added, (None, word) omitted without a cut."""
    width = len(r) + 1
    cost = [[0] * width for _ in range(len(q) + 1)]
    cost[0] = [_MISSING * j for j in range(width)]
    for i, word in enumerate(q, 1):
        above, row = cost[i - 1], cost[i]
        free = word.key is None
        row[0] = above[0] + (0 if free else _MISSING)
        for j, other in enumerate(r, 1):
            if free:
                row[j] = min(above[j], row[j - 1])
            else:
                exchanged = above[j - 1] + (0 if word.equals(other) else _EXCHANGED)
                row[j] = min(exchanged, above[j] + _MISSING, row[j - 1] + _MISSING)
    return _trace_back(q, r, cost)


def _trace_back(q: Sequence[Word], r: Sequence[Word], cost: list[list[int]]) -> list[tuple[Word | None, Word | None]]:
    pairs: list[tuple[Word | None, Word | None]] = []
    i, j = len(q), len(r)
    while i or j:
        if i and q[i - 1].key is None:
            if j and cost[i][j] == cost[i][j - 1]:
                j -= 1
            else:
                i -= 1
                pairs.append((q[i], q[i]))  # a cut is no difference, but parts what stands on its two sides
        elif i and j and cost[i][j] == cost[i - 1][j - 1] + (0 if q[i - 1].equals(r[j - 1]) else _EXCHANGED):
            i, j = i - 1, j - 1
            pairs.append((q[i], r[j]))
        elif j and cost[i][j] == cost[i][j - 1] + _MISSING:
            j -= 1
            pairs.append((None, r[j]))
        else:
            i -= 1
            pairs.append((q[i], None))
    pairs.reverse()
    return pairs


def _explain(pairs: Sequence[tuple[Word | None, Word | None]], before: int) -> list[Divergence]:
    """Neighbouring differences of one kind become one divergence."""
    found: list[Divergence] = []
    group: list[tuple[Word | None, Word | None]] = []

    def close() -> None:
        nonlocal before
        if group:
            found.append(_divergence(group, before))
            before = max(before, found[-1].end)
            group.clear()

    for mine, theirs in pairs:
        if mine is not None and theirs is not None and (mine is theirs or mine.equals(theirs)):
            close()
            before = mine.end
            continue
        if group and _shape(group[-1]) != _shape((mine, theirs)):
            close()
        group.append((mine, theirs))
    close()
    return found


def _shape(pair: tuple[Word | None, Word | None]) -> DivergenceKind:
    if pair[0] is None:
        return "omitted"
    return "added" if pair[1] is None else "word"


def _divergence(group: Sequence[tuple[Word | None, Word | None]], before: int) -> Divergence:
    mine = [word for word, _ in group if word is not None]
    theirs = [word for _, word in group if word is not None]
    start, end = (mine[0].start, mine[-1].end) if mine else (before, before)
    kind = _shape(group[0])
    found, expected = _show(mine), _show(theirs)
    return Divergence(kind, start, end, found, expected, _sentence(kind, found, expected, cut=any(w.key is None for w in theirs)))


def _sentence(kind: DivergenceKind, found: str, expected: str, *, cut: bool) -> str:
    if kind == "word":
        return f"Here stands “{found}”; the rendering has “{expected}”."
    if kind == "added":
        return f"“{found}” is not in the rendering. If it is ours, put it in square brackets."
    if cut:
        return f"Something is left out here ({expected}): mark it with […]."
    return f"“{expected}” is left out. Mark a cut with […]."


def _first_divergence(q: Sequence[Word], r: Sequence[Word], before: int, length: int) -> Divergence:
    """For very long texts: the place where the common beginning ends (or, behind cuts, everything after it)."""
    mine, theirs = q[0] if q else None, r[0] if r else None
    if mine is not None and mine.key is None:
        return Divergence(
            "word", mine.start, length, "", "", "Somewhere after this cut the words no longer follow the renderings."
        )
    return _divergence([(mine, theirs)], before)


def _show(words: Sequence[Word]) -> str:
    """Words as they stood, invisible characters by their number."""
    shown = ""
    end = None
    for word in words:
        text = "".join(
            f"U+{ord(c):04X}" if unicodedata.category(c) in ("Cf", "Cc") and c not in _JOINERS else c for c in word.text
        )
        shown += (" " if end is not None and word.start > end else "") + text
        end = word.end
    return shown
