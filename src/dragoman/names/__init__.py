"""One name under every spelling: fold, cut, compare, find, romanise and link names in Latin, Arabic, Cyrillic and Hebrew letters.

A library on its own: plain Python and NumPy, no Django. Names load when first asked for; no module is called like a
function of this list, so that importing one never hides the other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.names.comparison import Comparison, compare
    from dragoman.names.cutting import Token, tokens
    from dragoman.names.discovery import discover
    from dragoman.names.explanation import explain
    from dragoman.names.index import Index
    from dragoman.names.linker import Linker
    from dragoman.names.romanisation import romanise
    from dragoman.names.spelling import fold
    from dragoman.names.words import Kind

__all__ = ["Comparison", "Index", "Kind", "Linker", "Token", "compare", "discover", "explain", "fold", "romanise", "tokens"]

_MODULES = {
    "Comparison": "comparison",
    "Index": "index",
    "Kind": "words",
    "Linker": "linker",
    "Token": "cutting",
    "compare": "comparison",
    "discover": "discovery",
    "explain": "explanation",
    "fold": "spelling",
    "romanise": "romanisation",
    "tokens": "cutting",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
