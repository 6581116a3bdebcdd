"""The public page's values: marks told apart, originals in their context."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.publish.page import Stretch, highlight, merge_spans, show_in_context, split_excerpt, split_prose

TEXT = "One.\n\nTwo is here. And more.\n\nThree.\n\nFour.\n\nFive."


def shown(paragraphs):
    return ["".join(f"<{s.text}>" if s.quoted else s.text for s in paragraph) for paragraph in paragraphs]


def test_a_passage_shows_with_one_paragraph_before_and_after():
    start = TEXT.index("Two")
    assert shown(show_in_context(TEXT, [(start, start + 12)])) == ["One.", "<Two is here.> And more.", "Three."]


def test_paragraphs_left_out_between_two_spans_leave_a_gap():
    spans = [(0, 4), (TEXT.index("Five"), len(TEXT))]
    assert shown(show_in_context(TEXT, spans)) == ["<One.>", "Two is here. And more.", "", "Four.", "<Five.>"]


def test_marks_are_told_apart_and_keep_their_brackets():
    (first, second) = split_excerpt("He [identity: the minister] said […]\n\nnothing.")
    assert [(p.kind, p.shown) for p in first] == [
        ("words", "He "),
        ("identity", "[the minister]"),
        ("words", " said "),
        ("cut", "[…]"),
    ]
    assert [p.shown for p in second] == ["nothing."]
    assert first[1].meaning


def test_brackets_in_the_desks_own_words_mean_nothing():
    assert split_prose("We [the desk] write.\n\n\n\nTwice.")[0][0].kind == "words"


def test_a_whole_text_is_highlighted_paragraph_by_paragraph():
    assert shown(highlight("ab\ncd\n\nef", [(1, 4)])) == ["a<b>", "<c>d", "ef"]


def test_overlapping_spans_become_one():
    assert merge_spans([(5, 9), (1, 3), (2, 6), (12, 13)]) == [(1, 9), (12, 13)]


@given(st.text(alphabet="ab \n\u05d0", max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=5))
def test_highlighting_loses_no_word(text, spans):
    paragraphs = highlight(text, [(min(span), max(span)) for span in spans])
    assert ["".join(s.text for s in p) for p in paragraphs] == [line for line in text.split("\n") if line.strip()]
    assert all(isinstance(s, Stretch) and s.text for p in paragraphs for s in p)
