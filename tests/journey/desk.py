"""A real desk for the journey: the press in this process, the site in its own, on a new folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.demo.server import Press
from dragoman.desk.demo.home import open_home
from dragoman.desk.demo.tree import answers
from tests import databases

START_SECONDS = 60
COMMAND = (sys.executable, "-m", "dragoman.cli")


@dataclass(frozen=True)
class Desk:
    """Where the desk is served, and how its staff sign in."""

    address: str
    password: str
    press: Press
    environment: dict[str, str]


@contextmanager
def served_desk(folder: Path) -> Iterator[Desk]:
    """Staff, sources, one round of the watch and an empty series; then the site, until the end of the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with Press() as press, open_home(folder) as home:
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment = inherited | home.environment(networks=press.networks, base_url=address)
        desk = Desk(address, home.state.password, press, environment)
        give_migrated_database(home.path)
        argv = [sys.executable, "-m", "tests.journey.prepare", str(press.port), home.state.password]
        subprocess.run(argv, env=environment, check=True, timeout=300)
        with (folder / "web.log").open("wb") as log:
            serve = [*COMMAND, "serve", "--port", str(port), "--workers", "1"]
            with subprocess.Popen(serve, env=environment, stdout=log, stderr=log) as web:
                try:
                    wait_for(address, web, folder / "web.log")
                    yield desk
                finally:
                    web.terminate()


def give_migrated_database(folder: Path) -> None:
    """The embedded database, copied from the one that the suite migrates once."""
    settings: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "TEST": {}}
    databases.prepare(settings, folder, "")
    Path(settings["TEST"]["NAME"]).rename(folder / "dragoman.sqlite3")


def wait_for(address: str, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(f"{address}/"):
        assert web.poll() is None, f"the site ended:\n{log.read_text()}"
        assert time.monotonic() < deadline, f"the site does not answer:\n{log.read_text()}"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
