"""The written pairs, and each with the error that is planted in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dragoman.translate.checks import Pair
from dragoman.translate.termbase import Form, Standing, Term, Termbase

_FILE = "checks_pairs.tsv"  # pairs, and the error planted in each
SECOND = "checks_second.tsv"  # the same, written after the checks
_LATER = "checks_later.tsv"  # pairs written after the checks, right and wrong ones
_HEX = re.compile(r"\{([0-9A-F]{4})\}")


def _name(house: str, *written: str) -> Term:
    languages = ("ar", "fa", "he", "ru", "tr")
    forms = [Form(text, language) for language, text in zip(languages, written, strict=True) if text]
    return Term(house, (Form(house, "en"), *forms))


NAMES = Termbase(
    [
        _name("Samir Darwish", "سمير درويش", "سمیر درویش", "סמיר דרוויש", "Самир Дарвиш", "Semir Derviş"),
        _name("Darwish", "درويش", "درویش", "דרוויש", "Дарвиш", "Derviş"),
        _name("Huda Karimi", "هدى كريمي", "هدی کریمی", "", "Худа Карими", "Hüda Kerimi"),
        _name("Karimi", "كريمي", "کریمی", "", "Карими", "Kerimi"),
        _name("Limanova", "ليمانوفا", "لیمانوا", "לימנובה", "Лиманова", "Limanova"),
        _name("Tell Marwan", "تل مروان", "تل مروان", "תל מרואן", "", ""),
        _name("Yael Baram", "", "", "יעל ברעם", "", ""),
    ]
)
TERMS = Termbase(
    [
        Term("council", (Form("local council", "en"), Form("municipality", "en", Standing.FORBIDDEN))),
        Term("port", (Form("port", "en"), Form("harbor", "en", Standing.FORBIDDEN))),
    ]
)


@dataclass(frozen=True, eq=False)
class Seeded:
    """A pair with one error: its code, and where the changed words stand (0, 0 where that is not said)."""

    pair: Pair
    code: str
    start: int
    end: int


@lru_cache(maxsize=1)
def clean_pairs() -> list[Pair]:
    written = [_pair(row, row[3]) for file in (_FILE, SECOND) for row in _rows(file)]
    return written + [_pair(row[1:], row[4]) for row in _rows(_LATER) if not row[0]]


@lru_cache(maxsize=1)
def seeded_errors() -> list[Seeded]:
    return [
        *planted(_FILE),
        *planted(SECOND),
        *(Seeded(_pair(row[1:], _unescape(row[4])), row[0], 0, 0) for row in _rows(_LATER) if row[0]),
    ]


@lru_cache(maxsize=2)
def planted(file: str) -> list[Seeded]:
    """The errors planted in a file's pairs."""
    found = []
    for row in _rows(file):
        new = _unescape(row[6])
        start = row[3].index(row[5])
        target = row[3][:start] + new + row[3][start + len(row[5]) :]
        found.append(Seeded(_pair(row, target), row[4], start, start + len(new)))
    return found


def _unescape(text: str) -> str:
    return _HEX.sub(lambda match: chr(int(match[1], 16)), text)


def _rows(file: str) -> list[list[str]]:
    lines = Path(__file__).with_name(file).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def _pair(row: list[str], target: str) -> Pair:
    return Pair(row[2], target, row[0], row[1], TERMS, NAMES)
