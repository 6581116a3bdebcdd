"""Pairs of words that training saw are remembered: surer than by their letters, in a comparison and in a search alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dragoman.errors import NameTablesUnreadable
from dragoman.names.comparison import compare
from dragoman.names.index import Index
from dragoman.names.known_pairs import MISSED, PAIRED, KnownPairs, word_key
from dragoman.names.models import CERTAIN, SCRIPTS, Models, shipped

PAIRS = [("nora", "نورا"), ("noura", "نورا"), ("sami", "سامي")]
LATIN, ARABIC = ("nora", "noura", "sami", "zara"), ("نورا", "سامي", "زارا")
FORGETFUL = Models(shipped().folder, known_pairs={script: KnownPairs.of([], script) for script in SCRIPTS})


def latin(word: str) -> int:
    return word_key(word, "Latn")


def arabic(word: str) -> int:
    return word_key(word, "Arab")


def test_only_the_pairs_that_were_given_are_known():
    known = KnownPairs.of(PAIRS, "Arab")
    assert known.odds(latin("noura"), arabic("نورا")) == PAIRED
    assert known.odds(latin("sami"), arabic("نورا")) == MISSED
    assert known.odds(latin("sami"), arabic("زارا")) == 0.0
    assert known.odds(latin("zara"), arabic("زارا")) == 0.0


def test_many_at_once_are_as_each_alone():
    known = KnownPairs.of(PAIRS, "Arab")
    latins, natives = (np.array(keys) for keys in ([latin(word) for word in LATIN], [arabic(word) for word in ARABIC]))
    seen = {are_latin: known.seen(keys, are_latin=are_latin) for are_latin, keys in ((True, latins), (False, natives))}
    for key in natives.tolist():
        many = known.odds_many(key, latins, seen[True], is_latin=False)
        assert many.tolist() == [known.odds(other, key) for other in latins.tolist()]
    for key in latins.tolist():
        many = known.odds_many(key, natives, seen[False], is_latin=True)
        assert many.tolist() == [known.odds(key, other) for other in natives.tolist()]


def test_nothing_is_known_without_pairs():
    known = KnownPairs.of([], "Arab")
    assert known.odds(latin("sami"), arabic("سامي")) == 0.0
    natives = np.array([arabic("سامي")])
    assert known.seen(natives, are_latin=False).tolist() == [False]
    assert known.odds_many(latin("sami"), natives, known.seen(natives, are_latin=False), is_latin=True).tolist() == [0.0]


def test_spellings_that_fold_alike_are_one():
    known = KnownPairs.of([("omer", "عمر")], "Arab")
    assert known.odds(latin("ömer"), arabic("عُمر")) == PAIRED


@pytest.mark.parametrize(
    ("one", "script", "other", "other_script"),
    [("salah", "Latn", "صلاح", "Arab"), ("иван", "Cyrl", "ivan", "Latn"), ("יוסף", "Hebr", "yosef", "Latn")],
)
def test_a_remembered_pair_is_surer_whichever_comes_first(one: str, script: str, other: str, other_script: str):
    by_letters = FORGETFUL.log_odds(one, script, other, other_script)
    assert shipped().log_odds(one, script, other, other_script) == pytest.approx(min(CERTAIN, by_letters + PAIRED))
    assert shipped().log_odds(other, other_script, one, script) == shipped().log_odds(one, script, other, other_script)


def test_known_words_that_were_never_one_are_less_sure():
    by_letters = FORGETFUL.log_odds("salah", "Latn", "صالح", "Arab")
    assert shipped().log_odds("salah", "Latn", "صالح", "Arab") == pytest.approx(by_letters + MISSED)


def test_words_that_training_never_saw_are_judged_by_their_letters():
    for one, other in (("qozvinu", "قوزفينو"), ("tarbelomi", "тарбеломи")):
        script = "Arab" if other[0] > "\u0600" else "Cyrl"
        assert shipped().log_odds(one, "Latn", other, script) == FORGETFUL.log_odds(one, "Latn", other, script)


@pytest.mark.parametrize("query", ["صالح سلمان", "عمر سعود", "Salih Salman"])
def test_a_search_counts_what_a_comparison_counts(query: str):
    names = ["Salih Salman", "Salah Salman", "Omar Saud", "Amer Saud", "صالح سلمان", "Омар Сауд"]
    found = dict(Index().build([(name, name) for name in names]).search(query))
    assert len(found) > 1
    for name, score in found.items():
        assert score == pytest.approx(compare(query, name).score, abs=1e-4)


def test_the_spelling_that_people_write_comes_before_one_that_sounds_like_it():
    names = [(name, name) for name in ("Salah Salman", "Salih Salman")]
    assert Index(FORGETFUL).build(names).search("صالح سلمان")[0][0] == "Salah Salman"
    assert Index().build(names).search("صالح سلمان")[0][0] == "Salih Salman"


def test_the_pairs_are_the_same_after_their_file(tmp_path: Path):
    whole = KnownPairs.of(PAIRS, "Arab").to_bytes()
    (tmp_path / "known-Arab.npz").write_bytes(whole)
    assert KnownPairs.load(tmp_path / "known-Arab.npz").to_bytes() == whole


@pytest.mark.parametrize("damage", ["missing", "cut", "text", "unsorted", "other numbers"])
def test_damaged_pairs_are_named(tmp_path: Path, damage: str):
    path = tmp_path / "known-Arab.npz"
    whole = KnownPairs.of(PAIRS, "Arab").to_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "text":
        path.write_bytes(b"no pairs")
    elif damage == "unsorted":
        np.savez(path, pairs=np.array([3, 1, 2]))
    elif damage == "other numbers":
        np.savez(path, pairs=np.array([0.5, 1.5]))
    with pytest.raises(NameTablesUnreadable):
        Models(tmp_path).known_pairs("Arab")
