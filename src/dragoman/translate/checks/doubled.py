"""A word written twice in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dragoman.read.tokens import Word
from dragoman.translate.checks.values import Finding, Pair

_DOUBLED_BY_GRAMMAR = {
    "en": frozenset({"had", "that", "bye", "no", "so", "very", "ha", "long", "many", "again"}),
    "fr": frozenset({"nous", "vous"}),
}
# These languages double words to say slowly, one by one, little by little: there only small words are a slip.
_SMALL_WORDS = {
    "tr": frozenset({"bir", "bu", "ve", "için", "ile", "o", "da", "de", "daha"}),
    "fa": frozenset({"و", "در", "به", "از", "که", "را", "با", "این", "آن", "برای"}),
    "ur": frozenset({"اور", "میں", "سے", "کو", "کا", "کی", "کے", "نے"}),
    "he": frozenset({"את", "של", "על", "עם", "זה", "הוא", "היא", "כי", "גם", "לא"}),
    "ar": frozenset({"في", "من", "على", "إلى", "أن", "إن", "عن", "مع", "التي", "الذي", "هذا", "هذه", "لا", "ما"}),
}  # fmt: skip


def check(pair: Pair) -> Iterator[Finding]:
    if any(True for _ in _doubled(pair.source, pair.source_words)):
        return
    language = pair.languages[1]
    for first, second in _doubled(pair.target, pair.target_words):
        word = first.text.lower()
        small = _SMALL_WORDS.get(language)
        if word in _DOUBLED_BY_GRAMMAR.get(language, ()) or (small is not None and word not in small):
            continue
        yield Finding("doubled", f"“{first.text}” stands twice.", first.start, second.end, fix=first.text)


def _doubled(text: str, words: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    for first, second in pairwise(words):
        same = first.text.lower() == second.text.lower() and not first.text.isdigit()
        if same and not text[first.end : second.start].strip(" \t\u00a0") and not _is_name(first, second, text):
            yield first, second


def _is_name(first: Word, second: Word, text: str) -> bool:
    """`Baden Baden`, both with a capital inside a sentence."""
    return first.start > 0 and first.text[:1].isupper() and second.text[:1].isupper() and text[first.start - 1] == " "
