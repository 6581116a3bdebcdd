"""Words of the source left standing in the rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dragoman.read.tokens import Word
from dragoman.text.scripts import fold, script
from dragoman.translate.checks.values import Finding, Pair

_SCRIPTS = {
    "Arab": ("ar", "fa", "ur", "ps", "ckb", "prs", "ug", "sd"),
    "Hebr": ("he", "yi"),
    "Cyrl": ("ru", "uk", "be", "bg", "mk", "kk"),
    "Latn": ("en", "tr", "fr", "de", "es", "it", "az", "ku", "pl", "nl", "pt"),
}  # fmt: skip
_SCRIPT_OF = {language: code for code, languages in _SCRIPTS.items() for language in languages}
_QUOTED_AS_SUCH = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|https?://\S+|\S+@\S+|[@#]\w+")
_FOREIGN_LETTERS = {"en": re.compile("[ığşçöüİ]", re.IGNORECASE)}
_LEAST_RUN = 3  # words that two languages of one script may share by chance are fewer


def check(pair: Pair) -> Iterator[Finding]:
    source_words = {fold(word.text) for word in pair.source_words}
    if len(source_words) > 2 and fold(pair.source).split() == fold(pair.target).split() and len(set(pair.languages)) == 2:
        yield Finding("untranslated", "The rendering is the source itself.", 0, len(pair.target), (0, len(pair.source)))
        return
    aside = [match.span() for match in _QUOTED_AS_SUCH.finditer(pair.target)]
    words = [word for word in pair.target_words if not any(start <= word.start < end for start, end in aside)]
    for is_left, run in groupby(words, key=lambda word: _is_left(pair, word, source_words)):
        together = list(run)
        if is_left and _is_enough(pair, together):
            start, end = together[0].start, together[-1].end
            yield Finding("untranslated", f"“{pair.target[start:end]}” is not translated.", start, end)


def _is_left(pair: Pair, word: Word, source_words: set[str]) -> bool:
    source, target = (_SCRIPT_OF.get(language, "") for language in pair.languages)
    written = script(word.text)
    if target and source != target:
        if written not in _SCRIPTS:
            return any(char.isalpha() for char in word.text) and fold(word.text) in source_words
        return written == source and (
            source != "Latn" or (word.text.islower() and len(word.text) > 2 and fold(word.text) in source_words)
        )
    return fold(word.text) in source_words and not any(char.isdecimal() for char in word.text) and _is_plain(word.text)


def _is_plain(word: str) -> bool:
    """Not a name: those stay what they are."""
    return not word[:1].isupper()


def _is_enough(pair: Pair, run: list[Word]) -> bool:
    source, target = (_SCRIPT_OF.get(language, "") for language in pair.languages)
    if source != target:
        return True
    if pair.languages[0] == pair.languages[1]:
        return False
    foreign = _FOREIGN_LETTERS.get(pair.languages[1])
    return len(run) >= _LEAST_RUN or (foreign is not None and any(foreign.search(word.text) for word in run))
