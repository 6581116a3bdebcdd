"""What every benchmark shares: a row of figures, and how rows are shown.

A benchmark is a module of this folder with `main()`, which measures and ends with `report(rows)`:

    from benchmarks.harness import Row, report

    def main() -> None:
        report([Row("feed parsing", ours=1204, unit="feeds/s", target=1000, peer=102, peer_name="feedparser")])

    if __name__ == "__main__":
        main()

`make bench` runs all of them and ends with one table. Absolute times drift from machine to machine, so ours and the
peer's are measured in the same run and their ratio is what counts.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, asdict, dataclass
from pathlib import Path

# Where `make bench` collects the rows of all benchmarks, one JSON object a line.
ROWS_VARIABLE = "DRAGOMAN_BENCH_ROWS"


@dataclass(frozen=True)
class Row:
    """One measured figure beside its target and, where there is one, the peer measured in the same run."""

    figure: str
    _: KW_ONLY
    ours: float
    unit: str
    target: float | None = None
    peer: float | None = None
    peer_name: str = ""
    less_is_better: bool = False  # for times and sizes
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer (above 1 is better, whichever way the unit points); None without a peer."""
        if not self.peer or not self.ours:
            return None
        return self.peer / self.ours if self.less_is_better else self.ours / self.peer

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None without a target."""
        if self.target is None:
            return None
        return self.ours <= self.target if self.less_is_better else self.ours >= self.target


def report(rows: Iterable[Row]) -> None:
    """Print rows as a table; under `make bench` also hand them to the table of all benchmarks."""
    listed = list(rows)
    print(table(listed), flush=True)
    if path := os.environ.get(ROWS_VARIABLE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in listed)


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text: figure, ours, target, peer, ratio, target met."""
    heads = ("figure", "ours", "target", "peer", "ratio", "met")
    cells = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(heads))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of the values do not exceed: nearest rank. Empty values are an error."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def seconds(action: Callable[[], object], *, times: int = 3) -> float:
    """Median wall time of an action over `times` runs."""
    durations = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def _cells(row: Row) -> tuple[str, ...]:
    target = "" if row.target is None else f"{'≤' if row.less_is_better else '≥'} {_number(row.target)}"
    peer = "" if row.peer is None else f"{_number(row.peer)} ({row.peer_name})"
    ratio = "" if row.ratio is None else f"{row.ratio:.1f}×"
    met = {True: "yes", False: "NO", None: ""}[row.met]
    name = f"{row.figure} ({row.note})" if row.note else row.figure
    return name, f"{_number(row.ours)} {row.unit}", target, peer, ratio, met


def _number(value: float) -> str:
    if float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}"
