"""Processes that read pages: values in, values out. A page that kills or hangs its reader costs itself and no other."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from dragoman.errors import NotUnderstood, Retry
from dragoman.read.prepare import Page, Prepared, prepare, unreadable

log = logging.getLogger(__name__)
SECONDS_A_PAGE = 60.0


@dataclass(frozen=True)
class Task:
    """A page that is being read."""

    page: Page
    future: Future[Prepared]


class PageUnexpected(NotUnderstood):
    """Reading this page stopped its reader."""

    code, retry = "unexpected", Retry.NEVER


class Readers:
    """A pool of reading processes, started when first needed.

    Args:
        processes: how many; 0 reads in this process, which suits a job or a handful of pages.
    """

    def __init__(self, processes: int | None = None, *, seconds_a_page: float = SECONDS_A_PAGE) -> None:
        self._processes = (os.cpu_count() or 1) if processes is None else processes
        self._seconds_a_page = seconds_a_page
        self._pool: Executor | None = None

    def submit(self, page: Page) -> Task:
        """Begin to read a page."""
        try:
            return Task(page, self._started().submit(prepare, page))
        except BrokenProcessPool:
            self._stop()
            return Task(page, self._started().submit(prepare, page))

    def results(self, tasks: Sequence[Task]) -> list[Prepared]:
        """What was read, in order; waits.

        A reader that died or hung is replaced, and its page is named unreadable; so is one that an error of ours stopped.
        """
        results = [self._result(task) for task in tasks]
        return [one if one is not None else self._alone(task.page) for one, task in zip(results, tasks, strict=True)]

    def close(self) -> None:
        """End the processes."""
        self._stop()

    def _result(self, task: Task) -> Prepared | None:
        """The result; None when the pool broke, for whatever page's sake."""
        try:
            error = task.future.exception(timeout=self._seconds_a_page)
        except (TimeoutError, CancelledError):
            self._stop()
            return None
        if isinstance(error, BrokenProcessPool):
            self._stop()
            return None
        return _unexpected(task.page, error) if error else task.future.result()

    def _alone(self, page: Page) -> Prepared:
        """Read one page with nothing beside it, so that only the guilty one suffers."""
        future = self._started().submit(prepare, page)
        try:
            error = future.exception(timeout=self._seconds_a_page)
        except TimeoutError as late:
            error = late
        if isinstance(error, BrokenProcessPool | TimeoutError):
            self._stop()
        return _unexpected(page, error) if error else future.result()

    def _started(self) -> Executor:
        if self._pool is None:
            self._pool = self._processes_pool() if self._processes else ThreadPoolExecutor(1)
        return self._pool

    def _processes_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["dragoman.read.prepare"])
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin)

    def _stop(self) -> None:
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        workers: dict[int, Any] = getattr(pool, "_processes", None) or {}
        for worker in list(workers.values()):
            worker.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _unexpected(page: Page, error: BaseException) -> Prepared:
    """The value for a page that stopped its reader: named on screen, told in full to the log."""
    log.error("reading %s stopped its reader", page.url, exc_info=error)
    return unreadable(PageUnexpected("Reading this page failed in a way that is not foreseen; the log has the detail."))


def _begin() -> None:
    """In each reader: leave Ctrl-C to the parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
