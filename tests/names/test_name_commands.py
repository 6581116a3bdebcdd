"""`dragoman names compare`, `search`, `train`, `score`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.errors import NameListUnreadable
from dragoman.names.commands import names

FSI, PDI = "\u2068", "\u2069"


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(names, list(arguments))
    return answer.exit_code, answer.output


def test_compare_says_the_score_and_why():
    code, output = run("compare", "Dr. Samir Darwish", "سمير درويش")
    assert code == 0
    assert output.startswith("score 0.9")
    assert f"{FSI}Samir{PDI} = {FSI}سمير{PDI}" in output
    assert f"left over of the first: {FSI}Dr{PDI} (title)" in output


def test_compare_shows_no_direction_controls_of_a_name():
    _, output = run("compare", "\u202eSamir\u0007", "Samir")
    assert "\u202e" not in output
    assert "\u0007" not in output


def test_compare_of_nothing_says_so():
    assert run("compare", "", "Samir") == (0, "score 0.000\n  nothing met\n")


def test_search_lists_the_best_and_tells_bad_rows(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text("id,name\np1,Samir Darwish\np2,Sergei Ivanenko\np3,😀\n", encoding="utf-8")
    code, output = run("search", "سمير درويش", "--in", str(path))
    assert code == 0
    assert f"left out: {FSI}p3" in output
    best = next(line for line in output.splitlines() if "Samir" in line)
    assert best.endswith(f"{FSI}Samir Darwish{PDI}  ({FSI}p1{PDI})")


def test_search_shows_each_spelling_of_an_id(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text("id,name\np1,Samir Darwish\np1,سمير درويش\n", encoding="utf-8")
    _, output = run("search", "Самир Дарвиш", "--in", str(path))
    assert {line.split(FSI)[1].split(PDI)[0] for line in output.splitlines()} == {"Samir Darwish", "سمير درويش"}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("absent.csv", None, "absent.csv can't be opened"),
        ("people.txt", b"\xff\xfe\x00", "people.txt is not UTF-8"),
        ("people.csv", b"id,title\n", "no column called name"),
    ],
)
def test_search_says_what_is_wrong_with_a_list(tmp_path: Path, file: str, content: bytes | None, said: str):
    if content is not None:
        (tmp_path / file).write_bytes(content)
    answer = CliRunner().invoke(names, ["search", "Samir", "--in", str(tmp_path / file)])
    assert isinstance(answer.exception, NameListUnreadable)
    assert said in str(answer.exception)


def test_train_says_which_file_is_missing(tmp_path: Path):
    (tmp_path / "words").mkdir()
    answer = CliRunner().invoke(names, ["train", str(tmp_path / "words"), "--out", str(tmp_path / "tables")])
    assert isinstance(answer.exception, NameListUnreadable)
    assert "There is no tokens_ar.tsv in words" in str(answer.exception)


def test_search_that_finds_nothing_says_so(tmp_path: Path):
    path = tmp_path / "people.txt"
    path.write_text("Samir Darwish\n", encoding="utf-8")
    assert run("search", "😀", "--in", str(path)) == (0, "nothing sounds like it\n")


def test_score_prints_a_table(tmp_path: Path):
    (tmp_path / "A_ar_full_index.tsv").write_text("id\tname\np1\tSamir Darwish\n", encoding="utf-8")
    (tmp_path / "A_ar_full_dev.tsv").write_text("query\tid\nسمير درويش\tp1\n", encoding="utf-8")
    (tmp_path / "B_pairs_dev.tsv").write_text("a\tb\tlabel\tset\nسمير\tSamir\t1\tx\nسمير\tKarim\t0\tx\n", encoding="utf-8")
    code, output = run("score", str(tmp_path))
    assert code == 0
    assert "ar_full" in output
    assert "MACRO" in output
