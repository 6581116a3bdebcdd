"""One key for the ways in which a name from another script is spelled in Latin letters.

What writers disagree on goes: which vowel stands for a short or long one, doubled consonants, `q` or `k`, a silent final `h`,
marks for ayn and hamza. What they agree on stays: the consonants, and whether the first vowel is round (o, u) or not.
"""

from __future__ import annotations

import re

from dragoman.text.scripts import fold

_FEWEST_LETTERS = 4
_FEWEST_CONSONANTS = 2

# Read from left to right, the longest first; upper case stands for one sound written with several letters.
_SPELLINGS = (
    ("tch", "C"), ("sch", "S"), ("kh", "X"), ("gh", "G"), ("sh", "S"), ("ch", "C"), ("zh", "J"), ("dj", "J"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("ck", "k"), ("ts", "T"), ("tz", "T"), ("q", "k"), ("c", "k"), ("x", "ks"), ("j", "J"), ("v", "w"),
)  # fmt: skip
_SPELLING = re.compile("|".join(spelling for spelling, _ in _SPELLINGS))
_SOUND = dict(_SPELLINGS)
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"([^a])\1+")
_LATIN_WORD = re.compile(r"[a-z]+")


def sound(word: str) -> str:
    """The key of a word in Latin letters; empty for short words and other scripts, which have none."""
    letters = fold(word)
    if len(letters) < _FEWEST_LETTERS or not _LATIN_WORD.fullmatch(letters):
        return ""
    first_vowel = _VOWELS.search(letters)
    is_round = bool(first_vowel and first_vowel.group()[0] in "ou")
    key = _SPELLING.sub(lambda match: _SOUND[match.group()], letters)
    key = _VOWELS.sub("a", key)
    key = _DOUBLED.sub(r"\1", key)
    if key.endswith("ah"):
        key = key[:-1]
    if sum(letter != "a" for letter in key) < _FEWEST_CONSONANTS:
        return ""
    return key.replace("a", "u", 1) if is_round else key
