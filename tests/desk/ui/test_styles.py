"""Styles that hold for every script and every policy: logical directions only, nothing inline, readable colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dragoman.desk

DESK = Path(dragoman.desk.__file__).parent
SHEETS = sorted((DESK / "ui" / "static").rglob("*.css"))
TEMPLATES = sorted(path for path in DESK.rglob("templates/**/*.html"))
# a property, or a value, that knows left from right
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:|:\s*(?:left|right)\b", re.IGNORECASE
)
COLOURS = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_know_no_left_and_right(sheet):
    assert not PHYSICAL.findall(sheet.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_nothing_inline(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:src=|type=\"application/(?:ld\+)?json\"))", text)


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_and_states_are_readable_on_every_ground_in_light_and_dark():
    colours = {
        name: (light, dark) for name, light, dark in COLOURS.findall((SHEETS_BY_NAME["tokens.css"]).read_text(encoding="utf-8"))
    }
    inks = ("ink", "ink-soft", "accent", "new", "selected", "translating", "reviewed", "published", "failed", "gone")
    for scheme in (0, 1):
        for ground in ("paper", "surface", "raised", "chosen"):
            for ink in inks:
                ratio = contrast(colours[ink][scheme], colours[ground][scheme])
                assert ratio >= 4.5, (ink, ground, scheme, round(ratio, 2))


SHEETS_BY_NAME = {sheet.name: sheet for sheet in SHEETS}
