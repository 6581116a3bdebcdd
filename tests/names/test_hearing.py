"""Words of two names by their consonants: all at once, compiled or not, as one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.names import hearing
from dragoman.names.hearing import CompiledHearing, hear_plainly, plain_words_that_may_share
from dragoman.names.native.library import library
from dragoman.names.skeleton import GROUPS, may_match

LETTERS = "".join(sorted(set("".join(GROUPS)))) + "aeioyéßøıçğأىپ7ъю日"
words = st.text(LETTERS, min_size=1, max_size=26)
names = st.lists(words, min_size=1, max_size=6)
is_compiled = pytest.mark.skipif(library() is None, reason="left out, nothing was compiled: python hatch_build.py")


def one_by_one(one: list[str], single: int, other: list[str], other_single: int) -> list[tuple[int, int]]:
    return [
        (mine, theirs)
        for mine, word in enumerate(one)
        for theirs, against in enumerate(other)
        if (mine < single or theirs < other_single) and may_match(word, against)
    ]


@given(names, names, st.data())
def test_all_at_once_is_as_one_by_one(one: list[str], other: list[str], data: st.DataObject):
    single, other_single = (data.draw(st.integers(1, len(name))) for name in (one, other))
    found = plain_words_that_may_share(hear_plainly(one, single), hear_plainly(other, other_single))
    assert list(found) == one_by_one(one, single, other, other_single)


@is_compiled
@given(names, names, st.data())
def test_compiled_is_as_one_by_one(one: list[str], other: list[str], data: st.DataObject):
    single, other_single = (data.draw(st.integers(1, len(name))) for name in (one, other))
    functions = library()
    assert functions
    ears = CompiledHearing(functions)
    found = ears.words_that_may_share(ears.hear(one, single), ears.hear(other, other_single))
    assert list(found) == one_by_one(one, single, other, other_single)


@is_compiled
@pytest.mark.parametrize(
    ("one", "other"), [("schtschukin", "щукин"), ("gherghe", "гергє"), ("x" * 26, "кс" * 13), ("straße", "strasse")]
)
def test_groups_of_letters_are_heard_as_one(one: str, other: str):
    functions = library()
    assert functions
    ears = CompiledHearing(functions)
    found = list(ears.words_that_may_share(ears.hear([one], 1), ears.hear([other], 1)))
    assert found == ([(0, 0)] if may_match(one, other) else [])


def test_a_name_without_words_is_heard():
    silence = hearing.hear([], 0)
    assert list(hearing.words_that_may_share(silence, silence)) == []
