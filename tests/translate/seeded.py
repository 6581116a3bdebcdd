"""The written pairs, and each with the error that is planted in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dragoman.translate.checks import Pair
from dragoman.translate.termbase import Form, Standing, Term, Termbase

_FILE = Path(__file__).with_name("checks_pairs.tsv")
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
    """A pair with one error: its code, and where the changed words stand."""

    pair: Pair
    code: str
    start: int
    end: int


@lru_cache(maxsize=1)
def clean_pairs() -> list[Pair]:
    return [_pair(row, row[3]) for row in _rows()]


@lru_cache(maxsize=1)
def seeded_errors() -> list[Seeded]:
    found = []
    for row in _rows():
        new = _HEX.sub(lambda match: chr(int(match[1], 16)), row[6])
        start = row[3].index(row[5])
        target = row[3][:start] + new + row[3][start + len(row[5]) :]
        found.append(Seeded(_pair(row, target), row[4], start, start + len(new)))
    return found


@lru_cache(maxsize=1)
def _rows() -> list[list[str]]:
    return [line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]


def _pair(row: list[str], target: str) -> Pair:
    return Pair(row[2], target, row[0], row[1], TERMS, NAMES)
