"""Words in Arabic script: consonants and long vowels stand there; short vowels only where signs do, and are guessed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.names.romanising.pieces import Piece, part_digraphs
from dragoman.names.romanising.styles import Table
from dragoman.names.romanising.units import Unit

SUN_LETTERS = frozenset("تثدذرزسشصضطظلن")
_ALEFS = frozenset("اأإآ")
_SEATS = frozenset("ءؤئ")
_GLIDES = {"و": "u", "ي": "i"}
_ASPIRATION = "ھ"  # Urdu: part of the consonant before it
_NOTHING = Unit("")


def romanise_word(units: Sequence[Unit], table: Table, *, before_article: bool = False, last: bool = True) -> list[Piece]:
    """A word's pieces, its article already taken off.

    Args:
        before_article: the next word has an article, so that a closing ta marbuta may be heard as t.
        last: no other word follows; before one, Persian and Urdu read a closing kasra as the ezafe.
    """
    return part_digraphs(_Word(units, table, before_article=before_article, last=last).read(), table)


class _Word:
    """A word on its way, read from its first letter to its last."""

    def __init__(self, units: Sequence[Unit], table: Table, *, before_article: bool, last: bool) -> None:
        self._units = units
        self._table = table
        self._before_article = before_article
        self._last = last
        # Where most letters carry signs, one without has no vowel.
        self._signed = 2 * sum(unit.signed for unit in units) >= len(units)
        self._heard_vowel = False

    def read(self) -> list[Piece]:
        said: list[Piece] = []
        at = 0
        while at < len(self._units):
            spoken, used = self._vowel_letter(at)
            if used:
                self._heard_vowel = True
            else:
                vowel, more = ([], 1) if self._is_silent_waw(at) else self._vowel(at)
                spoken = [*self._consonant(at), *vowel]
                used = 1 + more
                self._heard_vowel = bool(vowel)
            said += spoken
            at += used
        return said

    def _unit(self, at: int) -> Unit:
        return self._units[at] if at < len(self._units) else _NOTHING

    def _consonant(self, at: int) -> list[Piece]:
        unit = self._unit(at)
        if unit.letter in _ALEFS or unit.letter in _SEATS:
            return [Piece(self._table.text("hamza"))] if at else []
        latin = self._table.map("letters").get(unit.letter, unit.letter)
        if self._is_silent_waw(at):
            return [Piece(self._table.text("khva"))]
        if self._is_ezafe_yeh(at):
            return []
        if self._closes_long(at):
            return [Piece(latin)]
        return [Piece(latin), *([Piece(latin, unit.guessed)] if unit.marked else [])]

    def _is_silent_waw(self, at: int) -> bool:
        """Persian خوا: the waw is written, and no vowel stands before it."""
        letters = "".join(self._unit(place).letter for place in range(at, at + 3))
        return letters == "خوا" and not self._unit(at + 1).signed and bool(self._table.text("khva"))

    def _is_ezafe_yeh(self, at: int) -> bool:
        """A closing ya that only carries the ezafe of a long vowel."""
        unit, before = self._unit(at), self._unit(at - 1)
        closing = at > 0 and at + 1 == len(self._units) and not self._last
        return closing and unit.letter == "ي" and unit.vowel == "i" and before.letter in "او" and bool(self._table.text("ezafe"))

    def _closes_long(self, at: int) -> bool:
        """A doubled waw or ya behind its own vowel: where the scheme writes that one long, the letter stands once."""
        unit = self._unit(at)
        same = at > 0 and self._unit(at - 1).vowel == _GLIDES.get(unit.letter)
        return same and unit.marked and "lengthens_doubled" in self._table.switches

    def _vowel_letter(self, at: int) -> tuple[list[Piece], int]:
        """What a letter that is a vowel by itself says, and how many letters that takes; 0 when it's none."""
        unit, long = self._unit(at), self._table.map("long")
        if unit.letter == "ة":
            return self._marbuta(at), 1
        if unit.letter == "ى":
            return [Piece(self._table.text("maqsura"))], 1
        if unit.letter == "ے":
            return [Piece(long["e"])], 1
        if unit.letter == "آ":
            return [Piece(self._table.text("hamza") if at else ""), Piece(long["a"])], 1
        if unit.letter in _ALEFS and not unit.vowel:
            return self._alef(at)
        return [], 0

    def _alef(self, at: int) -> tuple[list[Piece], int]:
        """An alef without a sign: a long vowel inside a word, a seat at its beginning."""
        unit, after = self._unit(at), self._unit(at + 1)
        long, short = self._table.map("long"), self._table.map("short")
        if at:
            return ([Piece(long["a"])], 1) if unit.letter == "ا" else ([], 0)
        if unit.letter == "ا" and after.letter in _GLIDES and not after.signed and self._is_consonant(at + 2):
            return [Piece(long[_GLIDES[after.letter]], guessed=True)], 2
        return [Piece(short["i"]) if unit.letter == "إ" else Piece(short["a"], guessed=True)], 1

    def _marbuta(self, at: int) -> list[Piece]:
        closing, construct = self._table.text("marbuta"), self._table.text("construct")
        if self._unit(at - 1).letter in {"ا", "آ"}:  # behind a long vowel it has none of its own: Ṣalāh, zakāt
            construct = construct.removeprefix("a")
            closing = closing.removeprefix("a") or construct
        return [Piece(construct, guessed=True)] if self._before_article else [Piece(closing)]

    def _vowel(self, at: int) -> tuple[list[Piece], int]:
        """The vowel after a consonant, and how many more letters it takes."""
        unit, after = self._unit(at), self._unit(at + 1)
        if unit.vowel:
            return self._written(at, unit)
        if self._is_silent_h(at + 1):
            rest = self._table.map("silent_h")
            return [Piece(rest.get("vowel", ""), guessed=True), Piece(rest.get("letter", ""))], 1
        if after.letter == "ا" and not after.vowel:
            return [Piece(self._table.map("long")["a"])], 1
        if self._is_vowel(at + 1):
            final_yeh = after.letter == "ي" and at + 2 == len(self._units)
            return [Piece(self._table.map("long")[_GLIDES[after.letter]], guessed=not final_yeh)], 1
        if self._needs_vowel(at):
            return [Piece(self._table.map("short")["a"], guessed=True)], 0
        return [], 0

    def _written(self, at: int, unit: Unit) -> tuple[list[Piece], int]:
        """A written vowel sign, with the letter that lengthens it."""
        after, guessed = self._unit(at + 1), unit.guessed
        if unit.vowel == "i" and after.letter == "ي" and after.marked and at + 2 == len(self._units):
            return [Piece(self._table.text("nisba"), guessed)], 1
        closing_waw = self._table.text("doubled_waw_last")
        if closing_waw and unit.vowel == "u" and after.letter == "و" and after.marked and at + 2 == len(self._units):
            return [Piece(closing_waw, guessed)], 1
        if unit.vowel == "an" and after.letter in {"ا", "ى"} and at + 2 == len(self._units):
            return [Piece(self._sign(at, unit.vowel), guessed)], 1
        if lengthened := self._lengthened(at, unit.vowel):
            return [Piece(lengthened, guessed and after.letter not in "اى")], 1
        said = self._sign(at, unit.vowel)
        return ([Piece(said, guessed)] if said else []), 0

    def _sign(self, at: int, vowel: str) -> str:
        """What a vowel sign says by itself; nothing before ta marbuta, which says it."""
        if vowel == "-" or (vowel == "a" and self._unit(at + 1).letter == "ة"):
            return ""
        if vowel == "ā":
            return self._table.map("long")["a"]
        if vowel == "i" and at + 1 == len(self._units) and not self._last and self._table.text("ezafe"):
            ezafe = self._table.text("ezafe")
            return f"-y{ezafe[1:]}" if self._is_ezafe_yeh(at) else ezafe
        if self._closes_long(at + 1):
            return self._table.map("long")[vowel]
        return self._table.map("short")[vowel[0]] + vowel[1:]

    def _lengthened(self, at: int, vowel: str) -> str:
        """The long vowel or diphthong that a sign makes with the letter after it; empty when it makes none."""
        after, beyond = self._unit(at + 1), self._unit(at + 2)
        if vowel == "a" and after.letter in {"ا", "ى"} and not after.signed:
            return self._table.map("long")["a"] if after.letter == "ا" else self._table.text("maqsura")
        if after.letter not in _GLIDES or after.marked or after.vowel not in {"", "-"} or beyond.letter in {*_ALEFS, "ى", "ة"}:
            return ""
        glide = _GLIDES[after.letter]
        if vowel == glide:
            return self._table.map("long")[glide]
        return self._table.map("diphthong")[glide] if vowel == "a" else ""

    def _is_consonant(self, at: int) -> bool:
        letter = self._unit(at).letter
        return bool(letter) and letter not in {*_ALEFS, "آ", "ى", "ة", "ے"} and letter not in _GLIDES

    def _is_vowel(self, at: int) -> bool:
        """Is a waw or ya without a sign read as a long vowel here: after a consonant, before another or the end?"""
        unit, after = self._unit(at), self._unit(at + 1)
        return unit.letter in _GLIDES and not unit.signed and after.letter not in {*_ALEFS, "ى", "ة"}

    def _is_silent_h(self, at: int) -> bool:
        unit = self._unit(at)
        closing = unit.letter == "ه" and not unit.signed and at + 1 == len(self._units) and at > 1
        return closing and bool(self._table.map("silent_h"))

    def _needs_vowel(self, at: int) -> bool:
        """Guess a vowel where two consonants would begin a syllable, or two would end the word."""
        after, beyond = self._unit(at + 1), self._unit(at + 2)
        if self._signed or not after.letter or after.letter in {"ة", "ى", _ASPIRATION}:
            return False
        return not self._heard_vowel or (not beyond.letter and not after.signed)
