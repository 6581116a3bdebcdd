"""Reading TMX: what other tools write, what people break, what attackers send."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from dragoman.errors import TmxUnreadable
from dragoman.translate.exchange import tmx_pieces
from dragoman.translate.exchange.tmx import Problem, read_tmx
from dragoman.translate.memory import Unit

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Werkzeug" creationtoolversion="2" segtype="sentence" o-tmf="w" adminlang="en" srclang="ar"
 datatype="plaintext"><note>of the northern bureau</note></header>
<body>
"""
TAIL = "</body>\n</tmx>\n"


def unit(source: str = "فتحت المدرسة", target: str = "The school opened", *, attributes: str = "") -> str:
    return (
        f'<tu{attributes}>\n<tuv xml:lang="ar"><seg>{source}</seg></tuv>\n<tuv xml:lang="en"><seg>{target}</seg></tuv>\n</tu>\n'
    )


def tmx(*units: str) -> bytes:
    return (HEAD + "".join(units) + TAIL).encode()


def read(content: bytes) -> tuple[list[Unit], list[Problem]]:
    found = list(read_tmx(io.BytesIO(content)))
    return [one for one in found if isinstance(one, Unit)], [one for one in found if isinstance(one, Problem)]


def test_a_file_of_another_tool_is_read() -> None:
    units, problems = read(tmx(unit(attributes=' tuid="a1" creationid="Lena" usagecount="3"')))
    assert problems == []
    [one] = units
    assert (one.source, one.target, one.source_language, one.target_language) == ("فتحت المدرسة", "The school opened", "ar", "en")
    assert one.id == "a1"
    assert ("x-tmx-usagecount", "3") in one.properties


def test_who_changed_a_unit_elsewhere_is_not_taken_for_a_reviewer() -> None:
    changed = unit().replace(
        '<tuv xml:lang="en">', '<tuv xml:lang="en" creationid="Ada" changeid="Bo" changedate="20260101T000000Z">'
    )
    [one], _ = read(tmx(changed))
    assert (one.translator, one.reviewer, one.reviewed_utc) == ("Ada", "", None)
    assert ("x-tmx-changeid", "Bo") in one.properties


def test_each_translation_of_a_unit_is_one() -> None:
    three = unit().replace("</tu>", '<tuv xml:lang="fr"><seg>L’école a ouvert</seg></tuv></tu>')
    units, problems = read(tmx(three))
    assert problems == []
    assert [(one.target_language, one.target) for one in units] == [("en", "The school opened"), ("fr", "L’école a ouvert")]


def test_the_source_is_the_text_in_the_source_language_wherever_it_stands() -> None:
    turned = '<tu><tuv xml:lang="en-GB"><seg>yes</seg></tuv><tuv xml:lang="ar-SY"><seg>نعم</seg></tuv></tu>'
    [one], _ = read(tmx(turned))
    assert (one.source, one.source_language, one.target_language) == ("نعم", "ar-SY", "en-GB")


def test_inline_codes_are_no_words_and_are_kept() -> None:
    [one], _ = read(tmx(unit("<bpt i='1'>&lt;b&gt;</bpt>نعم<ept i='1'>&lt;/b&gt;</ept> &amp; <hi>لا</hi>", "yes <ph/>no")))
    assert (one.source, one.target) == ("نعم & لا", "yes no")
    assert one.source_marked == '<bpt i="1">&lt;b&gt;</bpt>نعم<ept i="1">&lt;/b&gt;</ept> &amp; <hi>لا</hi>'


BROKEN_UNITS = {
    "a bare ampersand": (unit("نعم & لا"), 9, "not well-formed"),
    "a tag that is not closed": (unit("<hi>نعم"), 9, "not well-formed"),
    "an entity that nobody declared": (unit("&bomb;"), 9, "not well-formed"),
    "no end": ("<tu>\n<tuv xml:lang='ar'><seg>نعم</seg></tuv>\n", 8, "no end before the next one begins"),
    "no language": (unit().replace('<tuv xml:lang="en">', "<tuv>"), 8, "does not say its language"),
    "no languages": (unit().replace(' xml:lang="en"', "").replace(' xml:lang="ar"', ""), 8, "no text in a known language"),
    "a language that is none": (unit().replace('"en"', '"English (UK)"'), 8, "is not a language"),
    "another source language": (unit().replace('"ar"', '"fa"'), 8, "no text in its source language ar"),
    "no translation": ('<tu><tuv xml:lang="ar"><seg>نعم</seg></tuv></tu>\n', 8, "no translation"),
    "an empty source": (unit(source=""), 8, "its source is empty"),
    "an empty translation": (unit(target=""), 8, "its translation into en is empty"),
    "half an anchor": (unit().replace("<tuv", '<prop type="x-dragoman-capture">7</prop><tuv', 1), 8, "no version"),
    "a document type of its own": ("<tu><!DOCTYPE x [<!ENTITY a 'b'>]></tu>\n", 8, "not well-formed"),
}


@pytest.mark.parametrize("name", BROKEN_UNITS)
def test_a_broken_unit_is_named_and_the_rest_goes_on(name: str) -> None:
    broken, line, why = BROKEN_UNITS[name]
    units, problems = read(tmx(unit(), broken, unit(source="نهاية")).replace(b"<tu>\n<tuv", b"<tu><tuv", 1))
    assert [one.source for one in units] == ["فتحت المدرسة", "نهاية"]
    assert any(why in one.sentence and one.unit == "2" for one in problems), problems
    assert line - 1 <= problems[0].line <= line + 2


def test_the_line_of_a_problem_is_the_line_in_the_file() -> None:
    content = tmx(unit(), unit("نعم & لا", attributes=' tuid="b2"'))
    _, [problem] = read(content)
    assert content.decode().splitlines()[problem.line - 1] == '<tuv xml:lang="ar"><seg>نعم & لا</seg></tuv>'
    assert problem.unit == "2 (b2)"


def test_duplicate_ids_are_told_and_both_are_taken() -> None:
    units, [problem] = read(tmx(unit(attributes=' tuid="x"'), unit("نعم", "yes", attributes=' tuid="x"')))
    assert [one.target for one in units] == ["The school opened", "yes"]
    assert "same id" in problem.sentence


@pytest.mark.parametrize("cut", [5, 40, 90])
def test_a_file_that_breaks_off_gives_what_it_has(cut: int) -> None:
    content = tmx(unit(), unit("نعم", "yes"))
    units, problems = read(content[: -len(TAIL) - cut])
    assert [one.target for one in units] == ["The school opened"]
    assert [one.sentence for one in problems] == ["the file breaks off inside it"]


def test_a_file_without_its_last_line_says_so() -> None:
    units, [problem] = read(tmx(unit())[: -len(TAIL)])
    assert len(units) == 1
    assert problem.sentence == "the file breaks off after it"


def test_a_file_without_units_is_an_empty_one() -> None:
    assert read(tmx()) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1256"])
def test_encodings(encoding: str) -> None:
    declared = {"windows-1256": "windows-1256"}.get(encoding, "UTF-16" if "16" in encoding else "UTF-8")
    content = tmx(unit()).decode().replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding)
    units, problems = read(content)
    assert problems == []
    assert units[0].source == "فتحت المدرسة"


def test_a_unit_in_another_encoding_is_named_and_the_rest_goes_on() -> None:
    wrong = unit("نعم", "yes").encode("windows-1256")
    content = HEAD.encode() + unit().encode() + wrong + unit("لا", "no").encode() + TAIL.encode()
    units, [problem] = read(content)
    assert [one.target for one in units] == ["The school opened", "no"]
    assert problem.unit == "2"
    assert "bytes that are not of the file's encoding" in problem.sentence


BOMB = "<!DOCTYPE tmx [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
REFUSED = {
    "an entity bomb": tmx(unit("&b;")).decode().replace('<!DOCTYPE tmx SYSTEM "tmx14.dtd">', BOMB).encode(),
    "an external entity": tmx().decode().replace('"tmx14.dtd"', '"x" [<!ENTITY f SYSTEM "file:///etc/passwd">]').encode(),
    "an unknown encoding": tmx().replace(b"UTF-8", b"KLINGON-1"),
    "an encoding that is none": tmx().replace(b"UTF-8", b"zlib_codec"),
    "UTF-16 in single bytes": tmx().replace(b"UTF-8", b"UTF-16"),
    "a page": b"<html><body>Not found</body></html>",
    "nothing": b"",
    "bytes": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_whole(name: str) -> None:
    with pytest.raises(TmxUnreadable):
        read(REFUSED[name])


def test_deeply_nested_marks_are_refused_and_the_rest_goes_on() -> None:
    deep = unit("<hi>" * 50_000 + "نعم" + "</hi>" * 50_000)
    units, [problem] = read(tmx(deep, unit("لا", "no")))
    assert [one.target for one in units] == ["no"]
    assert problem.sentence == "it is built to do harm"


def test_an_end_of_a_unit_in_a_comment_or_as_text_is_none() -> None:
    units, problems = read(tmx(unit("<!-- </tu> -->نعم<![CDATA[ </tu> ]]>")))
    assert problems == []
    assert units[0].source == "نعم </tu> "


class Endless(io.RawIOBase):
    """A file of any length that is never held: a head, then the same bytes again and again, then an end."""

    def __init__(self, begin: bytes, again: bytes, times: int, end: bytes) -> None:
        self.parts = self._parts(begin, again, times, end)
        self.given = 0

    def _parts(self, begin: bytes, again: bytes, times: int, end: bytes) -> Iterator[bytes]:
        yield begin
        for _ in range(times):
            yield again
        yield end

    def read(self, size: int = -1) -> bytes:
        part = next(self.parts, b"")
        self.given += len(part)
        return part


def test_a_unit_without_an_end_in_a_huge_file_is_let_go() -> None:
    begin = (HEAD + unit() + '<tu><tuv xml:lang="ar"><seg>').encode()
    file = Endless(begin, b"a" * 1_000_000 + b"\n", 40, ("</seg></tuv></tu>" + unit("لا", "no") + TAIL).encode())
    found = list(read_tmx(file))
    assert [one.target for one in found if isinstance(one, Unit)] == ["The school opened", "no"]
    assert [one.sentence for one in found if isinstance(one, Problem)] == ["it is too long to be a unit"]


def test_a_huge_file_that_is_no_tmx_is_let_go_early() -> None:
    file = Endless(b"<tmx>", b"a" * 1_000_000, 4_000, b"")
    with pytest.raises(TmxUnreadable):
        list(read_tmx(file))
    assert file.given < 3 * tmx_pieces.LONGEST_PIECE


def test_lines_and_units_hold_wherever_the_file_is_split() -> None:
    content = tmx(unit(), unit("نعم & لا"), unit("لا", "no"))
    expected = list(read_tmx(io.BytesIO(content)))
    for size in (1, 7, 64):
        chunks = (content[start : start + size] for start in range(0, len(content), size))
        split = Endless(b"", b"", 0, b"")
        split.parts = chunks
        assert list(read_tmx(split)) == expected
