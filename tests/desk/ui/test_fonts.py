"""The reading faces that are shipped are those of the manifest, each with its licence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import dragoman.desk.ui

STATIC = Path(dragoman.desk.ui.__file__).parent / "static" / "dragoman"
FONTS = STATIC / "fonts"


def manifest() -> dict[str, str]:
    lines = (FONTS / "MANIFEST.txt").read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def test_every_file_is_in_the_manifest_with_its_digest():
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.iterdir() if path.name != "MANIFEST.txt"}
    assert there == manifest()


def test_every_face_has_its_open_licence():
    families = {
        re.split(r"-(?:arabic|hebrew|latin|cyrillic)", name)[0].removesuffix("-arabic")
        for name in manifest()
        if name.endswith(".woff2")
    }
    for family in families:
        licences = [path for path in FONTS.glob("LICENSE-*.txt") if path.stem.startswith(f"LICENSE-{family}")]
        assert licences, family
        assert "SIL Open Font License, Version 1.1" in licences[0].read_text(encoding="utf-8")


def test_the_style_sheet_names_only_files_that_are_there_and_all_of_them():
    named = set(re.findall(r"fonts/([\w-]+\.woff2)", (STATIC / "css" / "fonts.css").read_text(encoding="utf-8")))
    assert named == {name for name in manifest() if name.endswith(".woff2")}
