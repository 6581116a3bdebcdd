"""Marks: seeded departures must each be found at their place; clean quotations must pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.text.marks import CUT, follow, parse, write

LETTER = "We will not negotiate under pressure. The council met on Monday, and its members agreed."
REPLY = 'He said: "The letter reached us." Nothing else was added.'

CLEAN = [
    (LETTER, [LETTER]),
    (f"{LETTER} {REPLY}", [LETTER, REPLY]),
    (f"{LETTER}\n\n{REPLY}", [LETTER, REPLY]),
    ("We will not negotiate […]", [LETTER]),
    ("We will not negotiate [...] and its members agreed.", [LETTER]),
    ("[…] The council met on Monday, […]", [LETTER]),
    ("[…] the council met on Monday […] agreed.", [LETTER]),
    ("We [only] will not negotiate under pressure. […]", [LETTER]),
    ("We [identity: the delegation] will not negotiate under [gloss: sanctions] pressure. […]", [LETTER]),
    ("[scene: He raises his hand.] we will not negotiate under pressure. […]", [LETTER]),
    ("He said: “The letter reached us.” […]", [REPLY]),
    ("He said: «The letter reached us.» Nothing else was added.", [REPLY]),
    ("We will   not\nnegotiate under\tpressure. […]", [LETTER]),
    ("We will not […] negotiate under pressure. […]", [LETTER]),  # a cut may leave out nothing
    (f"{LETTER} […] {REPLY}", [LETTER, CUT, REPLY]),
    ("He [the minister] spoke.", ["He [the minister] spoke."]),
    ("He spoke.", ["He [the minister] spoke."]),
    ("He […] spoke.", ["He [...] spoke."]),
    ("Cafe\u0301 talks began.", ["Caf\u00e9 talks began."]),
    ("می‌گوید: «نه» […]", ['می‌گوید: "نه" و رفت.']),
    ("it can't last", ["it can’t last"]),
    ("They left. [They,] the guards.", ["They left. the guards."]),
    ("[ſcene: a long s is no s] they left.", ["They left."]),  # an addition, not a mark of a type
    ("The bridge, built in 1932, fell.", ["The bridge, built in 1932, fell."]),
    ("The bridge […] fell.", ["The bridge, built in 1932, fell."]),
    ("The bridge, […], fell.", ["The bridge, built in 1932, fell."]),
    ("[…] built in 1932 […]", ["The bridge, built in 1932, fell."]),
    ("Built […]", ["Built in 1932."]),
    ("[…] Built in 1932 […]", ["The bridge, built in 1932, fell."]),  # a sentence may newly begin after a mark
    ("The [old] bridge [identity: the stone one] fell [scene: in the night].", ["The bridge fell."]),
    ("They [gloss: the elders] met. [...] They parted.", ["They met.", "Tea was served.", "They parted."]),
    ("They met. […] They parted.", ["They met.", CUT, "They parted."]),
    ("They met.\n\n[…]\n\nThey parted.", ["They met.", "Tea was served.", "They parted."]),
    ("No!", ["No!"]),
    ("“No,” he said.", ['"No," he said.']),
    ("‹No›, he said.", ["'No', he said."]),
    ("He paid 1,500 rials […]", ["He paid 1,500 rials for 3.5 kilos."]),
    ("a well-known man", ["a well-known man"]),
    ("قال إن [القرية] بخير.", ["قال إن بخير."]),
    ("אמר כי […] נסגר.", ["אמר כי הנמל נסגר."]),
    ("Он сказал: «Нет».", ["Он сказал: “Нет”."]),
    ("The vote [gloss: of 12 March] passed; […] nobody left.", ["The vote passed; it was late, but nobody left."]),
    ("He [then] spoke [again].", ["He [the minister] spoke."]),  # the translator's addition exchanged for the desk's
]

# (quotation, renderings, kind, what stands there, what should)
SEEDED = [
    ("We will negotiate under pressure. […]", [LETTER], "omitted", "", "not"),
    ("We will now negotiate under pressure. […]", [LETTER], "word", "now", "not"),
    ("We will not ever negotiate under pressure. […]", [LETTER], "added", "ever", ""),
    ("will not negotiate under pressure. […]", [LETTER], "omitted", "", "We"),
    ("We will not negotiate under pressure.", [LETTER], "omitted", "", LETTER[38:]),
    ("We will not negotiate", [LETTER], "omitted", "", LETTER[22:]),
    ("we will not negotiate under pressure. […]", [LETTER], "word", "we", "We"),
    ("We will not Negotiate under pressure. […]", [LETTER], "word", "Negotiate", "negotiate"),
    ("We will not negotiate under pressure! […]", [LETTER], "added", "!", ""),
    ("We will not negotiate, under pressure. […]", [LETTER], "added", ",", ""),
    ('We will not "negotiate" under pressure. […]', [LETTER], "added", '"', ""),
    ("We will not negotiate… […]", [LETTER], "added", "…", ""),
    ("We will not negotiate ... […]", [LETTER], "added", "", ""),
    ("We (only) will not negotiate under pressure. […]", [LETTER], "added", "(only)", ""),
    ("We [only will not negotiate under pressure. […]", [LETTER], "bracket", "[", ""),
    ("We only] will not negotiate under pressure. […]", [LETTER], "bracket", "]", ""),
    ("We [the [five] members] will not negotiate under pressure. […]", [LETTER], "bracket", "[", ""),
    ("We [] will not negotiate under pressure. […]", [LETTER], "bracket", "[]", ""),
    ("We [gloss: ] will not negotiate under pressure. […]", [LETTER], "bracket", "[gloss: ]", ""),
    ("We will not [re]negotiate under pressure. […]", [LETTER], "joined", "[re]", ""),
    ("We will not negotiate[d] under pressure. […]", [LETTER], "joined", "[d]", ""),
    ("We will not nego[…]tiate under pressure. […]", [LETTER], "joined", "[…]", ""),
    ("[…] its members agreed. The council met on Monday […]", [LETTER], "added", "", ""),
    ("We will not negotiate […] under duress.", [LETTER], "", "", ""),
    ("[…] The council met on Monday […] We will not negotiate […]", [LETTER], "added", "", ""),
    (f"{REPLY} {LETTER}", [LETTER, REPLY], "", "", ""),
    (f"{LETTER} {REPLY}", [LETTER, CUT, REPLY], "omitted", "", "[…]"),
    (LETTER, [LETTER, REPLY], "omitted", "", REPLY),
    (REPLY, [LETTER, REPLY], "omitted", "", LETTER),
    ("He spoke.", ["He [...] spoke."], "omitted", "", "[…]"),
    (LETTER, [], "added", LETTER, ""),
    ("", [LETTER], "empty", "", ""),
    ("[…]", [LETTER], "empty", "[…]", ""),
    ("[only ours]", [LETTER], "empty", "[only ours]", ""),
    ("We will not\u202e negotiate under pressure. […]", [LETTER], "added", "U+202E", ""),
    ("We will not\u200b negotiate under pressure. […]", [LETTER], "added", "U+200B", ""),
    ("We wi\u00adll not negotiate under pressure. […]", [LETTER], "", "", ""),
    ("We wіll not negotiate under pressure. […]", [LETTER], "word", "wіll", "will"),  # Cyrillic і
    ("He said: 'The letter reached us.' […]", [REPLY], "word", "'", '"'),
    ("We will not negotiate under pressure. […] agreed", [LETTER], "omitted", "", "."),
    ("می گوید: «نه» […]", ['می‌گوید: "نه" و رفت.'], "", "", ""),  # the joiner is part of the word
    ("گفت که می‌رود.", ["گفت که نمی‌رود."], "word", "می‌رود", "نمی‌رود"),
    ("It cost 1,500 rials.", ["It cost 15,00 rials."], "", "", ""),
    ("It cost 1,500 rials.", ["It cost 1,600 rials."], "word", "500", "600"),
    ("The bridge, built in 1932, fell", ["The bridge, built in 1932, fell."], "omitted", "", "."),
    ("The bridge fell.", ["The bridge, built in 1932, fell."], "omitted", "", ", built in 1932,"),
    ("The [old] stone bridge fell.", ["The bridge fell."], "added", "stone", ""),
    ("They parted. […] They met.", ["They met.", "They parted."], "", "", ""),
    ("They met. They parted.", ["They met.", "Tea was served.", "They parted."], "omitted", "", "Tea was served."),
    ("קבע כי הנמל ייסגר.", ["קבע כי הנמל לא ייסגר."], "omitted", "", "לא"),
    ("Он сказал: «Да».", ["Он сказал: «Нет»."], "word", "Да", "Нет"),
    ("He said [“no”] yes.", ["He said no."], "word", "yes", "no"),
]


@pytest.mark.parametrize(("quotation", "renderings"), CLEAN)
def test_a_quotation_with_honest_marks_follows(quotation, renderings):
    assert follow(quotation, renderings) == []


@pytest.mark.parametrize(("quotation", "renderings", "kind", "found", "expected"), SEEDED)
def test_every_departure_is_found_at_its_place(quotation, renderings, kind, found, expected):
    divergences = follow(quotation, renderings)
    assert divergences
    for divergence in divergences:
        assert 0 <= divergence.start <= divergence.end <= len(quotation)
        assert divergence.sentence
    if kind:
        assert kind in {d.kind for d in divergences}
    if found or expected:
        assert (kind, found, expected) in {(d.kind, d.found, d.expected) for d in divergences}
        place = next(d for d in divergences if (d.kind, d.found) == (kind, found))
        if not found.startswith("U+"):
            assert quotation[place.start : place.end] == found


def test_only_the_departure_is_named_and_nothing_after_it():
    (divergence,) = follow(LETTER.replace("Monday", "Tuesday"), [LETTER])
    assert (divergence.found, divergence.expected) == ("Tuesday", "Monday")
    assert "Tuesday" in divergence.sentence
    assert "Monday" in divergence.sentence


def test_missing_words_are_pointed_at_where_they_should_stand():
    (divergence,) = follow("We will negotiate under pressure. […]", [LETTER])
    assert divergence.start == divergence.end == len("We will")


def test_marks_are_typed_and_the_runs_cover_the_text():
    text = "A […] b [only] c [gloss: a word] d [identity: who] e [Scene: He laughs.] f [see: this] [unclosed"
    runs = parse(text)
    assert "".join(text[run.start : run.end] for run in runs) == text
    assert [(run.kind, run.text) for run in runs if run.kind != "words"] == [
        ("cut", "…"),
        ("addition", "only"),
        ("gloss", "a word"),
        ("identity", "who"),
        ("scene", "He laughs."),
        ("addition", "see: this"),
    ]


def test_there_are_enough_cases_of_each_kind():
    assert len(SEEDED) >= 40
    assert len(CLEAN) >= 40


def test_marks_are_written_in_their_one_form():
    text = "A [ ... ] b [ only ] c [Gloss:a word] d [identity: who]"
    assert write(parse(text)) == "A […] b [only] c [gloss: a word] d [identity: who]"


def test_a_very_long_quotation_is_still_judged_and_quickly():
    rendering = " ".join(f"word{number}" for number in range(4_000))
    assert follow(rendering, [rendering]) == []
    assert follow("[…] " + " ".join(f"word{n}" for n in range(100, 3_900)) + " […]", [rendering]) == []
    changed = " ".join(f"other{number}" for number in range(4_000))
    (divergence,) = follow(changed, [rendering])
    assert (divergence.found, divergence.expected) == ("other0", "word0")


WORDS = st.lists(st.sampled_from(["peace", "war", "no", "the", "river", "not", ",", "."]), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_cutting_anything_with_a_mark_follows_and_without_one_does_not(words, data):
    rendering = " ".join(words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    rest_before, rest_after = " ".join(words[:start]), " ".join(words[end:])
    if rest_before or rest_after:
        assert follow(f"{rest_before} […] {rest_after}", [rendering]) == []
        assert follow(f"{rest_before} {rest_after}", [rendering]) != []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_runs_that_cover_it_and_divergences_inside_it(quotation, rendering):
    assert "".join(quotation[run.start : run.end] for run in parse(quotation)) == quotation
    for divergence in follow(quotation, [rendering]):
        assert 0 <= divergence.start <= divergence.end <= len(quotation)


@given(
    st.lists(
        st.sampled_from(["words ", "[…]", "[...]", "[only]", "[gloss: x]", "[SCENE:y]", "[", "]", "[]", "\u202e", "🙂"])
    ).map("".join)
)
def test_what_is_written_is_read_the_same(text):
    once = write(parse(text))
    assert [(run.kind, run.text) for run in parse(once)] == [(run.kind, run.text) for run in parse(text)]
    assert write(parse(once)) == once
