"""What an address is."""

from __future__ import annotations

import pytest

from dragoman.errors import BotWall, FeedUnreadable
from dragoman.watch.discover import discover

URL = "https://press.example/news"
RSS = (
    "<rss version='2.0'><channel><title>صحيفة</title><language>ar</language><item><title>t</title></item></channel></rss>"
).encode()
HOME = """<html lang="fa"><head><title>خبرگزاری دره</title>
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="همه" href="/feed">
<link rel="alternate" type="application/atom+xml" href="/feed"><link rel="alternate" hreflang="en" href="/en">
</head><body><p>words</p><a class="n" href="/1">خبر</a></body></html>""".encode()
CHANNEL = (
    '<html><head><title>x – Telegram</title></head><b class="tgme_channel_info_header_title">وادي</b>'
    '<section class="tgme_channel_history">'
    '<div class="tgme_widget_message" data-post="wadi/1"></div></section></html>'
).encode()
LANDING = '<html><title>Telegram: View @wadi</title><b class="tgme_page_title">وادي</b><b class="tgme_page_extra">9</b>'.encode()


def test_a_feed() -> None:
    found = discover(RSS, "text/xml", URL)
    assert (found.kind, found.url, found.title, found.language) == ("feed", URL, "صحيفة", "ar")


def test_a_page_that_offers_feeds() -> None:
    found = discover(HOME, "text/html; charset=utf-8", URL)
    assert (found.kind, found.url, found.title, found.language) == ("feed", "https://press.example/feed", "خبرگزاری دره", "fa")
    assert [feed.url for feed in found.feeds] == ["https://press.example/feed", "https://press.example/comments/feed"]


def test_a_page_with_a_selector_is_a_listing() -> None:
    assert discover(HOME, "text/html", URL, selector="a.n").kind == "listing"
    with pytest.raises(FeedUnreadable, match="finds no links"):
        discover(HOME, "text/html", URL, kind="listing", selector="a.other")


def test_a_channel() -> None:
    found = discover(CHANNEL, "text/html", "https://t.me/s/wadi")
    assert (found.kind, found.url, found.title) == ("telegram", "https://t.me/s/wadi", "وادي")


def test_a_channels_landing_page_leads_to_its_preview() -> None:
    assert discover(LANDING, "text/html", "https://t.me/wadi").url == "https://t.me/s/wadi"
    with pytest.raises(FeedUnreadable, match="does not show its posts"):
        discover(LANDING, "text/html", "https://t.me/s/wadi")


def test_what_cannot_be_watched_is_named() -> None:
    with pytest.raises(FeedUnreadable, match="CSS selector"):
        discover(b"<html><body><p>words</p></body></html>", "text/html", URL)
    with pytest.raises(FeedUnreadable, match="web page, not a feed"):
        discover(HOME, "text/html", URL, kind="feed")
    with pytest.raises(FeedUnreadable, match="not a Telegram"):
        discover(HOME, "text/html", "https://t.me/s/wadi", kind="telegram")
    with pytest.raises(BotWall):
        discover(b"<html><title>Just a moment...</title><p>cf-chl-widget</p></html>", "text/html", URL)
