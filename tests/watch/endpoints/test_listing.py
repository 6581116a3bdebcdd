"""Listing pages: which links count, once each, and what a monitor is told when none does."""

from __future__ import annotations

import pytest

from dragoman.errors import BotWall, FeedUnreadable
from dragoman.watch.endpoints.listing import parse

URL = "https://press.example/news/"
PAGE = """<!doctype html><html lang="he"><head><title>עיתון העמק</title></head><body>
<nav><a href="/">ראשי</a></nav>
<div class="card"><a href="1.html#comments"><img src="x.jpg" alt="תמונה"></a><h2><a href="1.html">המועצה התכנסה</a></h2>
<time datetime="2026-10-01T10:00:00+03:00">1.10</time></div>
<div class="card"><h2><a href="https://press.example/news/2.html?id=5">מכתב שני</a></h2></div>
<div class="card"><h2><a href="#top">למעלה</a></h2></div>
<div class="card"><h2><a href="javascript:void(0)">x</a></h2></div>
<div class="card"><h2><a href="mailto:a@press.example">x</a></h2></div>
<a class="tile" href="/3"><h3>שלישי</h3></a></body></html>""".encode()


def test_boxes_give_their_headline() -> None:
    found = parse(PAGE, "text/html; charset=utf-8", URL, ".card")
    assert [(entry.url, entry.title) for entry in found.entries] == [
        ("https://press.example/news/1.html", "המועצה התכנסה"),
        ("https://press.example/news/2.html?id=5", "מכתב שני"),
    ]
    assert found.entries[0].published is not None
    assert found.entries[0].published_printed == "2026-10-01T10:00:00+03:00"
    assert (found.kind, found.title, found.language) == ("listing", "עיתון העמק", "he")


def test_links_are_named_once_with_their_longest_words() -> None:
    found = parse(PAGE, None, URL, "div a, a.tile")
    assert [entry.title for entry in found.entries] == ["המועצה התכנסה", "מכתב שני", "שלישי"]


def test_a_heading_inside_a_link_counts() -> None:
    assert parse(PAGE, None, URL, "h3").entries[0].url == "https://press.example/3"


def test_the_page_own_base_holds() -> None:
    page = b'<head><base href="https://cdn.example/x/"></head><a class="n" href="y">word</a>'
    assert parse(page, None, URL, "a.n").entries[0].url == "https://cdn.example/x/y"


def test_charset_of_the_header_holds() -> None:
    page = '<a class="n" href="1">خبر السهل</a>'.encode("windows-1256")
    assert parse(page, "text/html; charset=windows-1256", URL, "a.n").entries[0].title == "خبر السهل"


@pytest.mark.parametrize("selector", ["a[", "::::", ">>", "a{}"])
def test_a_broken_selector_is_named(selector: str) -> None:
    with pytest.raises(FeedUnreadable, match="not valid CSS"):
        parse(PAGE, None, URL, selector)


def test_no_selector_and_no_links_are_named() -> None:
    with pytest.raises(FeedUnreadable, match="needs a CSS selector"):
        parse(PAGE, None, URL, " ")
    with pytest.raises(FeedUnreadable, match="finds no links"):
        parse(PAGE, None, URL, ".gone a")


def test_walls_and_pictures_are_named() -> None:
    with pytest.raises(BotWall):
        parse(b"<title>Attention Required!</title><p>Please complete the security check</p>", None, URL, "a")
    with pytest.raises(FeedUnreadable, match="picture"):
        parse(b"\x89PNG\r\n", "image/png", URL, "a")
