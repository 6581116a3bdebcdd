"""Undo content codings within a bound: a small body may unpack to gigabytes.

gzip and deflate come with Python. `br` and `zstd` are loaded only when a body needs them; the fetcher does not ask for
them, so that a proof can be checked without those libraries.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence

from dragoman.capture.exchange import Exchange, read_list
from dragoman.errors import PageUnreadable, SourceTooLarge

DEFAULT_MAX_BYTES = 30_000_000
_STEP_BYTES = 65_536
_ZSTD_WINDOW_BYTES = 8 * 1024 * 1024  # Source: RFC 9659
_NAMES = {"x-gzip": "gzip"}


def decode_body(exchange: Exchange, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """The payload as the page's author wrote it.

    Raises:
        SourceTooLarge: it unpacks to more than `max_bytes`; memory never holds more than that and a step.
        PageUnreadable: the coding is damaged, or its library is not installed.
    """
    codings = read_list(exchange.headers, "content-encoding")
    left = [coding for coding in exchange.transfer_codings if coding != "chunked"]
    return decode_payload(exchange.body, [*codings, *left], max_bytes)


def decode_payload(body: bytes, codings: Sequence[str], max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Undo `codings` (lower case, in the order applied), last one first.

    A coding that is not known, and `gzip` on a body without gzip's mark, count as none: servers say so wrongly. A body that
    was cut gives what its beginning holds.

    Raises: SourceTooLarge, PageUnreadable.
    """
    for coding in reversed(codings):
        name = _NAMES.get(coding, coding)
        if name in _DECODERS and body and not (name == "gzip" and body[:2] != b"\x1f\x8b"):
            body = _collect(_DECODERS[name](body), max_bytes)
    return body


def _collect(steps: Iterator[bytes], max_bytes: int) -> bytes:
    out = io.BytesIO()
    for step in steps:
        if out.tell() + len(step) > max_bytes:
            raise SourceTooLarge(f"The page unpacks to more than {max_bytes:,} bytes.", detail="content coding")
        out.write(step)
    return out.getvalue()


def _damaged(error: Exception) -> PageUnreadable:
    return PageUnreadable("The page's compression is damaged.", detail=str(error))


def _inflate(body: bytes, wbits: int) -> Iterator[bytes]:
    start = 0
    while start < len(body):
        decoder = zlib.decompressobj(wbits)
        while not decoder.eof and start < len(body):
            piece = body[start : start + _STEP_BYTES]
            start += len(piece)
            yield from _inflate_piece(decoder, piece)
        start -= len(decoder.unused_data)
        if wbits < 16 or body[start : start + 2] != b"\x1f\x8b":
            return  # bytes after the end belong to nobody


def _inflate_piece(decoder: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    try:
        step = decoder.decompress(piece, _STEP_BYTES)
        while step:
            yield step
            step = b"" if decoder.eof else decoder.decompress(decoder.unconsumed_tail, _STEP_BYTES)
    except zlib.error as error:
        raise _damaged(error) from error


def _decode_gzip(body: bytes) -> Iterator[bytes]:
    return _inflate(body, 31)


def _decode_deflate(body: bytes) -> Iterator[bytes]:
    """Some servers send bare deflate without zlib's two bytes: those are told by the header check of RFC 1950, 2.2."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate(body, 15 if wrapped else -15)


def _decode_br(body: bytes) -> Iterator[bytes]:
    try:
        import brotli
    except ImportError as error:
        raise PageUnreadable("The page is packed with Brotli; install `brotli` to read it.", detail=str(error)) from error
    decoder = brotli.Decompressor()
    try:
        step = decoder.process(body, output_buffer_limit=_STEP_BYTES)
        while step:
            yield step
            step = decoder.process(b"", output_buffer_limit=_STEP_BYTES)
    except brotli.error as error:
        raise _damaged(error) from error


def _decode_zstd(body: bytes) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError as error:
        raise PageUnreadable("The page is packed with Zstandard; install `zstandard` to read it.", detail=str(error)) from error
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES)
    try:
        with decoder.stream_reader(body, read_across_frames=True) as reader:
            while step := reader.read(_STEP_BYTES):
                yield step
    except zstandard.ZstdError as error:
        raise _damaged(error) from error


_DECODERS = {"gzip": _decode_gzip, "deflate": _decode_deflate, "br": _decode_br, "zstd": _decode_zstd}
