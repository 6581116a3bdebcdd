"""Lists of names as people have them: out of spreadsheets, with rows and files that are no names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import NameListUnreadable
from dragoman.names.rows import read_names

NAMES = [("p1", "Samir Darwish"), ("p2", "سمير درويش"), ("p3", "Иваненко, Сергей"), ("p4", "דניאל רוזן")]
ROWS = {
    ",": 'id,name\np1,Samir Darwish\np2,سمير درويش\np3,"Иваненко, Сергей"\np4,דניאל רוזן\n',
    ";": "id;name\np1;Samir Darwish\np2;سمير درويش\np3;Иваненко, Сергей\np4;דניאל רוזן\n",
    "\t": "id\tname\np1\tSamir Darwish\np2\tسمير درويش\np3\tИваненко, Сергей\np4\tדניאל רוזן\n",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [*ROWS])
def test_tables_as_spreadsheets_write_them(tmp_path: Path, delimiter: str, line_end: str, encoding: str):
    path = tmp_path / "people.csv"
    path.write_bytes(ROWS[delimiter].replace("\n", line_end).encode(encoding))
    assert read_names(path).names == NAMES


def test_unicode_text_of_a_spreadsheet_is_a_table(tmp_path: Path):
    path = tmp_path / "people.txt"
    path.write_text(ROWS["\t"], encoding="utf-16")
    assert read_names(path).names == NAMES


@pytest.mark.parametrize("head", ["ID,Full Name,note", ' id , "full name",note'])
def test_any_column_may_have_the_names(tmp_path: Path, head: str):
    path = tmp_path / "people.csv"
    path.write_text(f"{head}\np1,Samir Darwish,x\n", encoding="utf-8")
    assert read_names(path, "Full name").names == [("p1", "Samir Darwish")]
    with pytest.raises(NameListUnreadable, match="no column called name") as caught:
        read_names(path)
    assert caught.value.detail == "its columns: id, full name, note"


def test_without_ids_they_are_line_numbers(tmp_path: Path):
    (tmp_path / "people.csv").write_text("name\nSamir\n\nKarim\n", encoding="utf-8")
    (tmp_path / "people.txt").write_text("Samir\n\nKarim\n", encoding="utf-8")
    assert read_names(tmp_path / "people.csv").names == [("2", "Samir"), ("4", "Karim")]
    assert read_names(tmp_path / "people.txt").names == [("1", "Samir"), ("3", "Karim")]


def test_rows_that_are_no_names_are_told(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text(f'id,name\np1,Samir\np2,😀\np3\np4,{"x" * 1001}\np5,"Karim\np6,Salma\n', encoding="utf-8")
    listed = read_names(path)
    assert listed.names == [("p1", "Samir")]
    assert listed.problems == [
        "p2: “😀” has no letter to compare",
        "p3: empty",
        "p4: longer than 1000 characters, no name; is a quotation mark left open?",
        "p5: more than one line, no name; is a quotation mark left open?",
    ]


@pytest.mark.parametrize(
    ("file", "content", "said", "detail"),
    [
        ("absent.csv", None, "absent.csv can't be opened.", "No such file or directory"),
        (".", None, "can't be opened.", "Is a directory"),
        ("people.txt", b"\xe1\xe3\xed\xd1\n", "people.txt is not UTF-8 text; save it as UTF-8", "0xe1"),  # windows-1256
        ("people.txt", b"\xff\xfe\x00", "people.txt is not UTF-8 text", "truncated data"),
        ("people.csv", b"id,title\n", "no column called name", "its columns: id, title"),
        ("people.csv", b"", "no column called name", "it is empty"),
        ("people.csv", b"id,name\n", "people.csv has no name.", ""),
        ("people.txt", "😀\n".encode(), "people.txt has no name.", "1: “😀” has no letter to compare"),
        ("people.csv", b"id,name\n1," + b"x" * 200_000, "people.csv is not a table, from line", "field larger than"),
    ],
)
def test_a_file_that_is_no_list_says_why(tmp_path: Path, file: str, content: bytes | None, said: str, detail: str):
    if content is not None:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(NameListUnreadable) as caught:
        read_names(tmp_path / file)
    assert said in caught.value.sentence
    assert detail in caught.value.detail
