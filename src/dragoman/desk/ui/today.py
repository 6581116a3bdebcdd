"""What stands on the first page: each desk app may bring a module `today` whose `tiles(person)` gives its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from dragoman.desk.people.models import User


@dataclass(frozen=True)
class Tile:
    """One number that links to just the things it counts.

    Args:
        section: `Work`, `Sources`, `Evidence` or `Dispatches`: the heading it stands under.
        words: what is counted, in the plural, without the number.
        state: gives its sign and colour; empty for none.
        urgent: set apart when the number is not zero.
    """

    section: str
    words: str
    count: int
    href: str
    state: str = ""
    urgent: bool = False


SECTIONS = ("Work", "Sources", "Evidence", "Dispatches")


def gather(person: User) -> dict[str, list[Tile]]:
    """Every app's tiles by section, in the order of SECTIONS and of the installed apps. Empty sections are left out."""
    sections: dict[str, list[Tile]] = {name: [] for name in SECTIONS}
    for app in apps.get_app_configs():
        name = f"{app.name}.today"
        if app.name.startswith("dragoman.desk.") and app.label != "ui" and find_spec(name):
            tiles: Sequence[Tile] = import_module(name).tiles(person)
            for tile in tiles:
                sections[tile.section].append(tile)
    return {name: tiles for name, tiles in sections.items() if tiles}
