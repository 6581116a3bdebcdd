"""Reads the gold sentences in `segments_gold` (its README says how they are written) and counts boundaries found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("segments_gold")
LATER = Path(__file__).with_name("segments_later")
_HEADS = {"\\": "\n", "+": ""}


@dataclass(frozen=True)
class Gold:
    """A text and the ends of its sentences, in code points; the end of the text itself is no boundary."""

    language: str
    text: str
    ends: frozenset[int]
    sentences: tuple[str, ...]


def read_gold(file: Path) -> Gold:
    """One language's gold; the file's name is its language."""
    text, ends, sentences, gap = "", set(), [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line:
            gap = "\n\n"
            continue
        head = _HEADS.get(line[0])
        sentence = (line if head is None else line[1:]).replace("⏎", "\n")
        between = gap if head is None else head
        if text:
            ends.add(len(text))
            text += between or (" " if head is None else "")
        text += sentence
        sentences.append(sentence)
        gap = ""
    return Gold(file.stem, text, frozenset(ends), tuple(sentences))


def read_all(folder: Path = FOLDER) -> list[Gold]:
    """All languages, in order of their names."""
    return [read_gold(file) for file in sorted(folder.glob("*.txt"))]


def boundary_f1(gold: Sequence[Gold], found: Sequence[frozenset[int]]) -> float:
    """F1 of boundaries found against those of the gold, taken together."""
    right = sum(len(one.ends & ends) for one, ends in zip(gold, found, strict=True))
    of_gold, of_found = sum(len(one.ends) for one in gold), sum(len(ends) for ends in found)
    return 2 * right / (of_gold + of_found) if of_gold + of_found else 1.0
