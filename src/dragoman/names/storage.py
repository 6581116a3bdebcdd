"""An index of names in a folder: arrays that stay in their files until they are used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from dragoman.errors import NameIndexUnreadable
from dragoman.names.ragged import Flat

# Another one whenever the arrays mean something else, or names are cut into other words.
FORMAT = "dragoman-names-2"
_HEAD = "index.json"
_SENTENCE = "This is not an index of names, or it is damaged; build it again."


def save(arrays: dict[str, Flat], folder: Path | str) -> None:
    """Write arrays into a folder, replacing what is there; the head, which `load` reads first, comes last."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _HEAD).unlink(missing_ok=True)
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)
    head = {"format": FORMAT, "arrays": {name: _digest(folder / f"{name}.npy") for name in arrays}}
    partial = folder / (_HEAD + ".partial")
    partial.write_text(json.dumps(head), encoding="utf-8")
    partial.replace(folder / _HEAD)


def is_index(folder: Path) -> bool:
    """Has the folder what `save` writes, even if it was broken off?"""
    return (folder / _HEAD).is_file() or (folder / "words.npy").is_file()


def load(folder: Path | str) -> dict[str, Flat]:
    """Read what `save` wrote; the arrays are mapped into memory.

    Raises:
        NameIndexUnreadable: a file is missing, of another format, or not the bytes that were written.
    """
    folder = Path(folder)
    try:
        head = json.loads((folder / _HEAD).read_text("utf-8"))
        if head["format"] != FORMAT:
            raise NameIndexUnreadable(
                "This index of names is of another version of Dragoman; build it again.", subject=str(folder)
            )
        return {name: _map(folder / f"{name}.npy", digest) for name, digest in head["arrays"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NameIndexUnreadable(_SENTENCE, detail=repr(error), subject=str(folder)) from error


def _map(path: Path, written: str) -> Flat:
    if _digest(path) != written:
        raise ValueError(f"{path.name} is not what was written")
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))  # a plain array is read faster than a memmap


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
