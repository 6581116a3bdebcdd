"""Which engines an administrator has turned on, and for texts of which sensitivity: a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from dragoman.errors import EngineForbidden, EngineRefused, SettingInvalid
from dragoman.home import path_in_home
from dragoman.text.written import is_in, name_of
from dragoman.translate import engines
from dragoman.translate.engine import Engine, Usage
from dragoman.translate.engine_table import Table
from dragoman.translate.target import read_language
from dragoman.watch.sensitivity import Sensitivity

__all__ = [
    "EngineSetting",
    "Prices",
    "Sensitivity",
    "engines_path",
    "permits",
    "read_engines",
    "require_able",
    "require_keyless",
    "require_permitted",
    "why_unable",
]

ENGINES_VARIABLE = "DRAGOMAN_ENGINES"
MOST_BYTES = 1_000_000
_MILLION = 1_000_000


@dataclass(frozen=True)
class Prices:
    """What an engine costs, a million of each; None where it has no such price."""

    characters: Decimal | None = None
    input_tokens: Decimal | None = None
    output_tokens: Decimal | None = None
    currency: str = ""

    def cost(self, usage: Usage) -> Decimal | None:
        """In `currency`; None when the administrator gave no price."""
        priced = (
            (self.characters, usage.characters),
            (self.input_tokens, usage.input_tokens),
            (self.output_tokens, usage.output_tokens),
        )
        parts = [price * count / _MILLION for price, count in priced if price is not None]
        return sum(parts, Decimal(0)) if parts else None


@dataclass(frozen=True)
class EngineSetting:
    """An engine with what the administrator said of it.

    Attributes:
        writes: the languages that it translates into (BCP 47); empty when nobody said.
    """

    name: str
    kind: str
    engine: Engine
    sensitivities: frozenset[Sensitivity]
    prices: Prices = Prices()
    writes: tuple[str, ...] = ()


def permits(setting: EngineSetting, sensitivity: Sensitivity) -> bool:
    """The rule: texts go only to an engine that was turned on for their sensitivity."""
    return sensitivity in setting.sensitivities


def require_permitted(setting: EngineSetting, sensitivity: Sensitivity) -> None:
    """Raises: EngineForbidden."""
    if not permits(setting, sensitivity):
        raise EngineForbidden(
            f"The engine {setting.name} is not turned on for {sensitivity} texts. "
            f"An administrator can, with engines.{setting.name}.sensitivities.",
            subject=setting.name,
        )


def why_unable(setting: EngineSetting, language: str) -> str:
    """Why an engine can't translate into a BCP 47 language, as far as that is known; empty when it may. Raises: EngineFailed."""
    wanted = f"{name_of(language)} ({language})"
    if setting.writes and not any(is_in(one, language) for one in setting.writes):
        known = ", ".join(map(name_of, setting.writes))
        return f"The engine {setting.name} cannot write {wanted}: engines.{setting.name}.writes has {known}."
    reason = setting.engine.cannot_write(language)
    return f"The engine {setting.name} cannot write {wanted}. {reason}" if reason else ""


def require_able(setting: EngineSetting, language: str) -> None:
    """Raises: EngineRefused, when it can't write this language; EngineFailed."""
    if reason := why_unable(setting, language):
        raise EngineRefused(reason, subject=setting.name)


def engines_path(environment: Mapping[str, str]) -> Path:
    """The file that the desk and every command read engines from."""
    return path_in_home(environment, ENGINES_VARIABLE, "engines.toml")


def read_engines(path: Path, environment: Mapping[str, str]) -> dict[str, EngineSetting]:
    """The engines of a settings file, by name, in its order.

    Args:
        environment: where `key_env` is looked up.

    Raises:
        SettingInvalid: naming the file and, as `engines.NAME.KEY`, the setting.
    """
    try:
        return {name: _read_engine(Table(name, values, environment, path.parent)) for name, values in _read_tables(path).items()}
    except SettingInvalid as error:
        raise SettingInvalid(error.sentence, detail=f"in {path}{f': {error.detail}' if error.detail else ''}") from error


def require_keyless(path: Path) -> None:
    """A file whose every setting is one of an engine says where a key is, and holds none.

    Raises: SettingInvalid, naming what else it holds, or why that cannot be known.
    """
    tables = _read_tables(path)
    variables = {name for one in tables.values() if isinstance(name := one.get("key_env"), str)}
    read_engines(path, dict.fromkeys(variables, "stand-in"))


def _read_tables(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingInvalid("The settings of engines cannot be read.", detail=str(error)) from error
    if len(content) > MOST_BYTES:
        raise SettingInvalid("The file is far too large for settings of engines.")
    try:
        values = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingInvalid("The settings of engines are not TOML.", detail=str(error)) from error
    for key in values:
        if key != "engines":
            raise SettingInvalid(f"{key}: is no setting of engines; each engine is a table such as [engines.house].")
    tables = values.get("engines", {})
    if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
        raise SettingInvalid("engines: each engine is a table of its own, such as [engines.house].")
    return tables


def _read_engine(table: Table) -> EngineSetting:
    kind = table.choice("kind", engines.kinds())
    engine = engines.configure(kind, table)
    writes = tuple(read_language(f"engines.{table.name}.writes", one) for one in table.texts("writes") or ())
    setting = EngineSetting(table.name, kind, engine, _read_sensitivities(table, engine), _read_prices(table), writes)
    table.end()
    return setting


def _read_sensitivities(table: Table, engine: Engine) -> frozenset[Sensitivity]:
    """Left out, an engine on this machine may have everything, and one elsewhere nothing."""
    given = table.texts("sensitivities")
    if given is None:
        return frozenset() if engine.leaves_machine else frozenset(Sensitivity)
    known = [str(one) for one in Sensitivity]
    for one in given:
        if one not in known:
            raise table.invalid("sensitivities", f"must be some of {', '.join(known)}, not {one!r}.")
    return frozenset(Sensitivity(one) for one in given)


def _read_prices(table: Table) -> Prices:
    prices = Prices(
        table.price("price_per_million_characters"),
        table.price("price_per_million_input_tokens"),
        table.price("price_per_million_output_tokens"),
        table.text("currency", ""),
    )
    if not prices.currency and prices != Prices():
        raise table.invalid("currency", "is missing: the prices are in which currency?")
    return prices
