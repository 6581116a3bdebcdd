"""`dragoman names link` and `discover`, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.errors import NameListUnreadable, RegisterUnreadable
from dragoman.names.link_commands import discover, link
from dragoman.names.register import dump_register
from tests.names.known import KNOWN


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.jsonl"
    path.write_text(dump_register(KNOWN) + '{"id": "x"}\n', encoding="utf-8")
    return path


def plain(line: str) -> str:
    return line.replace("\u2068", "").replace("\u2069", "")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_link_tells_places_candidates_and_bad_rows(tmp_path: Path, register: Path) -> None:
    result = CliRunner().invoke(link, [str(written(tmp_path, "قال الدرساوي لبهراد سلكوهي")), "--register", str(register)])
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert plain(first).startswith("4-12\tNu'man al-Dirsawi (dirsawi) 0.50; Salma al-Dirsawi (salma) 0.50\t")
    assert plain(second).startswith("14-26\tBehrad Selkuhi (selkuhi) 0.95\t")
    assert result.stderr == "left out: \u2068row 12: house is missing\u2069\n"


def test_link_as_csv_has_a_row_for_each_candidate(tmp_path: Path, register: Path) -> None:
    text = written(tmp_path, "قال الدرساوي")
    result = CliRunner().invoke(link, [str(text), "--register", str(register), "--csv"])
    head, *rows = result.stdout_bytes.decode("utf-8-sig").splitlines()
    assert head == "start,end,text,score,id,house"
    assert rows == [
        "4,12,الدرساوي,0.500,dirsawi,Nu'man al-Dirsawi",
        "4,12,الدرساوي,0.500,salma,Salma al-Dirsawi",
    ]


def test_link_as_json(tmp_path: Path, register: Path) -> None:
    text = written(tmp_path, "Бехрада Селькухи")
    result = CliRunner().invoke(link, [str(text), "--register", str(register), "--json"])
    mention = json.loads(result.stdout)
    assert (mention["start"], mention["end"], mention["text"]) == (0, 16, "Бехрада Селькухи")
    assert mention["candidates"][0]["id"] == "selkuhi"


def test_control_characters_of_a_text_never_reach_the_terminal(register: Path) -> None:
    result = CliRunner().invoke(link, ["-", "--register", str(register)], input="\u202e\x1b[31m Behrad\u2067 Selkuhi\u2069\u2069")
    assert result.stdout.endswith("\t\u2068[31m [Behrad Selkuhi]\u2069\n")


def test_link_reads_standard_input(register: Path) -> None:
    result = CliRunner().invoke(link, ["-", "--register", str(register)], input="Behrad Selkuhi")
    assert result.stdout.startswith("0-14\t\u2068Behrad Selkuhi\u2069 (\u2068selkuhi\u2069) ")


def test_discover_leaves_out_what_is_known(tmp_path: Path, register: Path) -> None:
    text = written(tmp_path, "قال هلال الزورقي إن الجسر سليم. وقال بهراد سلكوهي إن اللقاء غدا")
    result = CliRunner().invoke(discover, [str(text), "--register", str(register), "--json"])
    (proposal,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert proposal == {"start": 4, "end": 16, "text": "هلال الزورقي", "reasons": ["after the verb قال"]}
    assert "after the verb" in CliRunner().invoke(discover, [str(text), "--language", "ar"]).stdout


def test_discover_as_csv_and_in_words(tmp_path: Path) -> None:
    text = str(written(tmp_path, "قال هلال الزورقي إن الجسر سليم."))
    found = CliRunner().invoke(discover, [text, "--csv"]).stdout_bytes.decode("utf-8")
    assert found == "\ufeffstart,end,text,reasons\r\n4,16,هلال الزورقي,after the verb قال\r\n"
    unknown = CliRunner().invoke(discover, [text, "--language", "xx"])
    assert "no words are known that stand beside names in \u2068xx\u2069" in unknown.stderr
    assert unknown.stdout == "4-16\t\u2068هلال الزورقي\u2069\t\u2068after the verb قال\u2069\n"


def test_a_text_in_utf_16_is_read(tmp_path: Path, register: Path) -> None:
    (tmp_path / "wide.txt").write_text("Behrad Selkuhi", encoding="utf-16")
    result = CliRunner().invoke(link, [str(tmp_path / "wide.txt"), "--register", str(register)])
    assert result.stdout.startswith("0-14\t")


def test_files_that_cannot_be_read_say_so(tmp_path: Path, register: Path) -> None:
    binary = tmp_path / "text.bin"
    binary.write_bytes(b"\xff\xfe\xff")
    failures = {
        NameListUnreadable: [str(binary), "--register", str(register)],
        RegisterUnreadable: [str(binary), "--register", str(binary)],
    }
    for error, arguments in failures.items():
        assert isinstance(CliRunner().invoke(link, arguments).exception, error)
    assert isinstance(CliRunner().invoke(discover, [str(tmp_path / "none")]).exception, NameListUnreadable)
