"""Sentence boundaries against the gold sentences of twelve languages."""

from __future__ import annotations

import pytest

from dragoman.text.segments import Span, gaps, segment
from tests.text.gold import LATER, Gold, boundary_f1, read_all

GOLD = read_all()
SECOND = read_all(LATER)
TARGET = 0.97
TARGET_UNKNOWN = 0.90
"""Of a text whose language is not known: abbreviations that one language alone has are then missed."""


def ends(spans: list[Span]) -> frozenset[int]:
    return frozenset(span.end for span in spans[:-1])


def test_gold_covers_twelve_languages_with_sixty_sentences_each() -> None:
    assert {gold.language for gold in GOLD} == {"ar", "fa", "he", "ur", "ps", "ku", "tr", "ru", "uk", "en", "fr", "de"}
    assert all(len(gold.sentences) >= 60 for gold in GOLD)


def test_the_second_set_has_thirty_sentences_of_each_language() -> None:
    assert [gold.language for gold in SECOND] == [gold.language for gold in GOLD]
    assert all(len(gold.sentences) >= 30 for gold in SECOND)


@pytest.mark.parametrize("gold", SECOND, ids=lambda gold: gold.language)
def test_boundaries_of_the_second_set(gold: Gold) -> None:
    assert boundary_f1([gold], [ends(segment(gold.text, gold.language))]) >= TARGET


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.language)
def test_boundaries_of_the_gold(gold: Gold) -> None:
    assert boundary_f1([gold], [ends(segment(gold.text, gold.language))]) >= TARGET


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.language)
def test_boundaries_where_the_language_is_unknown(gold: Gold) -> None:
    assert boundary_f1([gold], [ends(segment(gold.text, None))]) >= TARGET_UNKNOWN


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.language)
def test_segments_and_gaps_joined_are_the_text(gold: Gold) -> None:
    spans = segment(gold.text, gold.language)
    between = gaps(gold.text, spans)
    pieces = [gold.text[span.start : span.end] for span in spans]
    assert between[0] + "".join(piece + gap for piece, gap in zip(pieces, between[1:], strict=True)) == gold.text


def test_f1_counts_what_is_missed_and_what_is_too_much() -> None:
    gold = Gold("en", "A. B. C.", frozenset({2, 5}), ("A.", "B.", "C."))
    assert boundary_f1([gold], [frozenset({2, 5})]) == 1.0
    assert boundary_f1([gold], [frozenset({2})]) == pytest.approx(2 / 3)
    assert boundary_f1([gold], [frozenset({2, 5, 7})]) == pytest.approx(0.8)
