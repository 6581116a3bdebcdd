"""The examples of the reference page are true."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "names.md"


def test_the_examples_of_the_reference_page_run():
    found = doctest.testfile(str(PAGE), module_relative=False, verbose=False)
    assert found.attempted > 10
    assert found.failed == 0
