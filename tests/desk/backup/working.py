"""A desk at work: `python -m tests.desk.backup.working TASK ...`, in an installation. One process, as starting costs most.

begin FOLDER KEYS         10 captures and a backup, 16 more and another backup with the keys apart; prints what the command says
suggest                   prints what the memories hold for a sentence that was translated before the backup
begin-old FOLDER          a backup of an empty desk whose database lacks the newest migrations
go-on LAST FOLDER         a restored desk signs nothing, then is told the last head, captures, signs, and checks itself
lose LAST                 a restored desk that lacks signed leaves begins another ledger, captures, signs, and checks itself
suffer FOLDER TIMES SEED  while captures come in, backups are killed, find no room, and at last one is let through; prints JSON
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dragoman.desk import bootstrap
from dragoman.errors import BackupRefused, BackupUnwritable, CaptureAltered, DragomanError
from tests.desk.backup import house

PAGE_BYTES = 20_000
ROOM_BYTES = 200_000  # less than the database has


def capture(count: int, *, pause: float = 0.0) -> None:
    """Capture that many, each acknowledged by itself; each fifth is a fetch that failed."""
    from dragoman.capture.exchange import Fetched, Request
    from dragoman.desk.capture.models import Capture
    from dragoman.desk.capture.services import Taken, hand_in_file, recorder
    from dragoman.errors import SourceUnreachable
    from tests.desk.tools import NOW

    dice = random.Random(Capture.objects.count())
    for number in range(count):
        if number % 5 == 4:
            error = SourceUnreachable("The source cannot be reached.")
            recorder().acknowledge([Taken(Fetched(Request(f"http://gone.example/{number}"), (), error))])
        else:
            hand_in_file(by=None, name=f"page {number}.html", payload=dice.randbytes(PAGE_BYTES), now=NOW)
        time.sleep(pause)


def sign() -> str:
    from dragoman.desk.capture.checkpoints import sign_head
    from dragoman.desk.capture.services import close_recorders
    from tests.desk.tools import NOW

    close_recorders()
    return sign_head(by=None, now=NOW).note


def run(command: click.Command, *words: object) -> str:
    done = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(action: Callable[[], object], error: type[DragomanError], words: str) -> None:
    with pytest.raises(error, match=words):
        action()


def begin(folder: Path, keys: Path) -> None:
    from django.conf import settings

    from dragoman.desk.backup.commands import backup

    capture(10)
    picture = Path(settings.MEDIA_ROOT) / "images" / "جسر.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    house.write_files()
    house.accept_one()
    sign()
    print(run(backup, folder))
    capture(16)
    (folder.parent / "last").write_text(sign())
    print(run(backup, folder, "--keys", keys))


def begin_old(folder: Path) -> None:
    from django.core.management import call_command

    call_command("migrate", "capture", "0001", verbosity=0)
    assert backup_once(folder) == 0


def go_on(last: Path, folder: Path) -> None:
    from dragoman.desk.backup.services import restore
    from dragoman.desk.capture.commands import archive
    from dragoman.desk.capture.ledger_commands import ledger

    refused(sign, CaptureAltered, "restored from a backup")
    refused(lambda: restore(path=folder, rebuild_index=lambda: 0), BackupRefused, "There is a desk here already")
    assert "Nothing is lost" in run(ledger, "recover", "--last", last)
    capture(25)
    (last.parent / "next").write_text(sign())
    assert "It holds for localhost:8000/ledger: the 51 leaves" in run(ledger, "check", last, last.parent / "next")
    assert "all as they were" in run(archive, "check")


def lose(last: Path) -> None:
    from dragoman.desk.capture.commands import archive
    from dragoman.desk.capture.ledger_commands import ledger

    refused(lambda: run(ledger, "recover", "--last", last), CaptureAltered, "leaves are missing")
    assert "follows localhost:8000/ledger 26 " in run(ledger, "recover", "--new-ledger", "--last", last)
    capture(3)
    assert sign().startswith("localhost:8000/ledger-2\n13\n")
    assert "all as they were" in run(archive, "check")


def backup_once(folder: Path) -> int:
    """One backup; returns how many captures it is of."""
    from django.utils import timezone

    from dragoman.desk.backup.services import make_backup

    made = make_backup(by=None, path=folder, now=timezone.now(), keep=3)
    assert made.faults == (), made.faults
    return made.manifest.captures


def is_sound(folder: Path) -> bool:
    """Whether the newest backup in a folder, if there is one, is all as it was backed up."""
    from dragoman.desk.backup.folder import find_faults, read_manifest

    return not (folder / "backup.json").exists() or not list(find_faults(folder, read_manifest(folder)))


def forked(action: Callable[[], object]) -> int:
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        action()
        os._exit(0)
    return child


def backup_without_room(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM_BYTES, ROOM_BYTES))
    refused(lambda: backup_once(folder), BackupUnwritable, "")


def suffer(folder: Path, times: int, seed: int) -> None:
    from dragoman.desk.capture.models import Capture

    dice, dead, unsound = random.Random(seed), 0, 0
    writer = forked(lambda: capture(100_000, pause=0.002))
    while Capture.objects.count() < 20:
        time.sleep(0.05)
    for _ in range(times):
        child = forked(lambda: backup_once(folder))
        time.sleep(dice.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
        dead += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        unsound += not is_sound(folder)
    before = backup_once(folder)
    _, status = os.waitpid(forked(lambda: backup_without_room(folder)), 0)
    growing = [file.name for file in folder.rglob("*") if "growing" in file.name]
    told = {
        "killed": dead,
        "unsound": unsound,
        "before": before,
        "without_room": status,
        "growing": growing,
        "sound": is_sound(folder),
    }
    last = backup_once(folder)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    print(json.dumps({**told, "captures": last}))


def main(task: str, *words: str) -> None:
    bootstrap.start()
    if task == "begin":
        begin(Path(words[0]), Path(words[1]))
    elif task == "begin-old":
        begin_old(Path(words[0]))
    elif task == "go-on":
        go_on(Path(words[0]), Path(words[1]))
    elif task == "lose":
        lose(Path(words[0]))
    elif task == "suggest":
        print(json.dumps(house.suggested()))
    elif task == "suffer":
        suffer(Path(words[0]), int(words[1]), int(words[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
