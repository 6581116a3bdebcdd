"""Serve the demo: web, worker and watch as one process tree, until Ctrl-C."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable

import click

from dragoman.desk.jobs.commands import desk_children, require_free
from dragoman.desk.jobs.supervisor import Supervisor
from dragoman.errors import RuleBroken

HOST = "127.0.0.1"
PORTS_TRIED = 20


def choose_port(wanted: int) -> int:
    """The wanted port, or the next free one, and then it says so. Raises: RuleBroken."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        try:
            require_free(HOST, port)
        except RuleBroken:
            continue
        if port != wanted:
            click.echo(f"Port {wanted} is taken by another program; using {port}. --port chooses another.")
        return port
    raise RuleBroken(f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free. Choose another with --port.")


def serve(port: int, *, ready: Callable[[], None], say: Callable[[str], None]) -> int:
    """Run the desk's processes; `ready` is called once, when the site first answers. Returns the exit status."""
    waiting = [ready]
    last = 0.0

    def tick() -> bool:
        nonlocal last
        if waiting and time.monotonic() - last >= 0.2:
            last = time.monotonic()
            if answers(f"http://{HOST}:{port}/"):
                waiting.pop()()
        return False

    return Supervisor(desk_children(host=HOST, port=port, workers=1, jobs=1), say=say).run(tick)


def answers(address: str) -> bool:
    """Whether the site gives its first page."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 (our own loopback address)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
