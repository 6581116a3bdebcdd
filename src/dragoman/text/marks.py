"""Marks: what an editor may do to a quotation, and the check that nothing else was done to it.

An excerpt's text is its renderings, word for word, plus marks in square brackets:

| notation | kind | meaning |
| --- | --- | --- |
| `[…]`, `[...]` | cut | words of the rendering left out here |
| `[words]` | addition | the desk's own words, needed to read the sentence |
| `[gloss: words]` | gloss | what a foreign word means |
| `[identity: words]` | identity | who or what is meant |
| `[scene: words]` | scene | what happens while the words are said |

A mark holds no further mark. What a reader may take for the speaker's words is everything outside the marks; `follow`
checks that these words stand in the renderings in the same order, with nothing left out except where a cut stands.

Compared as equal, and nothing else is: runs of white space; the variants of a quotation mark (`“ ” „ « »` and `"`; `‘ ’ ‹ ›`
and `'`); composed and decomposed letters (NFC); upper and lower case of a word's first letter directly after a mark, where a
sentence may newly begin. A cut may leave out nothing (segments that are not neighbours are joined by one).

Marks of the translator inside a rendering are no words of the source: an addition may be kept or dropped, a cut must stay a cut.
Offsets are Unicode code points of the text handed in, `[start, end)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dragoman.text.follow import Divergence, Word, compare, read_words

Kind = Literal["words", "cut", "addition", "gloss", "identity", "scene"]

CUT = "[…]"
_TYPED: dict[str, Kind] = {"gloss": "gloss", "identity": "identity", "scene": "scene"}
_MARK = re.compile(r"\[([^\[\]]*)\]")
_CUT_TEXT = re.compile(r"\s*(?:…|\.\s?\.\s?\.)\s*")
_TYPE = re.compile(r"\s*([A-Za-z]+)\s*:(.*)", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """A stretch of a quotation: words, or one mark. `text` is without brackets and type; the span `[start, end)` has them in."""

    kind: Kind
    text: str
    start: int
    end: int


def parse(text: str) -> list[Run]:
    """Split into words and marks; the runs' spans cover the text. A bracket without its partner stays in the words."""
    runs: list[Run] = []
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            runs.append(Run("words", text[end : match.start()], end, match.start()))
        runs.append(_read_mark(match))
        end = match.end()
    if end < len(text):
        runs.append(Run("words", text[end:], end, len(text)))
    return runs


def write(runs: Sequence[Run]) -> str:
    """The text of runs, each mark in its one usual form: `parse` of it has the same kinds and words."""
    return "".join(_write_run(run) for run in runs)


def _write_run(run: Run) -> str:
    if run.kind == "words":
        return run.text
    if run.kind == "cut":
        return CUT
    return f"[{run.text}]" if run.kind == "addition" else f"[{run.kind}: {run.text}]"


def _read_mark(match: re.Match[str]) -> Run:
    inside = match.group(1)
    if _CUT_TEXT.fullmatch(inside):
        return Run("cut", "…", match.start(), match.end())
    if (typed := _TYPE.fullmatch(inside)) and (kind := _TYPED.get(typed.group(1).lower())):
        return Run(kind, typed.group(2).strip(), match.start(), match.end())
    return Run("addition", inside.strip(), match.start(), match.end())


def follow(quotation: str, renderings: Sequence[str]) -> list[Divergence]:
    """Where a quotation departs from its renderings, in the order of the quotation; empty when every word follows.

    Args:
        quotation: the excerpt's text with its marks.
        renderings: the whole renderings quoted, in order. `[…]` among them stands for segments in between that are not quoted.
    """
    runs = parse(quotation)
    found = [*_check_marks(quotation, runs)]
    words = _outside_marks(runs)
    if not any(word.key is not None for word in words):
        found.append(Divergence("empty", 0, len(quotation), quotation, "", "The excerpt quotes no word."))
        return found
    expected = [word for rendering in renderings for word in _outside_marks(parse(rendering))]
    found += compare(words, expected, length=len(quotation))
    return sorted(found, key=lambda divergence: (divergence.start, divergence.end))


def _outside_marks(runs: Sequence[Run]) -> list[Word]:
    """The words a reader takes for the speaker's, and a keyless word for each cut."""
    words: list[Word] = []
    after_mark = False
    for run in runs:
        if run.kind == "words":
            read = read_words(run.text, run.start, after_mark=after_mark)
            words += read
            after_mark = after_mark and not read
        else:
            after_mark = True
            if run.kind == "cut":
                words.append(Word(None, CUT, run.start, run.end))
    return words


def _check_marks(text: str, runs: Sequence[Run]) -> list[Divergence]:
    found = []
    for run in runs:
        if run.kind == "words":
            found += [
                Divergence("bracket", run.start + at, run.start + at + 1, letter, "", f"This bracket {letter} has no partner.")
                for at, letter in enumerate(run.text)
                if letter in "[]"
            ]
        elif not run.text:
            found.append(Divergence("bracket", run.start, run.end, text[run.start : run.end], "", "This mark holds no words."))
        elif glued := _glued(text, run):
            found.append(glued)
    return found


def _glued(text: str, run: Run) -> Divergence | None:
    """`[un]able` and `now[here]` would make a new word out of the source's: a mark stands apart from the words beside it."""
    before, after = text[: run.start][-1:], text[run.end :][:1]
    if run.kind == "cut":
        joins = before.isalnum() and after.isalnum()
    else:
        joins = (before.isalnum() and run.text[0].isalnum()) or (after.isalnum() and run.text[-1].isalnum())
    if not joins:
        return None
    return Divergence(
        "joined", run.start, run.end, text[run.start : run.end], "", "Put a space between this mark and the word beside it."
    )
