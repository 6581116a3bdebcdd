"""What changed between two texts: all of it, in words a reader knows, and never half a letter."""

from __future__ import annotations

import random

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.text.difference import BREAK, Difference, Kind, apply, difference
from dragoman.text.word_changes import Change

WORDS = (  # scripts with and without blanks, marks, joiners, what is one grapheme of many characters, direction controls
    "bridge council opened the of on Monday never , . 12 الجسر وزيرٌ فُتِحَ في ، می\u200cشود خانه\u200cها בְּרֵאשִׁית הגשר "
    "e\u0301te\u0301 ที่ 桥梁 👨\u200d👩\u200d👧 🇩🇪🇫🇷 1\ufe0f\u20e3 \u0600١٢ a\u0301\u0302 한국 \u2067abc\u2069 \u202e"
)
_TEXTS = st.lists(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join) | st.text(max_size=12), max_size=6).map(
    BREAK.join
)


def _told(old: str, new: str) -> list[tuple[str, str, str]]:
    """Rows as (kind, words of the old, words of the new)."""
    found = difference(old, new)
    return [
        (row.kind, old[row.old.start : row.old.end] if row.old else "", new[row.new.start : row.new.end] if row.new else "")
        for row in found.rows
    ]


def _marked(old: str, new: str) -> str:
    """The one changed paragraph with [-taken out-] and {+put in+}."""
    (row,) = [row for row in difference(old, new).rows if row.kind is Kind.CHANGED]
    told = ""
    for run in row.words:
        if run.kind is Change.TAKEN_OUT and run.old:
            told += f"[-{old[run.old.start : run.old.end]}-]"
        elif run.new:
            words = new[run.new.start : run.new.end]
            told += f"{{+{words}+}}" if run.kind is Change.PUT_IN else words
    return told


@given(_TEXTS, _TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_rows_and_the_old_text_make_the_new_one(old: str, new: str) -> None:
    found = difference(old, new)
    assert apply(old, found) == new
    assert found.is_none == (old == new)
    _hold_all_of(found)
    back = difference(new, old)
    assert apply(new, back) == old


@given(_TEXTS, _TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_edge_of_a_run_falls_inside_a_grapheme(old: str, new: str) -> None:
    found = difference(old, new)
    for text, side in ((old, "old"), (new, "new")):
        edges = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
        spans = [getattr(each, side) for row in found.rows for each in (row, *row.words) if getattr(each, side)]
        assert all({span.start, span.end} <= edges for span in spans)


def _hold_all_of(found: Difference) -> None:
    """Every paragraph of both texts stands in one row, in order; runs follow each other without a gap."""
    for text, side in ((found.old, "old"), (found.new, "new")):
        spans = [getattr(row, side) for row in found.rows if getattr(row, side)]
        assert BREAK.join(text[span.start : span.end] for span in spans) == text
        for row in found.rows:
            runs = [getattr(run, side) for run in row.words if getattr(run, side)]
            if row.words:
                assert (
                    "".join(text[span.start : span.end] for span in runs)
                    == text[getattr(row, side).start : getattr(row, side).end]
                )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("The minister said yes.", "The mayor said yes.", "The [-minister-]{+mayor+} said yes."),
        ("The bridge is open.", "The bridge is not open.", "The bridge is {+not +}open."),
        ("It fell on 12 May 2031.", "It fell on 21 May 2031.", "It fell on [-12-]{+21+} May 2031."),
        ("قال الوزير إن الجسر مفتوح", "قال المحافظ إن الجسر مفتوح", "قال [-الوزير-]{+المحافظ+} إن الجسر مفتوح"),
        ("وزيرٌ زارَ الجسر", "وزيرٍ زارَ الجسر", "[-وزيرٌ-]{+وزيرٍ+} زارَ الجسر"),
        (
            "کتاب را می\u200cخوانم و می\u200cروم",
            "کتاب را میخوانم و می\u200cروم",
            "کتاب را [-می\u200cخوانم-]{+میخوانم+} و می\u200cروم",
        ),
        ("הגשר ייסגר מחר בבוקר", "הגשר ייפתח מחר בבוקר", "הגשר [-ייסגר-]{+ייפתח+} מחר בבוקר"),
        ("这座桥今天关闭", "这座桥明天关闭", "这座桥[-今-]{+明+}天关闭"),
        (
            "Family 👨\u200d👩\u200d👧 came by",
            "Family 👨\u200d👩\u200d👦 came by",
            "Family [-👨\u200d👩\u200d👧-]{+👨\u200d👩\u200d👦+} came by",
        ),
        ("He's well-known here", "He's well known here", "He's [-well-known-]{+well known+} here"),
        ("He drove to town", "He walked in rags", None),
    ],
)
def test_words_inside_a_paragraph(old: str, new: str, told: str | None) -> None:
    if told is None:
        assert [kind for kind, _, _ in _told(old, new)] == [Kind.TAKEN_OUT, Kind.PUT_IN]
    else:
        assert _marked(old, new) == told


def test_a_hardly_kept_word_between_two_long_changes_is_no_island() -> None:
    old = "The road from Belmar to Sandrin stays open all winter"
    new = "The road from Kestrelwood to Marrowgate stays open all winter"
    assert _marked(old, new) == "The road from [-Belmar to Sandrin-]{+Kestrelwood to Marrowgate+} stays open all winter"


def test_paragraphs_that_stay_come_and_go() -> None:
    old = BREAK.join(["First of all.", "The council met on Monday in the old hall.", "An aside.", "Last of all."])
    new = BREAK.join(["First of all.", "The council met on Tuesday in the old hall.", "Last of all.", "A remark by the editors."])
    assert [kind for kind, _, _ in _told(old, new)] == [Kind.SAME, Kind.CHANGED, Kind.TAKEN_OUT, Kind.SAME, Kind.PUT_IN]
    assert difference(old, new).counts() == {Kind.SAME: 2, Kind.CHANGED: 1, Kind.TAKEN_OUT: 1, Kind.PUT_IN: 1}


def test_a_moved_paragraph_names_the_row_where_it_stands_now() -> None:
    first, second, third = "The first paragraph.", "The second paragraph, longer.", "The third one."
    found = difference(BREAK.join([first, second, third]), BREAK.join([second, third, first]))
    assert [row.kind for row in found.rows] == [Kind.MOVED_AWAY, Kind.SAME, Kind.SAME, Kind.MOVED_HERE]
    assert (found.rows[0].partner, found.rows[3].partner) == (3, 0)
    assert found.counts() == {Kind.SAME: 2, Kind.MOVED_HERE: 1}


def test_a_paragraph_moved_past_changed_ones_does_not_hide_what_changed_in_them() -> None:
    moved, *others = "A headline of this page.", "The bridge opened on Monday at noon.", "Nobody was hurt there, the mayor said."
    changed = [text.replace("Monday", "Tuesday").replace("mayor", "council") for text in others]
    assert [kind for kind, _, _ in _told(BREAK.join([moved, *others]), BREAK.join([*changed, moved]))] == [
        Kind.MOVED_AWAY,
        Kind.CHANGED,
        Kind.CHANGED,
        Kind.MOVED_HERE,
    ]


def test_look_alikes_and_hidden_signs_are_changes() -> None:
    assert _marked("The word stands here alone", "The wоrd stands here alone") == "The [-word-]{+wоrd+} stands here alone"
    assert _marked("pay Alina the sum", "pay\u202e Alina the sum") == "pay{+\u202e+} Alina the sum"


def test_one_text_is_empty() -> None:
    assert _told("", "Words.") == [(Kind.TAKEN_OUT, "", ""), (Kind.PUT_IN, "", "Words.")]
    assert [kind for kind, _, _ in _told("", "")] == [Kind.SAME]


@pytest.mark.parametrize("paragraph_words", [20_000, 60], ids=["one paragraph", "many paragraphs"])
def test_steps_grow_with_the_length_and_not_with_its_square(paragraph_words: int) -> None:
    """100 KB and 5,000 changes, all words drawn from few: every change is found, in a few steps a character."""
    old, new = _drawn(17_000, 5_000, paragraph_words)
    found = difference(old, new)
    assert len(old) > 95_000
    assert apply(old, found) == new
    changes = sum(run.kind is Change.PUT_IN for row in found.rows for run in row.words)
    assert changes > 2_500, "neighbouring changes are told as one, but there are many"
    assert found.steps < 4 * (len(old) + len(new))


@pytest.mark.parametrize("letters", ["ab", "a"])
def test_hostile_texts_are_bounded_too(letters: str) -> None:
    chosen = random.Random(4)
    old, new = (" ".join(chosen.choices(letters, k=count)) for count in (50_000, 49_000))
    found = difference(old, new)
    assert apply(old, found) == new
    assert found.steps <= 12 * (len(old) + len(new))


def _drawn(count: int, changes: int, paragraph_words: int) -> tuple[str, str]:
    chosen = random.Random(7)
    vocabulary = [f"w{number}" for number in range(3_000)]
    old = chosen.choices(vocabulary, k=count)
    new = list(old)
    for place in chosen.sample(range(count), changes):
        new[place] = chosen.choice(vocabulary)
    texts = [
        BREAK.join(" ".join(words[start : start + paragraph_words]) for start in range(0, count, paragraph_words))
        for words in (old, new)
    ]
    return texts[0], texts[1]
