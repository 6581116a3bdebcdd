"""Terms come back from CSV as they went; bad rows are told and end nothing."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dragoman.cli import root
from dragoman.errors import TermsUnreadable
from dragoman.translate.term_rows import merge_terms, parse_terms, read_terms, write_terms
from dragoman.translate.termbase import Form, Standing, Term

TERMS = (
    Term(
        "t1",
        (Form("مجلس", "ar"), Form("council", "en", part_of_speech="noun"), Form("board", "en", Standing.FORBIDDEN)),
        'Of towns, "never" of the region;\nsee the style book',
        "Style book 4",
    ),
    Term("=1+1", (Form("-ism", "en"), Form("'=quoted", "en", Standing.ADMITTED), Form("@home", "en")), "+note", "'s book"),
)


def test_terms_come_back_unchanged():
    text = write_terms(TERMS)
    assert text.startswith("\ufeffterm,")
    read = parse_terms(text.removeprefix("\ufeff"))
    assert read.terms == TERMS
    assert read.problems == ()


def test_no_cell_begins_like_a_formula():
    table = write_terms(TERMS)
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in table.splitlines() for cell in line.split(","))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_spreadsheets_separators_and_marks_are_read(tmp_path, delimiter):
    file = tmp_path / "terms.csv"
    file.write_bytes(b"\xef\xbb\xbf" + delimiter.join(("Form", "Language")).encode() + b"\r\n" + f"Rat{delimiter}de\r\n".encode())
    assert [form.text for term in read_terms(file).terms for form in term.forms] == ["Rat"]


def test_rows_that_are_no_terms_are_told_with_their_line():
    read = parse_terms(
        "term,language,form,standing\na,en,council,\na,en,council,\nb,,x1,\nc,en,,\nd,en,…,\ne,en,word,best\n,,,\n"
        f"f,en,{'long' * 200},\ng,not a tag,word,\nh\n"
    )
    assert [term.id for term in read.terms] == ["a"]
    assert [problem.partition(":")[0] for problem in read.problems] == [f"line {n}" for n in (3, 4, 5, 6, 7, 9, 10, 11)]


@pytest.mark.parametrize("content", [b"", b"form\nword\n", b"\xff\xfe\x00form", b'form,language\n"never closed' + b"x" * 200_000])
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, content):
    file = tmp_path / "terms.csv"
    file.write_bytes(content)
    with pytest.raises(TermsUnreadable):
        read_terms(file)


def test_advice_in_a_circle_is_told():
    read = parse_terms(
        "term,language,form,standing\na,en,one,preferred\na,en,two,forbidden\nb,en,two,preferred\nb,en,one,forbidden\n"
    )
    assert len(read.terms) == 2
    assert sorted(problem.split("”")[0] for problem in read.problems) == ["“one", "“two"]


def test_a_term_of_the_same_id_is_replaced():
    newer = Term("t1", (Form("council", "en"),))
    assert merge_terms(TERMS, [newer]) == (newer, TERMS[1])


def test_the_commands_import_export_and_find(tmp_path):
    given, base, out, text = (tmp_path / name for name in ("given.csv", "base.csv", "out.csv", "text.txt"))
    given.write_text(write_terms(TERMS), "utf-8")
    text.write_text("اجتمع المجلس اليوم.", "utf-8")
    run = CliRunner()
    assert "2 terms read, 2 in base.csv" in run.invoke(root, ["terms", "import", str(given), "--into", str(base)]).output
    assert "1 terms in out.csv" in run.invoke(root, ["terms", "export", str(base), "--to", str(out), "--language", "ar"]).output
    answer = run.invoke(root, ["terms", "find", str(text), "--terms", str(out), "--language", "ar", "--json"])
    assert json.loads(answer.output) == [
        {"start": 8, "end": 12, "printed": "مجلس", "term": "t1", "form": "مجلس", "standing": "preferred"}
    ]
    assert "مجلس" in run.invoke(root, ["terms", "find", str(text), "--terms", str(out), "--language", "ar"]).output
