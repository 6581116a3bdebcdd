"""Whether a chain of custody is whole. The first entry that is not what it was is named, and how it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dragoman.capture.custody.entries import NO_LINK, CustodyEntry, link


class Fault(StrEnum):
    """How a chain can be broken."""

    ALTERED = "altered"
    MISSING = "missing"
    OUT_OF_ORDER = "out of order"
    CUT_OFF = "cut off at the end"
    ADDED = "added from outside"


@dataclass(frozen=True)
class Break:
    """The first broken entry of a chain. `place` counts from 1."""

    fault: Fault
    place: int
    sentence: str


@dataclass(frozen=True)
class Kept:
    """An entry as it was kept: what it says, and the hashes that were written beside it.

    `entry` is None where what stands there can't be read as one. `link` is the desk's chain after it, where that is known.
    """

    place: int
    entry: CustodyEntry | None
    sha256: str
    link: str = ""


@dataclass(frozen=True)
class End:
    """Where a chain ends: how many entries it has, and the hash that stands for them all."""

    count: int
    sha256: str


def check_subject(chain: Iterable[Kept], end: End | None = None) -> Break | None:
    """Check one subject's entries, in the order in which they are kept. None when all is well.

    Args:
        end: where the chain must end, if that is known; without it, nobody can tell that the last entries are missing.
    """
    previous, count = "", 0
    for place, kept in _in_order(chain):
        if isinstance(kept, Break):
            return kept
        if not _says_its_hash(kept):
            return _altered(place)
        if kept.entry is None or kept.entry.previous != previous:
            return _unhooked(place)
        previous, count = kept.sha256, place
    return _check_end(count, previous, end)


def check_desk(entries: Iterable[Kept], end: End | None, start: End | None = None) -> Break | None:
    """Check all entries of a desk, by number. None when all is well. Memory holds one entry at a time.

    Args:
        end: how many there are and the last link, as the desk keeps them apart.
        start: the same of the part that is left out; None begins with the first entry.
    """
    begun = start or End(0, NO_LINK)
    before, count = begun.sha256, begun.count
    for place, kept in _in_order(entries, after=begun.count):
        if isinstance(kept, Break):
            return kept
        if not _says_its_hash(kept):
            return _altered(place)
        before, count = link(before, kept.sha256), place
        if kept.link != before:
            return _unhooked(place)
    return _check_end(count, before, end)


def _in_order(chain: Iterable[Kept], *, after: int = 0) -> Iterator[tuple[int, Kept | Break]]:
    """Entries with the place that each must have; a break where one has another."""
    for expected, kept in enumerate(chain, start=after + 1):
        if kept.place > expected:
            last = kept.place - 1
            names = f"Entry {expected} is" if last == expected else f"Entries {expected} to {last} are"
            yield expected, Break(Fault.MISSING, expected, f"{names} missing.")
        elif kept.place < expected:
            yield expected, Break(Fault.OUT_OF_ORDER, kept.place, f"Entry {kept.place} stands out of order.")
        else:
            yield expected, kept


def _says_its_hash(kept: Kept) -> bool:
    try:
        return kept.entry is not None and kept.entry.sha256 == kept.sha256
    except ValueError:  # it says what no entry can
        return False


def _altered(place: int) -> Break:
    return Break(Fault.ALTERED, place, f"Entry {place} was altered: it is not what its hash was made of.")


def _unhooked(place: int) -> Break:
    """The entry is what its own hash says, but hangs on another one than stands before it."""
    if place == 1:
        return Break(Fault.ALTERED, 1, "Entry 1 was altered, and its hash with it: something stood before it.")
    words = f"Entry {place - 1} or {place} was altered, and its hash with it: entry {place} does not follow from the one before."
    return Break(Fault.ALTERED, place, words)


def _check_end(count: int, sha256: str, end: End | None) -> Break | None:
    if end is None or (count, sha256) == (end.count, end.sha256):
        return None
    if count < end.count:
        words = f"The chain is cut off after entry {count}: there were {end.count}."
        return Break(Fault.CUT_OFF, count + 1, words)
    if count > end.count:
        words = f"Entry {end.count + 1} was added from outside: the chain had {end.count} entries."
        return Break(Fault.ADDED, end.count + 1, words)
    return Break(Fault.ALTERED, count, f"Entry {count} was altered, and its hash with it: the chain ended with another.")
