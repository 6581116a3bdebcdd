"""A converted model's folder: its vocabulary, its sentence pieces and what tells it from another version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import EngineUnavailable
from dragoman.translate.engines.ctranslate2.families import Family, family_of

WEIGHTS = "model.bin"
_CONFIG = "config.json"
_END_BYTES = 1 << 20


@dataclass(frozen=True)
class ModelFolder:
    """What is read before the weights are.

    Attributes:
        source_pieces, target_pieces: files of sentencepiece; the same one for most families.
        source_vocabulary: with the language tokens, which stand there in every family.
        adds_end: whether CTranslate2 itself puts the end of a sentence behind the source.
        end: that token.
        fingerprint: 16 digits of SHA-256 over the small files and over the weights' length and both ends.
    """

    family: Family
    source_pieces: Path
    target_pieces: Path
    source_vocabulary: frozenset[str]
    adds_end: bool
    end: str
    fingerprint: str


def read_folder(folder: Path) -> ModelFolder:
    """Look through a folder. Raises: EngineUnavailable, naming what is missing or damaged."""
    if not (folder / WEIGHTS).is_file():
        raise EngineUnavailable(f"There is no model in {folder}: no {WEIGHTS}. It must be converted for CTranslate2 first.")
    try:
        vocabulary = _read_vocabulary(folder)
        config = _read_config(folder)
        source, target = _find_pieces(folder)
        fingerprint = _fingerprint(folder)
    except (OSError, ValueError, RecursionError) as error:
        raise EngineUnavailable(f"The model in {folder} is damaged.", detail=str(error)[:200]) from error
    return ModelFolder(
        family=family_of(vocabulary),
        source_pieces=source,
        target_pieces=target,
        source_vocabulary=vocabulary,
        adds_end=config.get("add_source_eos") is True,
        end=str(config.get("eos_token") or "</s>"),
        fingerprint=fingerprint,
    )


def _read_vocabulary(folder: Path) -> frozenset[str]:
    """JSON since CTranslate2 3, a token a line before."""
    for name in ("source_vocabulary", "shared_vocabulary"):
        if (path := folder / f"{name}.json").is_file():
            tokens = json.loads(path.read_bytes())
            if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
                raise ValueError(f"{path.name} is not a list of tokens")
            return frozenset(tokens)
        if (path := folder / f"{name}.txt").is_file():
            return frozenset(path.read_text(encoding="utf-8").split("\n"))
    raise ValueError("no vocabulary")


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / _CONFIG
    config = json.loads(path.read_bytes()) if path.is_file() else {}
    if not isinstance(config, dict):
        raise ValueError(f"{_CONFIG} is not a table")  # noqa: TRY004
    return config


def _find_pieces(folder: Path) -> tuple[Path, Path]:
    source, target = folder / "source.spm", folder / "target.spm"
    if source.is_file() and target.is_file():
        return source, target
    found = sorted(folder.glob("*.model")) or sorted(folder.glob("*.spm"))
    if len(found) != 1 or found[0] in (source, target):
        raise EngineUnavailable(
            f"The model in {folder} needs its sentencepiece beside it: source.spm and target.spm, or one file ending in .model.",
            detail=f"{len(found)} found",
        )
    return found[0], found[0]


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix not in {".json", ".txt", ".spm", ".model", ".bin"} or not path.is_file():
            continue
        size = path.stat().st_size
        digest.update(f"{path.name}\0{size}\0".encode())
        with path.open("rb") as opened:
            digest.update(opened.read(_END_BYTES))
            opened.seek(max(_END_BYTES, size - _END_BYTES))
            digest.update(opened.read(_END_BYTES))
    return digest.hexdigest()[:16]
