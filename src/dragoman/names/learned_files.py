"""The files of learned tables: arrays in an `.npz`, the same bytes for the same arrays."""

from __future__ import annotations

import io
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import NameTablesUnreadable

Arrays = Mapping[str, NDArray[Any]]
Made = TypeVar("Made")

# What reading a damaged `.npz` raises: of some thousand files with a changed byte or cut short each of these came up, but for
# the errors of memory, of types and of syntax, which a changed head of an array can raise too.
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    SyntaxError,
    MemoryError,
    RuntimeError,  # a part that is marked as encrypted, or packed in an unknown way
    zipfile.BadZipFile,
    zlib.error,
    tokenize.TokenError,
)


def to_bytes(arrays: Arrays) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type] # the stub takes keywords for its own option
    return file.getvalue()


def read(path: Path, make: Callable[[Arrays], Made]) -> Made:
    """What `make` makes of a file's arrays; it raises where they do not fit together.

    Raises:
        NameTablesUnreadable: the file is missing, cut short, or not what it should be.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return make(arrays)
    except _DAMAGED as error:
        raise NameTablesUnreadable(
            "The tables of names can't be read; install Dragoman again.", detail=f"{path}: {error!r}"
        ) from error
