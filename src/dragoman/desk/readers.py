"""Processes that read pages: values in, values out. A page that kills or hangs its reader costs itself and no other."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from dragoman.desk.reader_process import READY, receive, send
from dragoman.errors import NotUnderstood, Retry
from dragoman.read.prepare import Page, Prepared, prepare, unreadable

log = logging.getLogger(__name__)
SECONDS_A_PAGE = 60.0
SECONDS_TO_LOAD = 120.0
PAGES_A_PROCESS = 5_000  # then it is replaced: whatever a library leaks is bounded
COMMAND = (sys.executable, "-m", "dragoman.desk.reader_process")


@dataclass(frozen=True)
class Task:
    """A page that is being read."""

    page: Page
    future: Future[Prepared]


class PageUnexpected(NotUnderstood):
    """Reading this page stopped its reader."""

    code, retry = "unexpected", Retry.NEVER


class Readers:
    """Reading processes, started when first needed. Close them, or end: they end with who started them.

    Args:
        processes: how many; None as many as there are cores; 0 reads in this process, which suits a handful of pages.
        command: the program that reads.
    """

    def __init__(
        self, processes: int | None = None, *, seconds_a_page: float = SECONDS_A_PAGE, command: Sequence[str] = COMMAND
    ) -> None:
        count = (os.cpu_count() or 1) if processes is None else processes
        self._readers: list[_Reader] = []
        self._own = threading.local()
        self._seconds_a_page = seconds_a_page
        self._command = command
        self._beside = count > 0
        self._threads = ThreadPoolExecutor(max(count, 1), thread_name_prefix="reader")

    def submit(self, page: Page) -> Task:
        """Begin to read a page."""
        return Task(page, self._threads.submit(self._reading if self._beside else prepare, page))

    def results(self, tasks: Sequence[Task]) -> list[Prepared]:
        """What was read, in order; waits. A page that stopped its reader is named unreadable, and the log told why."""
        return [_result(task) for task in tasks]

    def close(self) -> None:
        """End the processes, at once."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.kill()
        self._threads.shutdown(wait=True)

    def _reading(self, page: Page) -> Prepared:
        """Runs in one of the threads; each has a process of its own."""
        own: _Reader | None = getattr(self._own, "reader", None)
        if own is None:
            own = self._own.reader = _Reader(self._seconds_a_page, self._command)
            self._readers.append(own)
        return own.read(page)


class _Reader:
    """One reading process, replaced when it dies, hangs or has read enough."""

    def __init__(self, seconds_a_page: float, command: Sequence[str]) -> None:
        self._seconds_a_page = seconds_a_page
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0

    def read(self, page: Page) -> Prepared:
        """Raises: EOFError, OSError, when the process died or had to be killed over this page."""
        if self._process is None or self._left == 0:
            self.kill()
            self._start()
        self._left -= 1
        prepared = self._exchange(page, self._seconds_a_page)
        assert isinstance(prepared, Prepared)
        return prepared

    def _exchange(self, message: object, seconds: float) -> object:
        """Send a message, if any, and wait for the answer."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(seconds, process.kill)
        late.start()
        try:
            if message is not None:
                send(process.stdin, message)
            return receive(process.stdout)
        except (EOFError, OSError):
            self.kill()
            raise
        finally:
            late.cancel()

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> None:
        # A session of its own: Ctrl-C is for the parent, whose end ends this one.
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._left = PAGES_A_PROCESS
        ready = self._exchange(None, SECONDS_TO_LOAD)
        assert ready == READY


def _result(task: Task) -> Prepared:
    error = task.future.exception()
    if error is None:
        return task.future.result()
    log.error("reading %s stopped its reader", task.page.url, exc_info=error)
    return unreadable(PageUnexpected("Reading this page failed in a way that is not foreseen; the log has the detail."))
