"""Folding: one form for all the ways in which writers spell the same word; and which way a script runs.

Folded text is for comparing and finding, never for showing. Folding is idempotent and gives NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from dragoman.text.folds import BY_LANGUAGE, DROPPED, DROPPED_MARKS, KEPT, LETTERS, RTL_LANGUAGES, RTL_SCRIPTS

_LETTER = {letter: target for letters, target in LETTERS.items() for letter in letters}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
# A quotation mark between Hebrew letters is the gershayim of an acronym; points may stand between.
_GERSHAYIM = re.compile(r"(?<=[א-ת])[\"״“”„](?=[א-ת])")
_SCRIPTS = (
    ("Arab", re.compile(r"[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    ("Hebr", re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")),
    ("Cyrl", re.compile(r"[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]")),
    ("Latn", re.compile(r"[A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")),
)
_OF_ONE_SCRIPT = re.compile("|".join(f"(?P<{code}>{letters.pattern}+)" for code, letters in _SCRIPTS))


def fold(text: str, language: str | None = None) -> str:
    """The form in which spellings of one word are equal.

    Arabic-script hamza seats, alef maqsura, ya, kaf, ta marbuta and their Persian, Urdu and Kurdish letters become one
    each; vowel signs, tatweel, zero-width characters, Hebrew points, accents and apostrophe-like letters go; case,
    dotless i, Hebrew finals, ё and й, and every set of decimal digits are unified. Word-long ligatures such as ﷺ stay.

    Args:
        text: any text.
        language: BCP 47; only languages with a two-letter spelling of accents (German ü = ue) fold differently.
    """
    table = _table(_primary(language))
    folded = text
    while True:
        dropped = folded.translate(_DROP)
        spelled = dropped if unicodedata.is_normalized("NFC", dropped) else unicodedata.normalize("NFC", dropped)
        after = _GERSHAYIM.sub("", spelled.translate(table))
        if after == folded or (unicodedata.is_normalized("NFC", after) and not _GERSHAYIM.search(after)):
            return after
        folded = after


def fold_with_offsets(text: str, language: str | None = None) -> tuple[str, list[int]]:
    """`fold`, and for each folded character the index of the source character it came from.

    Returns:
        (folded, offsets): `len(offsets) == len(folded)`; offsets never fall.
    """
    table = _table(_primary(language))
    folded, offsets = text, list(range(len(text)))
    while True:
        after, places = _fold_once(folded, table)
        offsets = [offsets[place] for place in places]
        if after == folded or (unicodedata.is_normalized("NFC", after) and not _GERSHAYIM.search(after)):
            return after, offsets
        folded = after


def _fold_once(text: str, table: _Table) -> tuple[str, list[int]]:
    kept = [(char, place) for place, char in enumerate(text) if _DROP[ord(char)] == char]
    composed = _compose(kept)
    pieces = [(out, place) for char, place in composed for out in table[ord(char)]]
    joined = "".join(out for out, _ in pieces)
    gone = {match.start() for match in _GERSHAYIM.finditer(joined)}
    places = [place for number, (_, place) in enumerate(pieces) if number not in gone]
    return _GERSHAYIM.sub("", joined), places


def _compose(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """NFC that keeps the place of each composed character's first part."""
    if unicodedata.is_normalized("NFC", "".join(char for char, _ in chars)):
        return chars
    composed: list[tuple[str, int]] = []
    cluster, place = "", 0
    for char, at in chars:
        if cluster and _joins(cluster, char):
            cluster += char
            continue
        composed += [(out, place) for out in unicodedata.normalize("NFC", cluster)]
        cluster, place = char, at
    composed += [(out, place) for out in unicodedata.normalize("NFC", cluster)]
    return composed


def _joins(cluster: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", cluster + char) != apart


class _Dropping(dict[int, str]):
    """Code point → itself, or nothing when folding drops it before anything else."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        gone = char in DROPPED or any(first <= code <= last for first, last in DROPPED_MARKS if code > 0x36F)
        self[code] = "" if gone else char
        return self[code]


class _Table(dict[int, str]):
    """Code point → folded characters, worked out once each."""

    def __init__(self, own: dict[str, str]) -> None:
        super().__init__()
        self.own = own

    def __missing__(self, code: int) -> str:
        before, after = "", chr(code)
        while before != after:
            before, after = after, "".join(_fold_char(char, self.own) for char in after)
        self[code] = after
        return after


def _fold_char(char: str, own: dict[str, str]) -> str:
    if char in KEPT:
        return char
    lowered = char.casefold()
    target = own.get(lowered) or _LETTER.get(char) or _LETTER.get(lowered)
    if target is not None:
        return target
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Zs":
        return " "
    bare = _without_marks(lowered)
    compatible = unicodedata.normalize("NFKC", bare) if kind[0] in "LS" and _is_word_form(char) else bare
    return "".join(part for part in compatible if _DROP[ord(part)])


def _without_marks(text: str) -> str:
    """The text without the accents that folding drops; untouched where another mark (a vowel of Devanagari) is part of it."""
    parts = unicodedata.normalize("NFD", text)
    bare = "".join(part for part in parts if not 0x300 <= ord(part) <= 0x36F and _DROP[ord(part)])
    return unicodedata.normalize("NFC", bare)


def _is_word_form(char: str) -> bool:
    """Is its compatibility form just letters (presentation forms, wide and ligature letters)?"""
    return all(unicodedata.category(part)[0] in "LM" for part in unicodedata.normalize("NFKC", char))


_DROP = _Dropping()


@lru_cache(maxsize=16)
def _table(language: str) -> _Table:
    return _Table(BY_LANGUAGE.get(language, {}))


def _primary(language: str | None) -> str:
    primary = (language or "").partition("-")[0].lower()
    return primary if primary in BY_LANGUAGE else ""


def script(text: str) -> str:
    """The script of most letters, as its ISO 15924 code: `Arab`, `Hebr`, `Cyrl`, `Latn`; `Zyyy` when there is none of these."""
    whole = _OF_ONE_SCRIPT.fullmatch(text)
    if whole and whole.lastgroup:
        return whole.lastgroup  # as most words are, in a tenth of the time that counting takes
    counts = script_counts(text)
    return max(counts, key=lambda code: counts[code]) if counts else "Zyyy"


def script_counts(text: str) -> Counter[str]:
    """Letters of each known script in the text, by ISO 15924 code; scripts that do not occur are left out."""
    return Counter({code: found for code, letters in _SCRIPTS if (found := len(letters.findall(text)))})


def narrow_tag(language: str, text: str) -> str:
    """A text's BCP 47 tag; for Kurdish at large (`ku`) the one of its letters: `ckb` (Sorani) in Arabic ones.

    In Latin or Cyrillic letters it stays `ku`, which all our tables have for Kurmanji. A text without letters goes by the
    script that the tag names.

    Source: IANA Language Subtag Registry, where `ku` is the macrolanguage of `ckb`, `kmr` and `sdh`; ISO 639-3.
    """
    primary, *rest = language.lower().split("-")
    if primary != "ku":
        return language
    written = script(text)
    is_arabic = written == "Arab" or (written == "Zyyy" and "arab" in rest)
    return "ckb" if is_arabic else language


def direction(language_or_text: str) -> str:
    """`rtl` or `ltr`, of a BCP 47 tag or of a text (the side most of its letters run to; empty text is `ltr`)."""
    if _TAG.match(language_or_text):
        return _tag_direction(language_or_text)
    return "rtl" if script(language_or_text) in {"Arab", "Hebr"} else "ltr"


def _tag_direction(tag: str) -> str:
    primary, *rest = tag.lower().split("-")
    named = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if named is not None:
        return "rtl" if named in RTL_SCRIPTS else "ltr"
    return "rtl" if primary in RTL_LANGUAGES else "ltr"
