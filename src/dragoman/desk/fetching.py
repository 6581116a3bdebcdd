"""Fetch in a thread beside the work on what came.

A transfer's deadline runs by the wall clock. If whoever stores and reads also had to keep transfers moving, a second spent
on the database would be a second that every source seems to be slow. So transfers move by themselves, and when too much
waits to be taken, no new ones are begun; none is ever left standing half-way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Condition

from dragoman.capture.exchange import Fetched, Request
from dragoman.capture.fetch import Fetcher

MOST_WAITING = 200  # answers fetched and not yet taken
MOST_WAITING_BYTES = 100_000_000


def fetch_in_groups(fetcher: Fetcher, requests: Iterable[Request], *, most: int) -> Iterator[list[Fetched]]:
    """The answers in the order they end, as `Fetcher.fetch_many` gives them, each time all that arrived meanwhile.

    So one flush to disk serves many when they come fast, and none waits for slower ones when they do not. The fetcher is used
    by nobody else meanwhile.

    Args:
        most: answers in one group; none is empty.
    """
    flow = _Flow(fetcher, iter(requests))
    with ThreadPoolExecutor(1, thread_name_prefix="fetch") as thread:
        pump = thread.submit(flow.pump)
        try:
            while group := flow.take(most):
                yield group
            pump.result()  # what stopped the thread stops us
        finally:
            flow.stop()


class _Flow:
    """What the two threads share."""

    def __init__(self, fetcher: Fetcher, requests: Iterator[Request]) -> None:
        self.arrived: SimpleQueue[Fetched | None] = SimpleQueue()  # None is the end
        self._fetcher = fetcher
        self._requests = requests
        self._ended = False
        self._taken_all = False
        self._stopped = False
        self._waiting = 0
        self._waiting_bytes = 0
        self._changed = Condition()

    def pump(self) -> None:
        """In the thread: fetch until there are no more requests."""
        try:
            while not self._ended and self._wait_for_room():
                for fetched in self._fetcher.fetch_many(self._while_room()):
                    if self._stopped:
                        return
                    with self._changed:
                        self._waiting += 1
                        self._waiting_bytes += _size(fetched)
                    self.arrived.put(fetched)
        finally:
            self.arrived.put(None)

    def take(self, most: int) -> list[Fetched]:
        """In the caller's thread: wait for an answer, then take what is there besides. Empty when there will be no more."""
        group: list[Fetched] = []
        while len(group) < most and not self._taken_all:
            try:
                fetched = self.arrived.get(block=not group)
            except Empty:
                break
            if fetched is None:
                self._taken_all = True
            else:
                group.append(fetched)
        with self._changed:
            self._waiting -= len(group)
            self._waiting_bytes -= sum(map(_size, group))
            self._changed.notify()
        return group

    def stop(self) -> None:
        """In the caller's thread: begin no more."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def _while_room(self) -> Iterator[Request]:
        while self._has_room() and not self._stopped:
            request = next(self._requests, None)
            if request is None:
                self._ended = True
                return
            yield request

    def _has_room(self) -> bool:
        return self._waiting < MOST_WAITING and self._waiting_bytes < MOST_WAITING_BYTES

    def _wait_for_room(self) -> bool:
        """False when it is all over."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._has_room())
        return not self._stopped


def _size(fetched: Fetched) -> int:
    return sum(len(hop.body) for hop in fetched.hops)
