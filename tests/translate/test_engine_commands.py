"""`dragoman translate draft-file` and `engines`, as a person runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.errors import DraftCacheUnreadable, EngineForbidden, EngineRefused, EngineUnavailable, SettingInvalid
from dragoman.translate.commands import translate
from tests.translate import tiny_model
from tests.translate.loopback import LEXICON, SOURCES, EngineServer, Reply, chat
from tests.translate.settings import write

LOCAL = """
[engines.own]
kind = "ctranslate2"
folder = "opus"
threads = 1
"""
DRAFT = ["draft-file", "--from", "ar", "--sensitivity", "open"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a model, its settings and a text."""
    tiny_model.build(tmp_path / "opus")
    write(tmp_path, LOCAL)
    (tmp_path / "text.txt").write_text(
        "قال الوزير إن الحكومة ستواصل العمل اليوم .\n\n🙂\n\nلم يحضر الرئيس أمس .\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path))
    monkeypatch.delenv("DRAGOMAN_ENGINES", raising=False)
    monkeypatch.delenv("DRAGOMAN_LANGUAGE", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(translate, list(arguments))


def test_a_text_is_drafted_segment_by_segment(desk):
    answer = run(*DRAFT, "text.txt", "--engine", "own")
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.splitlines() == [
        "said minister that government continues work today .",
        "[nothing-to-translate: There are no words to translate.]",
        "not attended president yesterday .",
    ]
    assert "2 of 3 drafted (0 kept from before), 1 calls" in answer.stderr


def test_nothing_is_asked_twice_with_a_cache(desk):
    run(*DRAFT, "text.txt", "--engine", "own", "--cache", "drafts.sqlite3")
    answer = run(*DRAFT, "text.txt", "--engine", "own", "--cache", "drafts.sqlite3")
    assert "2 of 3 drafted (2 kept from before), 0 calls" in answer.stderr


def test_engines_are_listed_and_checked(desk):
    write(desk, LOCAL + '\n[engines.gone]\nkind = "ctranslate2"\nfolder = "none"\nsensitivities = ["open"]\n')
    listed = run("engines")
    assert listed.exit_code == 0
    assert listed.output.splitlines() == [
        f"settings: {desk}/engines.toml",
        "own  ctranslate2  open, internal, confidential",
        "gone  ctranslate2  open",
    ]
    checked = run("engines", "--check")
    assert checked.exit_code == 1
    assert "  ready; opus-mt, cpu" in checked.output
    assert "There is no model in" in checked.output


def test_without_a_language_the_desks_is_written(desk, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_LANGUAGE", "fr")
    write(desk, LOCAL + 'writes = ["en"]')
    drafted = run(*DRAFT, "text.txt", "--engine", "own")
    assert isinstance(drafted.exception, EngineRefused)
    assert "own cannot write French (fr)" in str(drafted.exception)
    assert run(*DRAFT, "text.txt", "--engine", "own", "--to", "en").exit_code == 0
    checked = run("engines", "--check")
    assert checked.exit_code == 1
    assert "  The engine own cannot write French (fr): engines.own.writes has English." in checked.output


def test_the_settings_are_the_desks_wherever_one_works(desk, monkeypatch):
    elsewhere = desk / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "engines.toml").write_text("not TOML", encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    assert run("engines").output.splitlines()[0] == f"settings: {desk}/engines.toml"
    monkeypatch.setenv("DRAGOMAN_ENGINES", "engines.toml")
    assert "not TOML" in str(run("engines").exception)
    assert run("engines", "--config", str(desk / "engines.toml")).exit_code == 0


def test_without_settings_the_file_that_was_looked_for_is_named(desk, monkeypatch):
    settings = desk / "engines.toml"
    settings.write_text("", encoding="utf-8")
    assert run("engines").output == f"no engines are set up: none stands in {settings}\n"
    settings.unlink()
    assert run("engines").output == f"no engines are set up: there is no file {settings}\n"
    answer = run(*DRAFT, "text.txt", "--engine", "own")
    assert str(answer.exception) == f"engines.own: no engines are set up: there is no file {settings}."
    monkeypatch.setenv("DRAGOMAN_ENGINES", "none.toml")
    answer = run("engines")
    assert isinstance(answer.exception, SettingInvalid)
    assert f"{desk}/none.toml" in answer.exception.detail


def test_an_engine_without_permission_is_listed_as_off(desk):
    write(desk, '[engines.house]\nkind = "chat"\naddress = "https://chat.example/v1"\nmodel = "m"\n')
    *_, last = run("engines", "--check").output.splitlines()
    assert last == "house  chat  no texts: not turned on", "it is not even asked"
    answer = run(*DRAFT, "text.txt", "--engine", "house")
    assert isinstance(answer.exception, EngineForbidden)


def test_cost_and_terms_go_with_a_chat(desk):
    (desk / "text.txt").write_text("\n\n".join(SOURCES), encoding="utf-8")
    with EngineServer(chat()) as server:
        lines = [f'address = "{server.address}/v1"', f'allow_private = ["{server.network}"]', 'sensitivities = ["open"]']
        price = ["price_per_million_output_tokens = 1000", 'currency = "EUR"']
        write(desk, "\n".join(["[engines.house]", 'kind = "chat"', 'model = "small-7b"', *lines, *price]))
        answer = run(*DRAFT, "text.txt", "--engine", "house", "--term", "الحكومة = cabinet")
        system = server.asked[0].body["messages"][0]["content"]
    assert answer.stdout.splitlines() == list(LEXICON.values())
    assert "3 calls" in answer.stderr
    assert "0.036000 EUR" in answer.stderr
    assert "الحكومة = cabinet" in system


BAD = {
    "no such engine": (["text.txt", "--engine", "none"], SettingInvalid, "There are: own"),
    "no such settings": (["text.txt", "--engine", "own", "--config", "none.toml"], SettingInvalid, "cannot be read"),
    "a broken cache": (["text.txt", "--engine", "own", "--cache", "text.txt"], DraftCacheUnreadable, "cannot be used"),
    "no such file": (["none.txt", "--engine", "own"], SystemExit, "does not exist"),
    "not UTF-8": (["latin.txt", "--engine", "own"], SystemExit, "is not UTF-8"),
    "no such language": (["text.txt", "--engine", "own", "--to", "french"], SettingInvalid, "--to: must be the tag"),
    "half a term": (["text.txt", "--engine", "own", "--term", "وزير"], SystemExit, "is not SOURCE=TARGET"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told(case: str, desk):
    (desk / "latin.txt").write_bytes("élégant".encode("latin-1"))
    arguments, kind, told = BAD[case]
    answer = run(*DRAFT, *arguments)
    assert isinstance(answer.exception, kind)
    assert told in f"{answer.exception} {answer.output}"


def test_what_came_before_a_failure_is_shown(desk):
    (desk / "text.txt").write_text("\n\n".join(SOURCES), encoding="utf-8")
    speak = chat()
    with EngineServer(lambda asked: speak(asked) if len(server.asked) < 2 else Reply(b"", 500)) as server:
        lines = [f'address = "{server.address}/v1"', f'allow_private = ["{server.network}"]', 'sensitivities = ["open"]']
        write(desk, "\n".join(["[engines.house]", 'kind = "chat"', 'model = "small-7b"', *lines]))
        answer = run(*DRAFT, "text.txt", "--engine", "house")
    assert isinstance(answer.exception, EngineUnavailable)
    assert answer.stdout.splitlines() == [LEXICON[SOURCES[0]]]
    assert "1 of 3 drafted" in answer.stderr


def test_control_c_stops_and_what_came_stands(desk):
    (desk / "text.txt").write_text("\n\n".join(SOURCES), encoding="utf-8")
    speak = chat()

    def respond(asked):
        if len(server.asked) == 1:
            return speak(asked)
        os.kill(child.pid, signal.SIGINT)
        return Reply({}, delay_seconds=60)

    with EngineServer(respond) as server:
        lines = [f'address = "{server.address}/v1"', f'allow_private = ["{server.network}"]', 'sensitivities = ["open"]']
        write(desk, "\n".join(["[engines.house]", 'kind = "chat"', 'model = "small-7b"', *lines]))
        command = [sys.executable, "-m", "dragoman.cli", "translate", *DRAFT, "text.txt", "--engine", "house"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert out.splitlines() == [LEXICON[SOURCES[0]]]
    assert "stopped; what is above stands" in err
    assert "Traceback" not in err


def test_no_django_and_no_model_library_before_they_are_needed():
    program = (
        "import sys, dragoman.translate.commands, dragoman.translate.engines as e; from importlib import import_module;"
        "[import_module(f'dragoman.translate.engines.{k}') for k in e.kinds()];"
        "print([m for m in ('django', 'ctranslate2', 'sentencepiece', 'wagtail') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"
