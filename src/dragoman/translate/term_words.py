"""The words of a term's form as texts inflect them: an unchanging stem, and what may stand before and behind it.

Works on folded words: no vowel signs, no joiners, one letter for each class of spellings.
Source: written from the grammars' paradigms; the letters joined to a word and the declensions are those of
`dragoman.names.linking.inflection`, with the plurals that names lack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from dragoman.names.linking.inflection import (
    ARABIC_CLITICS,
    HEBREW_CLITICS,
    LONGEST_CLITIC,
    PERSIAN_ENDINGS,
    decline,
    is_turkish_ending,
)
from dragoman.text.scripts import fold

LONGEST_ENDING = 10
_NONE = frozenset({""})
_SHORTEST = 3  # letters of a stem that may be inflected

_ARABIC_OWNERS = ("ه", "ها", "هم", "هن", "هما", "نا", "كم")
_ARABIC_NOUN = frozenset({"", "ا", "ان", "ين", "ون", "ات", *_ARABIC_OWNERS}) | {
    plural + owner for plural, owner in product(("ي", "ات", "و", "ا"), _ARABIC_OWNERS)
}
_ARABIC_TA = (
    frozenset({"ه", "ات", "تان", "تين", "تي", "تا"})
    | {"ت" + owner for owner in _ARABIC_OWNERS}
    | {"ات" + owner for owner in _ARABIC_OWNERS}
)
# Words that begin with a letter that could be joined, and whose rest is another word. Folded.
_ARABIC_WHOLE = frozenset(
    fold("""لجنة فكرة ورقة كلام بحار وقوف فريق وفاة كمين وحدة بلاد وصف لواء بناء فصل بقاء وعود وعد لهب كرامة كساد فقيه بشر
    لباس وسام ليل فجر وجود كتاب كتب بطل وادي لبن وزير وزارة وصول وقود ولاية بيان بلد بنك وطن ولد فساد كبير وسط وقت لغة
    فقر فرع فرصة فوز كرة بحر برد بطاقة باب بعد بين فعل فضاء لقاء لحظة وضع وفد وقف وكالة ورشة وكيل فئة كامل كرسي بديل برنامج
    فلاح لاجئ لسان وثيقة واحة وباء وجبة وجه وداع كثافة كفاءة كنز بضاعة بطالة بلدية بلدة""").split()
)  # fmt: skip

_PERSIAN = (
    frozenset({"", "ان", "يان", "گان", "هايش", "هايشان", "هايم", "هايمان", "هايي", "هارا", "انش", "يي", "م"}) | PERSIAN_ENDINGS
)
_URDU = frozenset({"", "ون", "ين", "ي", "ان", "ات"})
_KURDISH = frozenset({"", "ه", "هكه", "هكان", "هكاني", "كه", "كان", "كاني", "ي", "يك", "هكهي", "ان", "اني", "دا"})
_HEBREW_CLITICS = HEBREW_CLITICS | {"מה", "ומה", "שמה"}
_HEBREW = frozenset({"", "ימ", "ות", "י", "יו", "יה", "ינו", "יהמ", "ותיו", "ותיה", "ותיהמ", "ותינו", "נו", "מ", "ו"})
_HEBREW_HE = frozenset({"ה", "ת", "ות", "תו", "תה", "תמ", "תנו", "ותיו", "ותיה", "ימ", "י"})
_TURKISH_SOFT = {"k": "g", "p": "b", "t": "d"}

_ENGLISH = {"": frozenset({"", "s", "es"}), "y": frozenset({"y", "ys", "ies"}), "f": frozenset({"f", "fs", "ves"})}
_FRENCH = frozenset({"", "s", "x", "e", "es"})
_GERMAN = frozenset({"", "e", "en", "n", "er", "ern", "s", "es", "em", "in", "innen"})

# What common nouns add to the endings of names: plurals and the vowels that come and go.
_CYRILLIC_PLURALS = {
    "а": "ам ами ах", "я": "ям ями ях еи", "о": "а ам ами ах",
    "ие": "ии иям иями иях", "ия": "ии иям иями иях", "е": "еи ям ями ях", "и": "ив",
}  # fmt: skip
_CYRILLIC_AFTER_CONSONANT = frozenset(["ов", "ев", "ам", "ами", "ах", "ям", "ями", "ях", "еи", "ью", "ив", "ови"])
_CYRILLIC_LETTERS = str.maketrans({"ы": "и", "і": "и", "ь": "", "ъ": ""})
_FLEETING = {"ок": "к", "ек": "к", "ец": "ц"}


@dataclass(frozen=True)
class TermWord:
    """One word of a form: each stem with the endings it takes; None for the Turkish ones, too many to list.

    `ta` tells that it is written with ة at its end, `alone` that the form has no further word.
    """

    folded: str
    language: str
    stems: tuple[tuple[str, frozenset[str] | None], ...]
    ta: bool = False
    alone: bool = True


def fold_word(text: str) -> str:
    """A word folded as far as the tables of endings are: ы and і are и, soft and hard signs gone."""
    return fold(text).translate(_CYRILLIC_LETTERS)


def read_word(text: str, language: str, *, alone: bool = True) -> TermWord:
    """A form's word in a language, by its primary tag."""
    folded = fold_word(text)
    ta = text.rstrip("\u064b\u064c\u064d\u064e\u064f\u0650").endswith(("ة", "ۃ"))
    return TermWord(folded, language, tuple(_inflect(folded, language, ta=ta)), ta, alone)


def fits(wanted: TermWord, folded: str, skip: int, printed: str) -> bool:
    """Is a text's folded word, without its first `skip` letters, the wanted one in some inflection?"""
    rest = folded[skip:]
    if skip and not _may_join(wanted, folded, skip):
        return False
    for stem, endings in wanted.stems:
        if rest.startswith(stem) and _is_ending(rest[len(stem) :], endings):
            return not (wanted.language == "ar" and _is_other_gender(wanted, rest, printed))
    return False


def front_letters(folded: str, language: str, *, inside: bool = False) -> Iterator[int]:
    """How many first letters may be joined words: 0, and more in Arabic and Hebrew; `inside` a form only the article."""
    yield 0
    joined = ARABIC_CLITICS if language == "ar" else _HEBREW_CLITICS if language == "he" else None
    if joined is None:
        return
    if inside:
        joined = frozenset({"ال", "وال", "لل"}) if language == "ar" else frozenset({"ה", "וה", "ל", "ב"})
    for count in range(1, min(LONGEST_CLITIC + 1, len(folded) - 1)):
        if folded[:count] in joined:
            yield count


def _may_join(wanted: TermWord, folded: str, skip: int) -> bool:
    if len(folded) - skip < _SHORTEST and wanted.alone:
        return False
    return wanted.language != "ar" or skip > 1 or folded not in _ARABIC_WHOLE


def _is_ending(letters: str, endings: frozenset[str] | None) -> bool:
    if endings is None:
        return not letters or is_turkish_ending(letters)
    return letters in endings


def _is_other_gender(wanted: TermWord, rest: str, printed: str) -> bool:
    """ة and ه fold alike: `عربة` is no `عرب` with an owner, `قوته` no `قوتة`."""
    ends_in_ta = printed.endswith(("ة", "ۃ"))
    return ends_in_ta and not wanted.ta and rest.endswith("ه")


@lru_cache(maxsize=50_000)
def _inflect(folded: str, language: str, *, ta: bool) -> tuple[tuple[str, frozenset[str] | None], ...]:
    if len(folded) < _SHORTEST or not folded.isalpha():
        return ((folded, _NONE),)
    if language == "ar":
        return tuple(_arabic(folded, ta=ta))
    if language in _LANGUAGES:
        return tuple(_LANGUAGES[language](folded))
    return ((folded, _ENDINGS.get(language, _NONE)),)


_Stems = Iterator[tuple[str, frozenset[str] | None]]


def _arabic(folded: str, *, ta: bool) -> _Stems:
    bare = folded.removeprefix("ال") if len(folded) > _SHORTEST + 1 else folded
    for word in dict.fromkeys((folded, bare)):
        if ta:
            yield word[:-1], _ARABIC_TA
        else:
            yield word, _ARABIC_NOUN if len(word) >= _SHORTEST else _NONE
        if word.endswith(("ون", "ين")) and len(word) > _SHORTEST + 1:
            yield word[:-2], frozenset({"ون", "ين", "و", "ي"})


def _persian(folded: str) -> _Stems:
    yield folded, _PERSIAN
    if folded.endswith("ه"):
        yield folded[:-1], frozenset({"گان", "گاني"})
    elif folded.endswith(("اي", "وي")) and len(folded) > _SHORTEST:
        yield folded[:-1], _PERSIAN  # the ya that joins a vowel to the next word


def _hebrew(folded: str) -> _Stems:
    if folded.endswith("ה"):
        yield folded[:-1], _HEBREW_HE
    elif folded.endswith("ימ") and len(folded) > 4:
        yield folded[:-2], frozenset({"ימ", "י", "יו", "יה", "ינו", "יהמ", ""})
    elif folded.endswith("ות") and len(folded) > 4:
        yield folded, frozenset({"", "יו", "יה", "ינו", "יהמ", "ו", "ה"})
        yield folded[:-1] + "יות", _NONE
    else:
        yield folded, _HEBREW


def _turkish(folded: str) -> _Stems:
    yield folded, None
    soft = _TURKISH_SOFT.get(folded[-1])
    if soft is not None:
        yield folded[:-1] + soft, None
    if folded[-2:] in ("si", "su") or folded[-1] in "iu":
        yield folded + "n", None  # bakanı: bakanının, bakanına


def _cyrillic(folded: str) -> _Stems:
    stem, endings = decline(folded)
    plural = next((_CYRILLIC_PLURALS[end] for end in ("ие", "ия", "а", "я", "о", "е", "и") if folded.endswith(end)), None)
    if stem == folded and endings != _NONE:
        yield stem, endings | _CYRILLIC_AFTER_CONSONANT
        fleeting = _FLEETING.get(folded[-2:])
        if fleeting is not None and len(folded) > _SHORTEST + 1:
            yield folded[:-2] + fleeting, (endings | _CYRILLIC_AFTER_CONSONANT) - {""}
        return
    zero = frozenset({""}) if folded[-1:] in "ао" and len(stem) > _SHORTEST else frozenset()
    yield stem, endings | frozenset((plural or "").split()) | zero


def _english(folded: str) -> _Stems:
    for last in ("y", "f"):
        if folded.endswith(last):
            yield folded[:-1], _ENGLISH[last]
            return
    yield folded, _ENGLISH[""]


def _french(folded: str) -> _Stems:
    for last, endings in (("al", ("l", "ls", "le", "les", "ux")), ("ail", ("il", "ils", "ux"))):
        if folded.endswith(last) and len(folded) > len(last) + 1:  # journaux, travaux
            yield folded[: -len(last) + 1], frozenset(endings)
            return
    yield folded, _FRENCH


_LANGUAGES = {
    "fa": _persian,
    "prs": _persian,
    "he": _hebrew,
    "tr": _turkish,
    "az": _turkish,
    "ru": _cyrillic,
    "uk": _cyrillic,
    "be": _cyrillic,
    "en": _english,
    "fr": _french,
}
_ENDINGS = {"ur": _URDU, "ckb": _KURDISH, "de": _GERMAN}
