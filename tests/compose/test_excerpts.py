"""An excerpt's expected words, its first text, and the share it quotes."""

from dragoman.compose.excerpts import Quoted, check_text, compose_text, expected_renderings, share_quoted

FIRST = Quoted(0, 0, 0, 40, "The council met.")
SECOND = Quoted(1, 0, 41, 80, "Its members agreed.")
THIRD = Quoted(2, 1, 82, 100, "Nothing was signed.")


def test_neighbours_are_joined_and_a_new_paragraph_stays_one():
    assert compose_text([FIRST, SECOND, THIRD]) == "The council met. Its members agreed.\n\nNothing was signed."


def test_sentences_left_out_between_are_shown_as_a_cut():
    text = compose_text([FIRST, THIRD])
    assert text == "The council met. […]\n\nNothing was signed."
    assert expected_renderings([FIRST, THIRD]) == ["The council met.", "[…]", "Nothing was signed."]


def test_the_first_text_follows_its_renderings():
    for quoted in ([FIRST], [FIRST, SECOND], [FIRST, THIRD], [FIRST, SECOND, THIRD]):
        assert check_text(compose_text(quoted), quoted) == []


def test_a_cut_between_sentences_that_are_no_neighbours_may_not_be_dropped():
    (divergence,) = check_text("The council met. Nothing was signed.", [FIRST, THIRD])
    assert divergence.kind == "omitted"
    assert "[…]" in divergence.sentence


def test_the_share_is_that_of_the_source_text_and_never_above_one():
    assert share_quoted([FIRST, SECOND], 158) == 79 / 158
    assert share_quoted([FIRST], 0) == 0
    assert share_quoted([FIRST], 10) == 1
