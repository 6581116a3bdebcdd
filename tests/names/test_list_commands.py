"""`dragoman names search` and `romanise`: one name or a file of names, for a person or for another program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.errors import NameIndexUnreadable, NameListUnreadable, StyleUnreadable
from dragoman.names.list_commands import index, romanise, search

FSI, PDI = "\u2068", "\u2069"
PEOPLE = "id,name\np1,Samir Darwish\np2,Sergei Ivanenko\np3,Daniel Rozen\n"
ASKED = "id;who\nq1;سمير درويش\nq2;Сергій Іваненко\nq3;דניאל רוזן\nq4;Zzyzx\nq5;😀\n"


@pytest.fixture
def people(tmp_path: Path) -> str:
    return written(tmp_path / "people.csv", PEOPLE)


@pytest.fixture
def asked(tmp_path: Path) -> str:
    return written(tmp_path / "asked.csv", ASKED)


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def searched(*arguments: str) -> Result:
    return CliRunner().invoke(search, list(arguments))


def table_of(result: Result) -> list[dict[str, str]]:
    text = result.stdout_bytes.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_search_lists_the_best_and_tells_bad_rows(tmp_path: Path):
    file = written(tmp_path / "people.csv", f"{PEOPLE}p4,😀\n")
    result = searched("سمير درويش", "--in", file)
    assert result.exit_code == 0
    assert f"left out: {FSI}p4" in result.stderr
    assert result.stdout.splitlines()[0].endswith(f"{FSI}Samir Darwish{PDI}  ({FSI}p1{PDI})")


def test_search_shows_each_spelling_of_an_id(tmp_path: Path):
    file = written(tmp_path / "people.csv", "id,name\np1,Samir Darwish\np1,سمير درويش\n")
    found = searched("Самир Дарвиш", "--in", file).stdout.splitlines()
    assert {line.split(FSI)[1].split(PDI)[0] for line in found} == {"Samir Darwish", "سمير درويش"}


def indexed(*arguments: str) -> Result:
    return CliRunner().invoke(index, list(arguments))


def test_an_index_is_searched_as_its_list(people: str, asked: str, tmp_path: Path):
    folder = str(tmp_path / "people.index")
    made = indexed(people, "--out", folder)
    assert (made.exit_code, made.stdout) == (0, f"3 names in {folder}\n")
    question = ["--queries", asked, "--query-column", "who", "-k", "2", "--csv"]
    assert table_of(searched("--in", folder, *question)) == table_of(searched("--in", people, *question))


def test_an_index_is_replaced_and_other_files_are_not(people: str, tmp_path: Path):
    folder = tmp_path / "people.index"
    indexed(people, "--out", str(folder))
    other = written(tmp_path / "other.txt", "Leyla Demirel\n")
    assert indexed(other, "--out", str(folder)).exit_code == 0
    assert "Leyla Demirel" in searched("ليلى دميرل", "--in", str(folder)).stdout
    refused = indexed(other, "--out", str(tmp_path))
    assert refused.exit_code != 0
    assert "has other files" in refused.stderr
    assert Path(people).read_text("utf-8") == PEOPLE


def test_an_index_that_was_broken_off_is_told_and_made_again(people: str, tmp_path: Path):
    folder = tmp_path / "people.index"
    indexed(people, "--out", str(folder))
    (folder / "index.json").unlink()
    assert isinstance(searched("Samir", "--in", str(folder)).exception, NameIndexUnreadable)
    assert indexed(people, "--out", str(folder)).exit_code == 0
    assert "Samir Darwish" in searched("Самир Дарвиш", "--in", str(folder)).stdout


def test_search_that_finds_nothing_says_so(people: str):
    assert searched("Qqqq", "--in", people, "--least", "0.9").stdout == "nothing sounds like it\n"


@pytest.mark.parametrize("query", ["", "😀", "\u202e\u0007"])
def test_search_for_no_name_says_so(people: str, query: str):
    answer = searched(query, "--in", people)
    assert isinstance(answer.exception, NameListUnreadable)
    assert "has no letter to compare" in str(answer.exception)


@pytest.mark.parametrize("query", ["S", "x" * 10_000, "Dr.", "123", "Sаmirسمير"])
def test_search_for_what_is_hardly_a_name_is_never_certain(people: str, query: str):
    answer = searched(query, "--in", people, "--json")
    assert answer.exit_code == 0
    assert all(hit["score"] < 0.8 for hit in json.loads(answer.stdout)["found"])


def test_a_file_of_queries_is_searched_for_a_person(people: str, asked: str):
    result = searched("--queries", asked, "--query-column", "Who", "--in", people, "--least", "0.8")
    lines = result.stdout.splitlines()
    assert lines[0] == f"{FSI}سمير درويش{PDI}  ({FSI}q1{PDI})"
    assert lines[1].endswith(f"{FSI}Samir Darwish{PDI}  ({FSI}p1{PDI})")
    assert lines[-2:] == [f"{FSI}Zzyzx{PDI}  ({FSI}q4{PDI})", "  nothing sounds like it"]
    assert f"left out: {FSI}q5" in result.stderr


def test_a_file_of_queries_as_csv_keeps_every_query(people: str, asked: str):
    rows = table_of(searched("--queries", asked, "--query-column", "who", "--in", people, "-k", "1", "--least", "0.8", "--csv"))
    assert [(row["query_id"], row["id"]) for row in rows] == [("q1", "p1"), ("q2", "p2"), ("q3", "p3"), ("q4", "")]
    assert float(rows[0]["score"]) > 0.8
    assert rows[3]["query"] == "Zzyzx"


def test_a_file_of_queries_as_json(people: str, asked: str):
    result = searched("--queries", asked, "--query-column", "who", "--in", people, "-k", "1", "--json")
    first = json.loads(result.stdout.splitlines()[0])
    assert (first["query_id"], first["query"]) == ("q1", "سمير درويش")
    assert (first["found"][0]["id"], first["found"][0]["rank"]) == ("p1", 1)


def test_a_list_comes_from_standard_input(people: str):
    found = CliRunner().invoke(search, ["--queries", "-", "--in", people, "-k", "1", "--json"], input="سمير درويش\nЩукин\n")
    assert json.loads(found.stdout.splitlines()[0])["found"][0]["id"] == "p1"
    empty = CliRunner().invoke(search, ["--queries", "-", "--in", people], input="")
    assert str(empty.exception) == "standard input has no name."


def test_no_cell_is_a_formula(tmp_path: Path, people: str):
    file = written(tmp_path / "evil.txt", "=Samir Darwish\n@Daniel Rozen\n")
    rows = table_of(searched("--queries", file, "--in", people, "-k", "1", "--csv"))
    assert [row["query"] for row in rows] == ["'=Samir Darwish", "'@Daniel Rozen"]


@pytest.mark.parametrize("arguments", [[], ["Samir", "--queries", "asked.csv"]])
def test_search_wants_one_name_or_a_file(people: str, arguments: list[str]):
    answer = searched(*arguments, "--in", people)
    assert answer.exit_code == 2
    assert "one of the two" in answer.stderr


def test_romanise_marks_guesses():
    assert CliRunner().invoke(romanise, ["محمد"]).output == "M[u]ḥ[a]m[ma]d\n"
    assert CliRunner().invoke(romanise, ["محمد", "--scheme", "newspaper", "--plain"]).output == "Muhammad\n"


def test_romanise_takes_a_desks_style(tmp_path: Path):
    path = written(tmp_path / "ours.toml", 'base = "newspaper"\n[ru]\nletters = "щ shtsh"\n')
    assert CliRunner().invoke(romanise, ["Щукин", "--scheme", path]).output == "Shtshukin\n"


def test_romanise_says_which_schemes_there_are():
    assert isinstance(CliRunner().invoke(romanise, ["محمد", "--scheme", "iso"]).exception, StyleUnreadable)


def test_romanise_reads_a_file_and_tells_what_a_scheme_lacks(tmp_path: Path):
    file = written(tmp_path / "people.csv", "id,name\np1,سَمِير\np2,Щукин\np3,Samir\n")
    result = CliRunner().invoke(romanise, ["--in", file, "--csv"])
    assert [(row["id"], row["romanised"], row["marked"]) for row in table_of(result)] == [
        ("p1", "Samīr", "Samīr"),
        ("p3", "Samir", "Samir"),
    ]
    assert "p2: Щукин: IJMES has no table for 'ru'" in result.stderr
    assert CliRunner().invoke(romanise, ["--in", file, "--scheme", "newspaper"]).stdout == "Samir\nShchukin\nSamir\n"


def test_romanise_as_json():
    said = json.loads(CliRunner().invoke(romanise, ["حسن", "--json"]).stdout)
    assert said == {"id": "", "name": "حسن", "romanised": "Ḥasan", "marked": "Ḥ[a]s[a]n"}


def test_romanise_shows_no_controls():
    assert CliRunner().invoke(romanise, ["\u202eSamir\x1b[31m\u0007"]).output == "Samir[31m\n"


@pytest.mark.parametrize("name", ["", "😀", "\u202e"])
def test_romanise_of_no_name_says_so(name: str):
    assert isinstance(CliRunner().invoke(romanise, [name]).exception, NameListUnreadable)
