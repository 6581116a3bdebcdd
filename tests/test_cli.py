"""The command as a person meets it: every level helps, an expected failure is one sentence."""

import os
import subprocess
import sys

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
