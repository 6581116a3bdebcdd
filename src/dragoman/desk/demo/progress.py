"""One line a stage, with counts and time, as it happens."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from dragoman.errors import DragomanError

LOG_FILE = "demo.log"
_NAME_CHARS = 12


class DemoFailed(DragomanError):
    """A stage of the demo could not be done."""

    stage, code = "demo", "demo-failed"


class Progress:
    """Prints stages. Whatever a stage raises becomes one sentence that names it; the trace goes to the demo's log."""

    def __init__(self, log: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._began = clock()

    @property
    def seconds(self) -> float:
        return self._clock() - self._began

    @contextmanager
    def stage(self, name: str) -> Iterator[list[str]]:
        """Yields the list that the stage puts its counts into; they are printed at its end. Raises: DemoFailed."""
        said: list[str] = []
        began = self._clock()
        try:
            yield said
        # Broad: a person who tries the demo out gets a sentence, whatever went wrong, and the log has the trace.
        except Exception as error:  # noqa: BLE001
            self._fail(name, error)
        click.echo(f"  {name:<{_NAME_CHARS}} {', '.join(said) or 'done'}  ({self._clock() - began:.1f} s)")

    def _fail(self, name: str, error: Exception) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write("".join(traceback.format_exception(error)))
        sentence = (
            error.sentence if isinstance(error, DragomanError) else str(error).strip().partition("\n")[0] or type(error).__name__
        )
        raise DemoFailed(f"The demo stopped at “{name}”: {sentence}", detail=f"more in {self._log}") from error


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 item`, `2 items`, `3 dispatches`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
