"""Where the files of a backup stand in a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from dragoman.desk.backup.manifest import ENGINES, IMPORTED, REGISTER, TERMS, Kept, Manifest
from dragoman.desk.translate.memories import imported_units


def own_folders() -> list[Path]:
    """Every folder that the desk writes to."""
    places = (settings.CONFIG.home, settings.ARCHIVE_PATH, settings.PROOFS_PATH, settings.MEDIA_ROOT, settings.KEYS_PATH)
    return [Path(place) for place in (*places, settings.INDEX_PATH, settings.MEMORY_PATH)]


def house_files() -> dict[str, Path]:
    """What administrators keep beside the desk, by its path in a manifest; no file need be there."""
    return {
        ENGINES: Path(settings.ENGINES_PATH),
        TERMS: Path(settings.TERMS_PATH),
        REGISTER: Path(settings.REGISTER_PATH),
        IMPORTED: imported_units(),
    }


def targets(manifest: Manifest) -> Iterator[tuple[Kept, Path]]:
    """Each file but the database, with its place in this desk."""
    house = house_files()
    trees = {
        "archive": Path(settings.ARCHIVE_PATH),
        "proofs": Path(settings.PROOFS_PATH),
        "media": Path(settings.MEDIA_ROOT),
        "keys": Path(settings.KEYS_PATH),
    }
    for kept in manifest.files:
        tree, _, rest = kept.path.partition("/")
        if kept.path in house:
            yield kept, house[kept.path]
        elif tree in trees:
            yield kept, trees[tree] / rest
