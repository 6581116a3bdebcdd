"""Write XLIFF 1.2 and 2.1, unit by unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

from lxml import etree

from dragoman.errors import ExchangeUnwritable
from dragoman.translate.exchange import inline
from dragoman.translate.exchange.dialects import DIALECTS, GROUP, METADATA, XLIFF_1, XML_LANG, XML_SPACE, Dialect
from dragoman.translate.exchange.units import Document, ExchangeUnit, State, digest

_NMTOKEN = re.compile(r"[\w:.\-·]+")
_IGNORED_SPACE = "\n"


def write(document: Document, version: str = "2.1") -> bytes:
    """The document as a file of `version` (`1.2` or `2.1`). Raises: ExchangeUnwritable."""
    file = BytesIO()
    write_to(file, document, version=version)
    return file.getvalue()


def write_to(file: BinaryIO, document: Document, *, version: str = "2.1") -> None:
    """The same into an open file, holding one unit at a time.

    Raises:
        ExchangeUnwritable: the version is unknown, or the standard has no room for an id. The file is then cut off.
    """
    dialect = DIALECTS.get(version)
    if dialect is None:
        raise ExchangeUnwritable(f"XLIFF {version} can't be written; {' and '.join(DIALECTS)} can.")
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        root, of_file = _heads(document, dialect)
        with xml.element(dialect.tag("xliff"), root, nsmap=_spaces(dialect)), xml.element(dialect.tag("file"), of_file):
            if dialect is XLIFF_1:
                with xml.element(dialect.tag("body")):
                    _write_units(xml, document, dialect)
            else:
                _write_units(xml, document, dialect)


def _spaces(dialect: Dialect) -> dict[Any, str]:
    """Prefixes of the namespaces; None is the default one's."""
    return {None: dialect.namespace} if dialect is XLIFF_1 else {None: dialect.namespace, "mda": METADATA}


def _heads(document: Document, dialect: Dialect) -> tuple[dict[str, str], dict[str, str]]:
    """The attributes of `xliff` and of `file`."""
    source, target, name = document.source_language, document.target_language, inline.plain(document.name)
    if dialect is XLIFF_1:
        of_file = {"original": name, "source-language": source, "datatype": "plaintext"}
        return {"version": dialect.version}, of_file | ({"target-language": target} if target else {})
    root = {"version": dialect.version, "srcLang": source}
    return root | ({"trgLang": target} if target else {}), {"id": "f1", "original": name, "canResegment": "no"}


def _write_units(xml: etree._IncrementalFileWriter, document: Document, dialect: Dialect) -> None:
    for element in _units(document.units, document, dialect):
        xml.write(_IGNORED_SPACE)
        xml.write(element)
    xml.write(_IGNORED_SPACE)


def _units(units: Iterable[ExchangeUnit], document: Document, dialect: Dialect) -> Iterator[etree._Element]:
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen or not unit.id:
            raise ExchangeUnwritable(f"Two units are called “{unit.id}”, or one has no name.", subject=unit.id)
        if dialect is not XLIFF_1 and not _NMTOKEN.fullmatch(unit.id):
            raise ExchangeUnwritable(f"XLIFF 2.1 allows no unit to be called “{unit.id}”.", subject=unit.id)
        seen.add(unit.id)
        try:
            yield _unit_1(unit, document) if dialect is XLIFF_1 else _unit_2(unit, dialect)
        except (ValueError, etree.XMLSyntaxError) as error:
            raise ExchangeUnwritable(f"Unit {unit.id} can't be written.", subject=unit.id, detail=str(error)) from error


def _unit_1(unit: ExchangeUnit, document: Document) -> etree._Element:
    tag = XLIFF_1.tag
    element = etree.Element(tag("trans-unit"), {"id": unit.id, XML_SPACE: "preserve"}, nsmap=_spaces(XLIFF_1))
    ours, theirs = _foreign(unit, element, XLIFF_1)
    _fill(
        etree.SubElement(element, tag("source"), {XML_LANG: document.source_language}), unit.source, XLIFF_1, unit, marked=False
    )
    if unit.target is not None:
        target = etree.SubElement(element, tag("target"), {"state": _state_word(unit, XLIFF_1)})
        if document.target_language:
            target.set(XML_LANG, document.target_language)
        _fill(target, unit.target, XLIFF_1, unit, marked=True)
    # The schema wants the names of groups to be unique in a file.
    group = etree.SubElement(element, tag("context-group"), name=f"{GROUP}-{unit.id}", purpose="information")
    for name, value in _facts(unit):
        etree.SubElement(group, tag("context"), {"context-type": f"x-{name}"}).text = inline.plain(value)
    for note in unit.notes:
        etree.SubElement(element, tag("note"), {"from": inline.plain(note.by)} if note.by else {}).text = inline.plain(note.text)
    element.extend([*ours, *theirs])
    return element


def _unit_2(unit: ExchangeUnit, dialect: Dialect) -> etree._Element:
    tag = dialect.tag
    element = etree.Element(tag("unit"), {"id": unit.id, XML_SPACE: "preserve"}, nsmap=_spaces(dialect))
    ours, theirs = _foreign(unit, element, dialect)
    element.extend(theirs)
    group = etree.SubElement(etree.SubElement(element, f"{{{METADATA}}}metadata"), f"{{{METADATA}}}metaGroup", category=GROUP)
    for name, value in _facts(unit):
        etree.SubElement(group, f"{{{METADATA}}}meta", type=name).text = inline.plain(value)
    if unit.notes:
        notes = etree.SubElement(element, tag("notes"))
        for note in unit.notes:
            by = {"category": inline.plain(note.by)} if note.by else {}
            etree.SubElement(notes, tag("note"), by).text = inline.plain(note.text)
    element.extend(ours)
    segment = etree.SubElement(element, tag("segment"), id="s1", state=_state_word(unit, dialect))
    if unit.state not in (State.NEW, State.ACCEPTED):
        segment.set("subState", f"dragoman:{unit.state}")
    _fill(etree.SubElement(segment, tag("source")), unit.source, dialect, unit, marked=False)
    if unit.target is not None:
        _fill(etree.SubElement(segment, tag("target")), unit.target, dialect, unit, marked=True)
    return element


def _state_word(unit: ExchangeUnit, dialect: Dialect) -> str:
    """The word that the other tool had, while it still says the same; else ours."""
    if dialect.read.get(unit.state_word) == unit.state:
        return unit.state_word
    return dialect.written[unit.state]


def _facts(unit: ExchangeUnit) -> Iterator[tuple[str, str]]:
    """The anchor, and what was sent, so that a file that comes back can be told from one that was not touched."""
    if unit.anchor:
        yield "capture", unit.anchor.capture
        yield "text-version", unit.anchor.version
        yield "start", str(unit.anchor.span.start)
        yield "end", str(unit.anchor.span.end)
        yield "source-sha256", unit.anchor.sha256
    yield "sent-target-sha256", digest(unit.target or "")


def _fill(element: etree._Element, text: str, dialect: Dialect, unit: ExchangeUnit, *, marked: bool) -> None:
    """The text, or the markup that another tool had for this same text."""
    inside = (unit.foreign.target if marked else unit.foreign.source) if unit.foreign else ""
    if inside and unit.foreign and unit.foreign.dialect == dialect.key:
        kept = etree.fromstring(inside, _parser())
        if inline.flatten(kept) == text:
            element.text = kept.text
            element.extend(list(kept))
            return
    inline.fill(element, text, dialect, marked=marked)


def _foreign(unit: ExchangeUnit, element: etree._Element, dialect: Dialect) -> tuple[list[etree._Element], list[etree._Element]]:
    """Sets the attributes; gives the kept elements of the standard's own namespace, and those of other tools."""
    if unit.foreign is None or unit.foreign.dialect != dialect.key:
        return [], []
    for name, value in unit.foreign.attributes:
        element.set(name, value)
    kept = [etree.fromstring(text, _parser()) for text in unit.foreign.elements]
    ours = [one for one in kept if etree.QName(one).namespace == dialect.namespace]
    return ours, [one for one in kept if etree.QName(one).namespace != dialect.namespace]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
