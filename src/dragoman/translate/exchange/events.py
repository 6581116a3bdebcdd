"""Walk a stranger's XML file part by part: nothing is retrieved, no entity is expanded, memory holds one part at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from lxml import etree

from dragoman.errors import ExchangeUnreadable

MAX_PART_BYTES = 16 * 1024 * 1024


class Broken(Exception):
    """The file can't be read any further. The argument says why, in a sentence for the person.

    Attributes:
        line: counted from 1; 0 when unknown.
    """

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


class Parts:
    """Those elements of a file that have one of the names, in order, as (`start` or `end`, element).

    Whoever walks calls `done(element)` when a part was read, which frees it and everything before it. More than
    `MAX_PART_BYTES` without that is refused, so that a file of any size needs little memory.
    """

    def __init__(self, file: BinaryIO, names: Iterable[str]) -> None:
        self._file = file
        self._tags = [f"{{*}}{name}" for name in names]
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        """What the parser asks for."""
        if self._since > MAX_PART_BYTES:
            raise Broken(f"one part of the file is larger than {MAX_PART_BYTES // 1024 // 1024} MB")
        piece = self._file.read(size)
        self._since += len(piece)
        return piece

    def __iter__(self) -> Iterator[tuple[str, etree._Element]]:
        """Raises: ExchangeUnreadable, when the file declares entities; Broken, where it can't be read on."""
        events = etree.iterparse(
            self,
            events=("start", "end"),
            tag=self._tags,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        checked = False
        try:
            for event, element in events:
                if not checked:
                    _refuse_entities(element)
                    checked = True
                yield event, element
        except etree.XMLSyntaxError as error:
            raise Broken(_sentence(error), error.lineno or 0) from error
        except (LookupError, UnicodeError) as error:
            raise Broken("its character encoding is unknown") from error

    def done(self, element: etree._Element) -> None:
        """Free a part, and what stands before it."""
        self._since = 0
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def take_out_entities(element: etree._Element) -> bool:
    """Take out references to entities, which a document type elsewhere may declare; whether there were any."""
    found = next(element.iter(etree.Entity), None) is not None
    if found:
        etree.strip_elements(element, etree.Entity, with_tail=False)
    return found


def line_of(element: etree._Element) -> int:
    """Where the element begins, counted from 1; 0 when unknown."""
    line: Any = element.sourceline
    return int(line or 0)


def _refuse_entities(root: etree._Element) -> None:
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise ExchangeUnreadable("This file declares entities of its own, which no translation tool needs; it was not read.")


def _sentence(error: etree.XMLSyntaxError) -> str:
    words = str(error)
    if "encoding" in words.lower() or "not proper utf-8" in words.lower():
        return "its characters are not in the encoding that it declares"
    if "Entity" in words or "entity" in words:
        return "it uses entities, which are not expanded"
    if "huge" in words.lower() or "depth" in words.lower():
        return "it is nested too deeply, or a text in it is too long"
    return "it is damaged or cut off"
