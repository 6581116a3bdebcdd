"""East Asian charsets in Python and in a browser, over all pairs of bytes and many damaged sequences."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from dragoman.capture.charset import decode
from tests.desk.publish import scripts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
# Chromium 150 gives halves of letters for the four pairs of Big5 that mean two letters each.
BROKEN_IN_CHROMIUM = [b"\x88\x62", b"\x88\x64", b"\x88\xa3", b"\x88\xa5"]


@pytest.fixture(scope="module")
def browser_page(browser: Any) -> Iterator[Page]:
    page = browser.new_page()
    yield scripts.open_scripts(page)
    page.close()


def differing(page: Page, charset: str, sequences: list[bytes]) -> list[tuple[str, str]]:
    """Where the two read one text of all sequences, a line each, differently. A line feed ends whatever is broken."""
    payload = b"\n".join(sequences)
    ours, theirs = decode(payload, charset), scripts.call(page, "charset.js", "decode", payload, charset)
    pairs = zip(ours.split("\n"), theirs.split("\n"), strict=True)
    return [(mine, other) for mine, other in pairs if mine != other]


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "big5", "euc-jp", "shift_jis", "euc-kr"])
def test_every_pair_of_bytes_and_damaged_text(browser_page, charset):
    dice = random.Random(7)
    pairs = [bytes([lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x100)]
    kinds = [range(0x100), range(0x80, 0x100), range(0x30, 0x3A), [0x8E, 0x8F, 0xA0, 0x80, 0xFF]]
    damaged = [bytes(dice.choice(dice.choice(kinds)) for _ in range(dice.randrange(1, 9))) for _ in range(3_000)]
    sequences = [*pairs, *damaged]
    if charset == "big5":
        sequences = [one for one in sequences if not any(pair in one for pair in BROKEN_IN_CHROMIUM)]
    if charset == "euc-jp":  # after a broken sequence of three Chromium 150 reads the next pair by the wrong table
        sequences = [one for one in sequences if b"\x8f" not in one]
    assert differing(browser_page, charset, sequences) == []


def test_three_bytes_of_euc_jp_and_four_of_gb18030(browser_page):
    three = [bytes([0x8F, lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x80, 0x100)]
    assert differing(browser_page, "euc-jp", three) == []
    four = [bytes([0x81, a, b, c]) for a in range(0x30, 0x3A) for b in range(0x81, 0xFF) for c in range(0x30, 0x3A)]
    assert differing(browser_page, "gb18030", four) == []


def test_the_two_letter_pairs_of_big5_are_what_the_standard_says():
    assert [decode(pair, "big5") for pair in BROKEN_IN_CHROMIUM] == ["Ê̄", "Ê̌", "ê̄", "ê̌"]


def test_what_the_standard_refuses_to_read_is_one_sign(browser_page):
    for label in ("replacement", "hz-gb-2312", "iso-2022-kr"):
        answer = scripts.read_text(browser_page, b"<p>abc", f"text/html; charset={label}", None)
        assert answer == {"text": "\ufffd", "charset": "replacement", "how": "http"}
    assert decode(b"abc", "replacement") == "\ufffd"
    assert decode(b"", "replacement") == ""
