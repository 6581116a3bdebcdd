"""The demo's folder and its progress lines."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from dragoman.desk.demo.home import LOCK_FILE, STATE_FILE, code_digest, open_home
from dragoman.desk.demo.progress import DemoFailed, Progress, count
from dragoman.errors import RuleBroken, SourceUnreachable


def test_a_new_folder_gets_a_password_and_keeps_it(tmp_path: Path) -> None:
    with open_home(tmp_path / "new" / "demo") as home:
        password = home.state.password
        home.keep(press_port=8711, step=1)
    with open_home(tmp_path / "new" / "demo") as home:
        assert home.state.password == password
        assert (home.state.press_port, home.state.step, home.state.ready) == (8711, 1, False)
        assert stat.S_IMODE((home.path / STATE_FILE).stat().st_mode) == 0o600
    with open_home(tmp_path / "other") as other:
        assert other.state.password != password


def test_a_folder_with_other_peoples_files_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(RuleBroken, match=r"holds other files \(thesis.txt\).*Nothing was touched.*--dir"), open_home(tmp_path):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_or_a_forbidden_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(RuleBroken, match="cannot write to"), open_home(place):
            pass


def test_one_demo_at_a_time(tmp_path: Path) -> None:
    with open_home(tmp_path), pytest.raises(RuleBroken, match="is running in"), open_home(tmp_path):
        pass
    with open_home(tmp_path):
        assert (tmp_path / LOCK_FILE).exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "colour": "blue"}'])
def test_an_unreadable_state_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE_FILE).write_text(text)
    with pytest.raises(RuleBroken, match=r"cannot be read\. Remove the folder"), open_home(tmp_path):
        pass


def test_the_environment_names_only_this_folder_and_the_press(tmp_path: Path) -> None:
    with open_home(tmp_path) as home:
        environment = home.environment(networks="127.0.1.11/32:8711", base_url="http://127.0.0.1:8000")
    assert environment["DRAGOMAN_ALLOW_PRIVATE"] == "127.0.1.11/32:8711"
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/dragoman.sqlite3"
    assert json.loads((tmp_path / STATE_FILE).read_text())["format"] == 1


def test_the_code_digest_is_the_same_until_something_changes() -> None:
    assert code_digest() == code_digest()
    assert len(code_digest()) == 64


def test_a_database_whose_first_migration_was_interrupted_is_made_again_and_no_other(tmp_path: Path) -> None:
    with open_home(tmp_path) as home:
        for name in ("dragoman.sqlite3", "dragoman.sqlite3-wal"):
            (tmp_path / name).write_text("half")
        home.drop_unfinished_database()
        assert not list(tmp_path.glob("dragoman.sqlite3*"))
        home.database.write_text("whole")
        for finished in (home.keep(code="a digest"), home.keep(ready=True)):
            finished.drop_unfinished_database()
            assert home.database.read_text() == "whole"


def test_a_stage_prints_its_counts_and_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ticks = iter([0.0, 1.0, 3.5, 4.0])
    progress = Progress(tmp_path / "demo.log", clock=lambda: next(ticks))
    with progress.stage("sources") as said:
        said.append(count(8, "source"))
    assert capsys.readouterr().out == "  sources      8 sources  (2.5 s)\n"
    assert progress.seconds == 4.0
    assert not (tmp_path / "demo.log").exists()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SourceUnreachable("The source does not answer."), "The demo stopped at “round 1”: The source does not answer."),
        (KeyError("lost"), "The demo stopped at “round 1”: 'lost'"),
        (ValueError(), "The demo stopped at “round 1”: ValueError"),
    ],
)
def test_whatever_a_stage_raises_becomes_a_sentence_and_a_trace_in_the_log(
    tmp_path: Path, error: Exception, sentence: str
) -> None:
    progress = Progress(tmp_path / "demo.log")
    with pytest.raises(DemoFailed) as failed, progress.stage("round 1"):
        raise error
    assert failed.value.sentence == sentence
    assert failed.value.__cause__ is error
    assert "Traceback" in (tmp_path / "demo.log").read_text()


def test_counts_read_well() -> None:
    assert [count(0, "file"), count(1, "file"), count(3, "dispatch", "dispatches")] == ["0 files", "1 file", "3 dispatches"]
