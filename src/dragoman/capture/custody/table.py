"""Custody as a table for spreadsheets and people: CSV with a byte order mark, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from dragoman.capture.custody.actions import words
from dragoman.capture.custody.entries import CustodyEntry, canonical
from dragoman.capture.custody.export import Custody

HEADS = ("at", "what", "who", "why", "about", "detail", "number", "sha256")
_BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Controls, line ends, and marks of direction that reach beyond their own cell.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def write_table(custody: Custody) -> str:
    """One row an entry and one a capture, the oldest first. It is for reading: what can be checked is the JSON."""
    rows = [_entry_row(kept.entry, kept.sha256) for kept in custody.entries if kept.entry is not None]
    rows += [_capture_row(capture) for capture in custody.captures]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows([_cell(value) for value in row] for row in sorted(rows))
    return _BYTE_ORDER_MARK + out.getvalue()


def captured_words(capture: Mapping[str, Any]) -> str:
    """`captured, leaf 41`; what a failed fetch was, otherwise."""
    what = "captured" if capture["outcome"] == "stored" else f"capture failed ({capture['outcome']})"
    return what if capture["leaf"] is None else f"{what}, leaf {capture['leaf']}"


def _entry_row(entry: CustodyEntry, sha256: str) -> list[str]:
    about = f"{entry.subject.kind} {entry.subject.id}"
    detail = canonical(entry.detail).decode() if entry.detail else ""
    return [entry.at, words(entry.action), entry.actor.name, entry.why, about, detail, str(entry.number), sha256]


def _capture_row(capture: Mapping[str, Any]) -> list[str]:
    about = f"capture {capture['id']}"
    return [capture["fetched"], captured_words(capture), capture["by"], "", about, capture["url"], "", capture["payload_sha256"]]


def _cell(value: str) -> str:
    """One line that no spreadsheet reads as a formula and that turns nothing beside it around."""
    line = _STEERING.sub(" ", value).strip()
    return f"'{line}" if line.startswith(_FORMULA) else line
