"""Spellings that no training file has, written by rule from those that it has: Persian, and Sorani Kurdish.

Written for Dragoman. Urdu needs no rule: `spell` turns its own letters into those of Arabic.
"""

from __future__ import annotations

from zlib import crc32

from dragoman.names.learning.sources import Counts

# Latin letters that must be there, letters that must not, and what Persian writes for what Arabic writes.
_PERSIAN: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("p", "b", (("ب", "پ"),)),
    ("g", "jk", (("غ", "گ"), ("ج", "گ"))),
    ("ch", "", (("تش", "چ"),)),
    ("č", "", (("تش", "چ"),)),
    ("zh", "", (("ج", "ژ"), ("ز", "ژ"))),
    ("v", "fw", (("ف", "و"), ("ڤ", "و"))),
    ("w", "v", (("ف", "و"),)),
)
# Sorani writes every vowel. Longest groups first; the second table is for words of Arabic and Turkish kind.
_SORANI = (
    ("sch", "ش"), ("sh", "ش"), ("ch", "چ"), ("kh", "خ"), ("gh", "غ"), ("zh", "ژ"), ("ph", "ف"), ("th", "س"), ("ck", "ك"),
    ("ee", "ي"), ("oo", "و"), ("ou", "و"), ("ce", "سي"), ("ci", "سي"),
    ("b", "ب"), ("c", "ك"), ("d", "د"), ("f", "ف"), ("g", "گ"), ("h", "ه"), ("j", "ج"), ("k", "ك"), ("l", "ل"), ("m", "م"),
    ("n", "ن"), ("p", "پ"), ("q", "ق"), ("r", "ر"), ("s", "س"), ("t", "ت"), ("v", "ڤ"), ("w", "و"), ("x", "كس"), ("y", "ي"),
    ("z", "ز"), ("i", "ي"), ("u", "و"), ("o", "و"), ("ü", "و"), ("ö", "و"), ("ş", "ش"), ("ç", "چ"), ("ı", "ي"), ("ğ", "غ"),
)  # fmt: skip
_SORANI_VOWELS = ({"a": "ا", "e": "ي"}, {"a": "ە", "e": "ە"})
_ONE_IN = 8
PERSIAN_SHARE, SORANI_SHARE = 0.5, 0.3


def persian(counts: Counts) -> dict[tuple[str, str], float]:
    """Latin and Persian spellings of the words that Persian spells otherwise than Arabic."""
    spelled = {(latin, _persian_spelling(latin, arabic)): PERSIAN_SHARE for latin, arabic in counts}
    return {pair: share for pair, share in spelled.items() if pair not in counts}


def _persian_spelling(latin: str, arabic: str) -> str:
    for present, absent, letters in _PERSIAN:
        if present in latin and not any(letter in latin for letter in absent):
            for one, other in letters:
                if one in arabic:
                    arabic = arabic.replace(one, other)
                    break
    if arabic.endswith("ة"):
        arabic = arabic[:-1] + "ه"
    if latin[0] == "s" and latin[1] not in "aeiouyh" and arabic[0] in "سش":
        arabic = "ا" + arabic
    return arabic


def sorani(counts: Counts) -> dict[tuple[str, str], float]:
    """Sorani spellings of every eighth plain Latin word."""
    found = {}
    for latin in sorted({latin for latin, _ in counts}):
        chance = crc32(latin.encode())
        if chance % _ONE_IN == 0:
            spelled = _sorani_spelling(latin, _SORANI_VOWELS[chance // _ONE_IN % 2])
            if spelled:
                found[latin, spelled] = SORANI_SHARE
    return found


def _sorani_spelling(latin: str, vowels: dict[str, str]) -> str:
    groups = [*_SORANI, *vowels.items()]
    spelled, at = "ئ" if latin[0] in "aeiouöüı" else "", 0
    while at < len(latin):
        group = next(((one, other) for one, other in groups if latin.startswith(one, at)), None)
        if group is None:
            return ""
        spelled += group[1]
        at += len(group[0])
    return spelled
