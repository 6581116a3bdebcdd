"""Folders, free space, and who may read the secret key."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from dragoman.desk.jobs.findings import Finding, broken, good, remark

PROBE_BYTES = 65_536  # a full disk may have room for a few bytes
LEAST_FREE_BYTES = 500_000_000
LITTLE_FREE_BYTES = 5_000_000_000


def check_folders() -> Iterator[Finding]:
    """Each folder the desk writes to takes a file."""
    for name, folder in _folders().items():
        yield _check_writable(name, folder)


def check_space() -> Iterator[Finding]:
    """There is room for evidence: a capture that cannot be stored is refused."""
    for device, names in _by_device().items():
        free = shutil.disk_usage(device).free
        what = f"{free / 1e9:.1f} GB free for {', '.join(names)}"
        if free < LEAST_FREE_BYTES:
            yield broken(
                "space",
                what,
                means="Captures and what people write will soon be refused.",
                mend="Make room, or move the folder to a larger disk.",
            )
        elif free < LITTLE_FREE_BYTES:
            yield remark("space", what, means="It fills up in days at a busy desk.", mend="Plan for a larger disk.")
        else:
            yield good("space", what)


def check_secret_key() -> Iterator[Finding]:
    """Only the desk's own account may read the key that signs sessions."""
    path = settings.CONFIG.home / "secret-key"
    if os.environ.get("DRAGOMAN_SECRET_KEY"):
        yield good("secret key", "given in DRAGOMAN_SECRET_KEY")
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield broken(
            "secret key",
            f"Others on this machine can read {path} (mode {mode:o}).",
            means="Whoever reads it can sign in as anybody.",
            mend=f"chmod 600 {path}; if others use this machine, delete it instead: a new one is made and people sign in anew.",
        )
    else:
        yield good("secret key", "readable by its owner only")


def _folders() -> dict[str, Path]:
    folders = {"home": settings.CONFIG.home, "archive": Path(settings.ARCHIVE_PATH), "index": Path(settings.INDEX_PATH)}
    if connection.vendor == "sqlite":
        folders["database"] = Path(connection.settings_dict["NAME"]).absolute().parent
    return folders


def _check_writable(name: str, folder: Path) -> Finding:
    place = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(bytes(PROBE_BYTES))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return broken(
            f"folder {name}",
            f"Nothing can be written to {place}: {error.strerror}.",
            means="Captures, jobs and pages fail. What was acknowledged stands.",
            mend="Make room on its disk." if full else f"Give the desk's account the right to write to {place}.",
        )
    return good(f"folder {name}", f"{folder}{'' if folder.exists() else ' (made when first needed)'}")


def _by_device() -> dict[Path, list[str]]:
    """The folders' names by one path on each disk."""
    places: dict[int, tuple[Path, list[str]]] = {}
    for name, folder in _folders().items():
        place = _nearest(folder)
        places.setdefault(place.stat().st_dev, (place, []))[1].append(name)
    return dict(places.values())


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())
