"""A romanised word in the making: runs of letters, each known or guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dragoman.names.romanising.styles import Table

_TIE = "\u0361"


class Piece(NamedTuple):
    """A run of Latin letters. `guessed`: the name as given doesn't say it."""

    text: str
    guessed: bool = False


def capitalise(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with their first letter a capital; signs for ayn and hamza are no letters."""
    capitalised: list[Piece] = []
    waiting = True
    for piece in pieces:
        place = next((at for at, char in enumerate(piece.text) if char.isupper() or char.upper() != char), None)
        if waiting and place is not None:
            # Letters under one tie are one letter: T͡S, I͡U.
            end = place + 3 if piece.text[place + 1 : place + 2] == _TIE else place + 1
            text = piece.text[:place] + piece.text[place:end].upper() + piece.text[end:]
            capitalised.append(Piece(text, piece.guessed))
            waiting = False
        else:
            waiting = waiting and not any(map(str.isupper, piece.text))
            capitalised.append(piece)
    return capitalised


def part_digraphs(pieces: Iterable[Piece], table: Table) -> list[Piece]:
    """The pieces with the scheme's sign between two letters that would be read as one: Adʹham, not Adham."""
    sign, digraphs = table.text("parting"), set(table.map("letters").values())
    parted: list[Piece] = []
    for piece in pieces:
        before = parted[-1].text if parted else ""
        if sign and piece.text == "h" and before[-1:] + "h" in digraphs and before:
            parted.append(Piece(sign))
        if piece.text:
            parted.append(piece)
    return parted


def text_and_guesses(pieces: Iterable[Piece]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The pieces' text, and the spans of the guessed ones; neighbours become one span."""
    text = ""
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        start = len(text)
        text += piece.text
        if not piece.guessed or not piece.text:
            continue
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], len(text))
        else:
            spans.append((start, len(text)))
    return text, tuple(spans)
