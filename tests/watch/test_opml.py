"""Lists of feeds as other programs export them."""

from __future__ import annotations

import pytest

from dragoman.errors import FeedUnreadable
from dragoman.watch.opml import Outline, parse

LIST = """<?xml version="1.0" encoding="utf-8"?><opml version="2.0"><head><title>x</title></head><body>
<outline text="السهل"><outline text="Press &amp;amp; more" title="صحيفة" type="rss" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"
language="ar"/><outline text="Deep"><outline text="c" xmlurl=" https://c.example/feed "/></outline></outline>
<outline text="no address"/><outline text="Both" xmlUrl="https://d.example/rss"><outline text="e" xmlUrl="https://e.example/rss"/></outline>
</body></opml>"""


def test_nested_lists() -> None:
    assert parse(LIST.encode()) == [
        Outline("صحيفة", "https://a.example/rss", "https://a.example/", "ar", ("السهل",)),
        Outline("c", "https://c.example/feed", folder=("السهل", "Deep")),
        Outline("no address", ""),
        Outline("Both", "https://d.example/rss"),
        Outline("e", "https://e.example/rss", folder=("Both",)),
    ]


def test_a_broken_list_gives_what_it_holds() -> None:
    broken = LIST.replace("Press &amp;amp; more", "Press & more").replace("</body></opml>", "")
    assert [line.feed_url for line in parse(broken.encode())][:2] == ["https://a.example/rss", "https://c.example/feed"]


@pytest.mark.parametrize("payload", [b"", b"words", b"<html><body/></html>", b"\xff\xfe\x00", b'{"a": 1}'])
def test_what_is_no_list_is_named(payload: bytes) -> None:
    with pytest.raises(FeedUnreadable, match="OPML"):
        parse(payload)


@pytest.mark.parametrize("place", ["text", "attribute"])
def test_entities_are_neither_expanded_nor_fetched(place: str) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{"&a%s;" % (n - 1) * 10 if n else "aaaaaaaaaa"}">' for n in range(6))
    inside, title = ("&a5;&f;", "x") if place == "text" else ("", "x &a5; y")
    line = f'<outline text="{title}" xmlUrl="https://a.example/"/>{inside}'
    bomb = f'<!DOCTYPE opml [{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]><opml><body>{line}</body></opml>'
    (found,) = parse(bomb.encode())
    assert found.feed_url == "https://a.example/"
    assert "aaaa" not in found.title
