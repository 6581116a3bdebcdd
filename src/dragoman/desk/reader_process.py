"""A process that reads pages: pages come in by its standard input, texts go out by its standard output.

Each message is four bytes of length and a pickle. The end of the input ends it, so it never outlives who started it.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from contextlib import suppress
from typing import IO, Any

READY = "ready"  # said once, when all is loaded
LENGTH = struct.Struct(">I")


def send(pipe: IO[bytes], message: Any) -> None:
    """Raises: OSError, when the other side is gone."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """The next message. Raises: EOFError, when the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    content = pipe.read(LENGTH.unpack(head)[0])
    return pickle.loads(content)  # noqa: S301 -- only our own two processes hold the pipe


def main() -> None:
    """Read until there are no more pages, or nobody takes the texts any more."""
    with suppress(EOFError, BrokenPipeError):
        _read_on()


def _read_on() -> None:
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints belongs to the log, not between our messages
    from dragoman.read.prepare import prepare

    send(out, READY)
    while True:
        send(out, prepare(receive(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
