"""Small archives for tests, a way to harm them, and what other programs say of their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dragoman.capture.archive import Archive, Place
from tests.capture.files import STARTED, members


def filled(archive: Archive, count: int = 5) -> list[Place]:
    with archive.writer("test", started_utc=STARTED, token="t1") as writer:
        places = [writer.append(members(number))[0] for number in range(count)]
        writer.flush()
    return places


def file_of(archive: Archive) -> Path:
    """The one file, as a test that alters it needs it: writable, so not known to be closed."""
    (name,) = archive.files()
    path = archive.path / name
    path.chmod(0o640)
    return path


def flip(path: Path, at: int, mask: int = 0x01) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= mask
    path.write_bytes(content)


def accepted(*paths: Path) -> bool:
    """By gzip, warcio and fastwarc alike."""
    bin_ = Path(sys.executable).parent
    commands = [["gzip", "-t", *paths], [bin_ / "warcio", "check", *paths]]
    commands += [[bin_ / "fastwarc", "check", path] for path in paths]
    return all(subprocess.run(command, capture_output=True, check=False).returncode == 0 for command in commands)
