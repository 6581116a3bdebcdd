"""The engines, a module or folder each. To add one, add it here: nothing else lists them.

A module's name is the `kind` of its settings, and its `configure(table)` gives an `Engine`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, cast

from dragoman.translate.engine import Engine

if TYPE_CHECKING:
    from dragoman.translate.engine_table import Table


def kinds() -> tuple[str, ...]:
    """The kinds there are, in order."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def configure(kind: str, table: Table) -> Engine:
    """An engine of this kind. Raises: SettingInvalid."""
    return cast(Engine, import_module(f"{__name__}.{kind}").configure(table))
