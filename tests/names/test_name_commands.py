"""`dragoman names compare`, `train`, `score`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.errors import NameListUnreadable, NameTablesUnreadable
from dragoman.names.commands import names
from dragoman.names.models import shipped

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
    assert run("compare", "", "Samir") == (0, "score 0.000  probably two names\n  nothing to compare\n")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Dr. Sheikh", "الدكتور الشيخ", "probably two names"),  # titles name nobody
        ("Sаmir Dаrwish", "Samir Darwish", "one name"),  # the first has а of the Cyrillic alphabet
        ("Samirسمير", "سمير", "probably two names"),
        ("😀", "😀", "nothing to compare"),
        ("123", "١٢٤", "nothing met"),
        ("Samir\nDarwish", "Samir\u202eDarwish", "one name"),
        ("x" * 10_000, "y" * 10_000, "probably two names"),
        ("\udcff", "Samir", "nothing to compare"),
    ],
)
def test_compare_of_what_is_hardly_a_name(one: str, other: str, said: str):
    code, output = run("compare", one, other)
    assert code == 0
    assert said in output
    assert len(output) < 1000


def test_compare_as_json():
    _, output = run("compare", "Dr. Samir Darwish", "سمير درويش", "--json")
    found = json.loads(output)
    assert found["score"] > 0.9
    assert {(meeting["one"], meeting["other"]) for meeting in found["meetings"]} == {("Samir", "سمير"), ("Darwish", "درويش")}
    assert found["left_one"] == [{"text": "Dr", "kind": "title"}]


def test_tables_of_ones_own_are_used(tmp_path: Path):
    (tmp_path / "Latn-Latn.npz").write_bytes(b"PK, but damaged")
    answer = CliRunner().invoke(names, ["compare", "Samir", "Sameer", "--tables", str(tmp_path)])
    assert isinstance(answer.exception, NameTablesUnreadable)
    code, output = run("compare", "Samir", "سمير", "--tables", str(shipped().folder))
    assert code == 0
    assert output.startswith("score 0.")


def test_train_says_which_file_is_missing(tmp_path: Path):
    (tmp_path / "words").mkdir()
    answer = CliRunner().invoke(names, ["train", str(tmp_path / "words"), "--out", str(tmp_path / "tables")])
    assert isinstance(answer.exception, NameListUnreadable)
    assert "There is no tokens_ar.tsv in words" in str(answer.exception)


def test_score_prints_a_table(tmp_path: Path):
    (tmp_path / "A_ar_full_index.tsv").write_text("id\tname\np1\tSamir Darwish\n", encoding="utf-8")
    (tmp_path / "A_ar_full_dev.tsv").write_text("query\tid\nسمير درويش\tp1\n", encoding="utf-8")
    (tmp_path / "B_pairs_dev.tsv").write_text("a\tb\tlabel\tset\nسمير\tSamir\t1\tx\nسمير\tKarim\t0\tx\n", encoding="utf-8")
    code, output = run("score", str(tmp_path))
    assert code == 0
    assert "ar_full" in output
    assert "MACRO" in output


@pytest.mark.parametrize(
    ("file", "head", "missing"),
    [
        ("A_ar_full_dev.tsv", "name\tid\n", "query"),
        ("A_ar_full_index.tsv", "id\tquery\n", "name"),
        ("B_pairs_dev.tsv", "a\tb\n", "label, set"),
    ],
)
def test_score_says_which_column_is_missing(tmp_path: Path, file: str, head: str, missing: str):
    (tmp_path / "A_ar_full_index.tsv").write_text("id\tname\np1\tSamir Darwish\n", encoding="utf-8")
    (tmp_path / "A_ar_full_dev.tsv").write_text("query\tid\n", encoding="utf-8")
    (tmp_path / "B_pairs_dev.tsv").write_text("a\tb\tlabel\tset\n", encoding="utf-8")
    (tmp_path / file).write_text(head, encoding="utf-8")
    answer = CliRunner().invoke(names, ["score", str(tmp_path)])
    assert isinstance(answer.exception, NameListUnreadable)
    assert str(answer.exception) == f"{file} has no column {missing}."
