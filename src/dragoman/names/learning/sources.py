"""What is learned from: files of word pairs with their source and licence, cleaned.

`sources.tsv` names them: file, ISO 15924 script, source, licence; one line a file. A data folder has its own, or the one
beside this module holds. Each file is tab-separated with a head line `latin native count`; others are not read.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import NameListUnreadable
from dragoman.names.skeleton import may_match
from dragoman.names.spelling import spell

# Licences under which the shipped tables may be learned.
FREE = frozenset({"CC0-1.0"})
LIST = "sources.tsv"
_LETTERS = range(2, 17)


@dataclass(frozen=True)
class Source:
    """One training file: what a manifest says of it."""

    file: str
    script: str
    source: str
    licence: str
    sha256: str
    rows: int
    left_out: int


Counts = Counter[tuple[str, str]]


def read_sources(folder: Path) -> list[tuple[Source, Counts]]:
    """Every file that the folder's `sources.tsv` names, as counts of (Latin, native) in spelled form.

    Rows that are not a pair of words with a count, or whose words sound nothing alike, are left out and counted.

    Raises:
        NameListUnreadable: `sources.tsv` or a file it names is missing or unreadable, or a licence is not free enough.
    """
    own = folder / LIST
    lines = _lines(own if own.exists() else Path(__file__).parent / LIST)
    found = []
    for line in lines[1:]:
        if len(line) != 4:
            raise NameListUnreadable(f"sources.tsv: “{' '.join(line)}” is not file, script, source, licence.")
        file, script, source, licence = line
        if licence not in FREE:
            raise NameListUnreadable(f"{file} has the licence {licence}; tables are learned only from {', '.join(sorted(FREE))}.")
        rows = _lines(folder / file)[1:]
        counts = _clean(rows)
        if not counts:
            raise NameListUnreadable(f"{file} has no usable pair of words.")
        digest = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        kept = sum(1 for row in rows if _pair(row))
        found.append((Source(file, script, source, licence, digest, len(rows), len(rows) - kept), counts))
    return found


def _lines(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except FileNotFoundError as error:
        raise NameListUnreadable(
            f"There is no {path.name} in {path.parent.name}: its {LIST} says which files to learn from; without one they are"
            " those of the package.",
            subject=str(path),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NameListUnreadable(
            f"{path.name} can't be read as tab-separated text.", detail=str(error), subject=str(path)
        ) from error


def _clean(rows: list[list[str]]) -> Counts:
    counts: Counts = Counter()
    for row in rows:
        if pair := _pair(row):
            counts[pair] += int(row[2])
    return counts


def _pair(row: list[str]) -> tuple[str, str] | None:
    if len(row) != 3 or not row[2].isdecimal():
        return None
    latin, native = ("".join(filter(_is_letter, spell(word))) for word in row[:2])
    if len(latin) not in _LETTERS or len(native) not in _LETTERS or not may_match(latin, native):
        return None
    return latin, native


def _is_letter(char: str) -> bool:
    return char.isalpha() or char in "'\""
