"""The engines that are set up, and which of them may have an item's text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from dragoman.desk.translate.kept_file import KeptFile
from dragoman.errors import EngineFailed, EngineRefused, RuleBroken, SettingInvalid
from dragoman.translate.engine_settings import (
    EngineSetting,
    permits,
    read_engines,
    require_permitted,
    why_unable,
)
from dragoman.watch.sensitivity import Sensitivity


@dataclass(frozen=True)
class Offer:
    """What a person can choose from for texts of one sensitivity, to be written in one language.

    Attributes:
        open: engines that may have them; `closed`: those that may not.
        unable: why others that may can't write the language.
        problem: why there are none, when the settings can't be read; empty otherwise.
    """

    open: tuple[EngineSetting, ...] = ()
    closed: tuple[EngineSetting, ...] = ()
    unable: tuple[str, ...] = ()
    problem: str = ""


def engines() -> Mapping[str, EngineSetting]:
    """All that are set up, by name. Raises: SettingInvalid."""
    return _file(Path(settings.ENGINES_PATH)).now()


def offer(sensitivity: Sensitivity, language: str) -> Offer:
    """What there is for texts of a sensitivity that are to be written in a language (BCP 47)."""
    try:
        known = engines().values()
    except SettingInvalid as error:
        return Offer(problem=error.sentence)
    reasons = {one.name: reason_unable(one, language) for one in known if permits(one, sensitivity)}
    return Offer(
        open=tuple(one for one in known if reasons.get(one.name) == ""),
        closed=tuple(one for one in known if one.name not in reasons),
        unable=tuple(filter(None, reasons.values())),
    )


def reason_unable(setting: EngineSetting, language: str) -> str:
    """Why it can't write a language; that its model can't be looked into is said by the run."""
    try:
        return why_unable(setting, language)
    except EngineFailed:
        return ""


def choose(name: str, sensitivity: Sensitivity, language: str) -> EngineSetting:
    """The engine of a name, or, without one, the only one that may have such texts and can write the language.

    Raises: EngineForbidden; EngineRefused, when it can't write it; RuleBroken, when there is none, or no such one, or several;
        SettingInvalid.
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
        return _able(known[name], language)
    allowed = [one for one in known.values() if permits(one, sensitivity)]
    if not allowed:
        require_permitted(next(iter(known.values())), sensitivity)
    able = [one for one in allowed if not reason_unable(one, language)]
    if len(able) > 1:
        raise RuleBroken(f"Say which engine: {', '.join(one.name for one in able)}.")
    return _able((able or allowed)[0], language)


def _able(setting: EngineSetting, language: str) -> EngineSetting:
    """The engine itself. Raises: EngineRefused, when it can't write a language."""
    if reason := reason_unable(setting, language):
        raise EngineRefused(reason, subject=setting.name)
    return setting


@cache
def _file(path: Path) -> KeptFile[Mapping[str, EngineSetting]]:
    return KeptFile(path, lambda file: read_engines(file, os.environ), {})
