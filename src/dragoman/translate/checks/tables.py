"""The tables that checks read: numbers, denials, scriptures. Data stands in `dragoman/translate/data`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """A table by its file's name."""
    return tomllib.loads(files("dragoman.translate").joinpath(f"data/{name}.toml").read_text("utf-8"))
