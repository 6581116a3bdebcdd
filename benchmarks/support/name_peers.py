"""Other ways to match names, each a program of its own in `.cache/environments/names`: see `name_peer_program`.

ICU's transliteration with Levenshtein similarity, double metaphone of the same, and nomenklatura's matcher of persons.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PYTHON = Path(__file__).resolve().parents[2] / ".cache" / "environments" / "names" / "bin" / "python"
PROGRAM = Path(__file__).with_name("name_peer_program.py")
NAMES = {
    "levenshtein": "ICU + Levenshtein",
    "metaphone": "double metaphone",
    "logic-v2": "nomenklatura logic-v2",
}


def missing() -> str:
    """Why the peers can't be measured; empty where they can."""
    if PYTHON.exists():
        return ""
    return "the peers are not installed: scripts/environment.sh names (PyICU is built for it: libicu-dev, pkg-config and g++)"


class Peer:
    """A method at work.

    Attributes:
        seconds: processor time of all answers but the building of lists.
    """

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self.program = program
        self.seconds = 0.0

    def _ask(self, question: dict[str, Any]) -> Any:
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(json.dumps(question) + "\n")
        self.program.stdin.flush()
        answer = json.loads(self.program.stdout.readline())
        if "names" not in question:
            self.seconds += answer["seconds"]
        return answer["answer"]

    def build(self, names: Iterable[tuple[str, str]]) -> None:
        self._ask({"names": list(names)})

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        return [(key, score) for key, score in self._ask({"query": query, "k": k})]

    def compare(self, one: str, other: str) -> float:
        return float(self._ask({"pair": (one, other)}))


@contextmanager
def running(method: str) -> Iterator[Peer]:
    """A peer of `NAMES`, for as long as the block lasts."""
    program = subprocess.Popen(
        [str(PYTHON), str(PROGRAM), method], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield Peer(program)
    finally:
        program.terminate()
        program.communicate()
