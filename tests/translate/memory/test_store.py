"""A memory finds what it was given: at once, after it is closed, from another process, after a crash."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import MemoryUnreadable, MemoryUnwritable
from dragoman.translate.memory import Anchor, Kind, Memory, Unit
from dragoman.translate.memory.index import FORMAT

ANCHOR = Anchor("c-17", "v-2", 40, 74)
REVIEWED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

# (as it stands in the memory, as it is asked for, language): the same but for spelling.
SPELLINGS = [
    ("قالت الوزيرة إنّ المدرسة تُفتح غدًا", "قالت الوزيرة إن المدرسة تفتح غدا", "ar"),  # vowels
    ("وصل الوفد إلى الميناء", "وصـل الوفـــد الى المينا", "ar"),  # tatweel, hamza, alef maqsura
    ("سُئِل رئيس البلدية", "سيل رييس البلديه", "ar"),  # hamza seats, ta marbuta
    ("می‌روند و کتاب می‌خوانند", "ميروند و كتاب ميخوانند", "fa"),  # ZWNJ, ی/ي, ک/ك
    ("در سال ۱۴۰۲ باز شد", "در سال ١٤٠٢ باز شد", "fa"),  # digits
    ("یہ شہر کی سڑک ہے", "يه شهر كي سرك هي", "ur"),  # Urdu ye, he, re
    ("הַשָּׂרָה פָּתְחָה אֶת בֵּית־הַסֵּפֶר", "השרה פתחה את בית-הספר", "he"),  # points, maqaf
    ("Всё ещё идёт дождь", "Все еще идет дождь", "ru"),  # ё
    ("İZMİR'de ışık açıldı", "izmir'de isik acildi", "tr"),  # dotless i, cedilla, case
    ("Die Brücke ist gesperrt", "die Brucke ist gesperrt", "de"),  # ü
    ("Цена 1 200 ₽", "ЦЕНА 1 200 ₽", "ru"),  # case, kinds of space
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory"


@pytest.mark.parametrize("indexed", [False, True], ids=["recent", "indexed"])
@pytest.mark.parametrize(("held", "asked", "language"), SPELLINGS)
def test_other_spelling_is_found_and_is_never_a_hundred_per_cent(
    path: Path, held: str, asked: str, language: str, *, indexed: bool
) -> None:
    with Memory(path) as memory:
        memory.add(held, "rendered", source_language=language, target_language="en")
        memory.add("something else entirely", "other", source_language=language, target_language="en")
    if indexed:
        memory.index_now()
    [best, *_] = memory.search(asked, source_language=language)
    assert (best.source, best.kind) == (held, Kind.SPELLING)
    assert best.score < 1
    for wanted in (language, None):
        [same, *_] = memory.search(held, source_language=wanted)
        assert (same.kind, same.score) == (Kind.EXACT, 1)


@pytest.mark.parametrize("indexed", [False, True], ids=["recent", "indexed"])
def test_exact_comes_before_spelling_before_fuzzy(path: Path, *, indexed: bool) -> None:
    with Memory(path) as memory:
        for source in ("فتحت المدرسة أبوابها غدا", "فتحت المدرسه ابوابها اليوم", "فتحت المدرسة أبوابها اليوم"):
            memory.add(source, source[::-1])
    if indexed:
        memory.index_now()
    found = memory.search("فتحت المدرسة أبوابها اليوم")
    assert [match.kind for match in found] == [Kind.EXACT, Kind.SPELLING, Kind.FUZZY]
    assert found[0].score > found[1].score > found[2].score


def test_a_longer_text_that_folds_almost_alike_stays_below_other_spelling(path: Path) -> None:
    memory = Memory(path)
    memory.add("ب" * 5_000 + "ت", "x")
    [match] = memory.search("ب" * 5_000)
    assert match.kind is Kind.FUZZY
    assert match.score < 0.99


def test_evidence_reviewer_and_time_are_kept(path: Path) -> None:
    with Memory(path) as memory:
        memory.add("نعم", "yes", anchor=ANCHOR, translator="Lena", reviewer="Bo", reviewed_utc=REVIEWED)
    [match] = Memory(path).search("نعم")
    assert match.unit.anchor == ANCHOR
    assert (match.unit.translator, match.unit.reviewer, match.unit.reviewed_utc) == ("Lena", "Bo", REVIEWED)


def test_a_time_without_a_zone_and_a_span_that_is_none_are_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        Memory(path).add("a", "b", reviewed_utc=REVIEWED.replace(tzinfo=None))
    with pytest.raises(ValueError, match="span"):
        Anchor("c", "v", 5, 4)


def test_languages_choose(path: Path) -> None:
    memory = Memory(path)
    memory.add("نعم", "yes", source_language="ar-SY", target_language="en")
    memory.add("نعم", "oui", source_language="ar", target_language="fr")
    memory.add("نعم", "?")
    assert {match.target for match in memory.search("نعم", source_language="ar", target_language="en")} == {"yes", "?"}
    assert {match.target for match in memory.search("نعم", source_language="fa")} == {"?"}
    assert len(memory.search("نعم")) == 3


def test_what_is_alike_is_told_once_and_the_newest_first(path: Path) -> None:
    memory = Memory(path)
    memory.add("نعم", "yes", reviewer="Bo")
    memory.add("نعم", "aye")
    memory.add("نعم", "yes", reviewer="Ada")
    assert [(match.target, match.unit.reviewer) for match in memory.search("نعم")] == [("yes", "Ada"), ("aye", "")]
    assert len(memory.search("نعم", 1)) == 1


@pytest.mark.parametrize("text", ["", " ", "!!", "👍🏽", "ً", "ـ", "\x00", "\ud800", "…", "—"])
def test_texts_without_words(path: Path, text: str) -> None:
    with Memory(path) as memory:
        memory.add(text, "marks")
        memory.add("نعم", "yes")
    for held in (memory, Memory(path)):
        held.index_now()
        if text.strip():
            assert held.search(text)[0].kind is Kind.EXACT
        assert all(match.target == "marks" for match in held.search(text))
    assert all(match.kind is not Kind.SPELLING for match in memory.search("ٍ"))
    mark = json.loads((path / "index" / "dragoman.json").read_text())
    assert mark["indexed_bytes"] == (path / "units.jsonl").stat().st_size, "one such unit does not keep others out of the index"


def test_a_segment_of_fifty_thousand_characters(path: Path) -> None:
    long = " ".join(f"كلمة{number}" for number in range(6_000))
    with Memory(path) as memory:
        memory.add(long, "long")
    memory.index_now()
    [match] = memory.search(long[:-30])
    assert match.target == "long"
    assert match.score > 0.9


def test_of_nearly_the_same_the_likeliest_stands_first(path: Path) -> None:
    sentence = " ".join(f"word{number}" for number in range(40))
    with Memory(path) as memory:
        memory.add(sentence + " end", "likeliest")
        memory.add(sentence + " ends here", "less")
    found = memory.search(sentence + " end.")
    assert [match.target for match in found] == ["likeliest", "less"]
    assert len({match.score for match in found}) == 1


def test_a_text_longer_than_those_kept_by_letters_is_not_kept_out_by_them(path: Path) -> None:
    with Memory(path) as memory:
        memory.add_units(Unit(f"gettexts selfs defs days sames {number}", "short") for number in range(200))
        memory.add_units(Unit(f"then same for gettext self def and {number} things", "filler") for number in range(400))
        memory.add("source in same for gettext self def.", "longer")
    memory.index_now()
    assert memory.search("day same for gettext self def.")[0].target == "longer"


def test_short_texts_are_found_by_their_letters(path: Path) -> None:
    with Memory(path) as memory:
        memory.add_units(
            [Unit("Мостостроительный", "x"), Unit("قالت", "she said"), *(Unit(f"مدرسة {n}", "s") for n in range(50))]
        )
    memory.index_now()
    assert memory.search("Мостостроительная")[0].target == "x"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.text(min_size=1), target=st.text())
def test_any_text_is_found_again(tmp_path_factory: pytest.TempPathFactory, source: str, target: str) -> None:
    path = tmp_path_factory.mktemp("any")
    with Memory(path) as memory:
        memory.add(source, target)
    again = Memory(path)
    assert list(again.units()) == [Unit(source, target)]
    exact = [match.target for match in again.search(source) if match.kind is Kind.EXACT]
    assert exact == ([target] if source.strip() else [])


def test_what_is_not_committed_is_found_but_not_kept(path: Path) -> None:
    memory = Memory(path)
    memory.add("نعم", "yes")
    assert len(memory.search("نعم")) == 1
    assert Memory(path).search("نعم") == []


def test_what_others_write_is_found(path: Path) -> None:
    reader = Memory(path)
    with Memory(path) as writer:
        writer.add("نعم", "yes")
    writer.index_now()
    assert [match.target for match in reader.search("نعم")] == ["yes"]


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    code = (
        "import sys; from dragoman.translate.memory import Memory, Unit\n"
        "memory = Memory(sys.argv[1])\n"
        "for n in range(20):\n"
        "    memory.add_units([Unit(f'unit {sys.argv[2]} {n}', 'x')] * 3); memory.commit(); memory.index_now()\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path), str(number)]) for number in range(3)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    memory = Memory(path)
    assert memory.problems() == []
    assert sum(1 for _ in memory.units()) == 3 * 20 * 3
    assert all(memory.search(f"unit {number} 19")[0].kind is Kind.EXACT for number in range(3))


def filled(path: Path) -> list[int]:
    """Three commits of two units; returns where each ends."""
    ends = []
    memory = Memory(path)
    for number in range(3):
        memory.add_units([Unit(f"source {number} {one}", "rendered") for one in "ab"])
        memory.commit()
        ends.append((path / "units.jsonl").stat().st_size)
    memory.index_now()
    return ends


def test_a_crash_at_any_byte_leaves_the_last_whole_commit(path: Path) -> None:
    ends = filled(path)
    content = (path / "units.jsonl").read_bytes()
    for cut in range(len(content)):
        (path / "units.jsonl").write_bytes(content[:cut])
        memory = Memory(path)
        whole = sum(end <= cut for end in ends)
        assert [unit.source for unit in memory.units()] == [f"source {n} {one}" for n in range(whole) for one in "ab"], cut
        assert {match.source for match in memory.search("source 2 b", 9)} == {unit.source for unit in memory.units()}
        is_torn = cut not in (0, len(b'{"dragoman-memory": 1}\n'), *ends)
        assert bool(memory.recovered) == is_torn, cut


def test_after_a_crash_the_memory_goes_on(path: Path) -> None:
    ends = filled(path)
    with (path / "units.jsonl").open("rb+") as file:
        file.truncate(ends[2] - 7)
    with Memory(path) as memory:
        assert "broken off" in memory.recovered
        memory.add("afterwards", "then")
    again = Memory(path)
    assert again.recovered == ""
    assert again.problems() == []
    assert [unit.source for unit in again.units()][-2:] == ["source 1 b", "afterwards"]
    assert again.search("afterwards")[0].target == "then"
    assert b"source 2 a" in (path / f"torn-{ends[1]}.jsonl").read_bytes(), "what was broken off is kept beside"


def test_a_writer_that_dies_half_way_loses_only_its_commit(path: Path) -> None:
    code = (
        "import os, sys; from dragoman.translate.memory import Memory, Unit\n"
        "memory = Memory(sys.argv[1]); memory.add('kept', 'k'); memory.commit()\n"
        "file = open(sys.argv[1] + '/units.jsonl', 'ab'); file.write(b'{\"source\": \"half'); file.flush()\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60)
    memory = Memory(path)
    assert memory.recovered
    assert [unit.source for unit in memory.units()] == ["kept"]


def test_a_damaged_line_is_named_and_the_rest_is_there(path: Path) -> None:
    filled(path)
    file = path / "units.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"source 1 a"', b'"source 1 a!'))
    memory = Memory(path)
    assert len(memory.problems()) == 1
    assert len(list(memory.units())) == 5
    assert memory.search("source 2 a")[0].kind is Kind.EXACT


def test_a_changed_word_is_noticed(path: Path) -> None:
    filled(path)
    file = path / "units.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"source 0 a"', b'"source 9 a"'))
    assert len(Memory(path).problems()) == 1


@pytest.mark.parametrize("harm", ["gone", "cut", "format", "mark", "empty"])
def test_an_index_that_is_broken_or_gone_is_no_loss(path: Path, harm: str) -> None:
    filled(path)
    index = path / "index"
    for file in sorted(index.iterdir()):
        if harm == "gone" or (harm == "empty" and file.name != "dragoman.json"):
            file.unlink()
        elif harm == "cut" and file.name == "meta.json":
            file.write_bytes(file.read_bytes()[:20])
        elif harm in ("format", "mark") and file.name == "dragoman.json":
            file.write_text(json.dumps({"format": FORMAT + 1}) if harm == "format" else "{")
    memory = Memory(path)
    memory.index_now()
    assert memory.search("source 2 a")[0].kind is Kind.EXACT
    assert len(memory.search("source 2 a", 9)) == 6


def test_another_journal_under_an_old_index_is_read_anew(path: Path, tmp_path: Path) -> None:
    filled(path)
    with Memory(tmp_path / "other") as other:
        other.add_units([Unit(f"entirely different {number}", "x") for number in range(9)])
    (tmp_path / "other" / "units.jsonl").replace(path / "units.jsonl")
    assert Memory(path).search("entirely different 7")[0].kind is Kind.EXACT


def test_a_file_that_is_no_memory_is_refused_and_left_alone(path: Path) -> None:
    path.mkdir()
    (path / "units.jsonl").write_text("dear diary\n")
    with pytest.raises(MemoryUnreadable):
        Memory(path)
    assert (path / "units.jsonl").read_text() == "dear diary\n"


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "memory")
    memory.add("نعم", "yes")
    with pytest.raises(MemoryUnwritable):
        memory.commit()
    assert len(memory.search("نعم")) == 1


def test_much_without_an_index_is_indexed_and_not_remembered(path: Path) -> None:
    with Memory(path) as memory:
        memory.add_units(Unit(f"the {number}th bridge " + "was closed " * 900, f"r{number}") for number in range(1_700))
    shutil.rmtree(path / "index", ignore_errors=True)
    again = Memory(path)
    assert (path / "index" / "dragoman.json").exists()
    assert again.search("the 1699th bridge " + "was closed " * 900)[0].target == "r1699"


def test_a_big_import_is_indexed_on_its_way(path: Path) -> None:
    with Memory(path) as memory:
        memory.add_units(
            Unit(f"the {number}th bridge over river {number % 97} was closed", f"r{number}") for number in range(3_000)
        )
    assert memory.search("the 2999th bridge over river 89 was closed")[0].target == "r2999"
    assert (path / "index" / "dragoman.json").exists()
