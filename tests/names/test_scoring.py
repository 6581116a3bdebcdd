"""The measures, on sets small enough to count by hand; lists of names in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import NameListUnreadable
from dragoman.names import Index
from dragoman.names.rows import read_names
from dragoman.names.scoring import auc, best_threshold, f1, pairs, retrieval

SCORED = [(0.9, True), (0.8, False), (0.7, True), (0.1, False)]


def test_measures_on_four_pairs():
    assert auc(SCORED) == 0.75
    assert auc([(0.5, True), (0.5, False)]) == 0.5
    assert f1(SCORED, 0.7) == pytest.approx(0.8)
    assert f1(SCORED, 0.95) == 0.0
    assert best_threshold(SCORED) == 0.7


def test_a_folder_of_sets_is_measured(tmp_path: Path):
    (tmp_path / "A_full_index.tsv").write_text("id\tname\np1\tSamir Darwish\np2\tSergei Ivanenko\n", encoding="utf-8")
    (tmp_path / "A_ar_full_dev.tsv").write_text("query\tid\nسمير درويش\tp1\nسيرغي إيفانينكو\tp1\n", encoding="utf-8")
    (tmp_path / "B_pairs_dev.tsv").write_text(
        "a\tb\tlabel\tset\nسمير درويش\tSamir Darwish\t1\tx\nسمير درويش\tKarim Haddad\t0\tx\n", encoding="utf-8"
    )
    (row,) = retrieval(tmp_path, "dev", Index)
    assert (row.name, row.queries, row.first) == ("ar_full", 2, 0.5)
    _, (only, macro) = pairs(tmp_path, "dev", lambda one, other: float("Samir" in other))
    assert (only.auc, only.f1, macro.auc) == (1.0, 1.0, 1.0)


def test_a_folder_without_sets_is_named(tmp_path: Path):
    with pytest.raises(NameListUnreadable, match="no evaluation sets"):
        list(retrieval(tmp_path, "dev", Index))
    (tmp_path / "A_ar_full_dev.tsv").write_text("query\tid\n", encoding="utf-8")
    with pytest.raises(NameListUnreadable, match="no index"):
        list(retrieval(tmp_path, "dev", Index))


def test_a_text_is_a_name_a_line(tmp_path: Path):
    path = tmp_path / "names.txt"
    path.write_text(f"Samir Darwish\n\n😀\nسمير\n{'x' * 2000}\n", encoding="utf-8")
    listed = read_names(path)
    assert listed.names == [("1", "Samir Darwish"), ("4", "سمير")]
    assert len(listed.problems) == 2


def test_a_table_has_a_column_of_names(tmp_path: Path):
    path = tmp_path / "names.csv"
    path.write_text('id,name\np1,"Darwish, Samir"\np2,\np3\n', encoding="utf-8")
    listed = read_names(path)
    assert listed.names == [("p1", "Darwish, Samir")]
    assert len(listed.problems) == 2


@pytest.mark.parametrize("content", [b"id,title\n1,x\n", b"\xff\xfe\x00\x01"])
def test_a_file_that_is_no_list_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    with pytest.raises(NameListUnreadable):
        read_names(path)
    with pytest.raises(NameListUnreadable):
        read_names(tmp_path / "absent.csv")
