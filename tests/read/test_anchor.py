"""Anchors: exact words, in order, never near matches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.read.anchor import align
from dragoman.text.segments import Span, segment


def places(text: str, rule: str) -> list[str | None]:
    found = align(text, segment(text), rule)
    return [rule[place[0] : place[1]] if place else None for place in found]


def test_words_across_line_breaks_are_the_same_words() -> None:
    text = "قال الوزير إن المحادثات انتهت. وعاد الوفد."
    assert places(text, "القائمة\nقال الوزير\nإن  المحادثات انتهت. وعاد الوفد.\nحقوق") == [
        "قال الوزير\nإن  المحادثات انتهت.",
        "وعاد الوفد.",
    ]


def test_changed_words_do_not_stand() -> None:
    text = "قال الوزير إن المحادثات انتهت. وعاد الوفد."
    assert places(text, "قال الوزير إن المحادثات فشلت. وعاد الوفد.") == [None, "وعاد الوفد."]
    assert places("می‌گویند.", "میگویند.") == [None]


def test_repeated_sentences_keep_their_order() -> None:
    rule = "Yes. First answer. Yes. Second answer. Yes."
    found = align(rule, segment(rule), rule)
    assert found == [(s.start, s.end) for s in segment(rule)]


def test_a_teaser_before_the_article_is_not_taken_for_it() -> None:
    text = "The talks ended. The delegation returned on Monday evening."
    rule = "Home\nThe talks ended.\nSport\nThe talks ended. The delegation returned on Monday evening."
    found = align(text, segment(text), rule)
    assert found[0] is not None
    assert found[0][0] == rule.rindex("The talks ended.")


def test_repetition_between_two_pinned_sentences() -> None:
    text = "Alpha opens. Yes. Yes. Omega closes."
    rule = "Yes.\nAlpha opens. Yes. Yes. Omega closes.\nYes."
    assert [place and place[0] for place in align(text, segment(text), rule)] == [5, 18, 23, 28]


def test_a_word_inside_another_word_is_no_match() -> None:
    assert align("war", [Span(0, 3)], "warsaw, postwar") == [None]
    assert align("قلم", [Span(0, 3)], "قلمٌ") == [None]


def test_sentences_out_of_order_are_found_where_they_stand() -> None:
    text = "Caption under the picture. First sentence. Second sentence."
    rule = "First sentence. Second sentence. Caption under the picture."
    assert places(text, rule) == ["Caption under the picture.", "First sentence.", "Second sentence."]


def test_empty_text_and_empty_page() -> None:
    assert align("", [], "abc") == []
    assert align("abc.", [Span(0, 4)], "") == [None]


WORDS = st.lists(st.sampled_from(["aa.", "bb", "cc.", "dd!", "ee", "\n", "  "]), max_size=30).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_what_is_anchored_has_the_same_words(before: str, text: str, after: str) -> None:
    rule = f"{before}\n{' '.join(text.split())}\n{after}"
    spans = segment(text)
    for span, place in zip(spans, align(text, spans, rule), strict=True):
        assert place is not None
        assert rule[place[0] : place[1]].split() == text[span.start : span.end].split()
        assert rule[place[0] : place[1]] == rule[place[0] : place[1]].strip()
