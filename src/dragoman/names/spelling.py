"""Two plain forms of a name: `fold`, in which spellings are equal, and `spell`, which keeps what says how it sounds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dragoman.text import scripts
from dragoman.text.folds import DROPPED, DROPPED_MARKS

# Letters of Cyrillic alphabets that writers of another one replace. Source: Unicode 15 letter names.
_CYRILLIC = str.maketrans({
    **dict.fromkeys("іјйы", "и"),
    **dict.fromkeys("єэ", "е"),
    **dict.fromkeys("ґѓғ", "г"),
    **dict.fromkeys("ћҷ", "ч"),
    **dict.fromkeys("ђџ", "дж"),
    **dict.fromkeys("ұү", "у"),
    **dict.fromkeys("һҳ", "х"),
    **dict.fromkeys("ъь", ""),
    "љ": "л",
    "њ": "н",
    "ә": "а",
    "қ": "к",
    "ң": "н",
    "ө": "о",
})  # fmt: skip

# Latin letters and the Cyrillic ones that look like them. Source: Unicode 15 confusables.
_LOOK_ALIKES = dict(zip("aceijkmopstxyh", "асеіјкморѕтхуһ", strict=True))
_TO_LATIN = str.maketrans({cyrillic: latin for latin, cyrillic in _LOOK_ALIKES.items()})
_TO_CYRILLIC = str.maketrans(_LOOK_ALIKES)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u052f]")

# What `spell` does to single letters of the Arabic script: one letter for what only keyboards tell apart.
_ARABIC = str.maketrans({
    **dict.fromkeys("أإٱٲٳ", "ا"),
    **dict.fromkeys("یېےۍ", "ي"),
    **dict.fromkeys("کڪګ", "ك"),
    **dict.fromkeys("ہھۀۂ", "ه"),
    "ۃ": "ة",
    "ں": "ن",
    **dict.fromkeys("ٹټ", "ت"),
    **dict.fromkeys("ڈډ", "د"),
    **dict.fromkeys("ڑړڕ", "ر"),
    "ڵ": "ل",
    "ڨ": "ڤ",
})  # fmt: skip
# Read a at the end alone; inside a word it is the i of Uighur, or a ي without its dots.
_INNER_YA = re.compile(r"ى(?=[^\W\d_])")
_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_LIGATURES = str.maketrans({"װ": "וו", "ױ": "וי", "ײ": "יי"})  # as Yiddish keyboards write them
_GERESH = str.maketrans(dict.fromkeys("׳’‘ʼ`´′", "'"))
_GERSHAYIM = str.maketrans(dict.fromkeys("״“”„", '"'))
_BLESSINGS = str.maketrans(dict.fromkeys("ﷺﷻ﷽", " "))
_MARK_RANGES = "".join(f"{chr(first)}-{chr(last)}" for first, last in DROPPED_MARKS if first > 0x36F)
_UNSPOKEN = re.compile(f"[{_MARK_RANGES}{re.escape(DROPPED.replace('ء', ''))}]")
_OTHER_MARKS = re.compile("[\u0307\u034f\ufe20-\ufe2f]")
# Letters of one alphabet with nothing to change but their case, as 99 words of 100 have: a sixth of the time of the whole way.
_PLAIN = re.compile(
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u012f\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e]+"
    "|[А-яЁёІіЇїЄєҐґЎў]+|[א-ת]+|[ءآؤئابةتثجحخدذرزسشصضطظعغفقلمنهوكيپچژگڤ]+ى?"
)


def fold(name: str) -> str:
    """The form in which spellings of one name are equal, for looking up, never for showing; idempotent.

    What `dragoman.text.scripts.fold` does, and: look-alike letters of another script inside a word become the word's
    own; letters of Cyrillic alphabets that replace one another become one.
    """
    if name.isascii() and name.isalpha():
        return name.lower()  # a tenth of the time, for most words of a Latin list
    if _PLAIN.fullmatch(name):
        return name.translate(_PLAIN_FOLDS)
    return _WORD.sub(_fold_word, scripts.fold(name))


class _LetterFolds(dict[int, str]):
    """Code point of a letter → its fold; worked out once each."""

    def __missing__(self, point: int) -> str:
        self[point] = scripts.fold(chr(point)).translate(_CYRILLIC)
        return self[point]


_PLAIN_FOLDS = _LetterFolds()


def _fold_word(match: re.Match[str]) -> str:
    word = _one_script(match.group())
    return word if _LATIN.search(word) else word.translate(_CYRILLIC)


def _one_script(word: str) -> str:
    """The word with look-alikes of another script than most of its letters' replaced."""
    latin, cyrillic = len(_LATIN.findall(word)), len(_CYRILLIC_LETTER.findall(word))
    if not latin or not cyrillic:
        return word
    return word.translate(_TO_LATIN if latin >= cyrillic else _TO_CYRILLIC)


def spell(word: str) -> str:
    """The letters of one word that say how it sounds: what the learned tables know.

    Lower case, NFC. Unlike `fold` it keeps accents of Latin letters, geresh and final letters of Hebrew, madda and the
    hamza seats that are read, the final ى that is read a, й and ё; keyboard variants, vowel signs, tatweel and invisible
    characters go.
    """
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    if _PLAIN.fullmatch(word):
        return word.lower()
    return spell_any(word)


def spell_any(word: str) -> str:
    """As `spell`, the whole way."""
    text = unicodedata.normalize("NFKC", word.translate(_BLESSINGS)).lower()
    if _HEBREW.search(text):
        text = text.translate(_LIGATURES).translate(_GERESH).translate(_GERSHAYIM)
        return "".join(char for char in text if char in "'\"" or not _UNSPOKEN.match(char))
    text = _INNER_YA.sub("ي", _OTHER_MARKS.sub("", _UNSPOKEN.sub("", text)).translate(_ARABIC))
    return unicodedata.normalize("NFC", _one_script(text))


@lru_cache(maxsize=1 << 12)
def bare(letter: str) -> str:
    """A letter without its accents, or the one that another alphabet has for it: what is left of one that no table knows."""
    return fold(letter)
