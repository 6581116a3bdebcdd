"""Guess a charset that nobody stated: UTF-8 if the bytes are that, else the single-byte charset whose text looks most like words.

A word in an alphabet other than Latin is a run of high bytes that all are letters of one script, small letters after the
first; in a Latin alphabet a high byte stands among ASCII letters. What the guess is gets recorded, so it need not be repeated.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache

_SAMPLE_BYTES = 65_536
# In order of preference when nothing tells them apart.
_CANDIDATES = {
    "windows-1252": ("cp1252", "LATIN"),
    "windows-1256": ("cp1256", "ARABIC"),
    "windows-1255": ("cp1255", "HEBREW"),
    "windows-1251": ("cp1251", "CYRILLIC"),
    "windows-1254": ("cp1254", "LATIN"),
    "koi8-r": ("koi8-r", "CYRILLIC"),
    "ibm866": ("cp866", "CYRILLIC"),
    "iso-8859-5": ("iso8859-5", "CYRILLIC"),
    "iso-8859-6": ("iso8859-6", "ARABIC"),
    "windows-1253": ("cp1253", "GREEK"),
    "windows-1250": ("cp1250", "LATIN"),
}
_TAG = re.compile(rb"<(script|style)\b.*?</\1|<[^>]*>", re.DOTALL | re.IGNORECASE)
# Letters that tell one Latin charset from windows-1252, where rare letters or mere signs stand in their place.
_TELLING = {"windows-1254": "ğışĞİŞ", "windows-1250": "łążśźĄŁŚŻŹľťĽŤ"}


def detect(payload: bytes) -> str:
    """A charset name of the WHATWG Encoding Standard. Deterministic."""
    sample = payload[:_SAMPLE_BYTES]
    if _is_utf8(payload):
        return "utf-8"
    words = re.findall(rb"[A-Za-z\x80-\xff]+", _TAG.sub(b" ", sample))
    high = [word for word in words if not word.isascii()]
    if not high:
        return "windows-1252"
    scores = {name: sum(_score(word, name) for word in high) for name in _CANDIDATES}
    return max(_CANDIDATES, key=lambda name: scores[name])


def _is_utf8(payload: bytes) -> bool:
    """Whole, or cut inside its last letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(payload)
    except UnicodeDecodeError:
        return False
    return True


def _score(word: bytes, charset: str) -> float:
    kinds, table = _kinds(charset), _CANDIDATES[charset]
    score = 0.0
    before = "start"
    for byte in word:
        kind = kinds[byte]
        if kind == "other":
            score -= 1.0
        elif kind in ("mark", "point"):
            score += -0.1 if kind == "mark" or before not in ("small", "point") else 0.5
        elif table[1] == "LATIN":
            score += _score_latin(kind, before)
        else:
            score += _score_script(kind, before)
        before = kind
    if charset in _TELLING:
        score += 0.5 * sum(letter in _TELLING[charset] for letter in word.decode(table[0], "replace"))
    return score


def _score_latin(kind: str, before: str) -> float:
    """High letters are few in Latin words: two in a row are rare, and a capital after a small letter hardly occurs."""
    if kind in ("ascii-small", "ascii-capital"):
        return 0.0
    if kind == "capital" and before not in ("start", "capital", "ascii-capital"):
        return -1.0
    if before in ("small", "capital"):
        return -0.3
    return 0.5


def _score_script(kind: str, before: str) -> float:
    """Letters of the script follow each other; never ASCII letters among them, nor a capital after a small letter."""
    if kind in ("ascii-small", "ascii-capital"):
        return -1.5 if before in ("small", "capital", "point") else 0.0
    if before in ("ascii-small", "ascii-capital"):
        return -1.5
    if kind == "capital" and before == "small":
        return -1.0
    return 0.9 if kind == "capital" and before != "start" else 1.0


@cache
def _kinds(charset: str) -> tuple[str, ...]:
    codec, script = _CANDIDATES[charset]
    return tuple(_kind(bytes([byte]).decode(codec, "replace"), script) for byte in range(256))


def _kind(letter: str, script: str) -> str:
    name = unicodedata.name(letter, "")
    if letter.isascii():
        return ("ascii-capital" if letter.isupper() else "ascii-small") if letter.isalpha() else "other"
    if unicodedata.category(letter) == "Mn" and name.startswith(script):
        return "point"
    if letter.isalpha() and name.startswith(script):
        return "capital" if letter.isupper() else "small"
    if letter in "\u200c\u200d\u200e\u200f\u00a0،؛؟«»“”‘’–—…":
        return "mark"
    return "other"
