"""The consonants of a word in eight classes: two spellings of one name nearly always share such a skeleton, or one with
a class left out. This is the block that keeps a search from looking at every word.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.names.spelling import bare

# P labials, T dentals, S sibilants, K velars, L, R, M, N. Each letter or group → the classes it may stand for, most
# common first; "" is none (a vowel, a weak or silent letter).
_CLASSES = "PTSKLRMN"
_SILENT = ("",)
_SOUNDS: dict[str, tuple[str, ...]] = {
    # Latin
    **dict.fromkeys(("b", "p", "v", "f", "ph", "bh"), ("P",)),
    **dict.fromkeys(("w", "u"), ("", "P")),
    **dict.fromkeys(("d", "t", "dh", "dd", "dt"), ("T",)),
    "th": ("T", "S"),
    **dict.fromkeys(("s", "z", "sh", "zh", "sch", "tsch", "tch", "dzh", "shch", "dj", "ss", "cz", "sz", "ż", "cs"), ("S",)),
    **dict.fromkeys(("ts", "tz", "dz"), ("S", "TS")),
    **dict.fromkeys(("k", "q", "ck", "kh", "qu", "cq"), ("K",)),
    **dict.fromkeys(("c", "g", "ch", "dg", "cc", "gi", "ge", "ci", "ce"), ("K", "S")),
    "gh": ("K", ""),
    "x": ("KS", "S", "K"),
    "j": ("S", "", "K"),
    "h": ("", "K"),
    **dict.fromkeys(("l", "ll"), ("L",)),
    **dict.fromkeys(("r",), ("R",)),
    **dict.fromkeys(("m",), ("M",)),
    **dict.fromkeys(("n",), ("N",)),
    "ğ": ("", "K"),
    # Arabic
    **dict.fromkeys("بپفڤ", ("P",)),
    **dict.fromkeys("وؤ", ("", "P")),
    **dict.fromkeys("تدط", ("T",)),
    "ة": ("", "T"),
    **dict.fromkeys("ثذضظ", ("S", "T")),
    **dict.fromkeys(("س", "ز", "ش", "ص", "چ", "ژ", "تش", "تس"), ("S",)),
    "ج": ("S", "K"),
    **dict.fromkeys("كقگ", ("K",)),
    **dict.fromkeys("خغ", ("K", "")),
    "ح": ("", "K"),
    "ه": ("", "K"),
    "ل": ("L",),
    "ر": ("R",),
    "م": ("M",),
    "ن": ("N",),
    # Hebrew
    **dict.fromkeys("בפף", ("P",)),
    "ו": ("", "P"),
    "וו": ("P", ""),
    **dict.fromkeys(("ד", "ט", "ת"), ("T",)),
    "ת'": ("T", "S"),
    "ד'": ("T", "S"),
    **dict.fromkeys(("ז", "ס", "ש", "צ", "ץ", "ג'", "ז'", "צ'", "ץ'", "טש", "דז"), ("S",)),
    **dict.fromkeys(("ג", "כ", "ך", "ק"), ("K",)),
    "ח": ("K", ""),
    "ח'": ("K", ""),
    "ה": ("", "K"),
    "ל": ("L",),
    "ר": ("R",),
    **dict.fromkeys("מם", ("M",)),
    **dict.fromkeys("נן", ("N",)),
    # Cyrillic
    **dict.fromkeys("бпвф", ("P",)),
    "ў": ("", "P"),
    **dict.fromkeys("дт", ("T",)),
    **dict.fromkeys(("с", "з", "ш", "щ", "ж", "ч", "ц", "дж", "дз", "тс", "џ", "ђ", "ћ"), ("S",)),
    "кс": ("KS", "S"),
    **dict.fromkeys("кқ", ("K",)),
    **dict.fromkeys("гґғхһҳ", ("K", "")),
    **dict.fromkeys("лљ", ("L",)),
    "р": ("R",),
    "м": ("M",),
    **dict.fromkeys("нңњ", ("N",)),
    "ј": ("", "S"),
}
# A skeleton is a number: its classes are digits from 1 to 8, to the base 9.
_BASE = 9
_GROUP = re.compile("|".join(sorted((re.escape(group) for group in _SOUNDS if len(group) > 1), key=len, reverse=True)) + "|.")
_VARIANTS = 10
_LONGEST_SKELETON = 9
_LEAVE_OUT_FROM = 3


class _Digits(dict[str, tuple[int, ...]]):
    """Letter or group → the digits of the classes it may stand for, 0 for none; worked out once each."""

    def __missing__(self, group: str) -> tuple[int, ...]:
        sounds = _SOUNDS.get(group) or _SOUNDS.get(bare(group), _SILENT)
        self[group] = tuple(_number(sound) for sound in sounds)
        return self[group]


def _number(sound: str) -> int:
    number = 0
    for char in sound:
        number = number * _BASE + _CLASSES.index(char) + 1
    return number


_DIGITS = _Digits()


@lru_cache(maxsize=1 << 12)
def skeletons(word: str) -> frozenset[int]:
    """The skeletons a spelled word may have: at most ten, at least one, perhaps the empty one, 0."""
    found = [0]
    for group in _GROUP.findall(word):
        sounds = _DIGITS[group]
        if len(sounds) == 1 or len(found) * len(sounds) > _VARIANTS:
            if sounds[0]:
                found = [_append(skeleton, sounds[0]) for skeleton in found]
        else:
            found = list({_append(skeleton, sound) for skeleton in found for sound in sounds})
    return frozenset(map(_shorten, found))


def _append(skeleton: int, sound: int) -> int:
    """One class is never twice in a row: doubled letters, and vowels that only one script writes, then make no difference."""
    if sound >= _BASE:
        first, last = divmod(sound, _BASE)
        return _append(skeleton, first) * _BASE + last
    return skeleton if not sound or skeleton % _BASE == sound else skeleton * _BASE + sound


def _shorten(skeleton: int) -> int:
    while skeleton >= _BASE**_LONGEST_SKELETON:
        skeleton //= _BASE
    return skeleton


@lru_cache(maxsize=1 << 12)
def keys(word: str) -> tuple[frozenset[int], frozenset[int]]:
    """(whole, lacking): a word's skeletons, and these with one class left out.

    Two words may be one name when they share a whole skeleton, or one's whole is the other's lacking.
    """
    whole = skeletons(word)
    lacking = {shorter for skeleton in whole for shorter in _leave_one_out(skeleton)}
    return whole, frozenset(lacking - whole)


def _leave_one_out(skeleton: int) -> list[int]:
    if skeleton < _BASE ** (_LEAVE_OUT_FROM - 1):
        return []
    found, place = [], 1
    while place <= skeleton:
        found.append(skeleton // (place * _BASE) * place + skeleton % place)
        place *= _BASE
    return found


def may_match(one: str, other: str) -> bool:
    """Can two spelled words be one name, by their consonants?"""
    whole, lacking = keys(one)
    other_whole, other_lacking = keys(other)
    return not (whole.isdisjoint(other_whole) and whole.isdisjoint(other_lacking) and lacking.isdisjoint(other_whole))
