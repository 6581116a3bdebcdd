"""Texts that are no prose: each library answers them, loses nothing and invents nothing."""

from __future__ import annotations

import pytest

from dragoman.text.dates import find
from dragoman.text.marks import follow, parse
from dragoman.text.segments import gaps, segment
from dragoman.translate.checks import Pair, check
from dragoman.translate.exchange import tbx_reader, tbx_writer, xliff_reader, xliff_writer
from dragoman.translate.exchange.terms import Term as TbxTerm
from dragoman.translate.exchange.terms import TermEntry
from dragoman.translate.termbase import Form, Term, Termbase
from tests.translate.exchange.documents import document, unit

NO_WORDS = {
    "stops": "…!؟ ۔",
    "quotation marks": "«»“”״",
    "brackets": "([{}])",
    "emoji": "🙂👩‍👩‍👧‍👦🏗️ 🇱🇧",
    "vowel signs": "\u064b\u064c\u0651",
    "controls of direction": "\u202e\u2066\u2069\u200f",
    "joiners": "\u200c\u200d\u200b",
    "half a character": "\ud800",
}
LONG = {
    "a word": "ك" * 50_000,
    "words": ("كلمة أخرى " * 5_000)[:50_000],
    "stops only": "." * 50_000,
    "initials": "أ. " * 16_700,
    "marks": "[…] " * 12_500,
}
ODD = NO_WORDS | LONG


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_segments_lose_nothing(text: str) -> None:
    spans = segment(text, "ar")
    between = gaps(text, spans)
    pieces = [text[span.start : span.end] for span in spans]
    assert between[0] + "".join(piece + gap for piece, gap in zip(pieces, between[1:], strict=True)) == text
    assert all(not gap.strip() for gap in between)


@pytest.mark.parametrize("text", NO_WORDS.values(), ids=NO_WORDS)
def test_where_no_word_stands_nothing_is_found(text: str) -> None:
    base = Termbase([Term("one", (Form("كلمة", "ar"), Form("word", "en")))])
    assert base.find(text, "ar") == []
    assert find(text, "ar") == []
    of_marks = {"bracket", "invisible", "punctuation", "untranslated"}  # that need no word
    assert {finding.code for finding in check(Pair(text, text, "ar", "en", base))} <= of_marks


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_fifty_thousand_characters_are_looked_through(text: str) -> None:
    base = Termbase([Term("one", (Form("كلمة", "ar"),))])
    assert len(base.find(text, "ar")) == text.count("كلمة")
    assert find(text, "ar") == []
    assert "".join(text[run.start : run.end] for run in parse(text)) == text


def test_a_quotation_of_marks_alone_quotes_nothing() -> None:
    assert [one.kind for one in follow("[…] " * 12_500, ["They left."])] == ["empty"]
    assert [one.kind for one in follow("🙂", ["They left."])]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_xliff_carries_it(text: str, version: str) -> None:
    sent = document(unit(1, text, text))
    assert xliff_reader.read(xliff_writer.write(sent, version)).documents == (sent,)


@pytest.mark.parametrize("version", ["2", "3"])
def test_tbx_carries_a_long_term(version: str) -> None:
    entries = (TermEntry("c1", (TbxTerm(LONG["words"].strip(), "ar"),)),)
    reading = tbx_reader.read(tbx_writer.write(entries, version, language="en"))
    assert (reading.entries, reading.problems) == (entries, ())
