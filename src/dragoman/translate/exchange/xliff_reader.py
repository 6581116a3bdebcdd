"""Read XLIFF 1.1, 1.2, 2.0 and 2.1, unit by unit, whoever wrote it. What is odd about one unit does not stop the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from dragoman.errors import ExchangeUnreadable
from dragoman.translate.exchange.dialects import BY_NAMESPACE, XLIFF_1, Dialect
from dragoman.translate.exchange.events import Broken, Parts, line_of, take_out_entities
from dragoman.translate.exchange.unit_reader import read_unit
from dragoman.translate.exchange.units import Document, ExchangeUnit, Problem, Reading

Event = Document | ExchangeUnit | Problem


def read(payload: bytes) -> Reading:
    """A whole file. Raises: ExchangeUnreadable, when it is no XLIFF at all."""
    documents: list[Document] = []
    units: list[list[ExchangeUnit]] = []
    problems: list[Problem] = []
    walk = _Walk(BytesIO(payload))
    for event in walk:
        if isinstance(event, Document):
            documents.append(event)
            units.append([])
        elif isinstance(event, Problem):
            problems.append(event)
        else:
            units[-1].append(event)
    whole = tuple(replace(one, units=tuple(its)) for one, its in zip(documents, units, strict=True))
    return Reading(walk.dialect.key, whole, tuple(problems))


def stream(file: BinaryIO) -> Iterator[Event]:
    """The same one by one, for files larger than memory: each document's head (without units), then its units and problems.

    Raises: ExchangeUnreadable, when it is no XLIFF at all. A file that breaks off later ends with a Problem.
    """
    return iter(_Walk(file))


class _Walk:
    """One pass over one file."""

    def __init__(self, file: BinaryIO) -> None:
        self._parts = Parts(file, ("xliff", "file", "unit", "trans-unit"))
        self._ids: set[str] = set()
        self._last = ""
        self._languages = ("", "")
        self._begun = False
        self.dialect: Dialect = XLIFF_1

    def __iter__(self) -> Iterator[Event]:
        try:
            for event, element in self._parts:
                yield from self._meet(event, element)
        except Broken as broken:
            if not self._begun:
                raise ExchangeUnreadable(f"This is not an XLIFF file: {broken}.", detail=f"line {broken.line}") from broken
            after = f"unit {self._last}" if self._last else "its beginning"
            yield Problem(
                self._last, f"The file can't be read beyond {after}: {broken}. What stands before was read.", broken.line
            )
        if not self._begun:
            raise ExchangeUnreadable("This is not an XLIFF file.")

    def _meet(self, event: str, element: etree._Element) -> Iterator[Event]:
        if not self._begun:
            self._begin(element)
        elif event == "start" and element.tag == self._tag("file"):
            yield from self._open(element)
        elif element.tag == self._tag(self.dialect.unit) and event == "end":
            yield from self._take(element)
            self._parts.done(element)

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"

    def _begin(self, root: etree._Element) -> None:
        name = etree.QName(root)
        dialect = BY_NAMESPACE.get(name.namespace or "")
        if name.localname != "xliff" or dialect is None or root.getparent() is not None:
            raise ExchangeUnreadable("This is not an XLIFF file of version 1.1, 1.2, 2.0 or 2.1.", detail=str(root.tag))
        self.dialect, self._begun = dialect, True
        self._namespace = name.namespace
        self._languages = (root.get("srcLang", ""), root.get("trgLang", ""))

    def _open(self, element: etree._Element) -> Iterator[Event]:
        self._ids = set()
        source = element.get("source-language", "") or self._languages[0]
        target = element.get("target-language", "") or self._languages[1]
        yield Document(element.get("original", "") or element.get("id", ""), source or "und", target)
        if not source:
            yield Problem(self._last, "The file does not say which language it translates from.", line_of(element))

    def _take(self, element: etree._Element) -> Iterator[Event]:
        had_entities = take_out_entities(element)
        unit, oddities = read_unit(element, self.dialect)
        if had_entities:
            oddities.append(f"Unit {unit.id} uses entities, which were left out.")
        line = line_of(element)
        if not unit.id:
            oddities.append("A unit has no id.")
        elif unit.id in self._ids:
            oddities.append(f"The file has unit {unit.id} more than once; each is kept.")
        self._ids.add(unit.id)
        self._last = unit.id or self._last
        yield unit
        for sentence in oddities:
            yield Problem(unit.id, sentence, line)
