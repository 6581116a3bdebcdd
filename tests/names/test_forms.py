"""Short forms of given names: known both ways, and written as `spell` leaves them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from dragoman.names.forms import full_names, other_forms
from dragoman.names.spelling import spell
from dragoman.text import scripts

ROWS = [
    line.split("\t")
    for line in (files("dragoman.names") / "tables" / "forms.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("script", "long", "short"), [("Latn", "robert", "bob"), ("Cyrl", "александр", "саша"), ("Arab", "جون", "جان")]
)
def test_forms_are_known_both_ways(script: str, long: str, short: str):
    assert short in other_forms(long, script)
    assert long in other_forms(short, script)
    assert long in full_names(short, script)
    assert short not in full_names(long, script)


def test_most_words_have_none():
    assert other_forms("norban", "Latn") == ()
    assert other_forms("bob", "Arab") == ()


def test_every_form_is_spelled_in_its_script():
    wrong = [
        word
        for script, name, forms in ROWS
        for word in (name, *forms.split())
        if spell(word) != word or scripts.script(word) != script
    ]
    assert wrong == []


def test_a_name_stands_once_and_is_no_form_of_itself():
    assert len({(script, name) for script, name, _ in ROWS}) == len(ROWS)
    assert [name for _, name, forms in ROWS if name in forms.split() or len(set(forms.split())) < len(forms.split())] == []
