"""Files that are broken, hostile or odd: a clear sentence naming the unit, and the rest is read."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, RawIOBase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ExchangeUnreadable
from dragoman.translate.exchange.events import MAX_PART_BYTES
from dragoman.translate.exchange.units import ExchangeUnit, Problem
from dragoman.translate.exchange.xliff_reader import read, stream
from dragoman.translate.exchange.xliff_writer import write
from tests.programs import REPOSITORY
from tests.translate.exchange.documents import document, five_scripts, unit

LAUGHS = b"""<!DOCTYPE xliff [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="&c;"/></xliff>"""
OUTSIDE = b"""<!DOCTYPE xliff [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="ar"><body><trans-unit id="1">
<source>&x;</source></trans-unit></body></file></xliff>"""


@pytest.mark.parametrize("bomb", [LAUGHS, OUTSIDE])
def test_entities_are_refused(bomb):
    with pytest.raises(ExchangeUnreadable, match="entities"):
        read(bomb)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00\x01",
        b"PK\x03\x04zip",
        b"{}",
        b"<html/>",
        b"<xliff/>",
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:3.0"/>',
    ],
)
def test_what_is_no_xliff_is_said_to_be_none(payload):
    with pytest.raises(ExchangeUnreadable, match="not an XLIFF file"):
        read(payload)


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_a_file_cut_off_anywhere_gives_what_stands_before(version):
    whole = write(five_scripts(), version)
    sent = five_scripts().units
    for length in range(len(whole) - 10, 400, -97):
        reading = read(whole[:length])
        units = reading.documents[0].units if reading.documents else ()
        assert units == sent[: len(units)]
        assert "can't be read beyond" in reading.problems[-1].sentence
        assert reading.problems[-1].unit == (units[-1].id if units else "")


def test_a_wrong_encoding_names_the_last_good_unit():
    whole = write(document(unit(1, "good"), unit(2, "bad")), "1.2").replace(b">bad<", ">مرحبا<".encode("cp1256"))
    reading = read(whole)
    assert [one.source for one in reading.documents[0].units] == ["good"]
    assert "beyond unit s1" in reading.problems[0].sentence
    assert "encoding" in reading.problems[0].sentence


@pytest.mark.parametrize(("codec", "declared"), [("utf-16", "utf-16"), ("cp1256", "windows-1256"), ("utf-8-sig", "utf-8")])
def test_other_encodings_are_read_when_declared(codec, declared):
    text = write(document(unit(1, "مرحبا", "Hello"))).decode().replace("encoding='utf-8'", f"encoding='{declared}'")
    assert read(text.encode(codec)).documents == (document(unit(1, "مرحبا", "Hello")),)


def test_an_unknown_encoding():
    with pytest.raises(ExchangeUnreadable, match="encoding"):
        read(b"<?xml version='1.0' encoding='klingon'?><xliff/>")


def test_duplicate_ids_a_missing_id_source_and_language():
    text = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x" datatype="plaintext"><body>
<trans-unit id="1"><source>a</source></trans-unit><trans-unit id="1"><source>b</source></trans-unit>
<trans-unit><source>c</source></trans-unit><trans-unit id="4"><target>d</target></trans-unit>
<trans-unit id="5"><source>e</source></trans-unit></body></file></xliff>"""
    reading = read(text.encode())
    assert [(one.id, one.source) for one in reading.documents[0].units] == [
        ("1", "a"),
        ("1", "b"),
        ("", "c"),
        ("4", ""),
        ("5", "e"),
    ]
    assert [(one.unit, one.line) for one in reading.problems] == [("", 1), ("1", 2), ("", 3), ("4", 3)]
    words = ["which language", "unit 1 more than once", "no id", "Unit 4 has no source"]
    assert all(word in one.sentence for word, one in zip(words, reading.problems, strict=True))


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_a_source_that_was_altered_is_named(version):
    whole = write(document(unit(1, "bir", "one"), unit(2, "iki", "two")), version).replace(b">bir<", b">Bir<")
    reading = read(whole)
    assert [one.unit for one in reading.problems] == ["s1"]
    assert "not what was sent" in reading.problems[0].sentence


def test_an_anchor_that_makes_no_sense_is_left_out_and_said():
    whole = write(document(unit(1, "bir"), unit(2, "iki")), "2.1").replace(b'type="start">1000<', b'type="start">none<')
    reading = read(whole)
    assert [one.anchor is None for one in reading.documents[0].units] == [True, False]
    assert "not in full" in reading.problems[0].sentence


@pytest.mark.parametrize("hex_code", ["", "zz", "110000", "FFFFFFFFFFFF"])
def test_a_code_point_that_is_none(hex_code):
    whole = write(document(unit(1, "x", "a\x07b"))).replace(b'hex="0007"', f'hex="{hex_code}"'.encode())
    assert read(whole).documents[0].units[0].target == "ab"


def test_a_deep_nest_is_refused_and_what_stands_before_is_read():
    nest = b"<mrk id='a' type='a:b'>" * 5000
    reading = read(write(document(unit(1, "a"), unit(2, "deep"))).replace(b"<source>deep", b"<source>" + nest))
    assert [one.id for one in reading.documents[0].units] == ["s1"]
    assert "beyond unit s1" in reading.problems[0].sentence


class Endless(RawIOBase):
    """A file that goes on with the same bytes for as long as it is asked, up to a number of them."""

    def __init__(self, head: bytes, piece: bytes, limit_bytes: int) -> None:
        self._head, self._piece, self._left = head, piece * (1 + 65536 // len(piece)), limit_bytes
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        if self._left <= 0:
            return b""
        given, self._head = (self._head, b"") if self._head else (self._piece, b"")
        self._left -= len(given)
        self.given += len(given)
        return given


HEAD = write(document(unit(1, "first")))[: -len(b"</file></xliff>")]


@pytest.mark.parametrize("piece", [b"<note>" + b"n" * 5000 + b"</note>", b" ", b"<junk a='" + b"x" * 5000 + b"'/>"])
def test_an_endless_part_is_refused(piece):
    file = Endless(HEAD, piece, 200 * 1024 * 1024)
    *before, problem = list(stream(file))
    assert isinstance(problem, Problem)
    assert [one.id for one in before if isinstance(one, ExchangeUnit)] == ["s1"]
    assert "beyond unit s1" in problem.sentence
    assert file.given < 3 * MAX_PART_BYTES + 20 * 1024 * 1024


COUNTING = """
import resource, sys
from tests.translate.exchange.test_hostile import HEAD, Endless, ExchangeUnit, stream
piece = b"<unit id='x'><segment><source>" + b"s" * 2000 + b"</source></segment></unit>"
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(isinstance(one, ExchangeUnit) for one in stream(Endless(HEAD, piece, 40 * 1024 * 1024)))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_file_is_read_in_little_memory():
    """In a process of its own, because the parser's memory is not Python's."""
    done = subprocess.run([sys.executable, "-c", COUNTING], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    count, more_kb = map(int, done.stdout.split())
    assert count > 15_000
    assert more_kb < 12_000


def test_a_long_segment_is_carried():
    long = "كلمة 🏗️ [x] " * 5000
    assert read(write(document(unit(1, long, long)))).documents == (document(unit(1, long, long)),)


def test_doctype_without_entities_is_no_reason_to_refuse():
    whole = write(document(unit(1, "a")), "1.2").replace(
        b"<xliff", b'<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd"><xliff', 1
    )
    assert read(whole).documents == (document(unit(1, "a")),)


def test_comments_and_instructions_are_passed_over():
    whole = write(document(unit(1, "bir iki"))).replace(b"bir iki", b"bir <!-- x --><?y z?>iki")
    assert read(BytesIO(whole).read()).documents == (document(unit(1, "bir iki")),)


ELSEWHERE = [
    "<source>a &amp; &who;</source>",
    "&who;<source>a &amp; </source>",
    "<source>a &amp; <ph id='1'>&who;</ph></source>",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_an_entity_that_is_declared_elsewhere_is_not_looked_up(place):
    text = f"""<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en"><body>
<trans-unit id="1">{place}</trans-unit>
<trans-unit id="2"><source>b</source></trans-unit></body></file></xliff>"""
    reading = read(text.encode())
    first, second = reading.documents[0].units
    assert first.source == "a & "
    assert [one.sentence for one in reading.problems] == ["Unit 1 uses entities, which were left out."]
    assert second.source == "b"


def test_a_part_in_a_namespace_that_is_no_address_is_kept():
    text = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="en"><body>
<trans-unit id="1"><source>a</source><odd:x xmlns:odd="no/address">kept</odd:x></trans-unit></body></file></xliff>"""
    reading = read(text.encode())
    assert reading.problems == ()
    assert b'<odd:x xmlns:odd="no/address">kept</odd:x>' in write(reading.documents[0], "1.2")


@pytest.mark.parametrize("version", ["1.2", "2.1"])
@settings(max_examples=200, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), put=st.binary(max_size=3), taken=st.integers(0, 40))
def test_damage_anywhere_is_answered_with_a_sentence(version, place, put, taken):
    whole = write(five_scripts(), version)
    at = int(place * len(whole))
    try:
        said = [problem.sentence for problem in read(whole[:at] + put + whole[at + taken :]).problems]
    except ExchangeUnreadable as error:
        said = [error.sentence]
    assert all(sentence.endswith(".") for sentence in said)
