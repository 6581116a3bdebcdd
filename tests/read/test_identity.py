"""Canonical addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.read.identity import canonical_url

CASES = [
    ("HTTP://Example.ORG:80/A?b=2&a=1#top", "http://example.org/A?b=2&a=1"),
    ("https://example.org.:443", "https://example.org/"),
    ("https://example.org:8443/x", "https://example.org:8443/x"),
    ("https://example.org/x?utm_source=rss&id=5&fbclid=z", "https://example.org/x?id=5"),
    ("https://example.org/x?utm_source=rss", "https://example.org/x"),
    ("https://example.org/%d8%a7", "https://example.org/%D8%A7"),
    ("https://user:secret@example.org/x", "https://example.org/x"),
    ("https://مثال.example/خبر", "https://xn--mgbh0fb.example/خبر"),
    ("http://[::1]:8000/x", "http://[::1]:8000/x"),
    ("  https://example.org/x \n", "https://example.org/x"),
    ("https://example.org/a#!page/2", "https://example.org/a#!page/2"),
    ("https://example.org/a?pk_campaign=x&_ga=1&ref_src=y&spm=z&id=1", "https://example.org/a?id=1"),
    ("urn:uuid:1", "urn:uuid:1"),
    ("http://example.org:99999/x", "http://example.org:99999/x"),
    ("http://[bad/x", "http://[bad/x"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "expected"), CASES)
def test_canonical(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


def test_parameters_keep_their_order() -> None:
    assert canonical_url("https://example.org/?b=1&a=2") != canonical_url("https://example.org/?a=2&b=1")


@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map(lambda tail: f"https://Example.org/{tail}")))
def test_canonical_twice_is_canonical_once(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
