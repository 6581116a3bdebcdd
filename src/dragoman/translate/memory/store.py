"""A translation memory: a journal of units, an index that finds them, and what came since the index was written.

The journal is the memory. The index is made from it and can be deleted at any time. Units that are not in the index yet are
compared one by one, so a unit is found as soon as it is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from rapidfuzz import fuzz, process

from dragoman.errors import MemoryUnwritable
from dragoman.translate.memory.index import PlaceIndex
from dragoman.translate.memory.journal import Journal
from dragoman.translate.memory.units import Anchor, Kind, Match, Unit, comparable, speaks

_CANDIDATES = 60
_COMMIT_UNITS = 1_000  # an import commits after so many
_INDEX_UNITS = 20_000  # so many new units are put into the index at once
_RECENT_UNITS = 2_000  # so many are compared one by one
_MUCH_BYTES = 16_000_000  # so much that others wrote goes into the index without being remembered
SPELLING_SCORE = 0.99
_BEST_FUZZY_SCORE = 0.98


class _Recent(NamedTuple):
    """A unit that is not in the index."""

    place: int
    comparable: str
    unit: Unit


class Memory:
    """The memory in a folder, made when it is not there.

    Use it in a `with`, or call `commit`: what was added since is lost otherwise.

    Attributes:
        recovered: a sentence, when a crash had left a torn commit, which was moved away; empty otherwise.

    Raises: MemoryUnreadable, MemoryUnwritable.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.recovered = ""
        self._journal = Journal(self.path / "units.jsonl")
        self._index = PlaceIndex(self.path / "index")
        self._recent: list[_Recent] = []
        self._pending: list[Unit] = []
        self._say_recovered(self._repair())
        if self._index.indexed_bytes and self._index.seal != self._journal.seal(self._index.indexed_bytes):
            self._index.clear()
        self._read_bytes = self._recent_from = self._index.indexed_bytes
        self._read_on()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.commit()

    def add(  # noqa: PLR0913 - each is a fact of its own, given by name
        self,
        source: str,
        target: str,
        *,
        source_language: str = "und",
        target_language: str = "und",
        anchor: Anchor | None = None,
        translator: str = "",
        reviewer: str = "",
        reviewed_utc: datetime | None = None,
    ) -> Unit:
        """Add a rendering. It is found at once, and on disk after `commit`. See `Unit` for the arguments."""
        unit = Unit(
            source,
            target,
            source_language,
            target_language,
            anchor=anchor,
            translator=translator,
            reviewer=reviewer,
            reviewed_utc=reviewed_utc,
        )
        self.add_units([unit])
        return unit

    def add_units(self, units: Iterable[Unit]) -> int:
        """Add many; a commit is made after each thousand. Returns how many."""
        count = 0
        for unit in units:
            self._pending.append(unit)
            count += 1
            if len(self._pending) >= _COMMIT_UNITS:
                self.commit()
        return count

    def commit(self) -> None:
        """Flush what was added to disk, whole or not at all, whatever other processes do."""
        if not self._pending:
            return
        written = self._journal.append(self._pending)
        self._say_recovered(written.torn_bytes)
        if written.begun == self._read_bytes:  # nobody else wrote before: what was added is what was pending
            self._remember(zip(written.places, self._pending, strict=True))
            self._read_bytes = written.end
        self._pending = []
        self._read_on()
        if len(self._recent) >= _INDEX_UNITS:
            self._write_index(self._read_bytes)

    def search(
        self,
        text: str,
        k: int = 5,
        *,
        source_language: str | None = None,
        target_language: str | None = None,
        least: float = 0.5,
    ) -> list[Match]:
        """The best k matches for a source text, best first; of equal ones the newest.

        Units alike in source and target are told once.

        Args:
            source_language, target_language: BCP 47; their primary subtag must be the unit's. None takes any.
            least: the lowest score of a fuzzy match.
        """
        if self._journal.size_bytes() > self._read_bytes:
            self._read_on()
        if len(self._recent) > _RECENT_UNITS:
            self._write_index(self._read_bytes)
        wanted = comparable(text)
        if not wanted:
            return []
        found: dict[tuple[str, str], tuple[float, Match]] = {}
        for folded, unit in self._similar(wanted, least):
            if speaks(unit.source_language, source_language) and speaks(unit.target_language, target_language):
                likeness = fuzz.ratio(wanted, folded) / 100
                match = _judge(text, wanted, folded, unit, likeness)
                if match.score >= least:
                    found.setdefault((unit.source, unit.target), (likeness, match))
        # Scores stop short of 1, so that likeness decides between two that are nearly the same.
        ranked = sorted(found.values(), key=lambda one: (-one[1].score, -one[0]))
        return [match for _, match in ranked[:k]]

    def units(self) -> Iterator[Unit]:
        """Every unit on disk, in the order in which they were added; damaged lines are left out, `problems` names them."""
        for _, unit in self._journal.read(0, self._journal.whole_bytes()):
            if unit is not None:
                yield unit

    def problems(self) -> list[str]:
        """What is wrong with the file, a sentence each; reads it whole."""
        return [f"the units in bytes {start} to {end} are not as they were written" for start, end in self._journal.damaged()]

    def index_now(self) -> None:
        """Put everything on disk into the index, as searching would do sooner or later."""
        self._read_on()
        if self._recent:
            self._write_index(self._read_bytes)

    def _similar(self, wanted: str, least: float) -> Iterator[tuple[str, Unit]]:
        """Units that may match, the newest first, with their comparable sources."""
        for unit in reversed(self._pending):
            yield comparable(unit.source), unit
        listed = [entry.comparable for entry in self._recent]
        near = process.extract(wanted, listed, scorer=fuzz.ratio, processor=None, score_cutoff=least * 100, limit=_CANDIDATES)
        for _, _, number in sorted(near, key=lambda hit: -hit[2]):
            yield self._recent[number][1:]
        places = self._index.candidates(wanted, _CANDIDATES)
        if places:
            with self._journal.at_places() as journal:
                for place in sorted(set(places), reverse=True):
                    indexed = journal.unit(place)
                    if indexed is not None:
                        yield comparable(indexed.source), indexed

    def _read_on(self) -> None:
        """Take in what this and other processes wrote since."""
        end = self._journal.whole_bytes()
        if end - self._read_bytes > _MUCH_BYTES and self._write_index(end):
            return  # too much to remember, and no need to
        self._remember(self._journal.read(self._read_bytes, end))
        self._read_bytes = max(end, self._read_bytes)

    def _remember(self, read: Iterable[tuple[int, Unit | None]]) -> None:
        for place, unit in read:
            if unit is not None:
                self._recent.append(_Recent(place, comparable(unit.source), unit))

    def _write_index(self, upto: int) -> bool:
        """Bring the index up to a place; False when it cannot be written now."""
        if not self._index.write(lambda start: self._entries(start, upto), upto, self._journal.seal(upto)):
            return False
        self._recent = []
        self._recent_from = self._read_bytes = upto
        return True

    def _entries(self, start: int, upto: int) -> Iterator[tuple[int, str]]:
        """What the index lacks from a place on; what is not remembered, from the journal."""
        if start >= self._recent_from:
            yield from ((entry.place, entry.comparable) for entry in self._recent if entry.place >= start)
            start = max(start, self._read_bytes)
        for place, unit in self._journal.read(start, upto):
            if unit is not None:
                yield place, comparable(unit.source)

    def _repair(self) -> int:
        try:
            return self._journal.repair()
        except MemoryUnwritable:  # read-only: what is torn is not read
            return 0

    def _say_recovered(self, torn_bytes: int) -> None:
        if torn_bytes:
            self.recovered = (
                f"A commit had been broken off: its {torn_bytes} bytes were moved to a file torn-….jsonl beside the memory, "
                "and all units before it are there."
            )


def _judge(text: str, wanted: str, folded: str, unit: Unit, likeness: float) -> Match:
    if unit.source.strip() == text.strip():
        return Match(unit, 1.0, Kind.EXACT)
    if folded == wanted:
        return Match(unit, SPELLING_SCORE, Kind.SPELLING)
    return Match(unit, min(likeness, _BEST_FUZZY_SCORE), Kind.FUZZY)
