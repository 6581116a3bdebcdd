"""Write TMX 1.4b, unit by unit; what is written comes back unchanged through `read_tmx`.

Source: TMX 1.4b, LISA OSCAR, 2005.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dragoman import __version__
from dragoman.errors import MemoryUnwritable
from dragoman.translate.exchange.tmx_reader import ANCHOR, OWN, Problem
from dragoman.translate.memory.units import Unit

# Source: XML 1.0, production 2: what no XML file can hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="dragoman" creationtoolversion="{__version__}" segtype="sentence" o-tmf="dragoman" adminlang="en" \
srclang="*all*" datatype="plaintext"/>
<body>
"""
_TAIL = "</body>\n</tmx>\n"


def write_tmx(units: Iterable[Unit], path: Path) -> tuple[int, list[Problem]]:
    """Write units to a file, which is there whole or not at all.

    Returns:
        (count, problems): the problems name what XML cannot hold, and what was written instead.

    Raises:
        MemoryUnwritable: the disk is full, or the folder is read-only.
    """
    fresh = path.with_name(path.name + ".tmp")
    try:
        with fresh.open("wb") as file:
            written = _write(units, file)
        fresh.replace(path)
    except OSError as error:
        raise MemoryUnwritable("The TMX file could not be written.", detail=str(error)) from error
    finally:
        if fresh.is_file():
            fresh.unlink()
    return written


def _write(units: Iterable[Unit], file: IO[bytes]) -> tuple[int, list[Problem]]:
    count, line = 0, _HEAD.count("\n") + 1
    problems = []
    file.write(_HEAD.encode())
    for _, alike in groupby(enumerate(units), _same_source):
        group = [unit for _, unit in alike]
        count += len(group)
        found = "".join(_unit_lines(group))
        text = _FORBIDDEN.sub("\ufffd", found)
        if text != found:
            problems.append(Problem(line, str(count), "it holds characters that XML forbids; � stands in their place"))
        line += text.count("\n")
        file.write(text.encode())
    file.write(_TAIL.encode())
    return count, problems


def _same_source(numbered: tuple[int, Unit]) -> tuple[object, ...]:
    """Translations of one unit of another tool stay together; a unit without an id stands alone."""
    number, unit = numbered
    source = (unit.source, unit.source_marked, unit.source_language, unit.anchor)
    return (unit.id or number, source, unit.notes, unit.properties)


def _unit_lines(group: list[Unit]) -> Iterator[str]:
    first = group[0]
    tuid = f" tuid={_attribute(first.id)}" if first.id else ""
    yield f"<tu{tuid} srclang={_attribute(first.source_language)}>\n"
    yield from (f"<note>{_text(note)}</note>\n" for note in first.notes)
    yield from (_property(kind, text) for kind, text in first.properties)
    yield f"<tuv xml:lang={_attribute(first.source_language)}>\n"
    if anchor := first.anchor:
        yield from (_property(OWN + name, str(getattr(anchor, name))) for name in ANCHOR)
    yield f"<seg>{_segment(first.source, first.source_marked)}</seg>\n</tuv>\n"
    for unit in group:
        yield from _translation_lines(unit)
    yield "</tu>\n"


def _translation_lines(unit: Unit) -> Iterator[str]:
    attributes = {"xml:lang": unit.target_language, "creationid": unit.translator}
    if unit.reviewer:
        attributes["changeid"] = unit.reviewer
        if unit.reviewed_utc:
            attributes["changedate"] = f"{unit.reviewed_utc:%Y%m%dT%H%M%SZ}"
    yield "<tuv" + "".join(f" {name}={_attribute(value)}" for name, value in attributes.items() if value) + ">\n"
    if unit.reviewer:
        yield _property(OWN + "reviewer", unit.reviewer)
    if unit.reviewed_utc:
        yield _property(OWN + "reviewed", unit.reviewed_utc.isoformat())
    yield f"<seg>{_segment(unit.target, unit.target_marked)}</seg>\n</tuv>\n"


def _property(kind: str, text: str) -> str:
    return f"<prop type={_attribute(kind)}>{_text(text)}</prop>\n"


def _segment(text: str, marked: str) -> str:
    if marked:
        try:
            fromstring(f"<seg>{marked}</seg>", forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            return _text(text)
        return marked
    return _text(text)


def _text(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(text, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
