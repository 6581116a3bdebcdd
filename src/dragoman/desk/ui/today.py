"""What stands on the first page: each desk app may bring a module `today` whose `tiles(person)` gives its counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

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


@dataclass(frozen=True)
class Step:
    """What a new desk has to do before there is anything to count."""

    heading: str
    words: str
    button: str
    href: str


SECTIONS = ("Work", "Sources", "Evidence", "Dispatches")


def gather(person: User) -> dict[str, list[Tile]]:
    """Every app's tiles by section, in the order of SECTIONS and of the installed apps. Empty sections are left out."""
    sections: dict[str, list[Tile]] = {name: [] for name in SECTIONS}
    for module in _modules():
        tiles: Sequence[Tile] = module.tiles(person)
        for tile in tiles:
            sections[tile.section].append(tile)
    return {name: tiles for name, tiles in sections.items() if tiles}


def first_step(person: User) -> Step | None:
    """The first thing that an app says is missing on a new desk (`first_step(person)` of its module `today`)."""
    steps = (module.first_step(person) for module in _modules() if hasattr(module, "first_step"))
    return next((step for step in steps if step is not None), None)


def _modules() -> Iterator[ModuleType]:
    for app in apps.get_app_configs():
        name = f"{app.name}.today"
        if app.name.startswith("dragoman.desk.") and app.label != "ui" and find_spec(name):
            yield import_module(name)
