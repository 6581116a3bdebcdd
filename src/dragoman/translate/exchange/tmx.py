"""TMX 1.4b: read, write, and take into a memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from dragoman.errors import TmxUnreadable
from dragoman.translate.exchange.tmx_reader import Problem, read_tmx
from dragoman.translate.exchange.tmx_writer import write_tmx
from dragoman.translate.memory.store import Memory
from dragoman.translate.memory.units import Unit

__all__ = ["Problem", "import_tmx", "read_tmx", "write_tmx"]


def import_tmx(memory: Memory, path: Path, tell: Callable[[Problem], None]) -> tuple[int, int]:
    """Add a file's units to a memory, and commit them. What cannot be taken is told, and the rest goes on.

    Returns:
        (added, known): units that the memory had already, in every detail, are not added again.

    Raises:
        TmxUnreadable: the file is not TMX, or is refused whole; what was added before stays.
        MemoryUnwritable: the memory could not be written.
    """
    known = {hash(unit) for unit in memory.units()}
    met = 0

    def fresh(file: IO[bytes]) -> Iterator[Unit]:
        nonlocal met
        for found in read_tmx(file):
            if isinstance(found, Problem):
                tell(found)
            elif hash(found) in known:
                met += 1
            else:
                known.add(hash(found))
                yield found

    try:
        with path.open("rb") as file:
            added = memory.add_units(fresh(file))
    except OSError as error:
        raise TmxUnreadable("The file cannot be read.", detail=str(error)) from error
    memory.commit()
    return added, met
