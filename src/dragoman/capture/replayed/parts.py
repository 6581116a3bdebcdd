"""What the archive holds of a page besides itself: its pictures, fonts and style sheets, put into the document as `data:`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from dragoman.capture.charset import choose_charset, decode
from dragoman.capture.wire_url import follow_location
from dragoman.errors import DragomanError

MOST_BYTES = 24_000_000  # of `data:` in one document
_MARKS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"wOF2", "font/woff2"),
    (b"wOFF", "font/woff"),
    (b"OTTO", "font/otf"),
    (b"\0\1\0\0", "font/ttf"),
)
_OWN_DATA = ("data:image/", "data:font/", "data:application/font", "data:application/x-font")


@dataclass(frozen=True)
class Part:
    """One answer that the archive holds: its Content-Type as sent, and its payload with content codings undone."""

    media_type: str
    payload: bytes


PartOf = Callable[[str], Part | None]  # by wire URL


def nothing_held(url: str) -> Part | None:  # noqa: ARG001
    """For a page of which only its own bytes were captured."""
    return None


@dataclass
class Parts:
    """Looks parts up, and counts what was put in and what had to be left out.

    Attributes:
        base: what addresses in the document are relative to.
        room: bytes of `data:` that may still be written.
    """

    base: str
    part_of: PartOf
    room: int = MOST_BYTES
    put_in: int = 0
    left_out: int = 0
    _made: dict[str, str] = field(default_factory=dict)

    def picture(self, address: str, base: str = "") -> str:
        """A `data:` address of a picture or a font; empty when none is held, or no room is left.

        Args:
            base: what it is relative to, if not to the document.
        """
        if address.strip().lower().startswith(_OWN_DATA):
            return self._take(address.strip())
        absolute = self._absolute(address, base)
        if absolute not in self._made:
            found = self.part_of(absolute) if absolute else None
            self._made[absolute] = self._data(found) if found else ""
        return self._take(self._made[absolute])

    def style_sheet(self, address: str) -> tuple[str, str]:
        """A style sheet's words, and the address that its own are relative to; empty when none is held."""
        absolute = self._absolute(address, "")
        found = self.part_of(absolute) if absolute else None
        if found is None or len(found.payload) > self.room or not _is_style_sheet(found):
            self.left_out += 1
            return "", ""
        self.put_in += 1
        self.room -= len(found.payload)
        charset, _ = choose_charset(found.payload, found.media_type, html=False, detected="utf-8")
        return decode(found.payload, charset), absolute

    def _data(self, part: Part) -> str:
        kind = _kind(part)
        if not kind or len(part.payload) * 4 // 3 > self.room:
            return ""
        return f"data:{kind};base64,{b64encode(part.payload).decode()}"

    def _take(self, data: str) -> str:
        if not data or len(data) > self.room:
            self.left_out += 1
            return ""
        self.room -= len(data)
        self.put_in += 1
        return data

    def _absolute(self, address: str, base: str) -> str:
        try:
            return follow_location(base or self.base, address)
        except DragomanError:
            return ""


def _kind(part: Part) -> str:
    """The media type that a picture's or font's first bytes show; empty for anything else, whatever its server called it."""
    start = part.payload[:16]
    for mark, kind in _MARKS:
        if start.startswith(mark):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return "image/svg+xml" if part.media_type.lower().startswith("image/svg+xml") else ""


def _is_style_sheet(part: Part) -> bool:
    return part.media_type.partition(";")[0].strip().lower() in ("text/css", "")
