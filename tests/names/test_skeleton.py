"""The block of consonants: its short ways say what the long ones say."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dragoman.names.skeleton import GROUPS, keys, may_match, skeletons
from dragoman.names.spelling import bare

TABLES = files("dragoman.names") / "tables"
LISTED = sorted(
    {
        word
        for table in ("words.tsv", "forms.tsv")
        for line in (TABLES / table).read_text("utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split("\t", 1)[1].split()
    }
)
LETTERS = sorted({letter for word in LISTED for letter in word} | set("äöüßşğžćñéèøåæœłđəıжћђџўіїєґқңөүһљњڵێۆپچژگڤ"))
WORDS = st.lists(st.sampled_from([*GROUPS, *LETTERS]), min_size=1, max_size=12).map("".join)


def read_plainly(word: str) -> set[str]:
    """As `skeletons` should: the longest group first, every class it may stand for, and never the same class twice in a row."""
    found, at = [""], 0
    while at < len(word):
        group = next((word[at : at + size] for size in (4, 3, 2) if word[at : at + size] in GROUPS), word[at])
        at += len(group)
        sounds = GROUPS.get(group) or GROUPS.get(bare(group), ("",))
        if len(found) * len(sounds) > 10:
            sounds = sounds[:1]
        longer = [append(skeleton, sound) for skeleton in found for sound in sounds]
        found = list(set(longer)) if len(sounds) > 1 else longer
    return {skeleton[:9] for skeleton in found}


def append(skeleton: str, sound: str) -> str:
    return skeleton + (sound[1:] if sound and skeleton.endswith(sound[0]) else sound)


@given(WORDS)
@example("shchtsch")
@example("aeiou")
def test_a_word_has_the_skeletons_of_its_groups(word: str):
    assert skeletons(word) == read_plainly(word)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("samir", "سمير", True),
        ("darwish", "درويش", True),
        ("robert", "роберт", True),
        ("roberto", "rober", True),  # lacks one class
        ("sam", "sa", False),  # of two classes none may be left out
        ("samir", "darwish", False),
        ("samirdarwish", "سمير", False),
    ],
)
def test_words_match_by_their_consonants(one: str, other: str, expected: bool):
    assert may_match(one, other) is may_match(other, one) is expected


def by_keys(one: str, other: str) -> bool:
    """As a list is asked."""
    whole, lacking = keys(one)
    other_whole, other_lacking = keys(other)
    return bool(whole & other_whole or whole & other_lacking or lacking & other_whole)


@given(WORDS, WORDS)
def test_two_words_match_as_their_keys_do(one: str, other: str):
    assert may_match(one, other) == by_keys(one, other)


@given(WORDS, st.integers(0, 11), st.sampled_from(LETTERS))
def test_a_word_matches_what_differs_by_a_letter_as_their_keys_do(word: str, at: int, letter: str):
    other = word[:at] + letter + word[at + 1 :]
    assert may_match(word, other) == by_keys(word, other)


def test_the_listed_words_match_as_their_keys_do():
    step = 37  # each with one word in so many: 43,000 pairs
    wrong = [
        (one, other)
        for number, one in enumerate(LISTED)
        for other in LISTED[number % step :: step]
        if may_match(one, other) != by_keys(one, other)
    ]
    assert wrong == []
