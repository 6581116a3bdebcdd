"""The examples of the reference page are true, and so is what the how-to shows."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from dragoman.names.commands import names

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHOWN = re.compile(r"\$ dragoman names (compare .+)\n```\n(?:(?!```).*\n)*?```text\n((?:.+\n)+)```")


def test_the_examples_of_the_reference_page_run():
    found = doctest.testfile(str(DOCS / "reference" / "names.md"), module_relative=False, verbose=False)
    assert found.attempted > 10
    assert found.failed == 0


def test_the_how_to_shows_what_a_comparison_prints():
    (shown,) = SHOWN.findall((DOCS / "how-to" / "match-names.md").read_text("utf-8"))
    answer = CliRunner().invoke(names, shlex.split(shown[0]))
    assert answer.output.replace("\u2068", "").replace("\u2069", "") == shown[1]
