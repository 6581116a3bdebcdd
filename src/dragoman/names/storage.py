"""An index of names in a folder: names as text, tables as arrays that stay in their files until they are used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.errors import NameIndexUnreadable

FORMAT = "dragoman-names-1"
_HEAD, _TEXTS = "index.json", "names.json"
_SENTENCE = "This is not an index of names, or it is damaged; build it again."


@dataclass(frozen=True)
class Stored:
    """What an index is made of: texts, and arrays by name."""

    texts: dict[str, list[str]]
    arrays: dict[str, NDArray[Any]]


def save(stored: Stored, folder: Path) -> None:
    """Write into a folder, replacing what is there; the head, which `load` reads first, comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _HEAD).unlink(missing_ok=True)
    texts = json.dumps(stored.texts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    (folder / _TEXTS).write_bytes(texts)
    for name, values in stored.arrays.items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)
    digests = {name: _digest(folder / f"{name}.npy") for name in stored.arrays}
    head = {"format": FORMAT, "texts": hashlib.sha256(texts).hexdigest(), "arrays": digests}
    partial = folder / (_HEAD + ".partial")
    partial.write_text(json.dumps(head), encoding="utf-8")
    partial.replace(folder / _HEAD)


def load(folder: Path) -> Stored:
    """Read what `save` wrote; arrays are mapped into memory.

    Raises:
        NameIndexUnreadable: a file is missing, of another format, or not the bytes that were written.
    """
    try:
        head = json.loads((folder / _HEAD).read_text("utf-8"))
        if head["format"] != FORMAT:
            raise NameIndexUnreadable(
                "This index of names is of another version of Dragoman; build it again.", subject=str(folder)
            )
        texts = (folder / _TEXTS).read_bytes()
        _check(_TEXTS, hashlib.sha256(texts).hexdigest(), head["texts"])
        arrays: dict[str, NDArray[Any]] = {}
        for name, digest in head["arrays"].items():
            path = folder / f"{name}.npy"
            _check(path.name, _digest(path), digest)
            arrays[name] = np.load(path, mmap_mode="r", allow_pickle=False)
        return Stored(json.loads(texts.decode("utf-8", "surrogatepass")), arrays)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NameIndexUnreadable(_SENTENCE, detail=repr(error), subject=str(folder)) from error


def _check(name: str, found: str, written: str) -> None:
    if found != written:
        raise ValueError(f"{name} is not what was written")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
