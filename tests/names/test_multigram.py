"""The learned models: several ways to one number, and files that are damaged."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement, product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from dragoman.errors import NameTablesUnreadable
from dragoman.names.alphabet import Alphabet, Chunks
from dragoman.names.models import CERTAIN, SCRIPTS, Models, shipped
from dragoman.names.multigram import Multigram
from dragoman.names.native.library import library
from dragoman.names.spelling import spell
from dragoman.names.summing import compiled
from dragoman.names.summing.chances import SCALE_LOG, UNIT, Floats
from dragoman.names.summing.plain import PlainSums

LATIN = ["mohammed", "muhamad", "mahmoud", "sergey", "yusuf", "şahin", "x", "abdurrahman", "zzzzzz", "josé"]
WORDS = {"Arab": "محمد", "Cyrl": "сергей", "Hebr": "יוסף"}


is_compiled = pytest.mark.skipif(library() is None, reason="left out, nothing was compiled: python hatch_build.py")


@pytest.fixture(params=[PlainSums, pytest.param(compiled.CompiledSums, marks=is_compiled)])
def models(request: pytest.FixtureRequest) -> Models:
    """The shipped tables, with either way of summing."""
    return Models(shipped().folder, sums_of=request.param)


def against_all(model: Multigram, side: int, words: list[str], word: str) -> Floats:
    """Log-odds of all words of a side against one of the other."""
    return model.log_odds_many(model.code(side, words), [(word, np.arange(len(words)))], side)[0]


@pytest.mark.parametrize("script", WORDS)
def test_one_pair_and_many_pairs_are_weighed_alike(models: Models, script: str):
    model = models.model("Latn", script)
    words = [spell(word) for word in LATIN]
    many = np.clip(against_all(model, 0, words, WORDS[script]), -CERTAIN, CERTAIN)
    one = np.clip([model.log_odds(word, WORDS[script]) for word in words], -CERTAIN, CERTAIN)
    assert np.allclose(many, one, atol=0.01)


@pytest.mark.parametrize("script", WORDS)
@pytest.mark.parametrize("word", ["söğütlü", "çepbeýew", "gümüşcü", "ýoñuşça"])
def test_rare_letters_alone_make_no_pair(models: Models, word: str, script: str):
    model = models.model("Latn", script)
    native = WORDS[script] + WORDS[script][::-1]
    assert model.log_odds(word, native) < -CERTAIN
    assert against_all(model, 0, [word], native)[0] < -CERTAIN


@pytest.mark.parametrize("script", WORDS)
def test_either_side_may_be_the_many(models: Models, script: str):
    model = models.model("Latn", script)
    for word in map(spell, LATIN):
        there = float(against_all(model, 0, [word], WORDS[script])[0])
        back = float(against_all(model, 1, [WORDS[script]], word)[0])
        assert there == pytest.approx(back, abs=0.01) or max(there, back) < -CERTAIN


def test_a_word_alone_is_as_likely_as_it_is_with_any_word():
    """Its chance is the sum of those with all words of the other side, here of at most nine letters, but for a constant."""
    model = small_model()
    words = ["a", "b", "ab", "bba", "abab"]
    coded, rows = model.code(0, words), np.arange(len(words))
    others = ["".join(letters) for length in range(10) for letters in product("xy", repeat=length)]
    total = np.zeros(len(words))
    for other in others:
        joint, _, _, _, length = model.features(coded, rows, other)
        total += np.exp(joint - SCALE_LOG * length)
    off = np.log(total) - coded.alone
    assert np.allclose(off, off[0], atol=0.001)


def small_model() -> Multigram:
    """A model of the letters a and b with x and y: a goes with x, b with y or with nothing, ab with xy, y with nothing."""
    (begin, end, a, b), (_, _, x, y) = [1, 2, 3, 4], [1, 2, 3, 4]
    firsts = Chunks(Alphabet("ab"), [(0,), (begin,), (end,), (a,), (b,), (a, b)], 3)
    seconds = Chunks(Alphabet("xy"), [(0,), (begin,), (end,), (x,), (y,), (x, y)], 2)
    chances = [(2, 2, 0.2), (3, 3, 0.2), (4, 4, 0.2), (5, 5, 0.15), (6, 6, 0.1), (5, 0, 0.1), (0, 5, 0.05)]
    pairs = [(one, other, round(math.log(chance) / UNIT)) for one, other, chance in chances]
    return Multigram((firsts, seconds), np.array(pairs, dtype=np.int32), np.zeros(6), PlainSums)


@pytest.mark.parametrize("script", WORDS)
def test_many_words_alone_are_as_each_alone(script: str):
    """Also where there are more than are summed at once, of letters that the model does not know, and of none."""
    model = shipped().model("Latn", script)
    words = [f"{word}{number % 7}" for number in range(1000) for word in (*map(spell, LATIN), "")]
    each = [float(model.code(0, [word]).alone[0]) for word in words[:77]]
    assert np.allclose(model.code(0, words).alone[:77], each)
    assert np.allclose(model.code(0, words).alone[-77:], [each[(at - 77 + len(words)) % 77] for at in range(77)])


@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(SCRIPTS, 2)])
def test_letters_that_no_model_knows_make_no_pair(models: Models, one: str, other: str):
    """Neither with one another nor with letters that it knows: at most they say nothing."""
    model = models.model(one, other)
    known = model.sides[1].alphabet.letters[:5]
    assert model.log_odds("1234", "5678") < 1
    assert model.log_odds("1234", known) < 1


def test_words_added_later_are_coded_as_those_before():
    model = shipped().model("Latn", "Arab")
    together = model.code(0, ["ali", "abdurrahman"])
    extended = model.code(0, []).extend(model.code(0, ["ali"])).extend(model.code(0, ["abdurrahman"]))
    for part in ("codes", "starts", "alone"):
        assert np.array_equal(getattr(together, part), getattr(extended, part))


@pytest.mark.parametrize("script", WORDS)
def test_words_asked_together_are_weighed_as_each_alone(models: Models, script: str):
    """Also where they are of different lengths, meet different words, the same word twice, or none."""
    model = models.model("Latn", script)
    words = [spell(word) for word in (*LATIN, "mohammad", "mohamed", "mohammed")]
    coded = model.code(0, words)
    asked = [(WORDS[script], np.arange(len(words))), (WORDS[script][:2] * 6, np.array([3, 0, 3])), (WORDS[script], np.arange(0))]
    for (word, rows), odds in zip(asked, model.log_odds_many(coded, asked), strict=True):
        alone = [float(against_all(model, 0, [words[row]], word)[0]) for row in rows.tolist()]
        assert np.allclose(odds, alone, atol=1e-4)


def test_more_words_at_once_than_there_is_room_for_are_refused():
    model = Models(shipped().folder, sums_of=PlainSums).model("Latn", "Arab")
    with pytest.raises(ValueError, match="at once"):
        model.log_odds_many(model.code(0, ["ali"]), [("علي", np.arange(1))] * 256)


@is_compiled
@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(SCRIPTS, 2)])
def test_compiled_and_plain_sums_are_the_same(one: str, other: str):
    """Of words of all letters that the tables know, and of one they do not know; likely and unlikely ones, short and long."""
    plain, fast = (Models(shipped().folder, sums_of=sums_of).model(one, other) for sums_of in (PlainSums, compiled.CompiledSums))
    chance = Random(f"{one}{other}")
    firsts, seconds = (some_words(side.alphabet.letters, chance) for side in plain.sides)
    for first, second in zip(firsts, seconds, strict=True):
        assert fast.log_odds(first, second) == pytest.approx(plain.log_odds(first, second), abs=1e-3)
    for side, words, asked in ((0, firsts, seconds), (1, seconds, firsts)):
        coded, rows = plain.code(side, words), np.arange(len(words))
        for theirs, mine in zip(
            plain.log_odds_many(coded, [(word, rows) for word in asked], side),
            fast.log_odds_many(coded, [(word, rows) for word in asked], side),
            strict=True,
        ):
            assert np.allclose(theirs, mine, atol=1e-3)


def some_words(letters: str, chance: Random) -> list[str]:
    lengths = [1, 2, 3, *(chance.randint(2, 9) for _ in range(50)), 24, 40]
    return ["".join(chance.choices(letters + "7", k=length)) for length in lengths]


def test_what_words_are_together_speaks_for_them_and_what_each_is_alone_against():
    for one, other in combinations_with_replacement(SCRIPTS, 2):
        _, together, alone, other_alone, _, _ = shipped().model(one, other).weights.tolist()
        assert together > 0 > max(alone, other_alone)


def test_every_pair_of_scripts_has_a_model():
    for at, one in enumerate(SCRIPTS):
        for other in SCRIPTS[at:]:
            assert len(shipped().model(one, other).pairs) > 300


def test_a_model_is_the_same_after_its_file(tmp_path: Path):
    model = shipped().model("Latn", "Hebr")
    (tmp_path / "copy.npz").write_bytes(model.to_bytes())
    assert Multigram.load(tmp_path / "copy.npz").to_bytes() == model.to_bytes()


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "flipped", "text", "swapped"])
def test_a_damaged_model_is_named(tmp_path: Path, damage: str):
    path = tmp_path / "Latn-Arab.npz"
    whole = shipped().model("Latn", "Arab").to_bytes()
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flipped":
        middle = len(whole) // 2
        path.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    elif damage == "text":
        path.write_bytes(b"not a model")
    elif damage == "swapped":
        with np.load(shipped().folder / "Latn-Arab.npz") as parts:
            np.savez(path, **{**parts, "pairs": parts["pairs"] + 100_000})
    with pytest.raises(NameTablesUnreadable):
        Models(tmp_path).log_odds("ali", "Latn", "علي", "Arab")


def test_damaged_weights_are_named(tmp_path: Path):
    (tmp_path / "weights.tsv").write_text("feature\tsame script\tacross scripts\nmean\tmuch\tlittle\n")
    with pytest.raises(NameTablesUnreadable):
        Models(tmp_path).weights(same_script=True)
