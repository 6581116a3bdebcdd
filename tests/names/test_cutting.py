"""Tokens: names, and the words around them, in five scripts."""

from __future__ import annotations

import time
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.names import tokens
from dragoman.names.cutting import MAX_TOKEN_CHARS, MAX_TOKENS
from dragoman.names.words import letter_names, words


def shape(name: str) -> list[tuple[str, str]]:
    return [(token.key, token.kind.value) for token in tokens(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Abd al-Rahman bin Faisal", [("abdalrahman", "name"), ("bin", "kin"), ("faisal", "name")]),
        ("عبد الرحمن بن فيصل", [("عبدالرحمن", "name"), ("بن", "kin"), ("فيصل", "name")]),
        ("عبدالرحمن", [("عبدالرحمن", "name")]),
        ("صلاح الدين الأيوبي", [("صلاحالدين", "name"), ("ال", "article"), ("ايوبي", "name")]),
        ("نصر الله", [("نصرالله", "name")]),
        ("ألبرت", [("البرت", "name")]),  # with hamza it is no article
        ("Sheikh Abu Salim", [("sheikh", "title"), ("abu", "kunya"), ("salim", "name")]),
        ("عبد سمير", [("عبد", "name"), ("سمير", "name")]),  # without an article, somebody called Abd
        ("Abd Samir", [("abd", "name"), ("samir", "name")]),
        ("Abdul Samir", [("abdulsamir", "name")]),
        ("عبد الله", [("عبدالله", "name")]),
        ("سمیر سی. درویش", [("سمير", "name"), ("c", "initial"), ("درويش", "name")]),  # C.
        ("سمیر ام. درویش", [("سمير", "name"), ("m", "initial"), ("درويش", "name")]),  # M.
        ("حسن زاده", [("حسنزاده", "name")]),
        ("Sokhan-e Now", [("sokhan", "name"), ("e", "link"), ("now", "name")]),
        ("א-זאהר", [("א", "article"), ("זאהר", "name")]),
        ("аз-Захир", [("аз", "article"), ("захир", "name")]),
        ("Ahmed ash-Sharqi", [("ahmed", "name"), ("ash", "article"), ("sharqi", "name")]),
        ("Ash Carter", [("ash", "name"), ("carter", "name")]),
        ("J. R. Smith III", [("j", "initial"), ("r", "initial"), ("smith", "name"), ("3", "ordinal")]),
        ("PetroIvanenko", [("petro", "name"), ("ivanenko", "name")]),
        ("Mulla", [("mulla", "title")]),
        ("سمير الثاني", [("سمير", "name"), ("2", "ordinal")]),
        ("سمير آل ثاني", [("سمير", "name"), ("آل", "kin"), ("ثاني", "name")]),
        ("Самир младший", [("самир", "name"), ("junior", "ordinal")]),
        ("سمير ٢", [("سمير", "name"), ("2", "ordinal")]),
        ("Omar Sayyid Omar", [("omar", "name"), ("sayyid", "name"), ("omar", "name")]),
    ],
)
def test_cutting(name: str, expected: list[tuple[str, str]]):
    assert shape(name) == expected


@pytest.mark.parametrize("name", ["", " ", "😀", "---", "\u202e\u202c", "ء"])
def test_nothing_to_read_gives_no_tokens(name: str):
    assert tokens(name) == ()


def test_a_name_of_ten_thousand_letters_is_cut_in_bounded_time():
    begun = time.process_time()
    long_word, long_name = tokens("a" * 10_000), tokens("Omar " * 10_000)
    assert [len(token.key) for token in long_word] == [MAX_TOKEN_CHARS]
    assert len(long_name) == MAX_TOKENS
    assert time.process_time() - begun < 5


@given(st.text(max_size=80))
def test_places_are_inside_the_name_and_in_order(name: str):
    found = tokens(name)
    assert all(name[token.start : token.end] == token.text for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("is_letter", [True, False])
def test_a_word_has_one_kind_in_its_script(is_letter: bool):
    rows = [line.split("\t") for line in _table() if line.startswith("letter:") is is_letter]
    forms = [(script, form) for _, script, listed in rows for form in listed.split()]
    assert len(forms) == len(set(forms)) == len(letter_names() if is_letter else words())


def _table() -> list[str]:
    text = (files("dragoman.names") / "tables" / "words.tsv").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
