"""A termbase goes through TBX and comes back as it went; what TBX has besides is kept in the note, and odd files are told."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.cli import root
from dragoman.errors import ExchangeFailed, TermsUnreadable
from dragoman.translate.exchange import tbx_writer
from dragoman.translate.exchange.terms import Status, TermEntry
from dragoman.translate.exchange.terms import Term as TbxTerm
from dragoman.translate.term_files import entry_of, read_term_file, term_of, write_term_file
from dragoman.translate.termbase import Form, Standing, Term
from tests.translate.exchange.test_hostile import LAUGHS
from tests.translate.test_term_rows import TERMS

FORMS = (
    Form("مجلس محلي", "ar", part_of_speech="noun"),
    Form("soviet", "en", Standing.FORBIDDEN),
    Form("Räte", "de", Standing.ADMITTED),
)


@pytest.mark.parametrize("version", ["2", "3"])
def test_terms_come_back_unchanged(tmp_path, version):
    file = tmp_path / "terms.tbx"
    assert write_term_file(file, TERMS, language="en", tbx_version=version) == ()
    read = read_term_file(file)
    assert (read.terms, read.problems) == (TERMS, ())


@example(name="_x0041_")
@given(name=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_id_comes_back(name):
    entry = entry_of(Term(name, FORMS))
    assert term_of(entry)[0].id == name
    assert tbx_writer.write([entry], language="en")


def test_what_a_concept_says_besides_goes_into_the_note():
    council = TbxTerm("council", "en", Status.PREFERRED, note="not the house", source="Law 4")
    term, problems = term_of(TermEntry("c1", (council,), "towns", "Elected body.", "See also mayor.", "Gazette"))
    assert (term.note, term.source) == ("towns\nElected body.\nSee also mayor.\nnot the house", "Gazette\nLaw 4")
    assert problems == ()


def test_odd_concepts_are_told_and_the_others_are_taken(tmp_path):
    file = tmp_path / "terms.tbx"
    file.write_text(
        """<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="a"><langSet xml:lang="en"><tig><term>mayor</term></tig><tig><term>mayor</term></tig></langSet></termEntry>
<termEntry id="a-2"><langSet xml:lang="en"><tig><term>quay</term></tig></langSet></termEntry>
<termEntry id="a"><langSet xml:lang="en"><tig><term>board</term></tig></langSet></termEntry>
<termEntry id="b"><langSet xml:lang="en"><tig><term>…</term></tig></langSet></termEntry>
<termEntry><langSet xml:lang="en">"""
        f"<tig><term>{'long' * 200}</term></tig><tig><term>word</term></tig></langSet></termEntry>\n"
        """<termEntry id="d"><langSet xml:lang="not a tag"><tig><term>x</term></tig></langSet></termEntry>"""
    )
    read = read_term_file(file)
    assert [(term.id, [form.text for form in term.forms]) for term in read.terms] == [
        ("a", ["mayor"]),
        ("a-2", ["quay"]),
        ("a-3", ["board"]),
        ("concept", ["word"]),
    ]
    words = ["stands twice", "more than once", "no letter", "longer than 500", "no language tag", "can't be read beyond"]
    assert all(word in problem for word, problem in zip(words, read.problems, strict=True))


def test_advice_in_a_circle_is_told(tmp_path):
    file = tmp_path / "terms.tbx"
    one, two = Form("one", "en"), Form("two", "en")
    circle = [Term("a", (one, Form("two", "en", Standing.FORBIDDEN))), Term("b", (two, Form("one", "en", Standing.FORBIDDEN)))]
    write_term_file(file, circle, language="en")
    assert sorted(problem.split("”")[0] for problem in read_term_file(file).problems) == ["“one", "“two"]


@pytest.mark.parametrize("content", [b"", b"term,language,form\n", b"\xff\xfe\x00", LAUGHS.replace(b"xliff", b"martif")])
def test_what_is_no_tbx_is_refused_in_one_sentence(tmp_path, content):
    file = tmp_path / "terms.tbx"
    file.write_bytes(content)
    with pytest.raises(ExchangeFailed):
        read_term_file(file)


def test_a_file_that_is_not_there_or_cannot_be_written_is_named(tmp_path):
    with pytest.raises(TermsUnreadable, match=r"none\.tbx"):
        read_term_file(tmp_path / "none.tbx")
    with pytest.raises(TermsUnreadable, match=r"terms\.tbx"):
        write_term_file(tmp_path / "no" / "terms.tbx", TERMS, language="en")


@pytest.mark.parametrize("version", ["2", "3"])
def test_the_commands_take_tbx_in_and_give_it_out(tmp_path, version):
    table, base, out = (tmp_path / name for name in ("given.csv", "base.tbx", "out.tbx"))
    write_term_file(table, [*TERMS, Term("t3", (Form("oh", "en", part_of_speech="interjection"),))], language="en")
    run = CliRunner()
    answer = run.invoke(root, ["terms", "import", str(table), "--into", str(base)])
    assert "3 terms read, 3 in base.tbx" in answer.output
    assert "“interjection”" in answer.stderr
    export = ["terms", "export", str(base), "--to", str(out), "--language", "ar", "--tbx-version", version]
    assert "1 terms in out.tbx" in run.invoke(root, export).output
    assert (b"<martif" if version == "2" else b"<tbx") in out.read_bytes()
    assert read_term_file(out).terms == TERMS[:1]


def test_a_damaged_tbx_adds_what_stands_before_the_damage(tmp_path):
    given_file, base = tmp_path / "given.tbx", tmp_path / "base.csv"
    write_term_file(given_file, TERMS, language="en")
    given_file.write_bytes(given_file.read_bytes()[:-60])
    answer = CliRunner().invoke(root, ["terms", "import", str(given_file), "--into", str(base)])
    assert "1 terms read, 1 in base.csv" in answer.output
    assert "can't be read beyond" in answer.stderr
