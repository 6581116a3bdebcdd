"""Chunked bodies come back whole however they are cut; content codings are undone within bounds."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from dragoman.capture.decode import decode_payload
from dragoman.capture.transfer import Dechunker
from dragoman.errors import PageUnreadable, SourceTooLarge
from tests.capture.hostile_server import bomb


def chunk(parts: list[bytes], trailer: bytes = b"") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n" + trailer + b"\r\n"


def feed(raw: bytes, steps: list[int]) -> tuple[bytes, Dechunker]:
    dechunker, content, at = Dechunker(), b"", 0
    for step in [*steps, len(raw)]:
        content += dechunker.feed(raw[at : at + step])
        at += step
    return content, dechunker


@given(st.lists(st.binary(max_size=50), max_size=6), st.lists(st.integers(0, 9), max_size=60))
def test_content_survives_any_chunks_in_any_pieces(parts, steps):
    content, dechunker = feed(chunk(parts, b"X-Sum: 1\r\n"), steps)
    assert (content, dechunker.finished, dechunker.broken) == (b"".join(parts), True, False)
    assert dechunker.trailer == b"X-Sum: 1\r\n"


@given(st.binary(max_size=200), st.lists(st.integers(0, 9), max_size=60))
def test_any_bytes_at_all_never_raise_and_pieces_make_no_difference(raw, steps):
    whole, one = feed(raw, [])
    pieces, other = feed(raw, steps)
    assert (whole, one.finished, one.broken) == (pieces, other.finished, other.broken)


@pytest.mark.parametrize(
    ("raw", "content", "finished", "broken"),
    [
        (b"3;a=b\r\nabc\r\n0\r\n\r\n", b"abc", True, False),
        (b"3\nabc\n0\n\n", b"abc", True, False),
        (b"3\r\nabcX", b"abc", False, False),
        (b"3\r\nabcX\r\n", b"abc", False, True),
        (b"-1\r\nabc", b"", False, True),
        (b"0x3\r\nabc", b"", False, True),
        (b"\r\nabc", b"", False, True),
        (b"f" * 17 + b"\r\n", b"", False, True),
        (b"a" * 20_000, b"", False, True),
        (b"3\r\nab", b"ab", False, False),
        (b"3\r\nabc\r\n0\r\n\r\nHTTP/1.1 200", b"abc", True, False),
    ],
)
def test_framing(raw, content, finished, broken):
    found, dechunker = feed(raw, [])
    assert (found, dechunker.finished, dechunker.broken) == (content, finished, broken)


def deflate_bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("coding", PACKERS)
@given(content=st.binary(max_size=3_000))
def test_content_survives_its_coding(coding, content):
    assert decode_payload(PACKERS[coding](content), [coding]) == content


@given(st.binary(min_size=1, max_size=3_000))
def test_bare_deflate_is_known(content):
    assert decode_payload(deflate_bare(content), ["deflate"]) == content


def test_codings_are_undone_last_first():
    assert decode_payload(gzip.compress(brotli.compress(b"text")), ["br", "gzip"]) == b"text"


def test_members_after_one_another_are_one_text_and_what_follows_is_dropped():
    assert decode_payload(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", ["gzip"]) == b"one two"


@pytest.mark.parametrize("codings", [[], ["identity"], ["utf-8"], ["none"], ["gzip"]])
def test_what_is_not_packed_stays(codings):
    assert decode_payload(b"<p>plain", codings) == b"<p>plain"


@pytest.mark.parametrize("coding", PACKERS)
def test_a_cut_body_gives_its_beginning(coding):
    text = bytes(range(256)) * 400
    packed = PACKERS[coding](text)
    assert text.startswith(decode_payload(packed[: len(packed) // 2], [coding]))


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_damaged_body_is_named(coding):
    packed = bytearray(PACKERS[coding](bytes(range(256)) * 40))
    start = 4 if coding == "zstd" else 12  # a zstd frame without checksum notices its header only
    packed[start : start + 8] = b"\xff" * 8
    with pytest.raises(PageUnreadable, match="damaged"):
        decode_payload(bytes(packed), [coding])


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_stops_at_the_bound(coding):
    with pytest.raises(SourceTooLarge):
        decode_payload(PACKERS[coding](bytes(3_000_000)), [coding], 1_000_000)
    assert len(decode_payload(PACKERS[coding](bytes(3_000_000)), [coding], 3_000_000)) == 3_000_000


def test_a_bomb_in_a_bomb_stops_too():
    with pytest.raises(SourceTooLarge):
        decode_payload(gzip.compress(bomb(100_000_000)), ["gzip", "gzip"], 1_000_000)
