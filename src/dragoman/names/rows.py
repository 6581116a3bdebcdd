"""Lists of names in files: one a line, or the rows of a table; bad rows are told, and end nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from dragoman.errors import NameListUnreadable
from dragoman.names.cutting import tokens

# The widest cell that is a name; longer ones are not names but broken quoting.
_LONGEST = 1000


@dataclass(frozen=True)
class NameList:
    """(id, name) of each usable row, and a sentence for each other."""

    names: list[tuple[str, str]]
    problems: list[str]


def read_names(path: Path) -> NameList:
    """Read a list: a `.csv` or `.tsv` with a column `name` and perhaps `id`, or a text with a name a line.

    Without ids, a name's id is the number of its line.

    Raises:
        NameListUnreadable: the file can't be read, is not UTF-8, or has no column `name`.
    """
    text = _text(path)
    if path.suffix.lower() not in {".csv", ".tsv"}:
        return _checked([(str(number), line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()])
    reader = csv.DictReader(io.StringIO(text), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    if "name" not in (reader.fieldnames or ()):
        raise NameListUnreadable(f"{path.name} has no column called name in its first line.", subject=str(path))
    try:
        rows = [(row.get("id") or str(reader.line_num), (row["name"] or "").strip()) for row in reader]
    except csv.Error as error:
        raise NameListUnreadable(f"{path.name} is not a table.", detail=str(error), subject=str(path)) from error
    return _checked(rows)


def _checked(rows: list[tuple[str, str]]) -> NameList:
    names, problems = [], []
    for key, name in rows:
        if len(name) > _LONGEST:
            problems.append(f"{key}: longer than {_LONGEST} characters, no name")
        elif not tokens(name):
            problems.append(f"{key}: “{name}” has no letter to compare" if name else f"{key}: empty")
        else:
            names.append((key, name))
    return NameList(names, problems)


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated table with a head line; short rows are left out.

    Raises:
        NameListUnreadable: the file can't be read or is not UTF-8.
    """
    lines = _text(path).split("\n")
    head = lines[0].rstrip("\r").split("\t")
    rows = (line.rstrip("\r").split("\t") for line in lines[1:] if line)
    return [dict(zip(head, row, strict=True)) for row in rows if len(row) == len(head)]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise NameListUnreadable(f"{path.name} can't be opened.", detail=error.strerror or "", subject=str(path)) from error
    except UnicodeDecodeError as error:
        raise NameListUnreadable(f"{path.name} is not UTF-8 text.", detail=str(error), subject=str(path)) from error
