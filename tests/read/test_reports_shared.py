"""The shared reports are found by either spelling of the names in them; spellings are derived by rule, none stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.read.extract import extract
from dragoman.read.search import Document, TantivyIndex

# Pairs that writers of English use for the same letter of Arabic or Persian: of vowels, doubled letters, final h, q, ayn.
RULES = [
    (r"q", "k"),
    (r"Q", "K"),
    (r"ah\b", "eh"),
    (r"ah\b", "a"),
    (r"eh\b", "ah"),
    (r"iya\b", "iyeh"),
    (r"ullah\b", "allah"),
    (r"bullah\b", "bollah"),
    (r"([bcdfghjklmnpqrstz])\1", r"\1"),
    (r"aa", "a'a"),
    (r"'", ""),
    (r"'", "ʿ"),
    (r"(?<=\w)i(?=z)", "e"),
    (r"ei(?=[^i])", "ai"),
    (r"oo", "u"),
]
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:['’][a-z]+)?\b")


def other_spellings(name: str) -> Iterator[str]:
    for pattern, spelling in RULES:
        changed = re.sub(pattern, spelling, name, count=1)
        if changed != name:
            yield changed


@pytest.mark.shared
def test_names_are_found_by_either_spelling(shared_data: Path, tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "index", written="en")
    reports = {}
    for number, path in enumerate(sorted((shared_data / "reports").glob("*.txt")), 1):
        reports[number] = extract(path.read_bytes(), "text/plain")
    index.write(
        Document(number, each.title, each.text, {}, "handed-in", "en", "new", "file", None) for number, each in reports.items()
    )
    asked = [
        (number, name, spelling)
        for number, each in reports.items()
        for name in sorted(set(NAME.findall(each.text)))
        if len(name) >= 5
        for spelling in other_spellings(name)
    ]
    missed = [ask for ask in asked if ask[0] not in {hit.id for hit in index.search(ask[2]).hits}]
    assert len(asked) >= 40
    assert len(missed) <= len(asked) // 20, missed


@pytest.mark.shared
def test_names_are_found_as_printed(shared_data: Path, tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path / "index", written="en")
    for number, path in enumerate(sorted((shared_data / "reports").glob("*.txt")), 1):
        found = extract(path.read_bytes(), "text/plain")
        index.write([Document(number, found.title, found.text, {}, "handed-in", "en", "new", "file", None)])
        for name in set(NAME.findall(found.text)):
            hits = index.search(name).hits
            assert number in {hit.id for hit in hits}
            assert all(snippet.marks for hit in hits for snippet in hit.snippets[:1])
