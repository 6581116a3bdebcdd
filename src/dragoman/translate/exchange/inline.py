"""Text inside `source` and `target`: marks as annotations, and characters that XML cannot hold as elements.

A mark's brackets and words stay in the text; an annotation only says of what kind they are, so that a tool which drops
annotations loses nothing.
"""

from __future__ import annotations

import re

from lxml import etree

from dragoman.text import marks
from dragoman.translate.exchange.dialects import Dialect

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # Source: XML 1.0, 2.2 (Char)
_CODE_POINT = re.compile(r"x-cp-([0-9A-F]{4,6})")


def fill(element: etree._Element, text: str, dialect: Dialect, *, marked: bool) -> None:
    """Put a text into an empty `source` or `target`. With `marked`, the marks in it are annotated."""
    if not marked:
        _append(element, text, dialect)
        return
    for number, run in enumerate(marks.parse(text), 1):
        place = element if run.kind == "words" else _annotation(element, run.kind, number, dialect)
        _append(place, text[run.start : run.end], dialect)


def _annotation(element: etree._Element, kind: str, number: int, dialect: Dialect) -> etree._Element:
    if dialect.key == "1.2":
        return etree.SubElement(element, dialect.tag("mrk"), mtype=f"x-dragoman-{kind}")  # a `mid` would point into `seg-source`
    return etree.SubElement(element, dialect.tag("mrk"), id=f"m{number}", type=f"dragoman:{kind}")


def _append(element: etree._Element, text: str, dialect: Dialect) -> None:
    end = 0
    for found in _FORBIDDEN.finditer(text):
        _append_words(element, text[end : found.start()])
        code = f"{ord(found.group()):04X}"
        if dialect.key == "1.2":
            etree.SubElement(element, dialect.tag("x"), id=f"c{found.start()}", ctype=f"x-cp-{code}")
        else:
            etree.SubElement(element, dialect.tag("cp"), hex=code)
        end = found.end()
    _append_words(element, text[end:])


def _append_words(element: etree._Element, words: str) -> None:
    if not words:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def plain(text: str) -> str:
    """A text for places where the formats allow no elements: characters that XML cannot hold become U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def flatten(element: etree._Element) -> str:
    """The text of a `source` or `target` as a reader sees it: codes of other tools count as what they say they stand for."""
    pieces = [element.text or ""]
    for child in element:
        pieces += [_inner(child), child.tail or ""]
    return "".join(pieces)


def _inner(element: etree._Element) -> str:
    name = etree.QName(element).localname
    if name in {"mrk", "g", "pc"}:
        return flatten(element)
    if (code := _code_point(element, name)) is not None:
        return code
    return element.get("equiv-text") or element.get("equiv") or ""


def _code_point(element: etree._Element, name: str) -> str | None:
    """The character that a `cp`, or our `x` for one, stands for."""
    known = _CODE_POINT.fullmatch(element.get("ctype", "")) if name == "x" else None
    written = known.group(1) if known else element.get("hex", "") if name == "cp" else ""
    try:
        return chr(int(written, 16))
    except (ValueError, OverflowError):
        return None


def has_codes(element: etree._Element) -> bool:
    """Whether it holds elements that `fill` would not write again."""
    return any(not _is_ours(child) for child in element.iterdescendants())


def _is_ours(element: etree._Element) -> bool:
    name = etree.QName(element).localname
    if name == "mrk":
        return element.get("mtype", element.get("type", "")).startswith(("x-dragoman-", "dragoman:"))
    return _code_point(element, name) is not None
