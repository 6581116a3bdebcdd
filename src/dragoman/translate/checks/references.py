"""References to scripture: a sura of the Quran or a book of the Bible, chapter and verse, in the source and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman.text.scripts import fold, fold_with_offsets
from dragoman.translate.checks.tables import table

_ENGLISH_QURAN = re.compile(
    r"\b(?:The\s+)?(?P<word>Quran|Qur[’'‘ʾ]an|Koran|Coran|Q)\.?,?\s*(?:(?:Sur(?:a|ah|at)|chapter)\s+)?(?P<chapter>\d{1,3})"
    r"(?:\s*[:.,]\s*|,?\s*(?:verse|v\.|ayah)\s*)(?P<verse>\d{1,3})"
    r"|\b(?:Sur(?:a|ah|at))\s+(?P<chapter2>\d{1,3})(?:\s*[:.,]\s*|,?\s*(?:verse|v\.|ayah)\s*)(?P<verse2>\d{1,3})"
)


@dataclass(frozen=True)
class Reference:
    """A place in scripture, and where it is named: `[start, end)`."""

    book: str
    chapter: int
    verse: int
    start: int
    end: int

    @property
    def house(self) -> str:
        """The reference in the house's form."""
        return f"{self.book} {self.chapter}:{self.verse}"


def read_references(text: str, language: str) -> list[Reference]:
    """The references of a text, by its primary tag: of an English one in any of the usual forms, else as the tables have them."""
    return read_target(text) if language == "en" else read_source(text)


def read_target(text: str) -> list[Reference]:
    """The references of an English text, in any of the usual forms."""
    found = [
        Reference("Quran", int(match["chapter"] or match["chapter2"]), int(match["verse"] or match["verse2"]), *match.span())
        for match in _ENGLISH_QURAN.finditer(text)
    ]
    found += [
        Reference(_FULL.get(match[1], match[1]), int(match[2]), int(match[3]), *match.span())
        for match in _english_bible().finditer(text)
    ]
    return sorted(found, key=lambda one: one.start)


@lru_cache(maxsize=1)
def _english_bible() -> re.Pattern[str]:
    books = "|".join([*table("scripture")["bible"], *_FULL])
    return re.compile(rf"\b({books})\.?\s+(\d{{1,3}})\s*[:.,]\s*(\d{{1,3}})")


_FULL = {
    "Psalm": "Psalms",
    "Mt": "Matthew", "Matt": "Matthew", "Mk": "Mark", "Lk": "Luke", "Jn": "John", "Gen": "Genesis", "Isa": "Isaiah",
}  # fmt: skip


def read_source(text: str) -> list[Reference]:
    """The references of a text in the languages of the tables."""
    folded, offsets = fold_with_offsets(text)
    found = []
    for match in _forms().finditer(folded):
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        chapter = _suras()[match["sura"]] if match["sura"] else int(match["quran"] or match["bible"])
        book = _books()[match["book"]] if match["book"] else "Quran"
        found.append(Reference(book, chapter, int(match["verse"]), start, end))
    return found


@lru_cache(maxsize=1)
def _suras() -> dict[str, int]:
    return {fold(name): number for number, name in enumerate(table("scripture")["quran"]["suras"].split("|"), start=1)}


@lru_cache(maxsize=1)
def _books() -> dict[str, str]:
    return {fold(name): book for book, names in table("scripture")["bible"].items() for name in names.split("|")}


@lru_cache(maxsize=1)
def _forms() -> re.Pattern[str]:
    """A sura by name and a verse; a sura by number; a book of the Bible with chapter and verse. Over folded text."""
    suras = "|".join(sorted(map(re.escape, _suras()), key=len, reverse=True))
    books = "|".join(sorted(map(re.escape, _books()), key=len, reverse=True))
    named = rf"(?:[وفبل]?سور[هت]\s+)?(?<!\w)(?P<sura>{suras})(?:\s*[:/]\s*|\s*،?\s*(?:ال)?ايه\s*:?\s*)"
    numbered = r"(?<!\w)(?:ال)?(?:قران|kuran|коран|קוראנ)\s*،?\s*(?P<quran>\d{1,3})\s*[:.,]\s*"
    bible = rf"(?<!\w)(?P<book>{books})\.?\s*،?\s*(?P<bible>\d{{1,3}})\s*[:.,،]\s*"
    return re.compile(rf"(?:{named}|{numbered}|{bible})(?P<verse>\d{{1,3}})(?![\d])")
