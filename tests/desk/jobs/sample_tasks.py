"""Tasks that tests enqueue. Those that leave notes write to `notes` in the installation's home, one line an event."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django_tasks import task
from django_tasks.base import TaskContext

from dragoman.errors import BotWall, PageUnreadable

ran: list[object] = []


@task
def add(a: int, b: int) -> int:
    return a + b


@task
def note_order(name: str) -> None:
    ran.append(name)


@task(takes_context=True)
def tell_attempt(context: TaskContext) -> int:
    return context.attempt


@task(max_attempts=3, backoff_seconds=10)
def refuse() -> None:
    raise BotWall("A challenge page came instead of the page.", detail="cf-ray 1")


@task
def cannot_be_read() -> None:
    raise PageUnreadable("No main text was found.")


@task(max_attempts=2, backoff_seconds=10)
def has_a_mistake() -> float:
    return 1 / 0


@task(max_attempts=3, backoff_seconds=10)
def works_the_second_time() -> str:
    ran.append("attempt")
    if len(ran) == 1:
        raise BotWall("Not yet.")
    return "done"


@task
def returns_what_is_not_json() -> object:
    return object()


@task
async def add_later(a: int, b: int) -> int:
    return a + b


@task
def asks_for_itself_once_more() -> None:
    from dragoman.desk.jobs.services import enqueue_unique

    ran.append("run")
    if len(ran) == 1:
        enqueue_unique(asks_for_itself_once_more, "same")


@task(max_attempts=20)
def note(number: int, seconds: float) -> None:
    """Leave a note at the start and at the end: `start|end number process monotonic-seconds`."""
    _write(f"start {number}")
    time.sleep(seconds)
    _write(f"end {number}")


@task(max_attempts=2)
def kill_own_worker() -> None:
    _write("start 0")
    os.kill(os.getpid(), 9)


def _write(event: str) -> None:
    line = f"{event} {os.getpid()} {time.monotonic():.6f}\n"
    descriptor = os.open(Path(os.environ["DRAGOMAN_HOME"]) / "notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, line.encode())
    os.close(descriptor)
