"""The compiled functions, where they were built: `hatch_build.py` does it when the package is installed."""

from __future__ import annotations

import ctypes
import hashlib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def built_file(folder: Path = _FOLDER) -> Path:
    """Where the compiled sources of a folder are, or would be.

    The name follows from the sources: what was built of others is never met.
    """
    sources = b"".join(source.read_bytes() for source in sorted(folder.glob("*.c")))
    return folder / f"names-{hashlib.sha256(sources).hexdigest()[:16]}.so"


@cache
def library() -> ctypes.CDLL | None:
    """None where it was not built, or not for this machine."""
    try:
        return ctypes.CDLL(str(built_file()))
    except OSError:
        return None
