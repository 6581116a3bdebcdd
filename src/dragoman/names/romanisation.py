"""A name in Latin letters by a scheme: `romanise("محمد", "ijmes")`, with what was only guessed marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman.names.romanising import arabic, cyrillic, hebrew
from dragoman.names.romanising.pieces import Piece, capitalise, text_and_guesses
from dragoman.names.romanising.styles import SCHEMES, Style, Table, load_style, read_style, shipped_style
from dragoman.names.romanising.units import Unit, read_units
from dragoman.text import scripts

__all__ = ["SCHEMES", "Romanised", "Style", "load_style", "read_style", "romanise", "shipped_style"]

_DROPPED = re.compile("[\u0640\u200b\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c\u00ad]")
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u200c'’ʼ׳״])*")
_JOINER = "\u200c"
_PERSIAN = re.compile("[پچژگکی\u200c]")
_URDU = re.compile("[ٹڈڑںےھہ]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
# Two words that many write as one: Abd and Abu before an article, and what stands before Allah and al-Din.
_JOINED = re.compile(
    "(?<![^\\W_])(?:(?:عبد|أبو|ابو|أبي|ابي|ابی)(?=ال[^\\W_]{2})|[^\\W_]{2,}?\u200c?(?=(?:الله|الد[يی]ن)(?![^\\W_])))"
)
# Where ال may begin a name (Persian), it is an article behind these, and in al-Din.
_BEFORE_ARTICLE = frozenset({"عبد", "أبو", "ابو", "أبي", "ابي", "ابی", "ذو"})
_FAITH = "الدين"
_LANGUAGES = {"Arab": ("ar", "fa", "ur"), "Hebr": ("he",), "Cyrl": ("ru", "uk")}
_ARTICLE = "ال"
_LEAST_AFTER_ARTICLE = 2


@dataclass(frozen=True, slots=True)
class Romanised:
    """A romanised name. `guesses`: spans of `text`, half-open, that the name as given does not say."""

    text: str
    guesses: tuple[tuple[int, int], ...]

    @property
    def marked(self) -> str:
        """The text with its guesses in square brackets."""
        parts = []
        at = 0
        for start, end in self.guesses:
            parts += [self.text[at:start], "[", self.text[start:end], "]"]
            at = end
        return "".join([*parts, self.text[at:]])


def romanise(name: str, scheme: str | Style = "ijmes", *, language: str = "") -> Romanised:
    """A name in Latin letters.

    Args:
        name: in Arabic, Hebrew or Cyrillic script; other letters stay as they are. Vowel signs are read where they
            stand. Without any, the usual vowels of a common name, or a plain *a* between consonants, are put in and
            marked as guesses; so are waw and ya inside a word, which may be vowels or not.
        scheme: one of `SCHEMES`, or a desk's own style (`load_style`).
        language: BCP 47; empty decides by the letters (Persian by پ چ ژ گ ک ی, Urdu by ٹ ڈ ڑ ں ے ہ, Ukrainian by і ї є ґ).

    Raises:
        StyleUnreadable: there is no such scheme, or it says nothing of the language.
    """
    style = shipped_style(scheme) if isinstance(scheme, str) else scheme
    clean = unicodedata.normalize("NFC", _DROPPED.sub("", name)).replace("־", "-")
    asked = language.partition("-")[0].lower()
    clean = _JOINED.sub(lambda match: match.group().rstrip(_JOINER) + " ", clean)
    matches = list(_WORD.finditer(clean))
    spoken = [match.group() for match in matches]
    pieces: list[Piece] = []
    at = 0
    for number, match in enumerate(matches):
        pieces.append(Piece(clean[at : match.start()]))
        language_of_word = _language(scripts.script(match.group()), clean, asked=asked)
        pieces += _word(spoken, number, style, language_of_word)
        at = match.end()
    pieces.append(Piece(clean[at:]))
    text, guesses = text_and_guesses(pieces)
    return Romanised(text, guesses)


def _language(script: str, name: str, *, asked: str) -> str:
    """The language of a name's words in one script: as asked for, unless that is written in another; else by its letters."""
    if asked and not any(asked in languages for other, languages in _LANGUAGES.items() if other != script):
        return asked
    if script == "Arab":
        return "ur" if _URDU.search(name) else "fa" if _PERSIAN.search(name) else "ar"
    if script == "Cyrl":
        return "uk" if _UKRAINIAN.search(name) else "ru"
    return "he"


def _word(spoken: Sequence[str], number: int, style: Style, language: str) -> list[Piece]:
    word = spoken[number]
    script = scripts.script(word)
    if script not in _LANGUAGES:
        return [Piece(word)]
    table = style.table(language)
    if script == "Arab":
        before = spoken[number - 1] if number else ""
        following = spoken[number + 1] if number + 1 < len(spoken) else ""
        return _arabic(word, table, before=before, following=following)
    if script == "Hebr":
        return capitalise(hebrew.romanise_word(read_units(word), table))
    pieces = cyrillic.romanise_word(word, table)
    if len(word) > 1 and word.isupper():
        return [Piece(piece.text.upper()) for piece in pieces]
    return capitalise(pieces) if word[0].isupper() else pieces


def _arabic(word: str, table: Table, *, before: str, following: str) -> list[Piece]:
    conventional = table.map("words").get("".join(unit.letter for unit in read_units(word)))
    if conventional is not None:
        return [Piece(conventional)] if before else capitalise([Piece(conventional)])
    before_article = following.startswith(_ARTICLE) and not word.startswith(_ARTICLE)
    pieces: list[Piece] = []
    for part in word.split(_JOINER):
        article, units = _part_article(read_units(part), table, before=before)
        said = arabic.romanise_word(units, table, before_article=before_article, last=not following)
        if article:
            pieces += _article(units, said, table, first=not before)
        pieces += said if pieces and not article else capitalise(said)
    return pieces


def _part_article(units: list[Unit], table: Table, *, before: str) -> tuple[bool, list[Unit]]:
    """Is there an article, and the units after it; the shadda of a sun letter only says that the article gives way."""
    letters = "".join(unit.letter for unit in units)
    known = any(unit.guessed for unit in units)  # a name of the list that begins so: Ilyas
    if "article_inside" in table.switches and before not in _BEFORE_ARTICLE and letters != _FAITH:
        return False, units
    if not table.text("article") or known or not letters.startswith(_ARTICLE) or len(units) < 2 + _LEAST_AFTER_ARTICLE:
        return False, units
    rest = units[2:]
    if rest[0].letter in arabic.SUN_LETTERS:
        rest[0] = replace(rest[0], marked=False)
    word = _usual_of(rest)
    return True, word


def _usual_of(units: list[Unit]) -> list[Unit]:
    """The usual signs of a word whose article is gone."""
    if any(unit.signed for unit in units):
        return units
    return read_units("".join(unit.letter for unit in units))


def _article(units: Sequence[Unit], said: Sequence[Piece], table: Table, *, first: bool) -> Iterator[Piece]:
    article = table.text("article")
    if "assimilates" in table.switches and units[0].letter in arabic.SUN_LETTERS:
        article = article[0] + said[0].text + article[2:]
    if first and "article_capital" in table.switches:
        article = article[0].upper() + article[1:]
    yield Piece(article)
