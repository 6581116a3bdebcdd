"""Words of two names by their consonants: all at once, compiled or not, as one by one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.names.hearing import CompiledEars, Ears, PlainEars
from dragoman.names.native.library import library
from dragoman.names.skeleton import GROUPS, may_match

LETTERS = "".join(sorted(set("".join(GROUPS)))) + "aeioyéßøıçğأىپ7ъю日"
words = st.text(LETTERS, min_size=1, max_size=26)
names = st.lists(words, min_size=1, max_size=6)
is_compiled = pytest.mark.skipif(library() is None, reason="left out, nothing was compiled: python hatch_build.py")


@cache
def compiled_ears() -> CompiledEars:
    functions = library()
    assert functions
    return CompiledEars(functions)


def one_by_one(one: list[str], single: int, other: list[str], other_single: int) -> list[tuple[int, int]]:
    return [
        (mine, theirs)
        for mine, word in enumerate(one)
        for theirs, against in enumerate(other)
        if (mine < single or theirs < other_single) and may_match(word, against)
    ]


def heard_alike(ears: Ears, one: list[str], single: int, other: list[str], other_single: int) -> list[tuple[int, int]]:
    return list(ears.words_that_may_share(ears.hear(one, single), ears.hear(other, other_single)))


@given(names, names, st.data())
def test_all_at_once_is_as_one_by_one(one: list[str], other: list[str], data: st.DataObject):
    single, other_single = (data.draw(st.integers(1, len(name))) for name in (one, other))
    assert heard_alike(PlainEars(), one, single, other, other_single) == one_by_one(one, single, other, other_single)


@is_compiled
@given(names, names, st.data())
def test_compiled_is_as_one_by_one(one: list[str], other: list[str], data: st.DataObject):
    single, other_single = (data.draw(st.integers(1, len(name))) for name in (one, other))
    assert heard_alike(compiled_ears(), one, single, other, other_single) == one_by_one(one, single, other, other_single)


@is_compiled
@pytest.mark.parametrize(
    ("one", "other"), [("schtschukin", "щукин"), ("gherghe", "гергє"), ("x" * 26, "кс" * 13), ("straße", "strasse")]
)
def test_groups_of_letters_are_heard_as_one(one: str, other: str):
    assert heard_alike(compiled_ears(), [one], 1, [other], 1) == ([(0, 0)] if may_match(one, other) else [])


@pytest.mark.parametrize("ears", [PlainEars, pytest.param(compiled_ears, marks=is_compiled)])
def test_a_name_without_words_is_heard(ears: Callable[[], Ears]):
    assert heard_alike(ears(), [], 0, [], 0) == []
    assert heard_alike(ears(), [], 0, ["ali"], 1) == []
