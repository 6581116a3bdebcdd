"""What later stages of the work put beside an item: each registers its answers here when the desk starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dragoman.desk.read.models import Version


class Accepted(Protocol):
    """An accepted rendering, as a page shows it."""

    text: str

    @property
    def signed(self) -> str:
        """Who translated it and who reviewed it."""


@dataclass
class Beside:
    """Answers of later stages; without any, there is nothing beside an item."""

    glosses: Callable[[Iterable[int]], Mapping[int, str]] = lambda ids: {}  # noqa: ARG005
    accepted: Callable[[Version], Mapping[int, Accepted]] = lambda version: {}  # noqa: ARG005


BESIDE = Beside()


def register(
    *, glosses: Callable[[Iterable[int]], Mapping[int, str]], accepted: Callable[[Version], Mapping[int, Accepted]]
) -> None:
    """The translations' own answers: headlines in the desk's language by item id, accepted renderings by segment id."""
    BESIDE.glosses, BESIDE.accepted = glosses, accepted
