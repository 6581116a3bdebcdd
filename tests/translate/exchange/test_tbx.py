"""TBX out and back. The schemas are our own of the part that we write: see `schemas/README.md`."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dragoman.errors import ExchangeUnreadable, ExchangeUnwritable
from dragoman.translate.exchange.events import MAX_PART_BYTES
from dragoman.translate.exchange.tbx_reader import read, stream
from dragoman.translate.exchange.tbx_writer import PARTS_OF_SPEECH, write
from dragoman.translate.exchange.terms import Status, Term, TermEntry
from dragoman.translate.exchange.units import Problem
from tests.programs import REPOSITORY
from tests.translate.exchange.documents import SCHEMAS
from tests.translate.exchange.test_hostile import LAUGHS, Endless

VERSIONS = ("2", "3")
TERMS = (
    TermEntry(
        "c1",
        (
            Term("مجلس بلدي", "ar", Status.PREFERRED, "noun", source="Gazette & law 4"),
            Term("municipal council", "en", Status.PREFERRED, "noun", "not «city hall»"),
            Term("town board", "en", Status.ADMITTED),
            Term("city hall", "en", Status.FORBIDDEN, "noun"),
            Term("שירות <עירוני>", "he"),
        ),
        "administration",
        "The elected body of a town.",
        "Decided in spring\nby the desk",
        "Style book 4",
    ),
    TermEntry("c2", (Term("شورای شهر", "fa"), Term("городской совет", "ru"), Term("بلدیہ 🏗️", "ur", part_of_speech="properNoun"))),
)


def _holds(written: bytes, version: str) -> bool:
    if version == "2":
        return etree.DTD(str(SCHEMAS / "tbx-2-basic.dtd")).validate(etree.fromstring(written))
    return etree.RelaxNG(etree.parse(str(SCHEMAS / "tbx-3-basic-dca.rng"))).validate(etree.fromstring(written))


@pytest.mark.parametrize("version", VERSIONS)
def test_terms_come_back_as_they_went_and_hold_against_the_schema(version):
    written = write(TERMS, version, language="en")
    assert (read(written).entries, read(written).problems) == (TERMS, ())
    assert _holds(written, version)
    assert not _holds(written.replace(b"<term>", b"<word>").replace(b"</term>", b"</word>"), version)


_text = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
_maybe = st.just("") | _text
_term = st.builds(
    Term,
    _text,
    st.sampled_from(["ar", "fa", "he", "ru", "ur"]),
    st.sampled_from(list(Status)),
    st.sampled_from(["", *PARTS_OF_SPEECH]),
    _maybe,
    _maybe,
)


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60, deadline=None)
@given(lists=st.lists(st.tuples(st.lists(_term, min_size=1, max_size=4), _maybe, _maybe, _maybe, _maybe), min_size=1, max_size=3))
def test_any_terms_come_back_and_stay_valid(version, lists):
    sent = tuple(TermEntry(f"c{number}", tuple(terms), *rest) for number, (terms, *rest) in enumerate(lists))
    written = write(sent, version, language="en")
    assert (read(written).entries, read(written).problems) == (sent, ())
    assert _holds(written, version)


def test_categories_as_tags_are_read_too():
    text = """<tbx xmlns="urn:iso:std:iso:30042:ed:3.0" xmlns:min="http://www.tbxinfo.net/ns/min" style="dct" type="TBX-Min"
xml:lang="en"><tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body><conceptEntry id="c1">
<min:subjectField>towns</min:subjectField><langSec xml:lang="en"><termSec><term>mayor</term>
<min:partOfSpeech>noun</min:partOfSpeech><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""
    reading = read(text.encode())
    assert reading.entries == (TermEntry("c1", (Term("mayor", "en", Status.PREFERRED, "noun"),), "towns"),)
    assert reading.problems == ()


def test_what_older_tools_write_is_read_and_what_is_left_out_is_said():
    text = """<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd"><martif type="TBX" xml:lang="en"><text><body><termEntry id="1">
<descripGrp><descrip type="definition">Head of a town</descrip><admin type="source">Law</admin></descripGrp>
<langSet xml:lang="en"><ntig><termGrp><term>may<hi>or</hi></term><termNote type="partOfSpeech">noun</termNote>
<termNote type="termType">fullForm</termNote></termGrp><note>a</note><note>b</note></ntig>
<tig><term>headman</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>"""
    reading = read(text.encode())
    assert (reading.entries[0].definition, reading.entries[0].source) == ("Head of a town", "Law")
    assert reading.entries[0].terms == (
        Term("mayor", "en", part_of_speech="noun", note="a\nb"),
        Term("headman", "en", Status.FORBIDDEN),
    )
    assert [one.sentence for one in reading.problems] == ["Concept 1 also says, and that was left out: termType."]


def test_odd_concepts_are_named_and_the_others_are_read():
    text = """<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="a"><langSet><tig><term>x</term></tig></langSet></termEntry>
<termEntry id="b"><langSet xml:lang="en"><tig><term> </term></tig></langSet></termEntry>
<termEntry id="a"><langSet xml:lang="en"><tig><term>y</term>
<termNote type="administrativeStatus">loved</termNote></tig></langSet></termEntry>
<termEntry id="d"><langSet xml:lang="en"><tig><term>z</term></tig></langSet></termEntry></body></text></martif>"""
    reading = read(text.encode())
    assert [(one.id, one.terms[0].text, one.terms[0].language) for one in reading.entries] == [
        ("a", "x", "und"),
        ("a", "y", "en"),
        ("d", "z", "en"),
    ]
    words = ["no named language", "empty term", "no term", "unknown status loved", "more than once"]
    assert all(word in one.sentence for word, one in zip(words, reading.problems, strict=True))
    assert [one.unit for one in reading.problems] == ["a", "b", "b", "a", "a"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_file_cut_off_anywhere_gives_what_stands_before(version):
    whole = write(TERMS, version, language="en")
    for length in range(len(whole) - 5, 300, -53):
        reading = read(whole[:length])
        assert reading.entries == TERMS[: len(reading.entries)]
        assert "can't be read beyond" in reading.problems[-1].sentence


@pytest.mark.parametrize("payload", [b"", b"<tmx/>", b"\xff\xfe", LAUGHS, b"<x><tbx/></x>"])
def test_what_is_no_tbx_is_said_to_be_none(payload):
    with pytest.raises(ExchangeUnreadable, match="not a TBX file"):
        read(payload)


COUNTING = """
import resource, sys
from dragoman.translate.exchange.tbx_reader import stream
from dragoman.translate.exchange.terms import TermEntry
from tests.translate.exchange.test_hostile import Endless
head = b'<martif type="TBX-Basic" xml:lang="en"><text><body>'
piece = b"<termEntry id='x'><langSet xml:lang='en'><tig><term>" + b"s" * 2000 + b"</term></tig></langSet></termEntry>"
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(isinstance(one, TermEntry) for one in stream(Endless(head, piece, 40 * 1024 * 1024)))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_file_is_read_in_little_memory():
    done = subprocess.run([sys.executable, "-c", COUNTING], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    count, more_kb = map(int, done.stdout.split())
    assert count > 15_000
    assert more_kb < 12_000


def test_an_endless_part_is_refused():
    head = write(TERMS[:1], language="en")[: -len(b"</body></text></tbx>")]
    file = Endless(head, b"<note>" + b"n" * 5000 + b"</note>", 200 * 1024 * 1024)
    *before, problem = list(stream(file))
    assert before == [TERMS[0]]
    assert isinstance(problem, Problem)
    assert "beyond concept c1" in problem.sentence
    assert file.given < 3 * MAX_PART_BYTES + 20 * 1024 * 1024


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_encoding_names_the_last_good_concept(version):
    reading = read(write(TERMS, version, language="en").replace("شورای شهر".encode(), "شورای شهر".encode("cp1256", "replace")))
    assert reading.entries == TERMS[:1]
    assert "beyond concept c1" in reading.problems[0].sentence
    assert "encoding" in reading.problems[0].sentence


def test_entities_are_refused():
    with pytest.raises(ExchangeUnreadable, match="entities"):
        read(LAUGHS.replace(b"xliff", b"martif"))


def test_an_entity_that_is_declared_elsewhere_is_not_looked_up():
    text = """<!DOCTYPE martif SYSTEM "x.dtd"><martif type="TBX" xml:lang="en"><text><body><termEntry id="a">&x;
<langSet xml:lang="en"><tig><term>one &x;</term></tig></langSet></termEntry></body></text></martif>"""
    reading = read(text.encode())
    assert reading.entries[0].terms[0].text == "one"
    assert [one.sentence for one in reading.problems] == ["Concept a uses entities, which were left out."]


def test_a_part_of_speech_that_the_dialect_lacks_is_written_as_other():
    entry = TermEntry("c1", (Term("oh", "en", part_of_speech="interjection"),))
    assert read(write([entry], language="en")).entries[0].terms[0].part_of_speech == "other"


@pytest.mark.parametrize(
    ("entries", "version", "words"),
    [
        ([TERMS[0], TERMS[0]], "3", "given once"),
        ([replace(TERMS[0], id="two words")], "2", "ids that are names"),
        ([replace(TERMS[0], terms=())], "3", "no term"),
        ([TermEntry("c1", (Term(" ", "en"),))], "3", "empty one"),
        ([], "1", "can't be written"),
    ],
)
def test_what_the_standard_has_no_room_for_is_refused(entries, version, words):
    with pytest.raises(ExchangeUnwritable, match=words):
        write(entries, version, language="en")
