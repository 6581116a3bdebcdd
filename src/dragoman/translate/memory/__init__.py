"""Translation memory: renderings that were accepted once, found again with their evidence. A plain library."""

from dragoman.translate.memory.several import EVERYBODY, Memories, Shelf
from dragoman.translate.memory.store import Memory
from dragoman.translate.memory.units import Anchor, Kind, Match, Unit

__all__ = ["EVERYBODY", "Anchor", "Kind", "Match", "Memories", "Memory", "Shelf", "Unit"]
