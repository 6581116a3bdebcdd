"""Alignments as values: operations never lose a source span, and undo each other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import AlignmentRefused
from dragoman.text.segments import Span, segment
from dragoman.translate.alignment import Alignment, Pair, merge_spans, split_span

ONCE = "Each segment of the original must stand in exactly one pair."
OVERLAP = "Segments of the translation overlap or are out of order."
ORIGINAL = "وصل الوفد أمس. وغادر اليوم. ولم يصرح بشيء."
TRANSLATION = "The delegation arrived yesterday and left today. It said nothing. (Our note.)"
TEXT = st.text(alphabet="ab. \n؟أ", min_size=1, max_size=60)


def both() -> Alignment:
    return Alignment.of(segment(ORIGINAL, "ar"), segment(TRANSLATION, "en"))


def held(spans: tuple[Span, ...], text: str) -> str:
    return "".join("".join(text[span.start : span.end].split()) for span in spans)


def test_two_sentences_are_rendered_by_one() -> None:
    alignment = both().link(source=[0, 1], target=[0]).unlink(source=[2], target=[1]).unlink(target=[2])
    assert alignment.pairs == (Pair((0, 1), (0,)), Pair((2,), (1,)), Pair((), (2,)))
    assert alignment.renders(0) == alignment.renders(1) == (0,)
    assert alignment.renders(2) == (1,)


def test_pairs_may_cross() -> None:
    alignment = both().unlink(source=[0], target=[1]).unlink(source=[1], target=[0])
    assert alignment.pairs == (Pair((0,), (1,)), Pair((1,), (0,)), Pair((2,), (2,)))


def test_what_is_left_over_stands_alone() -> None:
    alignment = Alignment.of([Span(0, 3), Span(4, 6)], [Span(0, 5)])
    assert alignment.pairs == (Pair((0,), (0,)), Pair((1,), ()))
    assert Alignment.of([], [Span(0, 5)]).pairs == (Pair((), (0,)),)


def test_a_segment_is_split_and_each_half_gets_its_own_rendering() -> None:
    at = ORIGINAL.index("أمس")
    alignment = both().split_source(0, at, ORIGINAL).unlink(source=[1])
    halves = [ORIGINAL[span.start : span.end] for span in alignment.source[:2]]
    assert halves == ["وصل الوفد", "أمس."]
    assert alignment.pairs[:2] == (Pair((0,), (0,)), Pair((1,), ()))


def test_merging_joins_the_pairs() -> None:
    merged = both().merge_source(0)
    assert merged.pairs == (Pair((0,), (0, 1)), Pair((1,), (2,)))
    assert ORIGINAL[merged.source[0].start : merged.source[0].end] == "وصل الوفد أمس. وغادر اليوم."


def test_the_translation_is_split_and_merged_too() -> None:
    split = both().split_target(0, TRANSLATION.index("and left"), TRANSLATION)
    assert split.pairs[0] == Pair((0,), (0, 1))
    assert split.merge_target(0) == both()


@given(TEXT, st.data())
def test_merging_undoes_splitting(text: str, data: st.DataObject) -> None:
    alignment = Alignment.of(segment(text, None))
    for number, span in enumerate(alignment.source):
        if span.end - span.start > 1:
            at = data.draw(st.integers(span.start + 1, span.end - 1))
            split = alignment.split_source(number, at, text)
            assert held(split.source, text) == held(alignment.source, text)
            assert split.merge_source(number) == alignment


@given(TEXT, TEXT, st.lists(st.tuples(st.sampled_from("lusmtn"), st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_no_operation_loses_a_source_character(original: str, translation: str, steps: list[tuple[str, int, int]]) -> None:
    alignment = Alignment.of(segment(original, "ar"), segment(translation, "en"))
    words = held(alignment.source, original), held(alignment.target, translation)
    for step, one, other in steps:
        try:
            alignment = operated(alignment, step, one, other, original, translation)
        except AlignmentRefused:
            continue
        assert (held(alignment.source, original), held(alignment.target, translation)) == words
        assert sorted(number for pair in alignment.pairs for number in pair.source) == [*range(len(alignment.source))]


def operated(alignment: Alignment, step: str, one: int, other: int, original: str, translation: str) -> Alignment:
    operations: dict[str, Callable[[], Alignment]] = {
        "l": lambda: alignment.link(source=[one], target=[other]),
        "u": lambda: alignment.unlink(source=[one], target=[other]),
        "s": lambda: alignment.split_source(one, alignment.source[0].start + other, original),
        "m": lambda: alignment.merge_source(one),
        "t": lambda: alignment.split_target(one, other, translation),
        "n": lambda: alignment.merge_target(one),
    }
    if step == "s" and not alignment.source:
        return alignment
    return operations[step]()


@pytest.mark.parametrize(
    ("operation", "sentence"),
    [
        (lambda: both().link(source=[7]), "The original has no segment 8: it has 3."),
        (lambda: both().link(source=[0], target=[-1]), "The translation has no segment 0: it has 3."),
        (lambda: both().unlink(), "No segment was named."),
        (lambda: both().merge_source(2), "The original has no segment 4: it has 3."),
        (lambda: both().split_source(0, 0, ORIGINAL), "A segment can be split only inside itself."),
        (lambda: split_span(Span(0, 3), 1, " ab"), "A part of a split segment must hold something other than white space."),
        (lambda: merge_spans(Span(4, 6), Span(0, 3)), "Only a segment and the one behind it can be merged."),
        (lambda: Alignment.of([Span(3, 3)]), "A segment of the original is empty."),
        (lambda: Alignment.of([Span(0, 3)], [Span(0, 4), Span(2, 6)]), OVERLAP),
        (lambda: Alignment((Span(0, 3),), (), ()), ONCE),
        (lambda: Alignment((Span(0, 3),), (), (Pair((0,)), Pair((0,)))), ONCE),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(operation: Callable[[], object], sentence: str) -> None:
    with pytest.raises(AlignmentRefused) as refused:
        operation()
    assert refused.value.sentence == sentence
