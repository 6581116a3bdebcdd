"""Writing TMX: valid, unchanged on the way back, and read by another program."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from dragoman.errors import MemoryUnwritable
from dragoman.translate.exchange.tmx import Problem, import_tmx, read_tmx, write_tmx
from dragoman.translate.memory import Anchor, Memory, Unit
from tests.programs import program

DTD = Path(__file__).with_name("tmx14.dtd")
REVIEWED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
UNITS = [
    Unit(
        "قالت الوزيرة إن المدرسة تفتح غدًا.",
        "The minister said that the school opens tomorrow.",
        "ar",
        "en",
        anchor=Anchor("c-17", "v-2", 40, 74),
        translator="Lena <Arn>",
        reviewer='Bo "the hand" Quist & Co',
        reviewed_utc=REVIEWED,
    ),
    Unit("در را ببند", "Close the door", "fa", "en", id="d\t1", notes=("said twice",), properties=(("client", "a & b"),)),
    Unit("  شد\r\n\nسطر ", "\ttab", "fa", "en"),
    Unit("نعم", "yes", "ar-SY", "en-GB", id="m"),
    Unit("نعم", "oui", "ar-SY", "fr", id="m", translator="Ada"),
    Unit("да & нет", "yes & no", source_marked="<hi>да</hi> &amp; нет", target_marked='yes<ph x="1">&lt;br/&gt;</ph> &amp; no'),
    Unit("ﷺ \U0001f44d\u202b שלום\u202c", "\u200fpeace\u200e", "he", "und"),
]


def written(units: list[Unit], folder: Path) -> Path:
    path = folder / "memory.tmx"
    count, problems = write_tmx(units, path)
    assert (count, problems) == (len(units), [])
    return path


def read(path: Path) -> list[Unit | Problem]:
    with path.open("rb") as file:
        return list(read_tmx(file))


def test_what_is_written_follows_the_standard(tmp_path: Path) -> None:
    dtd = etree.DTD(str(DTD))
    assert dtd.validate(etree.parse(written(UNITS, tmp_path))), dtd.error_log
    assert not dtd.validate(etree.fromstring('<tmx version="1.4"><body/></tmx>'))


def test_what_is_written_comes_back_unchanged(tmp_path: Path) -> None:
    path = written(UNITS, tmp_path)
    assert read(path) == UNITS
    again = tmp_path / "again.tmx"
    write_tmx([one for one in read(path) if isinstance(one, Unit)], again)
    assert again.read_bytes() == path.read_bytes()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(units=st.lists(st.builds(Unit, TEXTS, TEXTS, st.just("ar"), st.sampled_from(["en", "fr"]), translator=TEXTS), max_size=4))
def test_any_text_comes_back_unchanged(tmp_path: Path, units: list[Unit]) -> None:
    assert read(written(units, tmp_path)) == units


def test_translate_toolkit_reads_it(tmp_path: Path) -> None:
    """A second reader, run as a program of its own: it is GPL."""
    python = program("exchange", "python")
    script = (
        "import json, sys; from translate.storage import tmx; store = tmx.tmxfile.parsefile(sys.argv[1])\n"
        "print(json.dumps([[str(unit.source), str(unit.target)] for unit in store.units]))"
    )
    plain = [unit for unit in UNITS if not unit.source_marked and unit.target_language != "fr" and "\r" not in unit.source]
    done = subprocess.run(
        [python, "-c", script, str(written(plain, tmp_path))], capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(done.stdout) == [[unit.source, unit.target] for unit in plain]


def test_what_xml_cannot_hold_is_told(tmp_path: Path) -> None:
    path = tmp_path / "memory.tmx"
    count, problems = write_tmx([UNITS[0], Unit("a\x00b\ud800", "c", "en", "ar")], path)
    assert count == 2
    assert [(problem.unit, "forbids" in problem.sentence) for problem in problems] == [("2", True)]
    assert path.read_text().splitlines()[problems[0].line - 1].startswith("<tu")
    [_, second] = read(path)
    assert isinstance(second, Unit)
    assert second.source == "a\ufffdb\ufffd"


def test_marks_that_are_no_xml_are_left_out(tmp_path: Path) -> None:
    [back] = read(written([Unit("a", "b", "en", "ar", source_marked="</seg><hi>")], tmp_path))
    assert back == Unit("a", "b", "en", "ar")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = written(UNITS, tmp_path)
    before = path.read_bytes()
    (tmp_path / "memory.tmx.tmp").mkdir()
    with pytest.raises(MemoryUnwritable):
        write_tmx(UNITS[:1], path)
    assert path.read_bytes() == before


def test_a_memory_comes_back_through_a_file(tmp_path: Path) -> None:
    with Memory(tmp_path / "one") as one:
        one.add_units(UNITS)
    path = written(list(one.units()), tmp_path)
    problems: list[Problem] = []
    assert import_tmx(Memory(tmp_path / "two"), path, problems.append) == (len(UNITS), 0)
    assert list(Memory(tmp_path / "two").units()) == UNITS
    assert import_tmx(Memory(tmp_path / "two"), path, problems.append) == (0, len(UNITS))
    assert problems == []


def test_units_before_a_break_are_taken(tmp_path: Path) -> None:
    path = written(UNITS, tmp_path)
    path.write_bytes(path.read_bytes()[:-60])
    problems: list[Problem] = []
    added, _ = import_tmx(Memory(tmp_path / "memory"), path, problems.append)
    assert added == len(UNITS) - 1
    assert "breaks off" in problems[0].sentence
