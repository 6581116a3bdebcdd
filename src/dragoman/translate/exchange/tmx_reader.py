"""Read TMX: unit by unit, from any tool, of any size.

What cannot be read is told with its line and its unit, and the rest goes on. Entities are not known, let alone expanded.
Source: TMX 1.4b, LISA OSCAR, 2005 (and `lang` for `xml:lang`, as in TMX 1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from xml.etree.ElementTree import Element, ParseError, tostring
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dragoman.errors import TmxUnreadable
from dragoman.translate.exchange.tmx_pieces import Piece, Shape, cut
from dragoman.translate.memory.units import Anchor, Unit, speaks

OWN = "x-dragoman-"
CARRIED = "x-tmx-"  # attributes that a unit has no place for travel as properties
ANCHOR = ("capture", "version", "start", "end")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KNOWN = {_XML_LANG, "lang", "tuid", "srclang", "creationid"}
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_TUID = re.compile(r"""\stuid\s*=\s*["']([^"'<]{1,200})""")
_HEADER = re.compile(r"<header\b[^>]*>")
_WHY = {
    Shape.TORN: "it has no end before the next one begins",
    Shape.ENDLESS: "it is too long to be a unit",
    Shape.CUT_OFF: "the file breaks off inside it",
}


@dataclass(frozen=True)
class Problem:
    """What could not be taken as it stands. `unit` is its id or its number in the file, `line` where the unit begins."""

    line: int
    unit: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}, unit {self.unit}: {self.sentence}"


class _NotTaken(Exception):
    """Why a unit, or a part of one, is left out."""


def read_tmx(file: IO[bytes]) -> Iterator[Unit | Problem]:
    """The units of a TMX file, and what is wrong with it, in the file's order.

    A unit with several translations gives a `Unit` for each.

    Raises:
        TmxUnreadable: it is not TMX, declares entities, or is in an unknown encoding.
    """
    default = ""
    number = 0
    seen: set[int] = set()
    for piece in cut(file):
        if piece.shape is Shape.HEAD:
            default = _source_language(piece.text)
        elif piece.shape is Shape.TAIL:
            if "</tmx" not in piece.text:
                yield Problem(piece.line, str(number), "the file breaks off after it")
        else:
            number += 1
            yield from _read_piece(piece, str(number), default, seen)


def _source_language(head: str) -> str:
    """The header's; empty when each unit says its own."""
    if "<tmx" not in head:
        raise TmxUnreadable("This is not a TMX file.")
    if "<!ENTITY" in head:
        raise TmxUnreadable("The file declares entities of its own; such files are refused, because they can be bombs.")
    found = _HEADER.search(head)
    try:
        header = fromstring(found[0].rstrip(">").rstrip("/") + "/>") if found else Element("header")
    except (ParseError, DefusedXmlException, UnicodeEncodeError):
        return ""
    language = header.get("srclang", "")
    return "" if language.lower() == "*all*" else language


def _read_piece(piece: Piece, name: str, default: str, seen: set[int]) -> Iterator[Unit | Problem]:
    if tuid := _TUID.search(piece.text[:2000]):
        name = f"{name} ({tuid[1]})"
    if piece.shape is not Shape.UNIT:
        yield Problem(piece.line, name, _WHY[piece.shape])
        return
    found = _parse(piece, name)
    if isinstance(found, Problem):
        yield found
        return
    try:
        for one in _read_unit(found, default):
            yield Problem(piece.line, name, one) if isinstance(one, str) else one
    except _NotTaken as why:
        yield Problem(piece.line, name, str(why))
    except RecursionError:
        yield Problem(piece.line, name, "it is built to do harm")
    if known := found.get("tuid"):
        if hash(known) in seen:
            yield Problem(piece.line, name, "another unit has the same id; both are taken")
        seen.add(hash(known))


def _parse(piece: Piece, name: str) -> Element | Problem:
    try:
        found: Element = fromstring(piece.text, forbid_dtd=True)
    except ParseError as error:
        return Problem(piece.line + error.position[0] - 1, name, f"it is not well-formed ({error})")
    except UnicodeEncodeError:
        return Problem(piece.line, name, "it holds bytes that are not of the file's encoding")
    except (DefusedXmlException, RecursionError):
        return Problem(piece.line, name, "it is built to do harm")
    return found


def _read_unit(unit: Element, default: str) -> Iterator[Unit | str]:
    """Its units, one for each translation, and sentences for the parts that cannot be taken."""
    variants = []
    for variant in unit.iterfind("tuv"):
        try:
            variants.append((_language(variant), variant))
        except _NotTaken as why:
            yield str(why)
    source = _find_source(variants, unit.get("srclang", "") or default)
    text, marked = _segment(source[1])
    if not text:
        raise _NotTaken("its source is empty")
    taken = 0
    for language, target in variants:
        if target is not source[1]:
            taken += 1
            translation, target_marked = _segment(target)
            if not translation:
                yield f"its translation into {language} is empty"
                continue
            try:
                yield _make(unit, source, (language, target), (text, marked, translation, target_marked))
            except ValueError as error:
                yield f"what it says of its evidence or review cannot be understood ({error})"
    if not taken:
        raise _NotTaken("it has no translation")


def _find_source(variants: list[tuple[str, Element]], wanted: str) -> tuple[str, Element]:
    """The variant in the source language; in any language, the first."""
    if not variants:
        raise _NotTaken("it has no text in a known language")
    if wanted.lower() in ("", "*all*"):
        return variants[0]
    wanted = wanted.replace("_", "-").lower()
    for language, variant in variants:
        if language.lower() == wanted:
            return language, variant
    for language, variant in variants:
        if speaks(language, wanted):
            return language, variant
    raise _NotTaken(f"it has no text in its source language {wanted}")


def _language(variant: Element) -> str:
    language = (variant.get(_XML_LANG) or variant.get("lang") or "").replace("_", "-")
    if not language:
        raise _NotTaken("one of its texts does not say its language; that text is left out")
    if not _TAG.match(language):
        raise _NotTaken(f"{language[:40]!r} is not a language; that text is left out")
    return language


def _segment(variant: Element) -> tuple[str, str]:
    """The text of a variant without inline codes; and its content as XML when it has any."""
    segment = variant.find("seg")
    if segment is None:
        return "", ""
    if not len(segment):
        return segment.text or "", ""
    inner = escape(segment.text or "") + "".join(tostring(child, encoding="unicode") for child in segment)
    return "".join(_words(segment)), inner.replace("\r", "&#13;")


def _words(element: Element) -> Iterator[str]:
    """Text that people read: what stands in `bpt`, `ept`, `it`, `ph` and `ut` is a program's."""
    yield element.text or ""
    for child in element:
        if child.tag == "hi":
            yield from _words(child)
        yield child.tail or ""


def _make(unit: Element, source: tuple[str, Element], target: tuple[str, Element], texts: tuple[str, str, str, str]) -> Unit:
    parts = (unit, source[1], target[1])
    said = [(prop.get("type", ""), prop.text or "") for part in parts for prop in part.iterfind("prop")]
    own = {kind.removeprefix(OWN): text for kind, text in said if kind.startswith(OWN)}
    reviewed = own.get("reviewed", "")
    ignored = _KNOWN | ({"changeid", "changedate"} if "reviewer" in own else set())
    carried = [(CARRIED + name, value) for part in parts for name, value in part.attrib.items() if name not in ignored]
    return Unit(
        texts[0],
        texts[2],
        source[0],
        target[0],
        anchor=_anchor(own),
        translator=target[1].get("creationid", ""),
        reviewer=own.get("reviewer", ""),
        reviewed_utc=datetime.fromisoformat(reviewed) if reviewed else None,
        id=unit.get("tuid", ""),
        notes=tuple(note.text or "" for part in parts for note in part.iterfind("note")),
        properties=tuple([pair for pair in said if not pair[0].startswith(OWN)] + carried),
        source_marked=texts[1],
        target_marked=texts[3],
    )


def _anchor(own: dict[str, str]) -> Anchor | None:
    if not any(name in own for name in ANCHOR):
        return None
    missing = [name for name in ANCHOR if name not in own]
    if missing:
        raise ValueError(f"no {missing[0]}")
    return Anchor(own["capture"], own["version"], int(own["start"]), int(own["end"]))
