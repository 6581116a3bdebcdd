"""How much memory a group of processes takes. Source: proc(5), stat (fields 5 and 24)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def largest_process_bytes(group: int) -> int:
    """Resident memory of the group's largest process; 0 where the system does not tell."""
    return max(_resident_bytes(group), default=0)


def _resident_bytes(group: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[2]) == group:
            yield int(fields[21]) * _PAGE_BYTES
