"""The worker: claims what is due, runs it, fires schedules, and stops without losing anything."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from dragoman.desk.jobs import leases, schedules
from dragoman.desk.jobs.execute import WorkerStopping, execute
from dragoman.desk.jobs.heart import Heart
from dragoman.desk.jobs.models import WorkerPresence

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
IDLE_SECONDS = 0.2
SCHEDULE_SECONDS = 1.0
TROUBLE_SECONDS = 2.0  # wait after the database refused


def worker_name() -> str:
    """Host, process and start: a restarted process with an old number is another worker."""
    return f"{socket.gethostname()}:{os.getpid()}:{int(time.time())}"


class Worker:
    """One process that runs jobs one after another.

    Args:
        queues: only these; empty means all.
        lease: how long a job stays with a worker that has gone silent.
        grace_seconds: how long a running job may go on after a stop was asked for.
    """

    def __init__(self, *, queues: Sequence[str] = (), lease: timedelta = LEASE, grace_seconds: float = 5.0) -> None:
        self.name = worker_name()
        self.queues = tuple(queues)
        self.lease = lease
        self.grace_seconds = grace_seconds
        self._stopping = False  # a plain flag: an Event set inside a signal handler can deadlock with its own wait
        self._calling = False
        now = timezone.now()
        presence = WorkerPresence(name=self.name, queues=",".join(self.queues), started_at=now, seen_at=now)
        self._heart = Heart(presence, lease=lease)

    def work(self) -> None:
        """Run jobs and schedules until a stop is asked for."""
        entries = schedules.load()
        next_look = 0.0
        self._heart.start()
        logger.info("worker %s started", self.name)
        try:
            while not self._stopping:
                if time.monotonic() >= next_look:
                    next_look = time.monotonic() + SCHEDULE_SECONDS
                    self._guard(lambda: schedules.fire_due(entries, now=timezone.now()))
                if not self._guard(self.run_one):
                    time.sleep(IDLE_SECONDS)
        except WorkerStopping:
            pass
        finally:
            self._sign_off()

    def drain(self, *, at_most: int | None = None) -> int:
        """Run what is due now, with a heartbeat, until nothing is due or so many were run. Returns how many were run."""
        count = 0
        self._heart.start()
        try:
            while not self._stopping and (at_most is None or count < at_most) and self.run_one():
                count += 1
        except WorkerStopping:
            pass
        finally:
            self._sign_off()
        return count

    def run_one(self) -> bool:
        """Claim and run one job; False when nothing is due."""
        job = leases.claim(self.name, self.queues, now=timezone.now(), lease=self.lease)
        if job is None:
            return False
        self._heart.hold(job)
        self._calling = True
        try:
            execute(job)
        finally:
            self._calling = False
            self._heart.hold(None)
        return True

    def stop_on_signals(self) -> None:
        """Let SIGTERM and SIGINT stop this worker; a second one ends the running job at once. Main thread only."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGALRM, self._on_patience_end)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:
            self._on_patience_end(number, frame)
        self._stopping = True
        signal.setitimer(signal.ITIMER_REAL, self.grace_seconds)

    def _on_patience_end(self, _number: int, _frame: FrameType | None) -> None:
        if self._calling:
            self._calling = False
            raise WorkerStopping

    def _guard(self, move: Callable[[], object]) -> bool:
        """Make a move on the database; when the database refuses, wait a little and go on."""
        close_old_connections()
        try:
            return bool(move())
        except DatabaseError as error:
            logger.warning("the database refused; trying again in %.0f s: %s", TROUBLE_SECONDS, error)
            connection.close()
            time.sleep(TROUBLE_SECONDS)
            return False

    def _sign_off(self) -> None:
        try:
            self._heart.stop()
        except DatabaseError as error:
            logger.warning("could not sign off: %s", error)
        logger.info("worker %s ended", self.name)


def run_due_jobs(queues: Sequence[str] = ()) -> int:
    """Run every job that is due now in this process, without a heartbeat: for commands that finish their own work.

    Jobs that fail wait for their next attempt as always. Returns how many were run.
    """
    count = 0
    name = worker_name()
    while (job := leases.claim(name, queues, now=timezone.now(), lease=LEASE)) is not None:
        execute(job)
        count += 1
    return count
