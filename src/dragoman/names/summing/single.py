"""One word against another: the sum of the chances of all ways to cut both into chunks, in plain Python."""

from __future__ import annotations

import math

from dragoman.names.alphabet import Chunks
from dragoman.names.summing.chances import LONGEST, SCALE_LOG, UNIT, Ends, Pairs, unseen

# First chunk → {second chunk: scaled chance}.
Rows = list[dict[int, float]]

_UNSEEN_OF = {taken: (unseen(taken, 0), unseen(taken, 1)) for taken in range(LONGEST[0] + 1)}


def rows_of(sides: tuple[Chunks, Chunks], pairs: Pairs) -> Rows:
    """The chances of a model's pairs."""
    rows: Rows = [{} for _ in range(len(sides[0]))]
    firsts, seconds = sides[0].lengths.tolist(), sides[1].lengths.tolist()
    for one, other, log in pairs.tolist():
        taken, given = firsts[one], seconds[other]
        rows[one][other] = math.exp(log * UNIT + SCALE_LOG * (taken + given)) + unseen(taken, given)
    return rows


def sum_one(one: Ends, other: Ends, rows: Rows) -> float:
    """The scaled sum of a word of the first side with one of the second."""
    width, height = one.length, other.length
    singles, doubles = other.chunks
    singles, doubles = [*singles[1:], -1], [*doubles[2:], -1, -1]
    alone = [rows[0].get(chunk, unseen(0, 1)) for chunk in singles[:height]]
    sums = [[0.0] * (height + 3) for _ in range(width + 1)]
    sums[0][0] = 1.0
    for end in range(width + 1):
        here = sums[end]
        for taken in range(1, min(end, LONGEST[0]) + 1):
            chunk = one.chunks[taken - 1][end]
            if chunk >= 0:
                _step(here, sums[end - taken], rows[chunk], singles, doubles, _UNSEEN_OF[taken])
        for cell in range(height):
            if here[cell]:
                here[cell + 1] += here[cell] * alone[cell]
    return sums[width][height]


def _step(
    here: list[float],
    before: list[float],
    row: dict[int, float],
    singles: list[int],
    doubles: list[int],
    unseen_of: tuple[float, float],
) -> None:
    """Add to `here` what comes from `before` by one chunk of the first word, with none, one or two letters of the second."""
    unseen_none, unseen_single = unseen_of
    none = row.get(0, unseen_none)
    look = row.get
    for cell, (single, double_letter, chance) in enumerate(zip(singles, doubles, before, strict=False)):
        if chance:
            here[cell] += chance * none
            here[cell + 1] += chance * look(single, unseen_single)
            double = look(double_letter)
            if double:
                here[cell + 2] += chance * double
