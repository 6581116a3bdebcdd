"""Align two sequences: which places of one stand, in order, in the other. Bounded, whatever they hold.

Equal beginnings and ends go first; then what occurs once in both anchors the rest, longest increasing run of such pairs
first, and every gap between anchors is aligned the same way. A gap without an anchor is compared cell by cell when that
is cheap. Work is counted, not timed: when it is used up, what is left counts as different, which is correct and only less fine.

Source: Bram Cohen, "Patience Diff Advantages" (2010), for anchoring by what occurs once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

_MOST_CELLS = 40_000  # of one gap that has no anchor


@dataclass
class Work:
    """Steps that may still be done; a step looks at one place, or compares two."""

    left: int
    done: int = 0

    def take(self, steps: int) -> bool:
        """Whether there is room for these steps; then they are done."""
        if steps > self.left:
            return False
        self.left -= steps
        self.done += steps
        return True


@dataclass
class _Gap:
    """Places [old_start, old_end) and [new_start, new_end) that are still to be aligned."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def align(old: Sequence[Hashable], new: Sequence[Hashable], work: Work) -> list[int | None]:
    """For each place of `old` its equal in `new`, or None; the places named only rise."""
    partners: list[int | None] = [None] * len(old)
    gaps = [_Gap(0, len(old), 0, len(new))]
    while gaps:
        gap = gaps.pop()
        if not work.take(gap.old_end - gap.old_start + gap.new_end - gap.new_start):
            continue
        _trim(old, new, gap, partners)
        if gap.old_start == gap.old_end or gap.new_start == gap.new_end:
            continue
        anchors = _anchors(old, new, gap)
        if anchors:
            gaps += _split(gap, anchors, partners)
            continue
        cells = (gap.old_end - gap.old_start) * (gap.new_end - gap.new_start)
        if cells <= _MOST_CELLS and work.take(cells):
            _compare(old, new, gap, partners)
    return partners


def _trim(old: Sequence[Hashable], new: Sequence[Hashable], gap: _Gap, partners: list[int | None]) -> None:
    while gap.old_start < gap.old_end and gap.new_start < gap.new_end and old[gap.old_start] == new[gap.new_start]:
        partners[gap.old_start] = gap.new_start
        gap.old_start += 1
        gap.new_start += 1
    while gap.old_start < gap.old_end and gap.new_start < gap.new_end and old[gap.old_end - 1] == new[gap.new_end - 1]:
        gap.old_end -= 1
        gap.new_end -= 1
        partners[gap.old_end] = gap.new_end


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], gap: _Gap) -> list[tuple[int, int]]:
    """Pairs of what occurs once in both sides of a gap: the longest run of them that rises in both."""
    in_old = Counter(old[gap.old_start : gap.old_end])
    in_new = Counter(new[gap.new_start : gap.new_end])
    place_in_new = {new[place]: place for place in range(gap.new_start, gap.new_end) if in_new[new[place]] == 1}
    pairs = [
        (place, place_in_new[old[place]])
        for place in range(gap.old_start, gap.old_end)
        if in_old[old[place]] == 1 and old[place] in place_in_new
    ]
    return heaviest_rise([(old_place, new_place, 1) for old_place, new_place in pairs])


def heaviest_rise(pairs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Of pairs (old place, new place, weight) those that together weigh most while both places rise."""
    ordered = sorted(pairs, key=lambda pair: (pair[0], -pair[1]))
    ranks = {place: rank for rank, place in enumerate(sorted({new for _, new, _ in ordered}), 1)}
    heaviest = [(0, -1)] * (len(ranks) + 1)  # a Fenwick tree: weight of a run by the rank of its end, and its last pair
    before: list[int] = []
    for number, (_, new_place, weight) in enumerate(ordered):
        sofar, last = _heaviest_below(heaviest, ranks[new_place] - 1)
        before.append(last)
        rank = ranks[new_place]
        while rank <= len(ranks):
            heaviest[rank] = max(heaviest[rank], (sofar + weight, number))
            rank += rank & -rank
    run: list[tuple[int, int]] = []
    _, number = _heaviest_below(heaviest, len(ranks))
    while number >= 0:
        run.append(ordered[number][:2])
        number = before[number]
    return run[::-1]


def _heaviest_below(heaviest: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank:
        found = max(found, heaviest[rank])
        rank -= rank & -rank
    return found


def _split(gap: _Gap, anchors: Sequence[tuple[int, int]], partners: list[int | None]) -> list[_Gap]:
    """The gaps between anchors, which are partners from here on."""
    gaps: list[_Gap] = []
    old_start, new_start = gap.old_start, gap.new_start
    for old_place, new_place in anchors:
        partners[old_place] = new_place
        gaps.append(_Gap(old_start, old_place, new_start, new_place))
        old_start, new_start = old_place + 1, new_place + 1
    gaps.append(_Gap(old_start, gap.old_end, new_start, gap.new_end))
    return [each for each in gaps if each.old_start < each.old_end and each.new_start < each.new_end]


def _compare(old: Sequence[Hashable], new: Sequence[Hashable], gap: _Gap, partners: list[int | None]) -> None:
    """The longest common subsequence of a small gap, cell by cell."""
    width = gap.new_end - gap.new_start
    below = [0] * (width + 1)
    lengths = [below]  # of what is common from a cell on; last row first
    for old_place in range(gap.old_end - 1, gap.old_start - 1, -1):
        row = [0] * (width + 1)
        for column in range(width - 1, -1, -1):
            equal = old[old_place] == new[gap.new_start + column]
            row[column] = below[column + 1] + 1 if equal else max(below[column], row[column + 1])
        lengths.append(row)
        below = row
    lengths.reverse()
    line, column = 0, 0
    while line < gap.old_end - gap.old_start and column < width:
        if old[gap.old_start + line] == new[gap.new_start + column]:
            partners[gap.old_start + line] = gap.new_start + column
            line, column = line + 1, column + 1
        elif lengths[line + 1][column] >= lengths[line][column + 1]:
            line += 1
        else:
            column += 1
