"""When this desk was last backed up: a small file in its home."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from dragoman.desk.backup.copying import put
from dragoman.desk.backup.manifest import Manifest


@dataclass(frozen=True)
class LastBackup:
    """The last backup that was finished."""

    made_at: datetime
    folder: str


def write(manifest: Manifest, folder: Path) -> None:
    """Remember a finished backup. Raises: OSError."""
    put(_path(), json.dumps({"made_at": manifest.made_at.isoformat(), "folder": str(folder)}).encode())


def read() -> LastBackup | None:
    """The last backup; None before the first, or when the note of it cannot be read."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
        return LastBackup(datetime.fromisoformat(kept["made_at"]), str(kept["folder"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path() -> Path:
    return Path(settings.CONFIG.home) / "last-backup.json"
