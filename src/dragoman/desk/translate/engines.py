"""The engines that are set up, and which of them may have an item's text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from dragoman.desk.translate.kept_file import KeptFile
from dragoman.errors import RuleBroken, SettingInvalid
from dragoman.translate.engine_settings import EngineSetting, permits, read_engines, require_permitted
from dragoman.watch.sensitivity import Sensitivity


@dataclass(frozen=True)
class Offer:
    """What a person can choose from for texts of one sensitivity.

    Attributes:
        open: engines that may have them; `closed`: the others.
        problem: why there are none, when the settings can't be read; empty otherwise.
    """

    open: tuple[EngineSetting, ...] = ()
    closed: tuple[EngineSetting, ...] = ()
    problem: str = ""


def engines() -> Mapping[str, EngineSetting]:
    """All that are set up, by name. Raises: SettingInvalid."""
    return _file(Path(settings.ENGINES_PATH)).now()


def offer(sensitivity: Sensitivity) -> Offer:
    """What there is for texts of a sensitivity."""
    try:
        known = engines().values()
    except SettingInvalid as error:
        return Offer(problem=error.sentence)
    return Offer(
        tuple(one for one in known if permits(one, sensitivity)), tuple(one for one in known if not permits(one, sensitivity))
    )


def choose(name: str, sensitivity: Sensitivity) -> EngineSetting:
    """The engine of a name, or, without one, the only one that may have such texts.

    Raises: EngineForbidden; RuleBroken, when there is none, or no such one, or several; SettingInvalid.
    """
    known = engines()
    if not known:
        raise RuleBroken(
            "No translation engine is set up. The how-to guide on engines shows how an administrator does it.",
            detail=f"looked for in {settings.ENGINES_PATH}",
        )
    if name:
        if name not in known:
            raise RuleBroken(f"There is no engine {name}. There are: {', '.join(known)}.")
        require_permitted(known[name], sensitivity)
        return known[name]
    allowed = [one for one in known.values() if permits(one, sensitivity)]
    if len(allowed) > 1:
        raise RuleBroken(f"Say which engine: {', '.join(one.name for one in allowed)}.")
    if not allowed:
        require_permitted(next(iter(known.values())), sensitivity)
    return allowed[0]


@cache
def _file(path: Path) -> KeptFile[Mapping[str, EngineSetting]]:
    return KeptFile(path, lambda file: read_engines(file, os.environ), {})
