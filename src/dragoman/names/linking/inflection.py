"""What languages put before and after a name: clitics and endings, on folded words.

Source: written from the grammars' paradigms: Arabic and Hebrew one-letter prefixes, Persian joined endings, Russian and
Ukrainian declension of names, Turkish noun suffixes. Folding has dropped soft signs and made ы, й, і into и.
"""

from __future__ import annotations

import re
from itertools import product

LONGEST_CLITIC = 5
LONGEST_ENDING = {"Cyrl": 4, "Arab": 4, "Latn": 10}

# Arabic: conjunction, then preposition, then article; li- swallows the article's alef.
ARABIC_CLITICS = frozenset(
    "".join(parts) for parts in product(("", "و", "ف"), ("", "ب", "ل", "ك"), ("", "ال")) if "".join(parts)
) | {"لل", "ولل", "فلل"}
# Hebrew: conjunction, then when/that, then article or preposition.
HEBREW_CLITICS = frozenset(
    "".join(parts) for parts in product(("", "ו"), ("", "ש", "כש", "מש", "לכש"), ("", "ה", "ב", "כ", "ל", "מ")) if "".join(parts)
)
CLITIC_LETTERS = frozenset("".join(ARABIC_CLITICS | HEBREW_CLITICS))

# What Persian writers join to a name with a zero-width non-joiner.
_PERSIAN = "ي اي يي ها هاي هايي هايش اش ش شان ات مان تان ام ايم ايد اند است ست را تر ترين"
PERSIAN_ENDINGS = frozenset(_PERSIAN.split())
FATHATAN = "\u064b"  # the sign of the ending -an, which an alef carries
# Behind these letters Persian writes the ezafe, joined without anything between.
_BEFORE_EZAFE = frozenset("او")

_PLURAL = r"(?:l[ae]r)?"
_POSSESSIVE = r"(?:[iu]m[iu]z|[iu]n[iu]z|s?[iu]|[iu]m|[iu]n)?"
_CASE = r"(?:n?[iu]n|[yn]?[iu]|[yn]?[ae]|n?[dt][ae]n?|y?l[ae]|c[ae])?"
_OF_THAT = rf"(?:ki{_PLURAL}{_CASE})?"
_COPULA = r"(?:[dt][iu]r|y?[dt][iu]|y?m[iu]s|y?s[ae])?"
_TURKISH = re.compile(_PLURAL + _POSSESSIVE + _CASE + _OF_THAT + _COPULA)

# Nominative ending → case endings, longest first; the first that fits decides. Folded: ы й і are и, ь is gone.
_DECLENSIONS: tuple[tuple[str, str], ...] = (
    ("ая", "ая ои ую ою ии ие их ими"),
    ("яя", "яя еи юю ею"),
    ("ое", "ое ого ому им ом"),
    ("ее", "ее его ему им ем"),
    ("ия", "ия ии ию иеи иею"),
    ("ие", "ие ия ию ием ии их им ими"),
    ("ии", "ии ого ому им ом ем его ему ия ию ием ие иеви их ими"),
    ("ои", "ои ого ому им ом ая ую ие их ими"),
    ("еи", "еи ея ею еем ее еи"),
    ("аи", "аи ая аю аем ае"),
    # Ukrainian: г, к, х become з, ц, с
    ("га", "га ги ге зи гу гои гою го"),
    ("ка", "ка ки ке ци ку кои кою ко"),
    ("ха", "ха хи хе си ху хои хою хо"),
    ("а", "а и е у о ии ои еи ою ею их ими"),
    ("я", "я и е ю еи ею"),
    ("о", "о а у ом ови и е"),
    ("е", "е я ю ем и"),
    ("и", "и еи ам ами ах ов"),
    # a vowel that goes: Соловец, Соловца; and one that stays: Швец, Швеца
    ("ец", "ец ца ця цу цю цом цем це ци цов цев цам цами цах цеви еца ецу ецом ецем еце еци"),
    ("ел", "ел ла лу лом ле ела елу елом еле ели еля елю елем елеи"),
    ("ок", "ок ка ку ком ке ока оку оком оке оки окои"),
    # family names: those of women stand in the register themselves
    ("ов", "ов ова ову овим овом ове ови ових"),
    ("ев", "ев ева еву евим евом еве еви евих"),
    ("ин", "ин ина ину иним ином ине ини иних"),
)
_AFTER_CONSONANT = "а у ом ем е и ов ам ами ах я ю ею еи им ои их ими ови еви"
_NOT_DECLINED = "уюэ"
_SHORTEST_STEM = 2
_WHOLE = frozenset({""})


def decline(word: str) -> tuple[str, frozenset[str]]:
    """A folded Cyrillic word's stem, and the endings that case gives it; the stem is the word when it isn't declined."""
    for nominative, endings in _DECLENSIONS:
        stem = word.removesuffix(nominative)
        if stem != word:
            if len(stem) >= _SHORTEST_STEM:
                return stem, frozenset(endings.split())
            return word, _WHOLE
    if len(word) < _SHORTEST_STEM or word[-1] in _NOT_DECLINED:
        return word, _WHOLE
    return word, frozenset({"", *_AFTER_CONSONANT.split()})


def is_clitic(script: str, letters: str) -> bool:
    """Can these letters stand before a name, in Arabic or Hebrew?"""
    return letters in (ARABIC_CLITICS if script == "Arab" else HEBREW_CLITICS if script == "Hebr" else ())


def is_tanwin(letters: str, text: str) -> bool:
    """Are these letters the alef that carries the ending -an, with its sign in the text?"""
    return letters == "ا" and FATHATAN in text


def is_ezafe(before: str, letters: str) -> bool:
    """Are these letters, joined to the one before them, the ezafe of a Persian name that ends in a long vowel?"""
    return letters == "ي" and before in _BEFORE_EZAFE


def is_turkish_ending(letters: str) -> bool:
    """Can these folded letters follow a Turkish name?"""
    return bool(letters) and _TURKISH.fullmatch(letters) is not None
