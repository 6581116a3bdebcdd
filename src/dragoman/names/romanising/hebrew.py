"""Hebrew words: points are read where they stand; elsewhere vowels, and hard or soft letters inside a word, are guesses."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.names.romanising.pieces import Piece, part_digraphs
from dragoman.names.romanising.styles import Table
from dragoman.names.romanising.units import Unit

_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
_GERESH = frozenset("'׳")
_GERSHAYIM = frozenset('"״')
_NOTHING = Unit("")


def romanise_word(units: Sequence[Unit], table: Table) -> list[Piece]:
    """A word's pieces."""
    return part_digraphs(_Word(units, table).read(), table)


class _Word:
    """A word on its way, read from its first letter to its last."""

    def __init__(self, units: Sequence[Unit], table: Table) -> None:
        self._units = [unit for unit in units if unit.letter not in _GERSHAYIM]
        self._table = table
        self._vowels = table.map("vowels")
        self._pointed = any(unit.signed for unit in units)
        self._heard_vowel = False

    def read(self) -> list[Piece]:
        said: list[Piece] = []
        at = 0
        while at < len(self._units):
            spoken, used = self._vowel_letter(at)
            if used:
                self._heard_vowel = True
            else:
                consonant, used = self._consonant(at)
                vowel = self._vowel(at, at + used)
                spoken = [*vowel, *consonant] if self._is_furtive(at) else [*consonant, *vowel]
                self._heard_vowel = bool(vowel)
            said += spoken
            at += used
        return said

    def _is_furtive(self, at: int) -> bool:
        """A patah under a closing het or ayin, or a he with its dot, is heard before it: Noaḥ."""
        unit, letter = self._unit(at), self._letter(at)
        guttural = letter in {"ח", "ע"} or (letter == "ה" and unit.marked)
        return guttural and at + 1 == len(self._units) and at > 0 and unit.vowel == "a"

    def _unit(self, at: int) -> Unit:
        return self._units[at] if at < len(self._units) else _NOTHING

    def _letter(self, at: int) -> str:
        return self._unit(at).letter.translate(_FINALS)

    def _vowel_letter(self, at: int) -> tuple[list[Piece], int]:
        """What vav, yod, alef or he say when they stand for a vowel; 0 letters when they don't."""
        unit, letter = self._unit(at), self._letter(at)
        if letter == "ו" and unit.vowel == "o":
            return [Piece(self._vowels["o"], unit.guessed)], 1
        if letter == "ו" and unit.marked and not unit.vowel:
            return [Piece(self._vowels["u"], unit.guessed)], 1
        if letter == "י" and at and not unit.signed and self._pointed:
            return self._pointed_yod(at)
        if self._pointed or not at:
            return [], 0
        if letter in {"ו", "י"} and self._is_vowel(at):
            guess = self._vowels["o" if letter == "ו" else "i"]
            return [Piece(guess, guessed=letter == "ו" or at + 1 < len(self._units))], 1
        return [], 0

    def _pointed_yod(self, at: int) -> tuple[list[Piece], int]:
        """A yod without a sign: silent behind i and e, and at the end behind a what the scheme says: Amiḥai."""
        before = self._unit(at - 1).vowel
        if before in {"i", "e"}:
            return [], 1
        closing = self._table.text("yod_last") if before == "a" and at + 1 == len(self._units) else ""
        return ([Piece(closing)], 1) if closing else ([], 0)

    def _is_vowel(self, at: int) -> bool:
        """Does an unpointed vav or yod stand after a consonant, and before another or the end?"""
        return not self._heard_vowel and self._letter(at + 1) not in {"ו", "י", "א"}

    def _consonant(self, at: int) -> tuple[list[Piece], int]:
        unit, letter, table = self._unit(at), self._letter(at), self._table
        last = at + 1 == len(self._units)
        if self._letter(at + 1) in _GERESH and letter in table.map("geresh"):
            return [Piece(table.map("geresh")[letter])], 2
        if letter in _GERESH:
            return [], 1
        if letter == "א" and (not at or last or (self._pointed and not unit.signed)):
            return [Piece(table.text("alef_first") if not at else "")], 1
        if letter == "ש" and unit.sin:
            return [Piece(table.text("sin"))], 1
        if letter in table.map("hard"):
            return [self._hard_or_soft(at, last=last)], 1
        return [Piece(table.map("letters").get(letter, letter))], 1

    def _hard_or_soft(self, at: int, *, last: bool) -> Piece:
        """Bet, kaf and pe: by their dagesh; without points hard at the beginning, soft at the end, and a guess between."""
        unit, letter = self._unit(at), self._letter(at)
        hard, soft = self._table.map("hard")[letter], self._table.map("letters")[letter]
        if self._pointed:
            return Piece(hard if unit.marked else soft)
        return Piece(hard if at == 0 else soft, guessed=bool(at) and not last)

    def _vowel(self, at: int, after: int) -> list[Piece]:
        """The vowel after a consonant; the next letter stands at `after`."""
        unit, following = self._unit(at), self._unit(after)
        if unit.vowel in self._vowels:
            return [Piece(self._vowels[unit.vowel], unit.guessed)]
        if unit.vowel == "-" and at == 0:
            return [Piece(self._table.text("shva"), unit.guessed)]
        if self._pointed or not following.letter or self._letter(at) in _GERESH:
            return []
        if self._letter(after) in {"ו", "י"}:
            return []
        if not self._heard_vowel or after + 1 == len(self._units):
            return [Piece(self._vowels["a"], guessed=True)]
        return []
