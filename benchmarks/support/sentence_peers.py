"""Other programs that cut texts into sentences, each as a function from a line to the ends of its sentences.

They are given the text line by line, so none loses a boundary at a line's end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import blingfire
import pysbd
import sentencex
from pysbd.languages import LANGUAGE_CODES
from syntok import segmenter as syntok

Cut = Callable[[str, str], Iterable[int]]


def by_sentencex(line: str, language: str) -> Iterator[int]:
    place = 0
    for sentence in sentencex.segment(language, line):
        place += len(sentence)
        yield place


def by_pysbd(line: str, language: str) -> Iterator[int]:
    yield from (span.end for span in _pysbd(language).segment(line))


def by_blingfire(line: str, _language: str) -> Iterator[int]:
    yield from (end for _, end in blingfire.text_to_sentences_and_offsets(line)[1])


def by_syntok(line: str, _language: str) -> Iterator[int]:
    for paragraph in syntok.analyze(line):
        for sentence in paragraph:
            yield sentence[-1].offset + len(sentence[-1].value)


PEERS: dict[str, Cut] = {"sentencex": by_sentencex, "pysbd": by_pysbd, "blingfire": by_blingfire, "syntok": by_syntok}


def ends(cut: Cut, text: str, language: str) -> frozenset[int]:
    """Ends of a peer's sentences in a whole text, white space before them left out; the text's own end is none."""
    found: set[int] = set()
    start = 0
    for line in text.splitlines(keepends=True):
        content = line.rstrip("\n")
        if content:
            found |= {start + len(content[:end].rstrip()) for end in cut(content, language)} | {start + len(content)}
        start += len(line)
    return frozenset(found - {len(text)})


@lru_cache(maxsize=32)
def _pysbd(language: str) -> Any:
    """A language that pysbd has no rules for is cut as English."""
    return pysbd.Segmenter(language=language if language in LANGUAGE_CODES else "en", clean=False, char_span=True)
