"""The demo's folder: everything it writes, and a small file that remembers ports, password and how far it got."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from dragoman.demo import story
from dragoman.errors import RuleBroken

STATE_FILE = "demo.json"
LOCK_FILE = "demo.lock"
FORMAT = 1
_WITH_MIGRATIONS = ("django", "django-allauth", "django-taggit", "wagtail")
_WORDS = ("river", "harbour", "lantern", "register", "orchard", "bridge", "sluice", "walnut", "caravan", "raft", "quay", "stove")


@dataclass(frozen=True)
class State:
    """What a second run must know. `press_port` 0 means not chosen yet; items keep their addresses only on the same port."""

    password: str
    press_port: int = 0
    step: int = 0
    ready: bool = False
    code: str = ""  # what the database was brought up to date with, see `code_digest`


@dataclass(frozen=True)
class DemoHome:
    """An opened demo folder."""

    path: Path
    state: State

    def keep(self, **changes: object) -> DemoHome:
        """The same folder with some of its state changed, on disk first."""
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        _write(self.path / STATE_FILE, state)
        return DemoHome(self.path, state)

    @property
    def database(self) -> Path:
        return self.path / "dragoman.sqlite3"

    def drop_unfinished_database(self) -> None:
        """A first migration that was interrupted cannot go on; nothing is in that database yet, so it's made again."""
        if not self.state.code and not self.state.ready:
            for file in self.path.glob(f"{self.database.name}*"):
                file.unlink()

    @property
    def proofs(self) -> Path:
        return self.path / "proofs"

    def environment(self, *, networks: str, base_url: str) -> dict[str, str]:
        """The desk's settings: embedded defaults in this folder, and no private network but the press's own hosts."""
        return {
            "DRAGOMAN_HOME": str(self.path),
            "DRAGOMAN_ALLOW_PRIVATE": networks,
            "DRAGOMAN_BASE_URL": base_url,
            "DRAGOMAN_LANGUAGE": story.LANGUAGE,
            "DRAGOMAN_HOSTS": "localhost,127.0.0.1,[::1]",
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DRAGOMAN_ARCHIVE": str(self.path / "archive"),
            "DRAGOMAN_INDEX": str(self.path / "index"),
            "DRAGOMAN_REVISIT_AFTER": "1s,1h,1d,3d,7d,30d",  # the story goes on at once
            "DRAGOMAN_REVISIT_CONFIRM": "1s",
            "DRAGOMAN_BACKUP_DAYS": "0",  # a demo can be made again
        }


@contextmanager
def open_home(path: Path) -> Iterator[DemoHome]:
    """Open or make a demo's folder, for one demo at a time.

    Raises: RuleBroken, when the folder holds other files, cannot be written, or another demo runs in it.
    """
    folder = path.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_foreign(folder, path)
        with (folder / LOCK_FILE).open("w", encoding="ascii") as lock:
            _hold(lock.fileno(), path)
            yield DemoHome(folder, _read(folder / STATE_FILE))
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise RuleBroken(f"The demo cannot write to {path}. Choose another folder with --dir.", detail=str(error)) from error


def code_digest() -> str:
    """Changes when a migration may have come: with our migration files, and with the libraries that bring their own."""
    folder = Path(__file__).resolve().parents[1]
    files = sorted(str(file.relative_to(folder)) for file in folder.glob("*/migrations/*.py"))
    libraries = [f"{name} {version(name)}" for name in _WITH_MIGRATIONS]
    return hashlib.sha256("\n".join([*files, *libraries]).encode()).hexdigest()


def _refuse_foreign(folder: Path, shown: Path) -> None:
    names = {entry.name for entry in folder.iterdir()} - {LOCK_FILE}
    if names and STATE_FILE not in names:
        raise RuleBroken(
            f"The folder {shown} holds other files ({', '.join(sorted(names)[:3])}) and is not a demo's. "
            "Nothing was touched; choose another folder with --dir."
        )


def _hold(descriptor: int, shown: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RuleBroken(
            f"A demo is running in {shown} already. End it with Ctrl-C, or choose another folder with --dir."
        ) from error


def _read(file: Path) -> State:
    if not file.exists():
        state = State(password=_new_password())
        _write(file, state)
        return state
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        formats = {FORMAT: State}
        return formats[kept.pop("format")](**kept)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleBroken(
            f"This demo's {STATE_FILE} cannot be read. Remove the folder {file.parent} and start again.", detail=str(error)
        ) from error


def _write(file: Path, state: State) -> None:
    """Replace the file whole; its owner alone may read it, for the password in it."""
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump({"format": FORMAT, **asdict(state)}, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _new_password() -> str:
    return "-".join([*secrets.SystemRandom().sample(_WORDS, 3), str(secrets.randbelow(9000) + 1000)])
