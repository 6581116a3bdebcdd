"""One stem for the inflected and prefixed forms of a word, a language at a time.

Snowball's stemmers do the suffixes where they exist; the letters that Arabic and Hebrew write onto the front of a word are
taken off here, and only where enough of the word remains to be sure.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache

import Stemmer

from dragoman.text.scripts import fold, script
from dragoman.text.written import script_of

# BCP 47 → Snowball algorithm.
_ALGORITHMS = {
    "fa": "persian", "ru": "russian", "tr": "turkish", "en": "english",
    "fr": "french", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese", "nl": "dutch", "el": "greek",
}  # fmt: skip
# What a query may be written in, by script: it is stemmed in each, because a few words do not tell their language.
_GUESSES = {"Arab": ("ar", "fa"), "Hebr": ("he",), "Cyrl": ("ru",), "Latn": ("en", "tr")}

# Arabic clitics in folded letters, longest first, with the letters that must remain behind each.
# Source: the prefixes and suffixes of Larkey, Ballesteros and Connell's light stemmer (2007); a one-letter prefix comes off
# only where five letters remain, as measured for the search prototype.
_ARABIC_PREFIXES = (
    ("وبال", 3), ("وكال", 3), ("فبال", 3), ("وال", 3), ("فال", 3), ("بال", 3), ("كال", 3), ("ولل", 3), ("ال", 3), ("لل", 3),
    ("و", 5), ("ف", 5), ("ب", 5), ("ل", 5),
)  # fmt: skip
_ARABIC_SUFFIXES = ("تهما", "تها", "تهم", "تنا", "ته", "هما", "هم", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_ARABIC_REST = 3
_HEBREW_PREFIXES = tuple("והבכלמש")
_HEBREW_REST = 4
_PERSIAN_LETTERS = str.maketrans("يك", "یک")
_TURKISH_CAPITALS = str.maketrans("Iİ", "ıi")
_stemmers = threading.local()  # a stemmer of this library belongs to one thread


def stem(word: str, language: str) -> str:
    """The folded stem of one word; the folded word itself where nothing is known of the language.

    Args:
        word: one word as written.
        language: BCP 47; only its primary part counts.
    """
    primary = language.partition("-")[0].lower()
    own = _OWN.get(primary)
    if own is not None:
        return own(word)
    folded = fold(word, primary)
    return fold(_snowball(primary, folded)) if primary in _ALGORITHMS else folded


@lru_cache(maxsize=10_000)
def stems(word: str, written: str) -> tuple[str, ...]:
    """The stems a query's word may have, one for each language that its script suggests; never empty.

    Args:
        written: one more language that it may be in (BCP 47), if that has this script.
    """
    letters = script(word)
    languages = _GUESSES.get(letters, ("und",))
    if letters in ("Zyyy", script_of(written)):
        languages = (*languages, written)
    return tuple(dict.fromkeys(stem(word, language) for language in languages))


def _snowball(language: str, word: str) -> str:
    stemmers: dict[str, Stemmer.Stemmer] = _stemmers.__dict__.setdefault("by_language", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_ALGORITHMS[language])
    return str(stemmers[language].stemWord(word))


def _stem_arabic(word: str) -> str:
    folded = fold(word)
    for prefix, rest in _ARABIC_PREFIXES:
        if folded.startswith(prefix) and len(folded) - len(prefix) >= rest:
            folded = folded[len(prefix) :]
            break
    for suffix in _ARABIC_SUFFIXES:
        if folded.endswith(suffix) and len(folded) - len(suffix) >= _ARABIC_REST:
            folded = folded[: -len(suffix)]
    return folded


def _stem_hebrew(word: str) -> str:
    """Prefixes come off one after another while four letters remain, so that each prefixed form ends at the same stem."""
    folded = fold(word)
    while len(folded) > _HEBREW_REST and folded.startswith(_HEBREW_PREFIXES):
        folded = folded[1:]
    return folded


def _stem_persian(word: str) -> str:
    return fold(_snowball("fa", fold(word).translate(_PERSIAN_LETTERS)))


def _stem_turkish(word: str) -> str:
    return fold(_snowball("tr", word.translate(_TURKISH_CAPITALS).lower()))


def _stem_russian(word: str) -> str:
    """Before folding, which takes й for и: Russian endings need them apart. The stress mark goes."""
    return fold(_snowball("ru", word.lower().replace("ё", "е").replace("\u0301", "")))


def _stem_accented(language: str) -> Callable[[str], str]:
    """A stemmer whose endings have accents (signé, négociación), so that folding comes after it."""
    return lambda word: fold(_snowball(language, word.lower()), language)


# Languages that need more than folding before the stemmer, or have a stemmer of our own.
_OWN = {
    **{language: _stem_accented(language) for language in ("de", "es", "fr", "it", "pt")},
    "ar": _stem_arabic,
    "he": _stem_hebrew,
    "fa": _stem_persian,
    "tr": _stem_turkish,
    "az": _stem_turkish,
    "ru": _stem_russian,
    "uk": _stem_russian,
}
