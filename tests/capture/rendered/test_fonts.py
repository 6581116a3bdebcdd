"""Whether screenshots can show emoji, by what fontconfig's program answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.capture.rendered.program import shows_emoji


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("echo Noto Color Emoji", True),
        ("true", False),
        ("echo", False),
        ("echo broken >&2; exit 1", True),  # it cannot tell
        (None, True),  # there is no such program
    ],
)
def test_a_font_for_emoji_is_looked_for(program: str | None, expected: bool, tmp_path: Path, monkeypatch) -> None:
    if program is not None:
        (tmp_path / "fc-list").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "fc-list").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shows_emoji() is expected


def test_the_emoji_is_asked_for_by_its_number(tmp_path: Path, monkeypatch) -> None:
    asked = tmp_path / "asked"
    (tmp_path / "fc-list").write_text(f'#!/bin/sh\necho "$@" > {asked}\n')
    (tmp_path / "fc-list").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not shows_emoji()
    assert asked.read_text().strip() == ":charset=1f9d1 family"
