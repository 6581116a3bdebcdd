"""Reading a register: both file forms, merges, and everything that can be wrong with a row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.errors import RegisterUnreadable
from dragoman.names.linker import Linker
from dragoman.names.register import Entity, EntityKind, Name, dump_register, load_register, parse_register
from tests.names.known import KNOWN

ROW = {"id": "a", "kind": "person", "house": "Orlo Venn"}


def lines(*rows: object) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def test_json_lines() -> None:
    register = parse_register(lines(ROW | {"names": {"ar": ["أورلو فن", "أورلو"], "ru": "Орло Венн"}}))
    names = (Name("أورلو فن", "ar"), Name("أورلو", "ar"), Name("Орло Венн", "ru"))
    assert register.entities == {"a": Entity("a", EntityKind.PERSON, "Orlo Venn", names)}
    assert register.problems == ()


def test_csv() -> None:
    payload = "\ufeffid,kind,house,names:ar,names:ru,merged_into\r\na,person,Orlo Venn,أورلو فن|أورلو,,\r\n"
    (entity,) = parse_register(payload.encode()).entities.values()
    assert entity.names == (Name("أورلو فن", "ar"), Name("أورلو", "ar"))


@pytest.mark.parametrize("delimiter", [b",", b";", b"\t"])
def test_columns_are_parted_as_spreadsheets_do(delimiter: bytes) -> None:
    payload = "id,kind,house,names:ar\na,person,Orlo Venn,أورلو فن\n".encode().replace(b",", delimiter)
    assert parse_register(payload).entities == {"a": Entity("a", EntityKind.PERSON, "Orlo Venn", (Name("أورلو فن", "ar"),))}


def test_what_is_written_reads_back_the_same() -> None:
    assert parse_register(dump_register(KNOWN).encode()).entities == KNOWN.entities


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW | {"id": ""}, "id is missing"),
        (ROW | {"id": 7}, "id is missing"),
        (ROW | {"house": " "}, "house is missing"),
        (ROW | {"kind": "ship"}, "kind must be person, organisation, place, not 'ship'"),
        (ROW | {"kind": ["person"]}, "kind must be person, organisation, place, not ['person']"),
        (ROW | {"house": "x" * 601}, "house is longer than 600 characters"),
        (ROW | {"names": ["x"]}, "names must map languages to names"),
        (ROW | {"names": {"ar": [""]}}, "a name in 'ar' is empty, too long or no text"),
        (ROW | {"names": {"ar": 7}}, "a name in 'ar' is empty, too long or no text"),
        (ROW | {"merged_into": 3}, "merged_into must be the id of a row"),
        ([1], "not an object"),
    ],
)
def test_a_bad_row_is_left_out_and_told(row: object, said: str) -> None:
    register = parse_register(lines(ROW | {"id": "good"}, row))
    assert list(register.entities) == ["good"]
    assert [(problem.row, problem.sentence) for problem in register.problems] == [(2, said)]


def test_a_broken_line_is_told_and_the_rest_stands() -> None:
    register = parse_register(lines(ROW) + b"\n{broken\n\n" + lines(ROW | {"id": "b"}))
    assert set(register.entities) == {"a", "b"}
    assert register.problems[0].sentence == "not a JSON object on one line"


def test_an_id_twice_keeps_its_first_row() -> None:
    register = parse_register(lines(ROW, ROW | {"house": "Other"}))
    assert register.entities["a"].house == "Orlo Venn"
    assert register.problems[0].sentence == "the id 'a' stands in an earlier row too"


def test_merged_rows_give_their_names_to_the_one_that_stays() -> None:
    rows = [
        ROW | {"merged_into": "b", "names": {"ru": "Орло"}},
        ROW | {"id": "b", "merged_into": "c", "house": "Orlo V."},
        ROW | {"id": "c", "house": "Orlo Venn the Elder"},
    ]
    register = parse_register(lines(*rows))
    assert list(register.entities) == ["c"]
    assert {name.text for name in register.entities["c"].names} == {"Orlo Venn", "Орло", "Orlo V."}
    assert register.get("a") is register.get("b") is register.entities["c"]
    assert register.get("nobody") is None


def test_merges_in_a_circle_stay_apart_and_are_told() -> None:
    rows = [ROW | {"id": at, "merged_into": to} for at, to in (("a", "b"), ("b", "c"), ("c", "b"), ("d", "d"), ("e", "gone"))]
    register = parse_register(lines(*rows))
    assert set(register.entities) == {"b", "c", "d", "e"}
    assert register.merged == {"a": "b"}
    said = {problem.row: problem.sentence for problem in register.problems}
    assert said == {
        2: "merged in a circle: b → c → b",
        3: "merged in a circle: b → c → b",
        4: "merged in a circle: d → d",
        5: "merged into 'gone', which no row has",
    }


def test_200_000_rows_with_a_long_chain_of_merges() -> None:
    rows = b"".join(
        b'{"id": "%d", "kind": "person", "house": "Orlo Venn %d"%s}\n'
        % (number, number, b', "merged_into": "%d"' % (number + 1) if number < 50_000 else b"")
        for number in range(200_000)
    )
    register = parse_register(rows)
    assert len(register) == 150_000
    assert register.merged["0"] == "50000"
    assert register.problems == ()
    linked = Linker(register).link("Orlo Venn 77777 met Orlo Venn 3 and Orlo Venn")
    assert [(mention.start, mention.best.entity.id) for mention in linked] == [(0, "77777"), (20, "50000")]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"name,place\nx,y\n", "neither JSON lines nor CSV"),
        (b"", "neither JSON lines nor CSV"),
        (b"id|kind|house\na|person|Orlo\n", "neither JSON lines nor CSV with the columns id, kind and house"),
        ("id,kind,house\na,person,Жук\n".encode("cp1251"), "is not UTF-8"),
        (b"\x00\x01", "neither JSON lines nor CSV"),
        (b'{"id": 1}\n{"id": 2}', "has no good row. Row 1: id is missing."),
        (b"[" * 100_000, "neither JSON lines nor CSV"),
        (b'{"a":' * 100_000, "has no good row"),
        (b'id,kind,house\n"' + b"x" * 200_000 + b'",person,y', "is broken in row"),
    ],
)
def test_a_file_that_is_no_register_says_so(payload: bytes, said: str) -> None:
    with pytest.raises(RegisterUnreadable, match=said):
        parse_register(payload)


def test_a_row_with_more_cells_than_columns_is_told() -> None:
    register = parse_register(b"id,kind,house\na,person,Orlo,Venn\nb,place,Nofra\n")
    assert list(register.entities) == ["b"]
    assert register.problems[0].sentence == "more cells than columns"


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match=r"The register none.jsonl cannot be opened."):
        load_register(tmp_path / "none.jsonl")


def test_an_empty_csv_is_an_empty_register() -> None:
    assert len(parse_register(b"id,kind,house\n")) == 0
