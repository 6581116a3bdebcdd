"""Which program acts when no person does: a command, or a job of a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_program: ContextVar[str] = ContextVar("program", default="desk")


def program() -> str:
    """`dragoman source add`, `job sign_ledger`; `desk`, when nothing said what it is."""
    return _program.get()


def run_as(name: str) -> None:
    """Say what this process is, from here on."""
    _program.set(name)


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Say what acts within this block."""
    token = _program.set(name)
    try:
        yield
    finally:
        _program.reset(token)
