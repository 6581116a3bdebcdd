"""A desk at work: `python -m tests.desk.backup.working TASK ...`, inside an installation.

fill COUNT                captures, failed fetches and a picture; then a signed head, printed
killed FOLDER TIMES SEED  backups killed at random moments while another process captures; prints JSON
captured FOLDER TIMES     backups while another process captures; prints JSON
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from dragoman.desk import bootstrap

PAGE_BYTES = 20_000


def capture(count: int, seed: int, *, pause: float = 0.0) -> None:
    """Capture that many files, one after the other, each acknowledged by itself; each fifth is a fetch that failed instead."""
    from dragoman.capture.exchange import Fetched, Request
    from dragoman.desk.capture.services import Taken, hand_in_file, recorder
    from dragoman.errors import SourceUnreachable
    from tests.desk.tools import NOW

    dice = random.Random(seed)
    for number in range(count):
        if number % 5 == 4:
            error = SourceUnreachable("The source cannot be reached.")
            recorder().acknowledge([Taken(Fetched(Request(f"http://gone.example/{number}"), (), error))])
        else:
            hand_in_file(by=None, name=f"page {number}.html", payload=dice.randbytes(PAGE_BYTES), now=NOW)
        time.sleep(pause)


def fill(count: int) -> None:
    from django.conf import settings

    from dragoman.desk.capture.checkpoints import sign_head
    from dragoman.desk.capture.services import close_recorders
    from tests.desk.tools import NOW

    capture(count, seed=1)
    picture = Path(settings.MEDIA_ROOT) / "images" / "جسر.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"a picture")
    close_recorders()
    print(sign_head(by=None, now=NOW).note, end="")


def backup(folder: Path) -> int:
    """One backup; returns how many captures it is of."""
    from django.utils import timezone

    from dragoman.desk.backup.services import make_backup

    made = make_backup(by=None, path=folder, now=timezone.now(), keep=3)
    assert made.faults == (), made.faults
    return made.manifest.captures


def sound(folder: Path) -> bool:
    """Whether the newest backup in a folder, if there is one, is all as it was backed up."""
    from dragoman.desk.backup.folder import find_faults, read_manifest

    return not (folder / "backup.json").exists() or not list(find_faults(folder, read_manifest(folder)))


def forked(action: object) -> int:
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        action()
        os._exit(0)
    return child


def killed(folder: Path, times: int, seed: int) -> None:
    dice, dead, unsound = random.Random(seed), 0, 0
    writer = forked(lambda: capture(100_000, seed, pause=0.005))
    for _ in range(times):
        child = forked(lambda: backup(folder))
        time.sleep(dice.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        dead += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        unsound += not sound(folder)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    last = backup(folder)
    print(json.dumps({"killed": dead, "unsound": unsound, "captures": last}))


def captured(folder: Path, times: int) -> None:
    writer = forked(lambda: capture(100_000, 2, pause=0.002))
    counts = [backup(folder) for _ in range(times)]
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    print(json.dumps({"captures": counts}))


def main(task: str, *words: str) -> None:
    bootstrap.start()
    if task == "fill":
        fill(int(words[0]))
    elif task == "killed":
        killed(Path(words[0]), int(words[1]), int(words[2]))
    elif task == "captured":
        captured(Path(words[0]), int(words[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
