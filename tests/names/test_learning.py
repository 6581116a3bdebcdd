"""Training: a small folder gives working tables, twice the same; the shipped tables are those of their manifest."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path
from random import Random

import numpy as np
import pytest

from dragoman.errors import NameListUnreadable, NameTablesUnreadable
from dragoman.names.comparison import compare
from dragoman.names.known_pairs import MISSED, PAIRED, word_key
from dragoman.names.learning.composing import Composer
from dragoman.names.learning.derived import persian, sorani, yiddish
from dragoman.names.learning.regression import fit
from dragoman.names.learning.sources import FREE, Counts, read_sources
from dragoman.names.learning.train import train
from dragoman.names.models import MANIFEST_FILE, Models, shipped

CONSONANTS = dict(zip("bdfhklmnrst", "бдфхклмнрст", strict=True))
VOWELS = {"a": "а", "i": "и", "o": "о", "u": "у"}
HEAD = "latin\tnative\tcount\n"


def words(count: int) -> list[tuple[str, str]]:
    """Invented words in Latin and Cyrillic letters."""
    chance = Random(3)
    table = CONSONANTS | VOWELS
    found = set()
    while len(found) < count:
        found.add("".join(chance.choice(list(letters)) for _ in range(chance.choice((2, 3))) for letters in (CONSONANTS, VOWELS)))
    return [(word, "".join(table[letter] for letter in word)) for word in sorted(found)]


def folder(place: Path, rows: list[str], licence: str = "CC0-1.0") -> Path:
    place.mkdir(exist_ok=True)
    (place / "sources.tsv").write_text(f"file\tscript\tsource\tlicence\nwords.tsv\tCyrl\tinvented\t{licence}\n", encoding="utf-8")
    (place / "words.tsv").write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data folder with bad rows among the good, and the tables learned from it."""
    place = tmp_path_factory.mktemp("small")
    rows = [f"{latin}\t{native}\t2" for latin, native in words(400)]
    rows += ["", "one column", "a\tb\tmany", "king\tкороль королевич\t1", "\t\t1", "x\ty\tz\t1", "bad\tпёс\t-3"]
    data = folder(place / "data", rows)
    train(data, place / "out", [].append)
    return data, place / "out"


def test_tables_learned_from_a_few_words_tell_names_apart(small: tuple[Path, Path]):
    models = Models(small[1])
    same, other = words(400)[5], words(400)[250]
    assert compare(same[0], same[1], models=models).score > compare(same[0], other[1], models=models).score


def test_the_pairs_of_the_folder_are_remembered(small: tuple[Path, Path]):
    known = Models(small[1]).known_pairs("Cyrl")
    (latin, native), (_, other) = words(400)[5], words(400)[250]
    assert known.odds(word_key(latin, "Latn"), word_key(native, "Cyrl")) == PAIRED
    assert known.odds(word_key(latin, "Latn"), word_key(other, "Cyrl")) == MISSED


def test_the_same_folder_gives_the_same_tables(small: tuple[Path, Path], tmp_path: Path):
    train(small[0], tmp_path, [].append)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in small[1].iterdir()}


def test_fitting_the_weights_again_alone_gives_the_same_tables(small: tuple[Path, Path], tmp_path: Path):
    for path in small[1].glob("*.npz"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    train(small[0], tmp_path, [].append, weights_only=True)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in small[1].iterdir()}


def test_weights_alone_need_models(small: tuple[Path, Path], tmp_path: Path):
    with pytest.raises(NameTablesUnreadable):
        train(small[0], tmp_path, [].append, weights_only=True)


def test_bad_rows_are_counted_and_left_out(small: tuple[Path, Path]):
    manifest = json.loads((small[1] / MANIFEST_FILE).read_text("utf-8"))
    (source,) = manifest["inputs"]
    assert source["rows"] == 407
    assert source["left_out"] == 7
    assert source["licence"] == "CC0-1.0"


@pytest.mark.parametrize(
    ("rows", "licence", "sentence"),
    [
        ([], "CC0-1.0", "no usable pair"),
        (["just words"], "CC0-1.0", "no usable pair"),
        (["dora\tдора\t1"], "CC-BY-4.0", "licence"),
    ],
)
def test_a_folder_that_cannot_be_learned_from_is_named(tmp_path: Path, rows: list[str], licence: str, sentence: str):
    with pytest.raises(NameListUnreadable, match=sentence):
        read_sources(folder(tmp_path / "data", rows, licence))


def test_missing_and_undecodable_files_are_named(tmp_path: Path):
    data = folder(tmp_path / "data", ["dora\tдора\t1"])
    (data / "words.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NameListUnreadable, match=r"words\.tsv"):
        read_sources(data)
    (data / "words.tsv").unlink()
    with pytest.raises(NameListUnreadable, match=r"words\.tsv"):
        read_sources(data)


def test_the_shipped_tables_are_those_of_their_manifest():
    place = shipped().folder
    manifest = json.loads((place / MANIFEST_FILE).read_text("utf-8"))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in place.iterdir() if path.name != MANIFEST_FILE}
    assert found == manifest["files"]
    assert {source["licence"] for source in manifest["inputs"]} <= FREE
    assert sum(path.stat().st_size for path in place.iterdir()) < 8_000_000


@pytest.mark.shared
def test_the_shipped_tables_come_from_the_shared_training_words(shared_data: Path):
    manifest = json.loads((shipped().folder / MANIFEST_FILE).read_text("utf-8"))
    train_folder = shared_data / "names" / "train"
    assert {source["file"]: source["sha256"] for source in manifest["inputs"]} == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in train_folder.glob("tokens_*.tsv")
    }


@pytest.mark.shared
@pytest.mark.skipif(not os.environ.get("DRAGOMAN_TEST_TRAINING"), reason="learning takes five minutes: DRAGOMAN_TEST_TRAINING=1")
def test_the_shipped_tables_are_learned_again_to_the_byte(shared_data: Path, tmp_path: Path):
    train(shared_data / "names" / "train", tmp_path, print)
    again = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert again == {path.name: path.read_bytes() for path in shipped().folder.iterdir()}


def test_models_are_plain_arrays():
    for path in shipped().folder.glob("*.npz"):
        with zipfile.ZipFile(path) as archive:
            assert all(name.endswith(".npy") for name in archive.namelist())


def test_persian_has_its_own_letters():
    found = persian(Counts({("mustafa", "مصطفى"): 2, ("parviz", "برويز"): 2, ("golchin", "غولتشين"): 1, ("john", "جون"): 5}))
    assert ("parviz", "پرويز") in found
    assert ("mustafa", "مصطفي") in found
    assert any(native.startswith("گ") and "چ" in native for _, native in found)
    assert all(native for _, native in found)


def test_sorani_writes_vowels():
    spelled = sorani(Counts({(word, "x"): 1 for word, _ in words(200)}))
    assert spelled
    assert all(len(native) >= len(latin) - 1 for latin, native in spelled)


def test_yiddish_writes_vowels_and_final_letters():
    spelled = yiddish(Counts({(word, "x"): 1 for word, _ in words(200)}))
    assert spelled
    assert all("ע" in native for latin, native in spelled if "e" in latin)
    assert {native[-1] for latin, native in spelled} <= set("אעויבדקלרסטהםןף")


def test_composed_names_are_the_same_for_the_same_chance():
    counts = Counts(dict.fromkeys(words(50), 1))
    first, second = (Composer("Cyrl", counts, Random(1)).examples(20, latin_only=False) for _ in range(2))
    assert first == second
    assert {example.is_same for example in first} == {True, False}


def test_a_regression_finds_the_weights_that_made_the_labels():
    rows = np.random.default_rng(2).normal(size=(4000, 2))
    chances = 1 / (1 + np.exp(-(0.5 + 2.0 * rows[:, 0] - 1.0 * rows[:, 1])))
    labels = (np.random.default_rng(3).random(4000) < chances).astype(float)
    assert np.allclose(fit(rows, labels), [0.5, 2.0, -1.0], atol=0.25)
