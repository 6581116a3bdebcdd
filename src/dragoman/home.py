"""Where an installation's files stand, for the desk and for the commands that start none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def home_path(environment: Mapping[str, str]) -> Path:
    """The folder for everything that the desk writes; it need not be there yet."""
    return Path(environment.get("DRAGOMAN_HOME") or "dragoman-home").absolute()


def path_in_home(environment: Mapping[str, str], variable: str, name: str) -> Path:
    """The file or folder that a variable names, or else the one of this name in the home."""
    return Path(environment.get(variable) or home_path(environment) / name).absolute()
