"""What a leaf says, in the one form it can have."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from dragoman.capture.leaves import make_leaf, read_leaf
from dragoman.errors import CaptureAltered

FETCHED = datetime(2026, 11, 20, 9, 30, 0, 123_000, tzinfo=UTC)
STORED = make_leaf(
    UUID(int=0xA1),
    "http://news.example/a",
    fetched_utc=FETCHED,
    status=200,
    outcome="stored",
    digests=("1" * 64, "2" * 64),
    salt=bytes(range(16)),
)
ENCODED = (
    '{"capture":"00000000-0000-0000-0000-0000000000a1","fetched":"2026-11-20T09:30:00.123Z","outcome":"stored",'
    f'"payload_sha256":"{"1" * 64}","record_sha256":"{"2" * 64}","salt":"000102030405060708090a0b0c0d0e0f","status":200,'
    '"url":"http://news.example/a","version":1}'
)


def test_a_leaf_is_written_and_hashed_as_the_standards_say():
    assert STORED.encoded == ENCODED.encode()
    assert STORED.hash == hashlib.sha256(b"\x00" + ENCODED.encode()).digest()
    assert read_leaf(ENCODED) == STORED


def test_a_failed_fetch_is_a_leaf_with_nothing_stored():
    failed = make_leaf(
        UUID(int=1),
        "http://gone.example/",
        fetched_utc=FETCHED,
        status=None,
        outcome="unreachable",
        digests=("", ""),
        salt=bytes(16),
    )
    assert b'"outcome":"unreachable","payload_sha256":null,"record_sha256":null' in failed.encoded
    assert b'"status":null' in failed.encoded
    assert read_leaf(failed.encoded.decode()) == failed


def test_the_canonical_form_of_awkward_text():
    """RFC 8785, 3.2.2.2: short escapes, lower-case hexadecimal, everything else as it is."""
    leaf = make_leaf(
        UUID(int=1),
        'a"\\/\b\f\n\r\t\x01\x7f€😀\u2028',
        fetched_utc=FETCHED,
        status=None,
        outcome="x",
        digests=("", ""),
        salt=bytes(16),
    )
    assert '"url":"a\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f€😀\u2028"'.encode() in leaf.encoded
    assert read_leaf(leaf.encoded.decode()) == leaf


def test_the_time_is_utc_wherever_it_was_taken():
    there = FETCHED.astimezone(timezone(timedelta(hours=3, minutes=30)))
    assert make_leaf(
        UUID(int=1), "u", fetched_utc=there, status=None, outcome="x", digests=("", ""), salt=bytes(16)
    ).fetched == STORED.fetched  # fmt: skip


@pytest.mark.parametrize(
    "encoded",
    [
        "", "[]", "{}", "null", "[" * 50_000,
        ENCODED + " ",
        ENCODED.replace(":", ": ", 1),
        ENCODED.replace('"version":1', '"version":2'),
        ENCODED.replace('"version":1', '"version":1,"more":2'),
        ENCODED.replace('"status":200', '"status":200.0'),
        ENCODED.replace('"status":200', '"status":true'),
        ENCODED.replace('"status":200', '"status":2e2'),
        ENCODED.replace("00a1", "00A1"),
        ENCODED.replace("news", "\\u006eews"),
        ENCODED.replace("news", "\\ud800"),
        ENCODED.replace("1" * 64, "1" * 63),
        ENCODED.replace(f'"{"1" * 64}"', "7"),
        ENCODED.replace("2026-11-20", "2026-11-2"),
        ENCODED.replace('"2026-11-20T09:30:00.123Z"', "null"),
        ENCODED.replace('"http://news.example/a"', "[]"),
        ENCODED.replace('"capture":"00000000-0000-0000-0000-0000000000a1"', '"capture":7'),
        ENCODED.replace("0f", "0"),
        '{"status":200,' + ENCODED[1:],
    ],
)  # fmt: skip
def test_anything_else_is_no_leaf(encoded):
    with pytest.raises(CaptureAltered):
        read_leaf(encoded)


def test_a_leaf_without_salt_or_zone_is_not_made():
    with pytest.raises(ValueError, match="salt"):
        make_leaf(UUID(int=1), "u", fetched_utc=FETCHED, status=None, outcome="x", digests=("", ""), salt=b"")
    naive = FETCHED.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        make_leaf(UUID(int=1), "u", fetched_utc=naive, status=None, outcome="x", digests=("", ""), salt=bytes(16))
