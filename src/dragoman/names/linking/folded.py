"""A text folded for linking: its words in plain arrays, each with its place in the text.

What `fold` does to a whole string is done here letter by letter with table look-ups, ten times faster; tables are
filled as letters are first met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dragoman.names.linking.inflection import CLITIC_LETTERS
from dragoman.names.spelling import fold
from dragoman.text import scripts

# Bits of a character's class.
WORD, LATIN, CYRILLIC, ARABIC, HEBREW, QUOTE, CLITIC = 1, 2, 4, 8, 16, 32, 64
_SCRIPT_BITS = {"Latn": LATIN, "Cyrl": CYRILLIC, "Arab": ARABIC, "Hebr": HEBREW}
_GERSHAYIM = '"״“”„'
_CODES = 0x110000
_UNMET = 255  # as the length of what a character folds to
# Odd, so that multiplying by it can be undone modulo 2^64. Source: the multiplier of PCG64 (O'Neill 2014).
_BASE = 6364136223846793005
_MODULUS = 1 << 64
_INVERSE = pow(_BASE, -1, _MODULUS)
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOK_ALIKES = dict(zip("ACEIJKMOPSTXYHBaceijkmopsxyh", "АСЕІЈКМОРЅТХУНВасеіјкморѕхуһ", strict=True))
_TO_CYRILLIC = str.maketrans(_LOOK_ALIKES)
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _LOOK_ALIKES.items()})

Places = npt.NDArray[np.intp]
Hashes = npt.NDArray[np.uint64]


class _Tables:
    """Code point → what it folds to; filled when first met."""

    def __init__(self) -> None:
        self.first = np.zeros(_CODES, np.intp)
        self.length = np.full(_CODES, _UNMET, np.uint8)
        self.rest: dict[int, str] = {}  # the second and later letters of what folds to several
        self.kind = np.zeros(_CODES, np.uint8)

    def lengths_of(self, codes: Places) -> npt.NDArray[np.uint8]:
        """Into how many letters each character folds."""
        lengths = self.length[codes]
        if lengths.max(initial=0) == _UNMET:
            self._learn(codes[lengths == _UNMET])
            lengths = self.length[codes]
        return lengths

    def _learn(self, codes: Places) -> None:
        for code in np.unique(codes).tolist():
            char = chr(code)
            folded = "" if 0x300 <= code <= 0x36F else char if 0xD800 <= code < 0xE000 else fold(char)
            self.first[code] = ord(folded[0]) if folded else 0
            if len(folded) > 1:
                self.rest[code] = folded[1:]
            for letter in folded:
                self.kind[ord(letter)] = _kind(letter)
            self.length[code] = len(folded)  # last, as other threads may look


def _kind(letter: str) -> int:
    if letter in _GERSHAYIM:
        return QUOTE
    script = _SCRIPT_BITS.get(scripts.script(letter), 0) if letter.isalpha() else 0
    return (WORD if letter.isalnum() else 0) | script | (CLITIC if letter in CLITIC_LETTERS else 0)


_TABLES = _Tables()
_POWERS: dict[str, Hashes] = {}


@dataclass(frozen=True)
class FoldedText:
    """The words of a text.

    Attributes:
        letters: the folded text; only words and what parts them.
        kinds: class bits of each folded letter.
        starts, ends: each word's place in `letters`, half-open.
        offsets: for each folded letter, the index of the character it came from in the text.
    """

    letters: str
    kinds: npt.NDArray[np.uint8]
    starts: Places
    ends: Places
    offsets: Places
    _sums: Hashes

    def word(self, number: int) -> str:
        return self.letters[self.starts[number] : self.ends[number]]

    def hashes(self, starts: Places, ends: Places) -> Hashes:
        """The hash of each run of letters; the same as `hash_word` of its string."""
        return (self._sums[ends] - self._sums[starts]) * _powers(len(self._sums))[1][starts]


def fold_words(text: str) -> FoldedText:
    """Fold a text and find its words: runs of letters and digits."""
    codes = _codes(text)
    folded, offsets = _fold(codes)
    kinds = _TABLES.kind[folded]
    if (kinds & LATIN).any() and (kinds & CYRILLIC).any() and _has_look_alikes(codes):
        folded, offsets = _fold(_codes(_LETTERS.sub(_one_script, text)))
        kinds = _TABLES.kind[folded]
    if (gershayim := _gershayim(kinds)).size:
        kept = np.ones(len(folded), np.bool_)
        kept[gershayim] = False
        folded, offsets, kinds = folded[kept], offsets[kept], kinds[kept]
    inside = np.zeros(len(folded) + 2, np.bool_)
    inside[1:-1] = kinds & WORD
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    sums = np.zeros(len(folded) + 1, np.uint64)
    np.cumsum(folded.view(np.uint64) * _powers(len(folded) + 1)[0][: len(folded)], out=sums[1:])
    letters = folded.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return FoldedText(letters, kinds, starts, ends, offsets, sums)


def hash_word(word: str) -> int:
    """A folded word's hash."""
    value = 0
    for letter in reversed(word):
        value = (value * _BASE + ord(letter)) % _MODULUS
    return value


def _codes(text: str) -> Places:
    """The text's code points, as what they are used for: places in tables."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)


def _fold(codes: Places) -> tuple[Places, Places]:
    """The folded letters, and for each the place of the one that it came from."""
    lengths = _TABLES.lengths_of(codes)
    if lengths.max(initial=0) <= 1:
        offsets = np.flatnonzero(lengths > 0)
        return _TABLES.first[codes[offsets]], offsets
    offsets = np.repeat(np.arange(len(codes)), lengths)
    folded = _TABLES.first[codes[offsets]]
    lasts = np.cumsum(lengths)
    for place in np.flatnonzero(lengths > 1).tolist():
        rest = _TABLES.rest[int(codes[place])]
        folded[lasts[place] - len(rest) : lasts[place]] = [ord(letter) for letter in rest]
    return folded, offsets


def _has_look_alikes(codes: Places) -> bool:
    """Do a Latin and a Cyrillic letter stand side by side?"""
    kinds = _TABLES.kind[_TABLES.first[codes]] & (LATIN | CYRILLIC)
    return bool(((kinds[:-1] | kinds[1:]) == LATIN | CYRILLIC).any())


def _one_script(match: re.Match[str]) -> str:
    word = match.group()
    counts = scripts.script_counts(word)
    if not counts["Latn"] or not counts["Cyrl"]:
        return word
    return word.translate(_TO_LATIN if counts["Latn"] >= counts["Cyrl"] else _TO_CYRILLIC)


def _gershayim(kinds: npt.NDArray[np.uint8]) -> Places:
    """Places of quotation marks between two Hebrew letters: an acronym's, or the mark before a quoted name after a prefix."""
    quotes = np.flatnonzero(kinds == QUOTE)
    quotes = quotes[(quotes > 0) & (quotes < len(kinds) - 1)]
    return quotes[(kinds[quotes - 1] & kinds[quotes + 1] & HEBREW) > 0]


def _powers(count: int) -> tuple[Hashes, Hashes]:
    """The base's powers and their inverses, at least `count` of each; made once for the longest text met."""
    if "up" not in _POWERS or len(_POWERS["up"]) < count:
        size = max(1 << 16, 1 << (count - 1).bit_length())
        for name, factor in (("down", _INVERSE), ("up", _BASE)):
            steps = np.full(size, factor, np.uint64)
            steps[0] = 1
            _POWERS[name] = np.cumprod(steps, dtype=np.uint64)
    return _POWERS["up"], _POWERS["down"]
