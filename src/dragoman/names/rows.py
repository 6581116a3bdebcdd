"""Lists of names in files: one a line, or the rows of a table; bad rows are told, and end nothing."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import NameListUnreadable
from dragoman.names.cutting import tokens

# The widest cell that is a name; longer ones are not names but broken quoting.
_LONGEST = 1000
_TABLES = frozenset({".csv", ".tsv"})
_DELIMITERS = ",;\t"
_SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class NameList:
    """(id, name) of each usable row, and a sentence for each other."""

    names: list[tuple[str, str]]
    problems: list[str]


def read_names(path: Path, column: str = "name") -> NameList:
    """Read a list: a table with a head line, or a text with a name a line.

    A `.csv` or `.tsv` is a table, and so is any other file whose first line has the column between tabs. Commas,
    semicolons and tabs are told apart by that line. Without a column `id`, a name's id is the number of its line.

    Args:
        path: UTF-8, or UTF-16 with its byte-order mark, as spreadsheets write it; `-` is standard input.
        column: which has the names; capitals and spaces around it make no difference.

    Raises:
        NameListUnreadable: the file can't be read or has no such column, or no row of it is a name.
    """
    text = read_text(path)
    head = _first_line(text)
    if path.suffix.lower() in _TABLES or _delimiter(head, column) == "\t":
        listed = _checked(_table_rows(text, path, column))
    else:
        listed = _checked((str(number), line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())
    if not listed.names:
        raise NameListUnreadable(f"{_called(path)} has no name.", detail="; ".join(listed.problems[:3]), subject=str(path))
    return listed


def _table_rows(text: str, path: Path, column: str) -> Iterator[tuple[str, str]]:
    delimiter = _delimiter(_first_line(text), column)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = [_bare(cell) for cell in next(reader, [])]
        if _bare(column) not in head:
            raise NameListUnreadable(
                f"{_called(path)} has no column called {column} in its first line.",
                detail=f"its columns: {', '.join(head[:_SHOWN_COLUMNS])}" if head else "it is empty",
                subject=str(path),
            )
        name_at = head.index(_bare(column))
        id_at = head.index("id") if "id" in head else None
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _cell(row, id_at) or str(reader.line_num), _cell(row, name_at)
    except csv.Error as error:
        sentence = f"{path.name} is not a table, from line {reader.line_num} on."
        raise NameListUnreadable(sentence, detail=str(error), subject=str(path)) from error


def _first_line(text: str) -> str:
    return io.StringIO(text, newline=None).readline()


def _delimiter(head: str, column: str) -> str:
    """What parts the cells of a head line: what makes the column stand out, else what there is most of."""
    for delimiter in _DELIMITERS:
        if delimiter in head and _bare(column) in map(_bare, head.split(delimiter)):
            return delimiter
    return max(_DELIMITERS, key=head.count)


def _bare(cell: str) -> str:
    return cell.strip().strip('"').strip().casefold()


def _cell(row: list[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _checked(rows: Iterator[tuple[str, str]]) -> NameList:
    names, problems = [], []
    for key, name in rows:
        fault = _fault(name.strip())
        if fault:
            problems.append(f"{key}: {fault}")
        else:
            names.append((key, name.strip()))
    return NameList(names, problems)


def _fault(name: str) -> str:
    """Why a cell is no name; empty when it may be one."""
    if not name:
        return "empty"
    if len(name) > _LONGEST:
        return f"longer than {_LONGEST} characters, no name; is a quotation mark left open?"
    if "\n" in name:
        return "more than one line, no name; is a quotation mark left open?"
    return "" if tokens(name) else f"“{name}” has no letter to compare"


def read_table(path: Path, *columns: str) -> list[dict[str, str]]:
    """Rows of a tab-separated table with a head line; short rows are left out.

    Raises:
        NameListUnreadable: the file can't be read, is not UTF-8, or lacks one of the columns.
    """
    lines = read_text(path).split("\n")
    head = lines[0].rstrip("\r").split("\t")
    missing = [column for column in columns if column not in head]
    if missing:
        raise NameListUnreadable(f"{path.name} has no column {', '.join(missing)}.", subject=str(path))
    rows = (line.rstrip("\r").split("\t") for line in lines[1:] if line)
    return [dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)]


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for `-`: UTF-8, or UTF-16 that begins with its byte-order mark.

    Raises:
        NameListUnreadable: it can't be opened, or is neither.
    """
    name = _called(path)
    try:
        payload = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        is_wide = payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return payload.decode("utf-16" if is_wide else "utf-8-sig")
    except OSError as error:
        raise NameListUnreadable(f"{name} can't be opened.", detail=error.strerror or "", subject=str(path)) from error
    except UnicodeDecodeError as error:
        sentence = f"{name} is not UTF-8 text; save it as UTF-8 (in a spreadsheet: CSV UTF-8)."
        raise NameListUnreadable(sentence, detail=str(error), subject=str(path)) from error


def _called(path: Path) -> str:
    return "standard input" if str(path) == "-" else path.name
