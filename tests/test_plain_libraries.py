"""The language libraries are plain Python: importing every module of them loads nothing of Django."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import dragoman.text
import dragoman.translate

DJANGO = ("django", "wagtail")


def test_no_language_library_imports_django():
    modules = [
        found.name
        for package in (dragoman.text, dragoman.translate)
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    assert len(modules) > 60
    command = [sys.executable, "-X", "importtime", "-c", f"import {', '.join(modules)}"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.splitlines() if "|" in line}
    assert "dragoman" in imported
    assert imported.isdisjoint(DJANGO)
