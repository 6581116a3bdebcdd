"""The house stands: migrations match the models, every command answers, the verifier stays small."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from django.core.management import call_command

from docs.build_reference import load, walk
from dragoman.cli import COMMANDS, root


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", "--check", "--dry-run")


@pytest.mark.django_db
def test_system_checks_are_silent():
    call_command("check", "--fail-level", "WARNING")


def test_the_first_help_lists_every_command():
    answer = CliRunner().invoke(root, ["--help"])
    assert answer.exit_code == 0
    assert all(name in answer.output for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_level_has_help(name: str):
    for path, command in walk(name, load(name)):
        if command.add_help_option:
            answer = CliRunner().invoke(command, ["--help"], prog_name=path)
            assert answer.exit_code == 0, path
            assert (command.help or "").strip(), f"{path} does not say what it does"


def test_the_verifier_loads_no_heavy_library():
    heavy = ("django", "lxml", "fastwarc", "pycurl", "tantivy", "trafilatura", "wagtail")
    program = f"import sys, dragoman.capture.commands; print([m for m in {heavy!r} if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"


def test_an_unknown_command_is_named():
    answer = CliRunner().invoke(root, ["nonsense"])
    assert answer.exit_code == 2
    assert isinstance(root, click.Group)
    assert "nonsense" in answer.output
