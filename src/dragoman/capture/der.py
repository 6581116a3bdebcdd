"""Read and write DER: tag, length, content. As much of it as time stamps need.

Source: ITU-T X.690 (02/2021), 8 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, UTF8 = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C
SEQUENCE, SET = 0x30, 0x31
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1

_LONG_TAG = 0x1F
_INDEFINITE = 0x80


@dataclass(frozen=True)
class Element:
    """One value: its tag, its content, and the whole of it as it stood."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Element]:
        """The values inside. Raises: ValueError, when the content is not made of values."""
        return read_all(self.content)

    def part(self, at: int, tag: int) -> Element:
        """The value at this place. Raises: ValueError, when there is none or it has another tag."""
        found = self.parts()
        if at >= len(found) or found[at].tag != tag:
            raise ValueError(f"no value tagged {tag:#x} stands at place {at}")
        return found[at]

    @property
    def integer(self) -> int:
        """The content read as a signed number. Raises: ValueError, when the tag is another."""
        if self.tag != INTEGER or not self.content:
            raise ValueError("not a whole number")
        return int.from_bytes(self.content, "big", signed=True)


def read(text: bytes) -> Element:
    """The one value that `text` is. Raises: ValueError, also for bytes left over."""
    found = read_all(text)
    if len(found) != 1:
        raise ValueError(f"{len(found)} values instead of one")
    return found[0]


def read_all(text: bytes) -> list[Element]:
    """Values one after the other. Raises: ValueError, for what is cut short, of indefinite length or no DER."""
    found = []
    at = 0
    while at < len(text):
        element = _read_at(text, at)
        found.append(element)
        at += len(element.whole)
    return found


def _read_at(text: bytes, start: int) -> Element:
    if len(text) - start < 2:
        raise ValueError("cut short")
    tag, length, at = text[start], text[start + 1], start + 2
    if tag & _LONG_TAG == _LONG_TAG:
        raise ValueError("a tag of several bytes")
    if length == _INDEFINITE:
        raise ValueError("a value of indefinite length")
    if length > _INDEFINITE:
        count = length - _INDEFINITE
        length = int.from_bytes(text[at : at + count], "big")
        at += count
    end = at + length
    if end > len(text):
        raise ValueError("cut short")
    return Element(tag, text[at:end], text[start:end])


def write(tag: int, *parts: bytes) -> bytes:
    """A value of these parts."""
    content = b"".join(parts)
    if len(content) < _INDEFINITE:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, _INDEFINITE + len(length))) + length + content


def write_integer(number: int) -> bytes:
    """A whole number in the fewest bytes."""
    return write(INTEGER, number.to_bytes((number if number >= 0 else ~number).bit_length() // 8 + 1, "big", signed=True))


def write_oid(dotted: str) -> bytes:
    """An object identifier such as `1.2.840.113549.1.7.2`."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return write(OID, b"".join(_write_arc(arc) for arc in (first * 40 + second, *rest)))


def _write_arc(arc: int) -> bytes:
    groups = [arc & 0x7F]
    while arc := arc >> 7:
        groups.append(0x80 | arc & 0x7F)
    return bytes(reversed(groups))


def sort_set(parts: Iterable[bytes]) -> bytes:
    """The content of a SET OF in its order. Source: X.690, 11.6."""
    return b"".join(sorted(parts))
