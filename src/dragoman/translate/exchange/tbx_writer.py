"""Write TBX-Basic: version 2 (ISO 30042:2008) and version 3 (ISO 30042:2019, categories as attributes)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any, BinaryIO

from lxml import etree

from dragoman.errors import ExchangeUnwritable
from dragoman.translate.exchange.dialects import XML, XML_LANG
from dragoman.translate.exchange.inline import plain
from dragoman.translate.exchange.terms import Status, Term, TermEntry

NAMESPACE = "urn:iso:std:iso:30042:ed:3.0"
PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "properNoun", "other")  # Source: TBX-Basic, partOfSpeech
STATUS_WORDS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_NAME = re.compile(r"[^\W\d][\w.\-]*")  # an XML name without a colon, near enough: nothing more is let through


@dataclass(frozen=True)
class _Version:
    """The names that one version has."""

    namespace: str
    root: str
    header: str
    entry: str
    language: str
    term: str

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace else name

    @property
    def spaces(self) -> dict[Any, str]:
        """Prefixes; `xml` is among them because the writer of whole files doesn't know it by itself."""
        return {"xml": XML} | ({None: self.namespace} if self.namespace else {})


_VERSIONS = {
    "2": _Version("", "martif", "martifHeader", "termEntry", "langSet", "tig"),
    "3": _Version(NAMESPACE, "tbx", "tbxHeader", "conceptEntry", "langSec", "termSec"),
}


def write(entries: Iterable[TermEntry], version: str = "3", *, language: str) -> bytes:
    """The terms as a file of version `2` or `3`; see `write_to`. Raises: ExchangeUnwritable."""
    file = BytesIO()
    write_to(file, entries, version=version, language=language)
    return file.getvalue()


def write_to(file: BinaryIO, entries: Iterable[TermEntry], *, version: str = "3", language: str) -> None:
    """The same into an open file, holding one concept at a time.

    Args:
        language: the language of notes and definitions.

    Raises:
        ExchangeUnwritable: the version is unknown, or the standard has no room for an id or an empty concept.
    """
    names = _VERSIONS.get(version)
    if names is None:
        raise ExchangeUnwritable(f"TBX {version} can't be written; 2 and 3 can.")
    attributes = {"type": "TBX-Basic", XML_LANG: language} | ({"style": "dca"} if version == "3" else {})
    with etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(names.tag(names.root), attributes, nsmap=names.spaces):
            xml.write(_header(names))
            with xml.element(names.tag("text")), xml.element(names.tag("body")):
                for element in _entries(entries, names):
                    xml.write("\n")
                    xml.write(element)


def _header(names: _Version) -> etree._Element:
    header = etree.Element(names.tag(names.header), nsmap=names.spaces)
    described = etree.SubElement(etree.SubElement(header, names.tag("fileDesc")), names.tag("sourceDesc"))
    etree.SubElement(described, names.tag("p")).text = "Dragoman"
    return header


def _entries(entries: Iterable[TermEntry], names: _Version) -> Iterator[etree._Element]:
    seen: set[str] = set()
    for entry in entries:
        if not _NAME.fullmatch(entry.id) or entry.id in seen:
            raise ExchangeUnwritable(f"TBX wants ids that are names and given once; “{entry.id}” is not.", subject=entry.id)
        if not entry.terms or not all(plain(term.text).strip() for term in entry.terms):
            raise ExchangeUnwritable(f"Concept {entry.id} has no term, or an empty one.", subject=entry.id)
        seen.add(entry.id)
        yield _entry(entry, names)


def _entry(entry: TermEntry, names: _Version) -> etree._Element:
    element = etree.Element(names.tag(names.entry), id=entry.id, nsmap=names.spaces)
    _add(element, names.tag("descrip"), entry.subject, "subjectField")
    _add(element, names.tag("descrip"), entry.definition, "definition")
    _add(element, names.tag("admin"), entry.source, "source")
    _add(element, names.tag("note"), entry.note)
    for language, terms in groupby(entry.terms, key=lambda term: term.language):
        section = etree.SubElement(element, names.tag(names.language), {XML_LANG: language})
        for term in terms:
            _add_term(section, term, names)
    return element


def _add_term(section: etree._Element, term: Term, names: _Version) -> None:
    element = etree.SubElement(section, names.tag(names.term))
    _add(element, names.tag("term"), term.text)
    part = term.part_of_speech if term.part_of_speech in ("", *PARTS_OF_SPEECH) else "other"
    _add(element, names.tag("termNote"), part, "partOfSpeech")
    _add(element, names.tag("termNote"), STATUS_WORDS.get(term.status, ""), "administrativeStatus")
    _add(element, names.tag("admin"), term.source, "source")
    _add(element, names.tag("note"), term.note)


def _add(element: etree._Element, tag: str, text: str, category: str = "") -> None:
    if text:
        etree.SubElement(element, tag, {"type": category} if category else {}).text = plain(text)
