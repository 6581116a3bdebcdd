"""XLIFF out and back: nothing changes, the standards' schemas hold, foreign parts stay."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from dragoman.errors import ExchangeUnwritable
from dragoman.translate.exchange.units import Document, ExchangeUnit, Note, Problem, State, digest
from dragoman.translate.exchange.xliff_reader import read, stream
from dragoman.translate.exchange.xliff_writer import write
from tests.translate.exchange.documents import SENTENCES, document, five_scripts, schema, unit

VERSIONS = ("1.2", "2.1")
XSD = {"1.2": "xliff-core-1.2-strict.xsd", "2.1": "xliff-core-2.0.xsd"}
_PIECES = [
    "[…]",
    "[...]",
    "[gloss: كلمة]",
    "[identity: x]",
    "[only]",
    "[",
    "]",
    "\u202e",
    "\u2067",
    "\u200f",
    "\n",
    "\r\n",
    "\t",
    "🏗️",
    "\x07",
    "<&>",
    "  ",
]
_words = st.lists(st.sampled_from([*_PIECES, *SENTENCES.values()]) | st.text(max_size=5), max_size=8).map("".join)
_notes = st.lists(
    st.builds(Note, st.sampled_from(["why?", "a\nb", "لماذا؟"]), st.sampled_from(["", "Reviewer"])), max_size=2
).map(tuple)


@pytest.mark.parametrize("version", VERSIONS)
def test_five_scripts_come_back_as_they_went(version):
    reading = read(write(five_scripts(), version))
    assert reading.problems == ()
    assert reading.documents == (five_scripts(),)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_written_holds_against_the_standards_schema(version):
    held = schema(XSD[version])
    assert held.validate(etree.fromstring(write(five_scripts(), version))), held.error_log


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schema_would_say_so(version):
    broken = write(five_scripts(), version).replace(b"<source", b"<sauce").replace(b"</source", b"</sauce")
    assert not schema(XSD[version]).validate(etree.fromstring(broken))


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.tuples(_words, st.none() | _words, st.sampled_from(list(State)), _notes), max_size=4))
def test_any_text_comes_back_and_stays_valid(version, texts):
    sent = document(
        *(unit(number, source, target, state, notes=notes) for number, (source, target, state, notes) in enumerate(texts))
    )
    written = write(sent, version)
    reading = read(written)
    assert reading.problems == ()
    assert reading.documents == (sent,)
    if texts or version == "1.2":  # 2.1 wants at least one unit
        assert schema(XSD[version]).validate(etree.fromstring(written))


@pytest.mark.parametrize("version", VERSIONS)
def test_marks_are_annotated_and_their_words_stay_in_the_text(version):
    written = etree.fromstring(write(document(unit(1, "x", "He said […] [gloss: a [b]")), version))
    kinds = [one.get("mtype") or one.get("type") for one in written.iter("{*}mrk")]
    assert [kind.replace("x-dragoman-", "dragoman:") for kind in kinds] == ["dragoman:cut", "dragoman:addition"]
    assert "".join(next(written.iter("{*}target")).itertext()) == "He said […] [gloss: a [b]"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_tool_that_drops_annotations_loses_no_word(version):
    sent = document(unit(1, "x", "He [only] said […]"))
    root = etree.fromstring(write(sent, version))
    etree.strip_tags(root, "{*}mrk")
    assert read(etree.tostring(root)).documents == (sent,)


def test_the_digest_of_what_was_sent_goes_along():
    (back,) = read(write(document(unit(1, "x", "words")))).documents
    assert back.units[0].sent_sha256 == digest("words")


@pytest.mark.parametrize(
    ("version", "word", "state"),
    [
        ("1.2", "final", State.ACCEPTED),
        ("1.2", "needs-l10n", State.DRAFT),
        ("1.2", "x-acme-checked", State.DRAFT),
        ("2.1", "final", State.ACCEPTED),
    ],
)
def test_another_tools_state_is_understood_and_kept(version, word, state):
    written = write(document(unit(1, "x", "y", State.ACCEPTED)), version)
    (their,) = read(written.replace(b'"signed-off"', f'"{word}"'.encode()).replace(b'"reviewed"', f'"{word}"'.encode())).documents
    assert (their.units[0].state, their.units[0].state_word) == (state, word)
    if word == "final":
        assert f'"{word}"'.encode() in write(their, version)


def test_a_state_changed_beside_our_finer_word_wins():
    written = write(document(unit(1, "x", "y", State.SUBMITTED)), "2.1")
    assert b'subState="dragoman:submitted"' in written
    (their,) = read(written.replace(b'state="translated"', b'state="final"')).documents
    assert their.units[0].state == State.ACCEPTED


FOREIGN_1 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:v="urn:vendor" version="1.2">
<file original="a.docx" source-language="tr" target-language="en" datatype="plaintext"><header><note>h</note></header><body>
<group id="g"><trans-unit id="7" v:lock="yes" approved="yes">
<source>Bir <g id="1">iki</g><x id="2" equiv-text=" • "/>üç</source>
<seg-source><mrk mtype="seg" mid="1">Bir iki • üç</mrk></seg-source>
<target>One <g id="1">two</g><x id="2" equiv-text=" • "/>three</target>
<alt-trans><target>Uno</target></alt-trans><note from="PM">Soon</note><v:score>0.9</v:score>
</trans-unit></group></body></file></xliff>"""
FOREIGN_2 = """<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:v="urn:vendor" version="2.0" srcLang="tr" trgLang="en">
<file id="f"><unit id="7" v:lock="yes"><v:score>0.9</v:score><originalData><data id="d1">&lt;b></data></originalData>
<segment state="translated"><source>Bir <pc id="1" dataRefStart="d1">iki</pc><ph id="2" equiv=" • "/>üç</source>
<target>One <pc id="1" dataRefStart="d1">two</pc><ph id="2" equiv=" • "/>three</target></segment>
</unit></file></xliff>"""


def _read_part(one: Document) -> list[ExchangeUnit]:
    return [replace(unit, foreign=None) for unit in one.units]


@pytest.mark.parametrize(
    ("text", "version", "kept"),
    [(FOREIGN_1, "1.2", ["alt-trans", "score", "g", "x"]), (FOREIGN_2, "2.1", ["originalData", "score", "pc", "ph"])],
)
def test_another_vendors_parts_are_kept(text, version, kept):
    reading = read(text.encode())
    (theirs,) = reading.documents
    assert reading.problems == ()
    assert (theirs.units[0].source, theirs.units[0].target) == ("Bir iki • üç", "One two • three")
    again = write(theirs, version)
    assert _read_part(read(again).documents[0]) == _read_part(theirs)
    names = [etree.QName(one).localname for one in etree.fromstring(again).iter(etree.Element)]
    assert all(name in names for name in kept)
    assert next(etree.fromstring(again).iter("{*}trans-unit", "{*}unit")).get("{urn:vendor}lock") == "yes"
    if version == "2.1":
        assert schema(XSD[version]).validate(etree.fromstring(again))


def test_a_changed_text_takes_the_place_of_another_tools_codes():
    (theirs,) = read(FOREIGN_2.encode()).documents
    changed = replace(theirs, units=(replace(theirs.units[0], target="One, two"),))
    assert read(write(changed)).documents[0].units[0].target == "One, two"


def test_pieces_of_a_unit_are_read_as_one_and_it_is_said():
    text = FOREIGN_2.replace(
        "</segment>", "</segment><ignorable><source> </source></ignorable><segment><source>dört</source></segment>"
    )
    reading = read(text.encode())
    assert reading.documents[0].units[0].source == "Bir iki • üç dört"
    assert "cut into 3 pieces" in reading.problems[0].sentence


def test_version_1_1_is_read_and_written_as_1_2():
    (theirs,) = read(FOREIGN_1.replace("document:1.2", "document:1.1").encode()).documents
    assert _read_part(read(write(theirs, "1.2")).documents[0]) == _read_part(theirs)


def test_several_files_in_one_are_several_documents():
    one = write(document(unit(1, "a")), "1.2")
    body = one[one.index(b"<file") : one.index(b"</xliff>")]
    reading = read(one.replace(b"</xliff>", body + b"</xliff>"))
    assert reading.documents == (document(unit(1, "a")),) * 2
    assert reading.problems == ()


def test_streaming_gives_the_same_one_by_one():
    events = list(stream(BytesIO(write(five_scripts(), "2.1"))))
    assert isinstance(events[0], Document)
    assert not any(isinstance(event, Problem) for event in events)
    assert [event for event in events if isinstance(event, ExchangeUnit)] == list(five_scripts().units)


@pytest.mark.parametrize(
    ("units", "version", "words"),
    [
        ([unit(1, "a"), unit(1, "b")], "2.1", "Two units are called"),
        ([replace(unit(1, "a"), id="")], "1.2", "no name"),
        ([replace(unit(1, "a"), id="two words")], "2.1", "allows no unit to be called"),
        ([replace(unit(1, "a"), id="bell\x07")], "1.2", "can't be written"),
        ([unit(1, "a")], "1.0", "can't be written"),
    ],
)
def test_what_the_standard_has_no_room_for_is_refused(units, version, words):
    with pytest.raises(ExchangeUnwritable, match=words):
        write(document(*units), version)


def test_half_a_surrogate_pair_is_carried():
    sent = document(unit(1, "a\ud800b", "c\udfff"))
    for version in VERSIONS:
        assert read(write(sent, version)).documents == (sent,)
