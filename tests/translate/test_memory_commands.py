"""`dragoman memory import`, `export`, `search`."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman.errors import MemoryUnreadable, TmxUnreadable
from dragoman.translate.memory import Anchor, Memory, Unit
from dragoman.translate.memory_commands import memory
from tests.translate.exchange.test_tmx_reader import tmx, unit


def run(*arguments: object) -> tuple[int, str]:
    answer = CliRunner().invoke(memory, [str(one) for one in arguments])
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer.exit_code, answer.output


def test_import_search_export(tmp_path: Path) -> None:
    file, folder, out = tmp_path / "in.tmx", tmp_path / "memory", tmp_path / "out.tmx"
    file.write_bytes(tmx(unit(), unit("نعم & لا"), unit("نعم", "yes")))
    code, output = run("import", folder, file)
    assert code == 0
    assert "unit 2: it is not well-formed" in output
    assert "2 units added, 0 known already, 1 problems" in output
    assert "0 units added, 2 known already" in run("import", folder, file)[1]
    code, output = run("search", folder, "فتحت المدرسه", "--from", "ar", "--to", "en")
    assert code == 0
    assert output.startswith("99 %  same but for spelling\n")
    assert "The school opened" in output
    assert run("export", folder, out) == (0, "2 units written\n")
    assert b"The school opened" in out.read_bytes()


def test_search_shows_evidence_and_reviewer_and_no_controls(tmp_path: Path) -> None:
    with Memory(tmp_path) as held:
        held.add_units([
            Unit("نعم\u202e", "yes\x1b[31m", "ar", "en", Anchor("c-17", "v-2", 4, 8), reviewer="Bo",
                 reviewed_utc=datetime(2026, 3, 4, tzinfo=UTC))
        ])  # fmt: skip
    _, output = run("search", tmp_path, "نعم")
    assert "capture c-17, text v-2, 4 to 8" in output
    assert "reviewed by \u2068Bo\u2069, 2026-03-04" in output
    assert "\u202e" not in output
    assert "\x1b" not in output


def test_nothing_found_says_so(tmp_path: Path) -> None:
    with Memory(tmp_path) as held:
        held.add("نعم", "yes")
    assert run("search", tmp_path, "entirely different") == (0, "nothing like it\n")


@pytest.mark.parametrize("arguments", [("search", "نعم"), ("export", "out.tmx")])
def test_a_folder_without_a_memory_is_not_made_one(tmp_path: Path, arguments: tuple[str, str]) -> None:
    code, output = run(arguments[0], tmp_path / "none", arguments[1])
    assert code == 1
    assert "there is no memory" in output
    assert not (tmp_path / "none").exists()


def test_a_memory_that_a_crash_cut_off_says_so(tmp_path: Path) -> None:
    with Memory(tmp_path) as held:
        held.add("نعم", "yes")
        held.commit()
        held.add("لا", "no")
    file = tmp_path / "units.jsonl"
    file.write_bytes(file.read_bytes()[:-5])
    _, output = run("search", tmp_path, "نعم")
    assert "A commit had been broken off" in output
    assert "yes" in output


def test_export_names_damage_and_ends_with_an_error(tmp_path: Path) -> None:
    with Memory(tmp_path / "memory") as held:
        for source in ("source a", "source b"):
            held.add(source, "x")
            held.commit()
    file = tmp_path / "memory" / "units.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"source a"', b'"source a!'))
    code, output = run("export", tmp_path / "memory", tmp_path / "out.tmx")
    assert code == 1
    assert "not as they were written" in output
    assert "1 units written" in output


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "page.tmx").write_text("<html></html>")
    with pytest.raises(TmxUnreadable):
        run("import", tmp_path / "memory", tmp_path / "page.tmx")
    with pytest.raises(TmxUnreadable):
        run("import", tmp_path / "memory", tmp_path / "none.tmx")
    (tmp_path / "units.jsonl").write_text("dear diary\n")
    with pytest.raises(MemoryUnreadable):
        run("search", tmp_path, "x")


def test_neither_library_nor_command_imports_django() -> None:
    code = "import sys, dragoman.translate.memory_commands; sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
