"""How far a source's texts may go."""

from __future__ import annotations

from enum import StrEnum


class Sensitivity(StrEnum):
    """The administrator says so of each source; each value is wider known than the next."""

    OPEN = "open"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"

    @property
    def at_most(self) -> frozenset[Sensitivity]:
        """What may be shown beside a text of this sensitivity: nothing that is kept closer than the text itself."""
        levels = list(Sensitivity)
        return frozenset(levels[: levels.index(self) + 1])
