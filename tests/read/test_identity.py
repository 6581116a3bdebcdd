"""One address for one work."""

import pytest

from dragoman.read.identity import canonical_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.Test:80/A?utm_source=x&id=7&fbclid=q#top", "http://example.test/A?id=7"),
        ("https://example.test:443", "https://example.test/"),
        ("https://example.test:8443/a", "https://example.test:8443/a"),
        ("https://example.test./a?b=2&a=1", "https://example.test/a?b=2&a=1"),
        ("https://example.test/a#!page/2", "https://example.test/a#!page/2"),
        ("https://خبر.test/نبأ", "https://xn--ngblk.test/نبأ"),
        ("http://[::1]:8411/x", "http://[::1]:8411/x"),
        ("  not an address ", "not an address"),
        ("http://[broken/", "http://[broken/"),
        ("http://example.test:99999/", "http://example.test:99999/"),
    ],
)
def test_address_is_canonical(url, expected):
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected
