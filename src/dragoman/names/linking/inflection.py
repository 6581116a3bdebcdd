"""What languages put before and after a name: clitics and endings, on folded words.

Source: written from the grammars' paradigms: Arabic and Hebrew one-letter prefixes, Persian joined endings, Russian and
Ukrainian declension of names, Turkish noun suffixes. Folding has dropped soft signs and made ы, й, і into и.
"""

from __future__ import annotations

import re
from itertools import product

LONGEST_CLITIC = 4
LONGEST_ENDING = {"Cyrl": 3, "Arab": 4, "Latn": 8}

# Arabic: conjunction, then preposition, then article; li- swallows the article's alef.
ARABIC_CLITICS = frozenset(
    "".join(parts) for parts in product(("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال")) if "".join(parts)
) | {"لل", "ولل", "فلل"}
# Hebrew: conjunction, then when/that, then article or preposition.
HEBREW_CLITICS = frozenset(
    "".join(parts) for parts in product(("", "ו"), ("", "ש", "כש", "מש"), ("", "ה", "ב", "כ", "ל", "מ")) if "".join(parts)
)
CLITIC_LETTERS = frozenset("".join(ARABIC_CLITICS | HEBREW_CLITICS))

# What Persian writers join to a name with a zero-width non-joiner.
PERSIAN_ENDINGS = frozenset({"ي", "اي", "ها", "هاي", "هايي", "اش", "ش", "شان", "مان", "تان", "ام", "اند", "است", "را"})

_PLURAL = r"(?:l[ae]r)?"
_POSSESSIVE = r"(?:[iu]m[iu]z|[iu]n[iu]z|s?[iu]|[iu]m|[iu]n)?"
_CASE = r"(?:n?[iu]n|[yn]?[iu]|[yn]?[ae]|n?[dt][ae]n?|y?l[ae]|c[ae])?"
_COPULA = r"(?:ki)?(?:[dt][iu]r|y?[dt][iu]|ym[iu]s|ys[ae])?"
_TURKISH = re.compile(_PLURAL + _POSSESSIVE + _CASE + _COPULA)

# Nominative ending → case endings, longest first; the first that fits decides. Folded: ы й і are и, ь is gone.
_DECLENSIONS: tuple[tuple[str, str], ...] = (
    ("ская", "ская скои скую скою скии"),
    ("ая", "ая ои ую ою ии"),
    ("яя", "яя еи юю ею"),
    ("ое", "ое ого ому им ом"),
    ("ее", "ее его ему им ем"),
    ("ия", "ия ии ию иеи иею"),
    ("ие", "ие ия ию ием ии их им ими"),
    ("ии", "ии ого ому им ом ем его ему ия ию ием ие их ими"),
    ("ои", "ои ого ому им ом ая ую ие их ими"),
    ("еи", "еи ея ею еем ее еи"),
    ("аи", "аи ая аю аем ае"),
    ("а", "а и е у ои еи ою ею"),
    ("я", "я и е ю еи ею"),
    ("о", "о а у ом ови и е"),
    ("е", "е я ю ем и"),
    ("и", "и еи ам ами ах ов"),
)
_AFTER_CONSONANT = "а у ом ем е и ов ам ами ах я ю ею еи им ои их ими ови еви"
_NOT_DECLINED = "уюэ"
_SHORTEST_STEM = 3


def decline(word: str) -> tuple[str, frozenset[str]]:
    """A folded Cyrillic word's stem, and the endings that case gives it; the stem is the word when it isn't declined."""
    for nominative, endings in _DECLENSIONS:
        stem = word.removesuffix(nominative)
        if stem != word:
            if len(stem) >= _SHORTEST_STEM:
                return stem, frozenset(endings.split())
            return word, frozenset({""})
    if len(word) < _SHORTEST_STEM or word[-1] in _NOT_DECLINED:
        return word, frozenset({""})
    return word, frozenset({"", *_AFTER_CONSONANT.split()})


def is_clitic(script: str, letters: str) -> bool:
    """Can these letters stand before a name, in Arabic or Hebrew?"""
    return letters in (ARABIC_CLITICS if script == "Arab" else HEBREW_CLITICS if script == "Hebr" else ())


def is_turkish_ending(letters: str) -> bool:
    """Can these folded letters follow a Turkish name?"""
    return bool(letters) and _TURKISH.fullmatch(letters) is not None
