"""Cut a TMX file of any size into its head and its units, without reading it whole.

Each unit is then parsed on its own, so that one that is not well-formed does not take the others with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import IO

import webencodings

from dragoman.errors import TmxUnreadable

LONGEST_PIECE = 4_000_000  # code points of a unit, a comment or the head
_CHUNK_BYTES = 1 << 20
_LONGEST_TOKEN = 16
_KEPT_OF_TAIL = 4096
_TOKEN = re.compile(r"<!--|<!\[CDATA\[|<tu(?=[\s>/])|</tu\s*>")
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>"}
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Shape(Enum):
    HEAD = "what stands before the first unit"
    UNIT = "a unit"
    TORN = "a unit that another one begins in"
    ENDLESS = "a unit too long to be one"
    CUT_OFF = "a unit that the file ends in"
    TAIL = "what stands after the last unit"


@dataclass(frozen=True)
class Piece:
    """A part of the file; `line` is where it begins, from 1. Bytes that were not text are lone surrogates."""

    shape: Shape
    text: str
    line: int


def cut(file: IO[bytes]) -> Iterator[Piece]:
    """The head, the units and the tail, in order; a file without units has its whole text in both head and tail.

    Raises:
        TmxUnreadable: the encoding is unknown, or the head has no end.
    """
    return _Cutter(_decode(file)).pieces()


class _Cutter:
    """Keeps a window of the text: `_begun` is where the piece at hand begins in it, `_at` where looking goes on."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._window = ""
        self._begun = self._at = 0
        self._line, self._counted = 1, 0
        self._ended = False
        self._shape = Shape.HEAD

    def pieces(self) -> Iterator[Piece]:
        while (token := self._next_token()) is not None:
            if isinstance(token, Piece):
                yield token
            elif token[0] == "<tu":
                if self._shape is not Shape.TAIL:
                    yield self._piece(Shape.HEAD if self._shape is Shape.HEAD else Shape.TORN, token.start())
                self._begun, self._shape = token.start(), Shape.UNIT
            elif self._shape is Shape.UNIT:
                yield self._piece(Shape.UNIT, token.end())
                self._begun, self._shape = token.end(), Shape.TAIL
        if self._shape is Shape.HEAD:
            yield self._piece(Shape.HEAD, len(self._window))
        yield self._piece(Shape.CUT_OFF if self._shape is Shape.UNIT else Shape.TAIL, len(self._window))

    def _next_token(self) -> re.Match[str] | Piece | None:
        """The next start or end of a unit; a piece that grew too long; None at the end of the file."""
        while True:
            token = _TOKEN.search(self._window, self._at)
            end = self._end_of(token) if token else -1
            if token and end >= 0:
                self._at = end
                if token[0] not in _ENDS:
                    return token
                continue
            self._at = token.start() if token else max(self._at, len(self._window) - _LONGEST_TOKEN)
            if self._ended:
                if token is None:
                    return None
                self._at = token.end()  # a comment without an end is no comment
            elif (long := self._give_up_too_long()) is not None:
                return long
            else:
                self._read_more()

    def _end_of(self, token: re.Match[str]) -> int:
        """Where a token ends, with what it opens; -1 when that is not in the window."""
        if token[0] not in _ENDS:
            return token.end()
        found = self._window.find(_ENDS[token[0]], token.end())
        return found + 3 if found >= 0 else -1

    def _give_up_too_long(self) -> Piece | None:
        if self._shape is Shape.TAIL:
            self._begun = max(self._begun, min(self._at, len(self._window) - _KEPT_OF_TAIL))
        if len(self._window) - self._begun <= LONGEST_PIECE:
            return None
        if self._shape is Shape.HEAD:
            raise TmxUnreadable("This is not a TMX file: no translation unit begins in it.")
        piece = self._piece(Shape.ENDLESS, self._begun + 200)
        self._at = self._begun = len(self._window) - _LONGEST_TOKEN
        self._shape = Shape.TAIL
        return piece if piece.text.startswith("<tu") else None

    def _read_more(self) -> None:
        self._line_at(self._begun)
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return
        self._window = self._window[self._begun :] + chunk
        self._at -= self._begun
        self._begun = self._counted = 0

    def _piece(self, shape: Shape, end: int) -> Piece:
        return Piece(shape, self._window[self._begun : end], self._line_at(self._begun))

    def _line_at(self, place: int) -> int:
        self._line += self._window.count("\n", self._counted, place)
        self._counted = max(place, self._counted)
        return self._line


def _decode(file: IO[bytes]) -> Iterator[str]:
    first = file.read(_CHUNK_BYTES)
    name, skipped = _encoding(first)
    # Bytes that are not of the encoding become lone surrogates, and only their unit is refused.
    decoder = codecs.getincrementaldecoder(name)("surrogateescape" if not name.startswith("utf-16") else "replace")
    chunk = first[skipped:]
    while chunk:
        yield decoder.decode(chunk)
        chunk = file.read(_CHUNK_BYTES)
    yield decoder.decode(b"", final=True)


def _encoding(first: bytes) -> tuple[str, int]:
    """The codec and the length of the byte order mark.

    Source: XML 1.0, appendix F; names of encodings as the WHATWG has them.
    """
    for mark, name in _BOMS:
        if first.startswith(mark):
            return name, len(mark)
    for name in ("utf-16-le", "utf-16-be"):
        if first.startswith("<".encode(name)):
            return name, 0
    declared = _DECLARED.match(first)
    if declared is None:
        return "utf-8", 0
    encoding = webencodings.lookup(declared[1].decode("ascii"))
    # A file that says UTF-16 in single bytes is not.
    if encoding is None or encoding.name in ("utf-16le", "utf-16be", "replacement", "x-user-defined"):
        raise TmxUnreadable("The file's encoding is not known.", detail=declared[1].decode("ascii"))
    return encoding.codec_info.name, 0
