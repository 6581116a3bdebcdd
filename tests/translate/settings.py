"""Settings of engines as an administrator writes them."""

from __future__ import annotations

from pathlib import Path

from dragoman.translate.drafting import Outside
from dragoman.translate.engine import Task
from dragoman.translate.engine_settings import EngineSetting, read_engines
from tests.translate.loopback import EngineServer

KEY = "sk-Very5ecret"
TASK = Task("ar", "en")


def write(folder: Path, text: str) -> Path:
    path = folder / "engines.toml"
    path.write_text(text, encoding="utf-8")
    return path


def engine(folder: Path, server: EngineServer, kind: str, more: str = "", *, path: str = "", key: bool = True) -> EngineSetting:
    """An engine `house` at a server of ours, turned on for open texts."""
    lines = [
        "[engines.house]",
        f'kind = "{kind}"',
        f'address = "{server.address}{path}"',
        f'allow_private = ["{server.network}"]',
        'sensitivities = ["open"]',
        'key_env = "HOUSE_KEY"' if key else "",
        more,
    ]
    return read_engines(write(folder, "\n".join(lines)), {"HOUSE_KEY": KEY})["house"]


class Steps:
    """A clock that goes on by one second each time it is looked at; waiting is written down and takes no time."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.waited: list[float] = []

    def clock(self) -> float:
        self.seconds += 1
        return self.seconds

    def outside(self) -> Outside:
        return Outside(self.clock, self.waited.append)
