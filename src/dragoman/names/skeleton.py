"""The consonants of a word in eight classes: two spellings of one name nearly always share such a skeleton, or one with
a class left out. This is the block that keeps a search from looking at every word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from dragoman.names.spelling import bare

# P labials, T dentals, S sibilants, K velars, L, R, M, N. Each letter or group → the classes it may stand for, most
# common first; "" is none (a vowel, a weak or silent letter).
_CLASSES = "PTSKLRMN"
SILENT = ("",)
GROUPS: dict[str, tuple[str, ...]] = {
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
VARIANTS = 10
_LONGEST = 9
_LEAVE_OUT_FROM = 3
# In lists a skeleton is a number: its classes are digits from 1 to 8, to the base 9.
_BASE = len(_CLASSES) + 1
_PLACES = [(_BASE**place, _BASE ** (place + 1)) for place in range(_LONGEST)]
_AS_DIGITS = str.maketrans(_CLASSES, "12345678")
# Letters that stand for no class, unless inside a group.
_SILENT_LETTERS = "aeiyoاأآىيאעаеёиоуыэюя"


def _group_pattern() -> str:
    """A group, else a letter, unless it is silent. Letters that begin no group come first: most are such."""
    rests: dict[str, list[str]] = {}
    for group in sorted(GROUPS, key=len, reverse=True):
        if len(group) > 1:
            rests.setdefault(group[0], []).append(group[1:])
    groups = [f"{first}(?:{'|'.join(longer)})?" for first, longer in rests.items()]
    return "|".join([f"[^{''.join(rests)}{_SILENT_LETTERS}]", *groups])


_GROUP = re.compile(_group_pattern())
# What a class adds to a skeleton, by the skeleton's last class.
_Step = dict[str, str]


class _Steps(dict[str, tuple[_Step, ...]]):
    """Letter or group → a step for each of the classes it may stand for; worked out once each."""

    def __missing__(self, group: str) -> tuple[_Step, ...]:
        classes = GROUPS.get(group) or GROUPS.get(bare(group), SILENT)
        self[group] = tuple(map(_step, classes))
        return self[group]


def _step(classes: str) -> _Step:
    """One class is never twice in a row: doubled letters, and vowels that only one script writes, then make no difference."""
    return {last: classes[1:] if classes[:1] == last else classes for last in ("", *_CLASSES)}


_STEPS = _Steps()


def classes_of(sound: str) -> list[int]:
    """The classes of a sound as numbers from 1."""
    return [_CLASSES.index(char) + 1 for char in sound]


@lru_cache(maxsize=1 << 12)
def skeletons(word: str) -> frozenset[str]:
    """The skeletons a spelled word may have, as classes in their order: at most ten, at least one, perhaps the empty one."""
    found = [""]
    for group in _GROUP.findall(word):
        steps = _STEPS[group]
        if len(steps) == 1 or len(found) * len(steps) > VARIANTS:
            for at, skeleton in enumerate(found):
                found[at] = skeleton + steps[0][skeleton[-1:]]
        else:
            found = list({skeleton + step[skeleton[-1:]] for skeleton in found for step in steps})
    return frozenset([skeleton[:_LONGEST] for skeleton in found])


@lru_cache(maxsize=1 << 12)
def keys(word: str) -> tuple[frozenset[int], frozenset[int]]:
    """(whole, lacking): numbers of a word's skeletons, and of these with one class left out, but those that are whole ones too.

    Two words may be one name when they share a whole skeleton, or one's whole is the other's lacking.
    """
    whole = {int(skeleton.translate(_AS_DIGITS) or "0", _BASE) for skeleton in skeletons(word)}
    lacking: set[int] = set()
    for number in whole:
        if number >= _BASE ** (_LEAVE_OUT_FROM - 1):
            for place, above in _PLACES:
                if place > number:
                    break
                lacking.add(number // above * place + number % place)
    return frozenset(whole), frozenset(lacking - whole)


def may_match(one: str, other: str) -> bool:
    """Can two spelled words be one name, by their consonants?"""
    return may_share(sounds(one), sounds(other))


class Sounds(NamedTuple):
    """The skeletons of a word, and how many classes the shortest and the longest of them have."""

    skeletons: frozenset[str]
    shortest: int
    longest: int


@lru_cache(maxsize=1 << 12)
def sounds(word: str) -> Sounds:
    """What `may_share` asks of a spelled word."""
    whole = skeletons(word)
    lengths = [len(skeleton) for skeleton in whole]
    return Sounds(whole, min(lengths), max(lengths))


def may_share(one: Sounds, other: Sounds) -> bool:
    """Do two words share a skeleton, or has one a skeleton of the other's with one class left out?

    As their `keys` say, without these: half of the pairs are told apart by their lengths.
    """
    if not one.skeletons.isdisjoint(other.skeletons):
        return True
    if one.shortest > other.longest + 1 or other.shortest > one.longest + 1:
        return False
    for mine in one.skeletons:
        for theirs in other.skeletons:
            longer = len(mine) - len(theirs)
            if (longer == 1 and _lacks_one(theirs, mine)) or (longer == -1 and _lacks_one(mine, theirs)):
                return True
    return False


def _lacks_one(skeleton: str, longer: str) -> bool:
    """Is the one the other, which is longer by one class, without a class?"""
    at = 0
    while at < len(skeleton) and skeleton[at] == longer[at]:
        at += 1
    return skeleton[at:] == longer[at + 1 :] and len(longer) >= _LEAVE_OUT_FROM
