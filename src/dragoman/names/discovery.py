"""Names that no register has yet: `discover(text)` proposes them by what stands beside them and by their shape.

Proposals only: each says why. Nothing is entered anywhere without a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dragoman.names.discovering.clause import Word, read_clauses
from dragoman.names.discovering.patterns import find_patterns
from dragoman.names.discovering.triggers import LANGUAGES, triggers_for
from dragoman.names.linker import Linker
from dragoman.names.taggers import Tagger
from dragoman.text import scripts

__all__ = ["LANGUAGES", "Proposal", "discover"]

# An ending that an apostrophe parts from a name: Turkish cases, the English possessive.
_SUFFIX = re.compile("['’][a-zçğıöşü]{1,6}\\Z")
_OF_SCRIPT: dict[str, tuple[str, ...]] = {"Arab": ("ar", "fa", "ur"), "Hebr": ("he",), "Cyrl": ("ru", "uk"), "Latn": ("en", "tr")}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be a name. `text[start:end]` in code points, half-open; `reasons` in plain words."""

    start: int
    end: int
    text: str
    reasons: tuple[str, ...]


def discover(text: str, language: str = "", *, known: Linker | None = None, taggers: Iterable[Tagger] = ()) -> list[Proposal]:
    """Propose names, in order, never overlapping.

    Args:
        language: BCP 47, one of `LANGUAGES`. Clauses in another script, and all when it is none of these, are read with the
            triggers of all languages of their script.
        known: names that this linker finds are left out.
        taggers: other programs that propose names too (`dragoman.names.taggers`).
    """
    found = list(_by_patterns(text, language.partition("-")[0].lower()))
    for tagger in taggers:
        found += [(start, end, f"tagged {label}") for start, end, label in tagger(text) if 0 <= start < end <= len(text)]
    taken = [(mention.start, mention.end) for mention in known.link(text, language)] if known else []
    return [
        Proposal(start, end, text[start:end], reasons)
        for start, end, reasons in _merge(found)
        if not any(first < end and start < last for first, last in taken)
    ]


def _by_patterns(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    for clause in read_clauses(text):
        for triggers in triggers_for(_languages(clause, language)):
            for words, reason in find_patterns(clause, triggers):
                start, end = words[0].start, words[-1].end
                ending = _SUFFIX.search(text[start:end]) if triggers.cased else None
                yield start, start + ending.start() if ending else end, reason


def _languages(clause: Sequence[Word], asked: str) -> tuple[str, ...]:
    """What a clause may be written in, by its script; the one asked for where it is among them."""
    languages = _OF_SCRIPT.get(scripts.script("".join(word.folded for word in clause)), ())
    return (asked,) if asked in languages else languages


def _merge(found: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Of spans that overlap the longest, with the reasons of all of them."""
    group: list[tuple[int, int, str]] = []
    reach = 0
    for span in sorted(set(found)):
        if group and span[0] >= reach:
            yield _longest(group)
            group = []
        group.append(span)
        reach = max(reach, span[1])
    if group:
        yield _longest(group)


def _longest(group: list[tuple[int, int, str]]) -> tuple[int, int, tuple[str, ...]]:
    start, end, _ = max(group, key=lambda span: span[1] - span[0])
    return start, end, tuple(dict.fromkeys(reason for _, _, reason in group))
