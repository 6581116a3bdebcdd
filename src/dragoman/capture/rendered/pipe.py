"""Talk to a browser over its pipe: the DevTools protocol, one JSON object a message, each ended by NUL.

Source: Chrome DevTools Protocol; Chromium, --remote-debugging-pipe.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from itertools import count
from typing import Any

from dragoman.errors import BrowserLost

Event = Mapping[str, Any]
_READ_BYTES = 1 << 18
_MAX_MESSAGE_BYTES = 400_000_000


class CommandRefused(Exception):
    """The browser would not do what it was told; most often because the page it was about is gone."""


class Pipe:
    """Commands and their answers, from any thread; events go to `on_event` in the pipe's own thread, which must not wait.

    Args:
        on_lost: called once, when the browser is gone.
    """

    def __init__(
        self, to_browser: int, from_browser: int, on_event: Callable[[Event], None], on_lost: Callable[[], None]
    ) -> None:
        self._to_browser = to_browser
        self._from_browser = from_browser
        self._on_event = on_event
        self._on_lost = on_lost
        self._numbers = count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._lost = False
        self._reader = threading.Thread(target=self._read, name="browser", daemon=True)
        self._reader.start()

    def ask(self, method: str, arguments: Mapping[str, Any] | None = None, *, session: str = "") -> Future[Any]:
        """Give a command; its answer comes in the future, as BrowserLost or CommandRefused when there is none."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": arguments or {}}
        if session:
            message["sessionId"] = session
        answer: Future[Any] = Future()
        with self._lock:
            if self._lost:
                answer.set_exception(_lost())
                return answer
            self._waiting[number] = answer
        try:
            self._write(json.dumps(message).encode() + b"\0")
        except OSError:
            self._end()
        return answer

    def call(self, method: str, arguments: Mapping[str, Any] | None = None, *, session: str = "", seconds: float) -> Any:
        """Give a command and wait for its answer. Raises: BrowserLost, CommandRefused, TimeoutError."""
        answer = self.ask(method, arguments, session=session)
        try:
            return answer.result(max(0.001, seconds))
        except NotInTime as error:
            raise TimeoutError(method) from error

    def close(self) -> None:
        """Let go of a browser that was ended."""
        self._end()
        os.close(self._to_browser)
        self._reader.join()
        os.close(self._from_browser)

    def _write(self, message: bytes) -> None:
        with self._writing:
            left = memoryview(message)
            while left:
                left = left[os.write(self._to_browser, left) :]

    def _read(self) -> None:
        try:
            with contextlib.suppress(OSError):
                self._read_messages()
        finally:  # whatever ended it, nobody waits for an answer any more
            self._end()

    def _read_messages(self) -> None:
        pieces: list[bytes] = []
        held_bytes = 0
        while piece := os.read(self._from_browser, _READ_BYTES):
            *ended, rest = piece.split(b"\0")
            for end in ended:
                self._take(b"".join([*pieces, end]))
                pieces, held_bytes = [], 0
            pieces.append(rest)
            held_bytes += len(rest)
            if held_bytes > _MAX_MESSAGE_BYTES:
                return

    def _take(self, raw: bytes) -> None:
        message = json.loads(raw)
        if "id" not in message:
            self._on_event(message)
            return
        with self._lock:
            answer = self._waiting.pop(message["id"], None)
        if answer is None:
            return
        if "error" in message:
            answer.set_exception(CommandRefused(str(message["error"].get("message", ""))))
        else:
            answer.set_result(message.get("result", {}))

    def _end(self) -> None:
        with self._lock:
            known, self._lost = self._lost, True
            waiting, self._waiting = list(self._waiting.values()), {}
        for answer in waiting:
            answer.set_exception(_lost())
        if not known:
            self._on_lost()


def _lost() -> BrowserLost:
    return BrowserLost("The page brought the browser down.", detail="the pipe was closed")
