"""The command as a person meets it: every level helps, an expected failure is one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.cli import COMMANDS


def run(*arguments, home):
    environment = os.environ | {"DRAGOMAN_HOME": str(home)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "dragoman.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


def test_every_command_helps(tmp_path):
    listed = run("--help", home=tmp_path)
    assert listed.returncode == 0
    assert all(name in listed.stdout for name in COMMANDS)


@pytest.mark.parametrize("arguments", [("source", "list"), ("person", "list"), ("watch", "--once")])
def test_a_database_that_is_not_set_up_is_one_sentence(tmp_path, arguments):
    ended = run(*arguments, home=tmp_path)
    assert ended.returncode == 1
    assert "dragoman doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_setting_without_a_usable_value_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_ALLOW_PRIVATE", "everything")
    ended = run("source", "list", home=tmp_path)
    assert ended.returncode == 1
    assert "DRAGOMAN_ALLOW_PRIVATE" in ended.stderr


def test_a_full_disk_is_one_sentence():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full: what a full disk says is left out")
    command = [sys.executable, "-m", "dragoman.cli", "names", "romanise", "Щукин", "--scheme", "newspaper"]
    with full.open("wb") as disk:
        ended = subprocess.run(command, stdout=disk, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("dragoman: There is no room to write to")
    assert "Traceback" not in ended.stderr


def test_a_reader_that_goes_away_ends_a_command_quietly(tmp_path):
    (tmp_path / "names.txt").write_text("Щукин\n" * 20_000, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "dragoman.cli",
        "names",
        "romanise",
        "--scheme",
        "newspaper",
        "--in",
        str(tmp_path / "names.txt"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ended:
        assert ended.stdout.readline() == "Shchukin\n"
        ended.stdout.close()
        assert ended.stderr.read() == ""
        assert ended.wait(timeout=120) in {0, 1}
