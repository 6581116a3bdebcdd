"""Names on a terminal, and rows for other programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from dragoman.text.isolation import isolate

_SHOWN_PROBLEMS = 10
# What a spreadsheet would take for a formula.
_FORMULA = re.compile(r"[=+\-@\t\r]")

Row = Mapping[str, Any]


def tell_problems(problems: Iterable[str]) -> None:
    """Say on standard error what was left out: the first few, and how many more."""
    told = list(problems)
    for problem in told[:_SHOWN_PROBLEMS]:
        click.echo(f"left out: {isolate(problem)}", err=True)
    if len(told) > _SHOWN_PROBLEMS:
        click.echo(f"left out: {len(told) - _SHOWN_PROBLEMS} more", err=True)


def form_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options `--json` and `--csv`, as the argument `form`: "json", "csv" or "" for a person."""
    command = click.option("--json", "form", flag_value="json", default="", help="One JSON object a line.")(command)
    return click.option(
        "--csv", "form", flag_value="csv", help="CSV that spreadsheets open: UTF-8 with a mark, no cell a formula."
    )(command)


def write_rows(rows: Iterable[Row], form: str, columns: tuple[str, ...]) -> None:
    """Print rows for another program, in UTF-8 whatever the terminal speaks. Each comes as soon as it is known.

    Args:
        form: "json" for an object a row, "csv" for a table with a byte-order mark and `columns` as its head.
    """
    if form == "csv":
        _put("\ufeff" + _csv_line(columns))
    for row in rows:
        if form == "csv":
            _put(_csv_line(_cell(row[column]) for column in columns))
        else:
            _put(json.dumps(row, ensure_ascii=False) + "\n")


def _put(text: str) -> None:
    click.echo(text.encode("utf-8", "replace"), nl=False)


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    cell = f"{value:.3f}" if isinstance(value, float) else str(value)
    return f"'{cell}" if _FORMULA.match(cell) else cell
