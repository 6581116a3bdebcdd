"""What is no draft, though an engine gave it: empty, cut off, copied, going round in circles, in another language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dragoman.text.languages import UNDETERMINED, identify
from dragoman.text.scripts import fold
from dragoman.text.written import name_of
from dragoman.translate.engine import Output, Task, primary

_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
_COPIED_WORDS, _COPIED_SHARE = 5, 0.8  # fewer words may be names, which many languages share
_LEAST_LETTERS, _LEAST_CONFIDENCE = 20, 0.8  # below, a language is not told apart well enough to refuse a text
_ROUNDS, _PHRASE_WORDS = 4, 12
_PARROT_WORDS = 6
_LETTER_ROUNDS, _PHRASE_LETTERS, _CIRCLE_LETTERS = 6, 20, 24
_LENGTH_RATIO, _LENGTH_CHARS = 6, 200
# Languages that the identification does not tell apart, or names otherwise: a text in one passes for the others.
_ALIKE = (
    frozenset({"fa", "prs", "tg"}), frozenset({"ku", "kmr"}), frozenset({"ckb", "ku"}), frozenset({"sr", "hr", "bs", "sh"}),
    frozenset({"no", "nb", "nn", "da"}), frozenset({"id", "ms"}), frozenset({"az", "tr"}), frozenset({"ar", "ary", "arz"}),
    frozenset({"es", "gl", "ca"}), frozenset({"pt", "gl"}), frozenset({"he", "yi"}), frozenset({"zh", "yue", "ja"}),
)  # fmt: skip


class Reason(StrEnum):
    """Why there is no draft."""

    NOTHING = "nothing-to-translate"
    TOO_LONG = "too-long"
    EMPTY = "empty"
    CUT_OFF = "cut-off"
    COPIED = "copied"
    REPEATED = "repeated"
    WRONG_LANGUAGE = "wrong-language"
    BLOATED = "bloated"
    FAILED = "failed"


@dataclass(frozen=True)
class Refusal:
    """A reason, and a sentence for the person."""

    reason: Reason
    sentence: str


def has_letters(text: str) -> bool:
    """Is there anything to translate? Marks, digits and emoji alone are not."""
    return _LETTER.search(text) is not None


def refuse(source: str, output: Output, task: Task) -> Refusal | None:
    """Why this output is no draft of this source; None when it is one."""
    text = output.text
    refusal = None
    if not output.whole:
        refusal = Refusal(Reason.CUT_OFF, "The engine did not translate the passage to its end.")
    elif not has_letters(text):
        refusal = Refusal(Reason.EMPTY, "The engine gave no words back.")
    elif is_copied(source, text, task):
        refusal = Refusal(Reason.COPIED, "The engine gave the source back.")
    elif goes_round(text) and not goes_round(source):
        refusal = Refusal(Reason.REPEATED, "The engine repeats itself.")
    elif len(text) > _LENGTH_RATIO * len(source) + _LENGTH_CHARS:
        refusal = Refusal(Reason.BLOATED, "What the engine gave is far longer than the source.")
    elif other := other_language(text, task.target_language):
        refusal = Refusal(
            Reason.WRONG_LANGUAGE, f"What the engine gave looks like {name_of(other)}, not {name_of(task.target_language)}."
        )
    return refusal


class Parrot:
    """Notices an engine that says the same of different passages: an apology, a notice, an example of its prompt."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, ...], list[str]] = {}

    def refuse(self, source: str, text: str) -> Refusal | None:
        """Why this output is none; remembers it. Short ones are let pass: many passages say \"He refused to comment\"."""
        words = tuple(_words(text))
        if len(words) < _PARROT_WORDS:
            return None
        given = _words(source)
        if self._said.setdefault(words, given) == given:
            return None
        return Refusal(Reason.REPEATED, "The engine gave the same for another passage.")


def is_copied(source: str, text: str, task: Task) -> bool:
    """Is the output the source, whole or for most of its words? A few words may be names that stay as they are."""
    if primary(task.source_language) == primary(task.target_language):
        return False
    given, got = _words(source), _words(text)
    if len(given) >= 3 and given == got:
        return True
    if len(got) < _COPIED_WORDS or len(given) < _COPIED_WORDS:
        return False
    return (Counter(given) & Counter(got)).total() >= _COPIED_SHARE * len(got)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def goes_round(text: str) -> bool:
    """Does a phrase follow itself again and again? Looks at words, and at letters for scripts without spaces; not at figures."""
    words, letters = _alike_by_letters(text.split()), _alike_by_letters(text)
    return _has_circle(words, _PHRASE_WORDS, _ROUNDS, least=_ROUNDS) or _has_circle(
        letters, _PHRASE_LETTERS, _LETTER_ROUNDS, least=_CIRCLE_LETTERS
    )


def _alike_by_letters(units: Sequence[str]) -> list[str]:
    """The units, with what has no letter made unlike any other."""
    return [unit if has_letters(unit) else str(place) for place, unit in enumerate(units)]


def _has_circle(units: Sequence[str], longest: int, rounds: int, *, least: int) -> bool:
    """Is there a phrase of up to `longest` units that stands `rounds` times in a row, over at least `least` units?"""
    for length in range(1, longest + 1):
        alike, needed = 0, max((rounds - 1) * length, least - length)
        for one, next_round in zip(units, units[length:], strict=False):
            alike = alike + 1 if one == next_round else 0
            if alike >= needed:
                return True
    return False


def other_language(text: str, target: str) -> str | None:
    """The language that a text is in when that is surely not the target's; None when it may be, or is too short to tell."""
    if len(_LETTER.findall(text)) < _LEAST_LETTERS:
        return None
    found = identify(text)
    wanted = primary(target)
    if found.tag in (wanted, UNDETERMINED) or found.confidence < _LEAST_CONFIDENCE:
        return None
    return None if any({found.tag, wanted} <= group for group in _ALIKE) else found.tag
