"""One process tree: start children, pass on what they print, restart what crashes, end all together.

Plain Python without Django, so that the process that stays for weeks is small.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

TETHER = Path(__file__).with_name("tether.py")
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
HEALTHY_SECONDS = 30.0  # a child that ran this long starts again with the first wait
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Child:
    """A process to keep running. `env` is added to the environment; one that ends with status 0 may stay ended."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    restart: bool = True  # False: run once; it is not started again whatever its status


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT_SECONDS
    start_at: float | None = 0.0  # monotonic; None: not to be started
    unfinished: bytes = b""  # the beginning of a line still being printed


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # passing on what children print is this module's work


class Supervisor:
    """Keeps children running until SIGINT or SIGTERM, then ends them and leaves no process behind.

    Args:
        children: started in this order.
        say: called with each line, a child's or our own.
        grace_seconds: how long children may take to end before they are killed.
    """

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None] = _print, grace_seconds: float = 10.0) -> None:
        self._running = [_Running(child) for child in children]
        self._say_line = say
        self._grace = grace_seconds
        self._width = max((len(child.name) for child in children), default=0)
        self._selector = selectors.DefaultSelector()
        self._stops = 0
        self._failed = False

    def run(self, tick: Callable[[], bool] | None = None) -> int:
        """Run until a signal comes, until every run-once child has ended and no other is left, or until `tick` says so.

        Args:
            tick: called about five times a second; True ends everything.

        Returns: 0 after an asked-for end; 1 when a run-once child ended with another status than 0.
        """
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            while not self._stops and any(r.process or r.start_at is not None for r in self._running):
                self._start_due()
                self._pass_on(TICK_SECONDS)
                self._reap()
                if tick is not None and tick():
                    break
        finally:
            self._end_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return int(self._failed)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stops += 1

    def _start_due(self) -> None:
        for running in self._running:
            if running.process is None and running.start_at is not None and time.monotonic() >= running.start_at:
                self._start(running)

    def _start(self, running: _Running) -> None:
        child = running.child
        # Its own session: Ctrl-C reaches only us, and its whole family can be ended by one group number.
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *child.argv],
            env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self._selector.register(process.stdout, selectors.EVENT_READ, running)
        running.process, running.started, running.start_at = process, time.monotonic(), None

    def _pass_on(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            self._read(key.data)

    def _read(self, running: _Running) -> None:
        process = running.process
        assert process is not None
        assert process.stdout is not None
        try:
            chunk = os.read(process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not chunk:
            self._selector.unregister(process.stdout)
            process.stdout.close()
            return
        *lines, running.unfinished = (running.unfinished + chunk).split(b"\n")
        for line in lines:
            self._say(running.child.name, line.decode("utf-8", "replace").rstrip("\r"))

    def _reap(self) -> None:
        for running in self._running:
            if running.process is None or running.process.poll() is None:
                continue
            status = self._bury(running)
            if not running.child.restart:
                self._failed = self._failed or status != 0
                if status:
                    self._say(running.child.name, f"ended with {_name_status(status)}")
                continue
            if time.monotonic() - running.started >= HEALTHY_SECONDS:
                running.wait = FIRST_WAIT_SECONDS
            self._say(running.child.name, f"ended with {_name_status(status)}; starting it again in {running.wait:.0f} s")
            running.start_at = time.monotonic() + running.wait
            running.wait = min(LONGEST_WAIT_SECONDS, running.wait * 2)

    def _bury(self, running: _Running) -> int:
        """Kill what a dead child left running, print what it still had to say, forget it."""
        process = running.process
        assert process is not None
        assert process.stdout is not None
        _kill_family(process.pid, signal.SIGKILL)
        while not process.stdout.closed and any(key.data is running for key, _ in self._selector.select(0)):
            self._read(running)
        if not process.stdout.closed:
            self._selector.unregister(process.stdout)
            process.stdout.close()
        if running.unfinished:
            self._say(running.child.name, running.unfinished.decode("utf-8", "replace"))
            running.unfinished = b""
        running.process = None
        return process.wait()

    def _end_all(self) -> None:
        """Ask every child to end; kill what is left after the grace, or at once when asked twice."""
        asked = self._stops
        for running in self._running:
            if running.process is not None:
                running.process.terminate()
        deadline = time.monotonic() + self._grace
        while self._alive() and time.monotonic() < deadline and self._stops <= max(asked, 1):
            self._pass_on(TICK_SECONDS)
        for running in self._running:
            if running.process is not None:
                if running.process.poll() is None:
                    self._say(running.child.name, "did not end in time; killed")
                self._bury(running)

    def _alive(self) -> bool:
        return any(running.process is not None and running.process.poll() is None for running in self._running)

    def _say(self, name: str, line: str) -> None:
        self._say_line(f"{name:<{self._width}} | {line}")


def _kill_family(group: int, number: signal.Signals) -> None:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return


def _name_status(status: int) -> str:
    return f"status {status}" if status >= 0 else f"signal {signal.Signals(-status).name}"
