"""Letters of a word, each with the vowel signs written on it; and the vowels that names of these letters usually have."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dragoman.text import scripts

# Vowel sign → what it says: a, i, u and the Hebrew e, o; `-` for no vowel; `n` for a closing n.
_ARABIC_SIGNS = {
    "\u064e": "a",
    "\u0650": "i",
    "\u064f": "u",
    "\u0652": "-",
    "\u064b": "an",
    "\u064d": "in",
    "\u064c": "un",
    "\u0670": "ā",
}
_HEBREW_SIGNS = {
    "\u05b0": "-",
    "\u05b1": "e",
    "\u05b2": "a",
    "\u05b3": "o",
    "\u05b4": "i",
    "\u05b5": "e",
    "\u05b6": "e",
    "\u05b7": "a",
    "\u05b8": "a",
    "\u05b9": "o",
    "\u05ba": "o",
    "\u05bb": "u",
    "\u05c7": "o",
}
_VOWELS = _ARABIC_SIGNS | _HEBREW_SIGNS
_SHADDA, _DAGESH, _SIN = "\u0651", "\u05bc", "\u05c2"
_ONE_LETTER = str.maketrans("کہۀۂەٱیېګ", "كهههها" + "ييك")


@dataclass(frozen=True, slots=True)
class Unit:
    """A letter. `vowel` is empty when no sign is written; `marked`: shadda or dagesh; `sin`: the left dot of shin."""

    letter: str
    vowel: str = ""
    marked: bool = False
    sin: bool = False
    guessed: bool = False  # its signs come from the list of usual vowels

    @property
    def signed(self) -> bool:
        return bool(self.vowel) or self.marked


def read_units(word: str) -> list[Unit]:
    """The word's letters with their signs. Without any sign, those of a name of the same letters, as guesses."""
    units = _read(word)
    if units and not any(unit.signed for unit in units):
        usual = _usual().get(scripts.fold(word))
        if usual is not None:
            return usual
    return units


def _read(word: str, *, guessed: bool = False) -> list[Unit]:
    units: list[Unit] = []
    for char in unicodedata.normalize("NFC", _compatible(word)):
        last = units[-1] if units else None
        if char in _VOWELS and last:
            units[-1] = Unit(last.letter, _VOWELS[char], last.marked, last.sin, guessed)
        elif char in {_SHADDA, _DAGESH} and last:
            units[-1] = Unit(last.letter, last.vowel, marked=True, sin=last.sin, guessed=guessed)
        elif char == _SIN and last:
            units[-1] = Unit(last.letter, last.vowel, last.marked, sin=True, guessed=guessed)
        elif char.isalnum() or char in "'׳\"״":
            units.append(Unit(char.translate(_ONE_LETTER), guessed=guessed))
    return units


def _compatible(word: str) -> str:
    """Presentation forms as the letters they show."""
    return "".join(unicodedata.normalize("NFKC", char) if "\ufb1d" <= char <= "\ufefc" else char for char in word)


@cache
def _usual() -> dict[str, list[Unit]]:
    """Folded letters → the units of the name with its usual signs."""
    table = {}
    for line in (files("dragoman.names") / "tables" / "vowels.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            _, names = line.split("\t")
            table.update({scripts.fold(name): _read(name, guessed=True) for name in names.split()})
    return table
