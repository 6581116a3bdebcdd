"""Spellings that no training file has, written by rule from those that it has: Persian, Sorani Kurdish, and Yiddish.

Written for Dragoman. Urdu needs no rule: `spell` turns its own letters into those of Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

from dragoman.names.learning.sources import Counts

Letters = tuple[tuple[str, str], ...]

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
# Yiddish writes every vowel too. The vowels of the second table are as English says them.
_YIDDISH = (
    ("tsch", "טש"), ("sch", "ש"), ("sh", "ש"), ("ch", "טש"), ("kh", "כ"), ("gh", "ג"), ("zh", "זש"), ("dj", "דזש"), ("ph", "פ"),
    ("th", "ט"), ("ck", "ק"), ("ts", "צ"), ("tz", "צ"), ("ee", "י"), ("oo", "ו"), ("ou", "ו"), ("ce", "סע"), ("ci", "סי"),
    ("b", "ב"), ("c", "ק"), ("d", "ד"), ("f", "פ"), ("g", "ג"), ("h", "ה"), ("j", "דזש"), ("k", "ק"), ("l", "ל"), ("m", "מ"),
    ("n", "נ"), ("p", "פ"), ("q", "ק"), ("r", "ר"), ("s", "ס"), ("t", "ט"), ("v", "וו"), ("w", "וו"), ("x", "קס"), ("y", "י"),
    ("z", "ז"), ("i", "י"), ("u", "ו"), ("e", "ע"),
)  # fmt: skip
_YIDDISH_VOWELS = ({"a": "א", "o": "א", "ay": "יי"}, {"a": "ע", "o": "ו", "i": "יי"})
_YIDDISH_LAST = {"מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ", "כ": "ך"}
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
_ONE_IN = 8
PERSIAN_SHARE, SORANI_SHARE, YIDDISH_SHARE = 0.5, 0.3, 0.3


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
    if arabic.endswith("ى"):
        arabic = arabic[:-1] + "ي"
    if latin[0] == "s" and latin[1] not in "aeiouyh" and arabic[0] in "سش":
        arabic = "ا" + arabic
    return arabic


def sorani(counts: Counts) -> dict[tuple[str, str], float]:
    """Sorani spellings of every eighth plain Latin word."""
    return dict.fromkeys(_written(counts, _SORANI, _SORANI_VOWELS, "ئ"), SORANI_SHARE)


def yiddish(counts: Counts) -> dict[tuple[str, str], float]:
    """Yiddish spellings of every eighth plain Latin word."""
    return {
        (latin, spelled[:-1] + _YIDDISH_LAST.get(spelled[-1], spelled[-1])): YIDDISH_SHARE
        for latin, spelled in _written(counts, _YIDDISH, _YIDDISH_VOWELS, "א")
    }


def _written(counts: Counts, groups: Letters, vowels: tuple[dict[str, str], ...], opening: str) -> Iterator[tuple[str, str]]:
    """Every eighth Latin word with its spelling, by the tables of vowels in turn. An opening vowel needs a letter before it."""
    for latin in sorted({latin for latin, _ in counts}):
        chance = crc32(latin.encode())
        if chance % _ONE_IN == 0:
            table = (*vowels[chance // _ONE_IN % len(vowels)].items(), *groups)
            spelled = _spell_out(_DOUBLED.sub(r"\1", latin), tuple(sorted(table, key=lambda group: -len(group[0]))))
            if spelled:
                needs = latin[0] in "aeiouöüı" and not spelled.startswith(opening)
                yield latin, (opening if needs else "") + spelled


def _spell_out(latin: str, groups: Letters) -> str:
    """The word group by group; empty where a letter has none. The first group that fits is taken."""
    spelled, at = "", 0
    while at < len(latin):
        group = next(((one, other) for one, other in groups if latin.startswith(one, at)), None)
        if group is None:
            return ""
        spelled += group[1]
        at += len(group[0])
    return spelled
