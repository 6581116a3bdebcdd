"""How commands print: tables, and foreign words that keep their direction to themselves."""

from __future__ import annotations

import sys
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
# Controls that a hostile title could use to turn the line around, or to drive the terminal.
_DROPPED = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")


def spaced(text: str) -> str:
    """The same number of characters, control characters and direction overrides made spaces."""
    return text.translate(_DROPPED)


def plain(text: str) -> str:
    """One line without control characters and direction overrides."""
    return " ".join(spaced(text).split())


def foreign(text: str) -> str:
    """The same, isolated, so that it cannot move what stands beside it. Source: UAX 9, 2.4.2."""
    line = plain(text)
    return f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}" if line else ""


def console(file: IO[str] | None = None) -> Console:
    """For people; a pipe gets lines wide enough not to be cut."""
    out = file or sys.stdout
    return Console(file=out, highlight=False, soft_wrap=True, width=None if out.isatty() else 200)


def table(*columns: str) -> Table:
    """A table with these heads; numbers to the right where a head begins with `#`."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column.removeprefix("#"), justify="right" if column.startswith("#") else "left", overflow="fold")
    return made


def cell(text: str, style: str = "") -> Text:
    """A cell whose words are never read as markup."""
    return Text(text, style=style)
