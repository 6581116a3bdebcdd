"""Several memories side by side: which comes first, who may read each and who may add to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from dragoman.errors import NotAllowed
from dragoman.translate.memory.store import Memory
from dragoman.translate.memory.units import Match, Unit

EVERYBODY = "*"


@dataclass(frozen=True)
class Shelf:
    """A memory and what holds for it.

    Attributes:
        name: what people call it; unique among its neighbours.
        priority: 1 comes before 2; of matches with one score, the first memory's stands first.
        readable_by, writable_by: names of roles or groups, `EVERYBODY` for all. Nobody, unless said.
    """

    name: str
    memory: Memory
    priority: int = 1
    readable_by: frozenset[str] = frozenset()
    writable_by: frozenset[str] = frozenset()


class Memories:
    """Memories that are searched together."""

    def __init__(self, shelves: Iterable[Shelf]) -> None:
        self._shelves = sorted(shelves, key=lambda shelf: shelf.priority)
        names = [shelf.name for shelf in self._shelves]
        if len(set(names)) < len(names):
            raise ValueError(f"two memories have one name: {', '.join(names)}")

    def readable(self, roles: Collection[str]) -> list[Shelf]:
        """The memories that somebody with these roles may read, the first priority first."""
        return [shelf for shelf in self._shelves if _allows(shelf.readable_by, roles)]

    def search(
        self,
        text: str,
        k: int = 5,
        *,
        roles: Collection[str],
        source_language: str | None = None,
        target_language: str | None = None,
        least: float = 0.5,
    ) -> list[Match]:
        """The best k of all memories that these roles may read. What two of them hold alike is told once, by the first."""
        found: dict[tuple[str, str], Match] = {}
        for shelf in self.readable(roles):
            for match in shelf.memory.search(
                text, k, source_language=source_language, target_language=target_language, least=least
            ):
                found.setdefault((match.source, match.target), replace(match, memory=shelf.name))
        return sorted(found.values(), key=lambda match: -match.score)[:k]

    def add(self, unit: Unit, *, to: str, roles: Collection[str]) -> None:
        """Add a unit to the memory of a name, and commit it.

        Raises:
            NotAllowed: these roles may not write it, or there is none that they could know of.
        """
        shelf = next((shelf for shelf in self._shelves if shelf.name == to), None)
        if shelf is None or not _allows(shelf.writable_by, roles):
            raise NotAllowed(f"You may not add to a memory called {to}.", subject=to)
        shelf.memory.add_units([unit])
        shelf.memory.commit()


def _allows(allowed: frozenset[str], roles: Collection[str]) -> bool:
    return EVERYBODY in allowed or not allowed.isdisjoint(roles)
