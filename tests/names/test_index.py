"""An index of names: found by any spelling, changed without building, kept in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import NameIndexUnreadable
from dragoman.names import Index, compare

PEOPLE = [
    ("p1", "Samir Darwish"),
    ("p2", "Samira Darwish"),
    ("p3", "Sergei Ivanenko"),
    ("p4", "Abd al-Rahman Salim"),
    ("p5", "Daniel Rozen"),
    ("p6", "Yusuf Karimi"),
    ("p7", "فاطمة الهادي"),
    ("p8", "Олена Петренко"),
    ("p1", "سمير درويش"),
    ("p9", "J. R. Miller"),
]
QUERIES = [
    "سمير درويش",
    "Сергій Іваненко",
    "عبدالرحمن سليم",
    "דניאל רוזן",
    "یوسف کریمی",
    "Fatima al-Hadi",
    "Olena Petrenko",
    "Sameer",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("سمير درويش", "p1"),
        ("Самир Дарвиш", "p1"),
        ("Сергей Иваненко", "p3"),
        ("عبدالرحمن سالم", "p4"),
        ("Abdurrahman Saleem", "p4"),
        ("דניאל רוזן", "p5"),
        ("یوسف کریمی", "p6"),
        ("Fatima el-Hadi", "p7"),
        ("Фатима аль-Хади", "p7"),
        ("Olena Petrenko", "p8"),
        ("أولينا بترينكو", "p8"),
        ("Miller", "p9"),
    ],
)
def test_a_name_is_found_under_another_spelling(query: str, expected: str):
    assert Index().build(PEOPLE).search(query, 3)[0][0] == expected


def test_scores_are_those_of_a_comparison_where_the_words_sound_alike():
    for key, score in Index().build(PEOPLE[:6]).search("Samir Darwesh", 2):
        assert score == pytest.approx(compare("Samir Darwesh", dict(PEOPLE[:6])[key]).score, abs=0.01)


def test_a_short_name_finds_the_long_one_of_the_same_family():
    index = Index().build([("samuel", "Samuel Norban"), ("robert", "Robert Norban"), ("bert", "Herbert Norban")])
    for query in ("Bob Norban", "בוב נורבן", "باب نوربان"):
        assert index.search(query, 1) == [("robert", pytest.approx(compare(query, "Robert Norban").score, abs=0.01))]


def test_a_short_name_finds_the_long_one_whatever_the_family_is():
    others = [(str(number), f"{name} Norban") for number, name in enumerate(("Ruben", "Samuel", "Herbert", "Babak") * 10)]
    index = Index().build([*others, ("robert", "Robert Kasten")])
    assert index.search("باب خستن", 1)[0][0] == "robert"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, len(PEOPLE) - 1), max_size=6), st.sampled_from(QUERIES))
def test_adding_and_removing_equals_building(removed: list[int], query: str):
    changed = Index().build(PEOPLE[:4])
    changed.search(query)  # so that tables exist and must change
    for key, name in PEOPLE[4:]:
        changed.add(key, name)
    gone = {PEOPLE[at][0] for at in removed}
    for key in gone:
        changed.remove(key)
    rebuilt = Index().build([(key, name) for key, name in PEOPLE if key not in gone])
    assert len(changed) == len(rebuilt)
    assert changed.search(query) == rebuilt.search(query)


def test_removing_what_is_not_there_changes_nothing():
    index = Index().build(PEOPLE)
    assert index.remove("nobody") == 0
    assert index.remove("p1") == 2
    assert len(index) == len(PEOPLE) - 2


@pytest.mark.parametrize("query", ["", "😀", "x" * 10_000, "Sheikh", "1234", "\u202e", "q"])
def test_a_query_that_is_no_name_gives_a_list(query: str):
    assert all(0.0 <= score < 0.9 for _, score in Index().build(PEOPLE).search(query))


def test_an_empty_index_finds_nothing():
    assert Index().search("Samir") == []
    assert Index().build([("p1", ""), ("p2", "😀")]).search("Samir") == []


def test_an_index_is_the_same_after_its_files(tmp_path: Path):
    index = Index().build(PEOPLE)
    index.remove("p5")
    index.save(tmp_path)
    loaded = Index.load(tmp_path)
    assert [loaded.search(query) for query in QUERIES] == [index.search(query) for query in QUERIES]
    for each in (index, loaded):
        each.add("p10", "Daniel Rosen")
    assert loaded.search("דניאל רוזן") == index.search("דניאל רוזן")
    assert loaded.search("דניאל רוזן")[0][0] == "p10"


def test_a_loaded_index_forgets_and_is_saved_again(tmp_path: Path):
    Index().build(PEOPLE).save(tmp_path / "first")
    loaded = Index.load(tmp_path / "first")
    assert loaded.remove("p1") == 2
    loaded.add("p11", "Самира Дарвиш")
    loaded.save(tmp_path / "second")
    rebuilt = Index().build([*((key, name) for key, name in PEOPLE if key != "p1"), ("p11", "Самира Дарвиш")])
    again = Index.load(tmp_path / "second")
    assert len(again) == len(rebuilt) == len(PEOPLE) - 1
    assert [again.search(query) for query in QUERIES] == [rebuilt.search(query) for query in QUERIES]


def test_names_of_any_characters_come_back_from_the_files(tmp_path: Path):
    people = [
        ("line\nbreak", "Samir\nDarwish"),
        ("\udcff", "Samir \udcff Darwish"),
        ("😀", "Samir 😀 Darwish"),
        ("", "Samir Darwish"),
    ]
    index = Index().build(people)
    index.save(tmp_path)
    found = Index.load(tmp_path).search("Samir Darwish")
    assert found == index.search("Samir Darwish")
    assert {key for key, _ in found} == {key for key, _ in people}


@pytest.mark.parametrize("damage", ["missing", "no head", "flipped", "cut", "other format"])
def test_a_damaged_index_is_named(tmp_path: Path, damage: str):
    Index().build(PEOPLE).save(tmp_path)
    if damage == "missing":
        (tmp_path / "having-values.npy").unlink()
    elif damage == "no head":
        (tmp_path / "index.json").unlink()
    elif damage == "flipped":
        path = tmp_path / "having-starts.npy"
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw)
    elif damage == "cut":
        path = tmp_path / "names.npy"
        path.write_bytes(path.read_bytes()[:-20])
    else:
        head = json.loads((tmp_path / "index.json").read_text())
        (tmp_path / "index.json").write_text(json.dumps(head | {"format": "other"}))
    with pytest.raises(NameIndexUnreadable):
        Index.load(tmp_path)


def test_the_rare_word_of_a_name_speaks_more_than_the_common_one():
    others = ("Haddad", "Karimi", "Salim", "Rozen", "Petrenko", "Miller", "Fadel", "Nasir")
    index = Index().build([("rare", "Omar Darwish"), *((name, f"Samir {name}") for name in others)])
    assert index.search("سمير درويش", 1)[0][0] == "rare"


def test_a_folder_may_be_a_string(tmp_path: Path):
    Index().build([("p1", "Samir Darwish")]).save(str(tmp_path / "index"))
    assert Index.load(str(tmp_path / "index")).search("سمير درويش", 1)[0][0] == "p1"
