"""Undo the chunked transfer coding, piece by piece. Source: RFC 9112, 7.1."""

from __future__ import annotations

from collections.abc import Callable

_MAX_LINE_BYTES = 16_384
_MAX_TRAILER_BYTES = 65_536


class Dechunker:
    """Takes the raw message body in pieces of any size, gives the content back.

    Attributes:
        finished: the last chunk and the trailer section have come.
        broken: the framing is wrong; what came before the fault is kept, what follows is dropped.
        trailer: the trailer fields as received, without the closing empty line.
    """

    def __init__(self) -> None:
        self.finished = False
        self.broken = False
        self.trailer = b""
        self._pending = b""
        self._left_bytes = 0  # of the chunk being read
        self._expect: Callable[[list[bytes]], bool] = self._read_size

    def feed(self, piece: bytes) -> bytes:
        """Content bytes that this piece completes; empty after the end."""
        self._pending += piece
        content: list[bytes] = []
        while not self.finished and not self.broken and self._expect(content):
            pass
        return b"".join(content)

    def _take_line(self) -> bytes | None:
        line, newline, rest = self._pending.partition(b"\n")
        if not newline:
            self.broken = len(line) > _MAX_LINE_BYTES
            return None
        self._pending = rest
        return line.removesuffix(b"\r")

    def _read_size(self, _content: list[bytes]) -> bool:
        line = self._take_line()
        if line is None:
            return False
        digits = line.split(b";", 1)[0].strip(b" \t")
        if not digits or len(digits) > 16 or digits.strip(b"0123456789abcdefABCDEF"):
            self.broken = True
            return False
        self._left_bytes = int(digits, 16)
        self._expect = self._read_content if self._left_bytes else self._read_trailer
        return True

    def _read_content(self, content: list[bytes]) -> bool:
        piece = self._pending[: self._left_bytes]
        content.append(piece)
        self._pending = self._pending[len(piece) :]
        self._left_bytes -= len(piece)
        if self._left_bytes:
            return False
        self._expect = self._read_end_of_chunk
        return True

    def _read_end_of_chunk(self, _content: list[bytes]) -> bool:
        line = self._take_line()
        if line:
            self.broken = True
        self._expect = self._read_size
        if line is None:
            self._expect = self._read_end_of_chunk
        return line is not None

    def _read_trailer(self, _content: list[bytes]) -> bool:
        line = self._take_line()
        if line is None:
            return False
        if line:
            self.trailer += line + b"\r\n"
            self.broken = len(self.trailer) > _MAX_TRAILER_BYTES
        self.finished = not line
        return True
