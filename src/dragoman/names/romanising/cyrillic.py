"""Cyrillic words: every letter is written, so nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator

from dragoman.names.romanising.pieces import Piece
from dragoman.names.romanising.styles import Table

_VOWELS = frozenset("аеёиоуыэюяєії")
_SIGNS = frozenset("йъь")
_APOSTROPHES = str.maketrans(dict.fromkeys("'ʼ`", "’"))


def romanise_word(word: str, table: Table) -> list[Piece]:
    """The word's pieces; letters that the table doesn't have stay."""
    return [Piece(text) for text in _letters(word.lower().translate(_APOSTROPHES), table)]


def _letters(word: str, table: Table) -> Iterator[str]:
    letters, pairs, last = table.map("letters"), table.map("pairs"), table.map("last")
    at = 0
    while at < len(word):
        if word[at:] in last:
            yield last[word[at:]]
            return
        if word[at : at + 2] in pairs:
            yield pairs[word[at : at + 2]]
            at += 2
            continue
        letter = word[at]
        before = word[at - 1] if at else ""
        if not before and letter in table.map("first"):
            yield table.map("first")[letter]
        elif _opens(before, table) and letter in table.map("after_vowel"):
            yield table.map("after_vowel")[letter]
        else:
            yield letters.get(letter, letter)
        at += 1


def _opens(before: str, table: Table) -> bool:
    """Does a letter stand where its y is heard: first, after a vowel, after a sign?"""
    return not before or before in _VOWELS or ("signs_too" in table.switches and before in _SIGNS)
