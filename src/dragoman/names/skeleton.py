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
_GROUP = re.compile("|".join(sorted(map(re.escape, _SOUNDS), key=len, reverse=True)) + "|.")
_DIGITS = str.maketrans(_CLASSES, "12345678")
_VARIANTS = 10
_LONGEST_SKELETON = 9
_LEAVE_OUT_FROM = 3


@lru_cache(maxsize=1 << 12)
def skeletons(word: str) -> frozenset[str]:
    """The skeletons a spelled word may have: at most ten, at least one, perhaps the empty one."""
    found = [""]
    for group in _GROUP.findall(word):
        sounds = _SOUNDS.get(group)
        if sounds is None:
            sounds = _SOUNDS.get(bare(group), _SILENT)
        if len(sounds) == 1 or len(found) * len(sounds) > _VARIANTS:
            found = [_append(skeleton, sounds[0]) for skeleton in found] if sounds[0] else found
        else:
            found = list({_append(skeleton, sound) for skeleton in found for sound in sounds})
    return frozenset(skeleton[:_LONGEST_SKELETON] for skeleton in found)


def _append(skeleton: str, sound: str) -> str:
    """One class is never twice in a row: doubled letters, and vowels that only one script writes, then make no difference."""
    if sound and skeleton.endswith(sound[0]):
        sound = sound[1:]
    return skeleton + sound


@lru_cache(maxsize=1 << 12)
def keys(word: str) -> tuple[frozenset[int], frozenset[int]]:
    """(whole, lacking): numbers of a word's skeletons, and of those with one class left out.

    Two words may be one name when they share a whole skeleton, or one's whole is the other's lacking.
    """
    whole = skeletons(word)
    lacking = {
        skeleton[:at] + skeleton[at + 1 :]
        for skeleton in whole
        if len(skeleton) >= _LEAVE_OUT_FROM
        for at in range(len(skeleton))
    }
    return frozenset(map(_number, whole)), frozenset(map(_number, lacking - whole))


def may_match(one: str, other: str) -> bool:
    """Can two spelled words be one name, by their consonants?"""
    whole, lacking = keys(one)
    other_whole, other_lacking = keys(other)
    return not (whole.isdisjoint(other_whole) and whole.isdisjoint(other_lacking) and lacking.isdisjoint(other_whole))


def _number(skeleton: str) -> int:
    return int(skeleton.translate(_DIGITS), 9) if skeleton else 0
