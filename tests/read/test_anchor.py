"""Segments stand in the captured page word for word, or nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from dragoman.read.anchor import align
from dragoman.text.segments import Span


def spans(text, *sentences):
    at, found = 0, []
    for sentence in sentences:
        start = text.index(sentence, at)
        found.append(Span(start, start + len(sentence)))
        at = start + len(sentence)
    return found


def words(rule, anchors):
    return [None if anchor is None else rule[anchor[0] : anchor[1]] for anchor in anchors]


def test_white_space_may_differ_and_nothing_else():
    rule = "الصفحة الأولى\nقال الوالي إن\nالنهر للجميع. وأضاف آخر.\nذيل"
    text = "قال الوالي إن النهر للجميع. وأضاف آخر. وأضاف اخر."
    anchors = align(text, spans(text, "قال الوالي إن النهر للجميع.", "وأضاف آخر.", "وأضاف اخر."), rule)
    assert words(rule, anchors) == ["قال الوالي إن\nالنهر للجميع.", "وأضاف آخر.", None]


def test_repeated_sentences_anchor_in_order():
    rule = "A. Yes.\nB. Yes.\nC. Yes."
    text = "B. Yes. C. Yes."
    anchors = align(text, spans(text, "B.", "Yes.", "C.", "Yes."), rule)
    assert anchors == [(8, 10), (11, 15), (16, 18), (19, 23)]


def test_a_headline_repeated_in_the_page_head_does_not_pull_the_article_up():
    rule = "Water.\nMenu\nWater.\nThe river rose.\nRelated: Water."
    text = "Water. The river rose."
    assert align(text, spans(text, "Water.", "The river rose."), rule)[1] == (19, 34)


def test_words_inside_words_are_no_anchor():
    assert align("art", [Span(0, 3)], "start parts art.") == [(12, 15)]
    assert align("art", [Span(0, 3)], "start parts") == [None]


def test_zero_width_joiners_count():
    assert align("می‌رود", [Span(0, 6)], "میرود") == [None]


def test_empty_page():
    assert align("x", [Span(0, 1)], "") == [None]


@given(st.lists(st.text("ab א\n\u200c", min_size=1, max_size=8).filter(str.strip), max_size=6), st.text("ab א\n", max_size=20))
def test_an_anchor_always_holds_the_same_words(sentences, around):
    text = "\n".join(sentences)
    found, at = [], 0
    for sentence in sentences:
        found.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    rule = around + " ".join(text.split()) + around
    for span, anchor in zip(found, align(text, found, rule), strict=True):
        if anchor is not None:
            assert rule[anchor[0] : anchor[1]].split() == text[span.start : span.end].split()
