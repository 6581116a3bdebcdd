"""Feeds: golden entries, odd entries, what is no feed, and what tries to do harm."""

from __future__ import annotations

import html
import json
import socket
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dragoman.errors import BotWall, FeedUnreadable
from dragoman.watch.endpoints import feed

URL = "https://press.example/feeds/main.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>صحيفة السهل</title><link>https://press.example/</link><language>ar</language>
<item><title>الوالي يلتقي &quot;المجلس&quot; &amp;amp; الوفد <![CDATA[<b>اليوم</b>]]></title><link>/n/1</link>
<guid isPermaLink="false">n-1</guid><pubDate>Thu, 01 Oct 2026 10:00:00 +0300</pubDate><dc:creator>سمر</dc:creator>
<description>&lt;p&gt;موجز&lt;/p&gt;</description><content:encoded><![CDATA[<p>النص</p>]]></content:encoded></item>
<item><title>خبر ثان</title><guid>https://press.example/n/2</guid><pubDate>2026-10-01 10:00</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fa" xml:base="https://press.example/fa/">
<title type="html">خبرگزاری &amp;laquo;دره&amp;raquo;</title>
<id>tag:press.example,2026:feed</id><author><name>تحریریه</name></author>
<link rel="self" href="feed"/><link href="./"/>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">نشست <em>دوم</em></div></title>
<id>tag:press.example,2026:1</id>
<link rel="enclosure" href="a.mp3"/><link rel="alternate" type="text/html" href="n/1"/>
<published>2026-10-01T10:00:00+03:30</published><updated>2026-10-02T10:00:00Z</updated>
<content type="html">&lt;p&gt;می‌گویند&lt;/p&gt;</content></entry>
<entry><title>1 &lt; 2 &amp; 3</title><id>https://press.example/fa/n/2</id><updated>2026-10-02T10:00:00Z</updated></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://press.example/"><title>Долина</title>
<link>https://press.example/ru/</link><dc:language>ru</dc:language></channel>
<item rdf:about="https://press.example/ru/1"><title>Письмо</title><link>https://press.example/ru/1</link>
<dc:date>2026-10-01T10:00:00Z</dc:date><dc:creator>А. Река</dc:creator><description>Кратко</description></item></rdf:RDF>"""


def test_rss() -> None:
    found = feed.parse(RSS.encode(), "application/rss+xml; charset=utf-8", URL, zone=ZoneInfo("Asia/Beirut"))
    first, second = found.entries
    assert (found.kind, found.title, found.language, found.url) == ("rss", "صحيفة السهل", "ar", "https://press.example/")
    assert first.title == 'الوالي يلتقي "المجلس" & الوفد اليوم'
    assert (first.id, first.url, first.author) == ("n-1", "https://press.example/n/1", "سمر")
    assert first.published == datetime(2026, 10, 1, 7, tzinfo=UTC)
    assert first.published_printed == "Thu, 01 Oct 2026 10:00:00 +0300"
    assert (first.summary, first.content) == ("<p>موجز</p>", "<p>النص</p>")
    assert second.url == "https://press.example/n/2"
    assert second.published == datetime(2026, 10, 1, 7, tzinfo=UTC)
    assert found.problems == ()


def test_atom() -> None:
    found = feed.parse(ATOM.encode(), "application/atom+xml", URL)
    first, second = found.entries
    assert (found.kind, found.title, found.language) == ("atom", "خبرگزاری «دره»", "fa")
    assert (first.title, first.url) == ("نشست دوم", "https://press.example/fa/n/1")
    assert (first.published, first.updated) == (datetime(2026, 10, 1, 6, 30, tzinfo=UTC), datetime(2026, 10, 2, 10, tzinfo=UTC))
    assert (first.content, first.author) == ("<p>می‌گویند</p>", "تحریریه")
    assert (second.title, second.url) == ("1 < 2 & 3", "https://press.example/fa/n/2")
    assert second.published == datetime(2026, 10, 2, 10, tzinfo=UTC)


def test_rdf() -> None:
    found = feed.parse(RDF.encode("utf-8"), "text/xml", URL)
    (entry,) = found.entries
    assert (found.kind, found.title, found.language) == ("rdf", "Долина", "ru")
    assert (entry.id, entry.url, entry.title, entry.author) == ("https://press.example/ru/1",) * 2 + ("Письмо", "А. Река")
    assert entry.published == datetime(2026, 10, 1, 10, tzinfo=UTC)


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "עמק",
        "language": "he",
        "items": [
            {"id": 7, "url": "/n/7", "title": "מכתב", "content_text": "1 < 2", "date_published": "2026-10-01T10:00:00Z"},
            {"id": "8", "external_url": "https://else.example/8", "content_html": "<p>x</p>", "authors": [{"name": "נ. נהר"}]},
            "not an entry",
        ],
    }
    found = feed.parse(json.dumps(document).encode(), "application/feed+json", URL)
    assert [(entry.id, entry.url) for entry in found.entries] == [
        ("7", "https://press.example/n/7"),
        ("8", "https://else.example/8"),
    ]
    assert found.entries[0].content == "1 &lt; 2"
    assert found.entries[1].author == "נ. נהר"
    assert found.problems[0] == "1 entries are not entries at all and were left out."


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("windows-1256", "windows-1256", "text/xml"),
        ("windows-1256", "utf-8", "text/xml; charset=windows-1256"),
        ("windows-1256", "windows-1256", "text/xml; charset=utf-8"),
        ("utf-16", "utf-16", "application/xml"),
        ("utf-8-sig", "utf-8", "text/xml"),
    ],
)
def test_charsets(encoding: str, declared: str, header: str) -> None:
    text = RSS.replace("utf-8", declared).replace("می", "")
    found = feed.parse(text.encode(encoding, "ignore"), header, URL)
    assert found.title == "صحيفة السهل"
    assert len(found.entries) == 2


def test_undefined_entities_and_broken_xml_are_mended() -> None:
    text = RSS.replace("<title>خبر ثان", "<title>خبر&nbsp;ثان &laquo;x&raquo; <br>")
    found = feed.parse(text.encode(), "text/xml", URL)
    assert found.entries[1].title == "خبر ثان «x»"
    assert any("well-formed" in problem for problem in found.problems)


def test_lacks_are_named_and_nothing_is_left_out() -> None:
    items = "<item><title>a</title></item><item><guid>x</guid><link>https://e.example/1</link></item>"
    items += "<item><guid>x</guid><link>https://e.example/2</link><title>b</title><pubDate>soon</pubDate></item>"
    items += "<item><guid>y</guid><link>https://e.example/3</link><title>c</title>"
    items += "<pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate></item>"
    found = feed.parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), now=datetime(2026, 11, 21, tzinfo=UTC))
    assert [entry.url for entry in found.entries] == ["", *(f"https://e.example/{n}" for n in (1, 2, 3))]
    told = " ".join(found.problems)
    assert "Entry 1 has no address." in told
    assert "2 of 4 entries have no date (1, 2)." in told
    assert "Entry 3 has a date that could not be read." in told
    assert "Entry 1 has no id." in told
    assert "Entry 2 has no title." in told
    assert "Entry 4 has a date in the future." in told
    assert "1 ids stand at more than one entry" in told


def test_ten_thousand_entries() -> None:
    items = "".join(f"<item><title>t{n}</title><link>https://e.example/{n}</link><guid>{n}</guid></item>" for n in range(10_000))
    started = time.process_time()
    found = feed.parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert len({entry.id for entry in found.entries}) == 10_000
    assert found.problems == ("All 10000 entries have no date.",)
    assert time.process_time() - started < 5


NO_FEED = [
    (b"", None, "empty"),
    (b"   \n", "text/xml", "empty"),
    (b"<!DOCTYPE html><html><head><title>News</title></head><body>" + b"<p>words</p>" * 9, "text/html", "web page"),
    (b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'><body>x</body></html>", "text/xml", "web page"),
    (b"%PDF-1.7 ...", "application/pdf", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "picture"),
    (b"\x00\x01\x02\x00" * 100, "application/octet-stream", "binary"),
    (b'{"status": "ok"}', "application/json", "JSON"),
    (b'{"items": [', "application/json", "broken JSON"),
    (b"[" * 100_000, "application/json", "JSON"),
    (b"just some words", "text/plain", "not give a feed"),
    (b"<note><to>you</to></note>", "text/xml", "not give a feed"),
]


@pytest.mark.parametrize(("payload", "content_type", "told"), NO_FEED)
def test_what_is_no_feed_is_named(payload: bytes, content_type: str | None, told: str) -> None:
    with pytest.raises(FeedUnreadable, match=told):
        feed.parse(payload, content_type, URL)


def test_a_bot_wall_is_named() -> None:
    page = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><div id='cf-chl-widget'></div></body></html>"
    with pytest.raises(BotWall, match="robot check"):
        feed.parse(page, "text/html; charset=utf-8", URL)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{"&a%s;" % (n - 1 if n else "") * 10}">' for n in range(12))
    + ']><rss version="2.0"><channel><title>t &a11;</title><item><title>&a11;</title><link>https://e.example/1</link></item></channel></rss>'
)
EXTERNAL = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{target}"> <!ENTITY % p SYSTEM "{target}"> %p;]>
<rss version="2.0"><channel><title>&x;</title><item><title>&x;</title><link>https://e.example/1</link></item></channel></rss>"""
QUADRATIC = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "a" * 50_000 + '">]>'
    "<rss version='2.0'><channel><title>t</title><item><title>" + "&a;" * 5_000 + "</title></item></channel></rss>"
)
LATE = "<rss version='2.0'><channel>" + " " * 5_000 + "<!DOCTYPE x [<!ENTITY a 'expanded'>]><title>&a;</title></channel></rss>"


@pytest.mark.parametrize("document", [BOMB, QUADRATIC, LATE], ids=["billion laughs", "quadratic", "late doctype"])
def test_no_entity_is_expanded(document: str) -> None:
    started = time.process_time()
    found = feed.parse(document.encode(), "text/xml", URL)
    told = found.title + "".join(entry.title for entry in found.entries)
    assert "aaaa" not in told
    assert "expanded" not in told
    assert len(told) < 20_000
    assert "not well-formed" in found.problems[0]
    assert time.process_time() - started < 5


def test_nothing_is_retrieved(tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        for target in (f"http://127.0.0.1:{server.getsockname()[1]}/x", "file:///etc/hostname"):
            found = feed.parse(EXTERNAL.replace("{target}", target).encode(), "text/xml", URL)
            assert [entry.url for entry in found.entries] == ["https://e.example/1"]
            with open("/etc/hostname", encoding="utf-8") as host:  # noqa: PTH123
                assert host.read().strip() not in found.entries[0].title.split()
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_payload_is_never_taken_for_an_address_or_a_file() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        for payload in (f"http://127.0.0.1:{server.getsockname()[1]}/feed", "/etc/passwd", "file:///etc/passwd"):
            with pytest.raises(FeedUnreadable):
                feed.parse(payload.encode(), "text/xml", URL)
        with pytest.raises(TimeoutError):
            server.accept()


def test_nesting_without_end_is_named() -> None:
    document = "<rss version='2.0'><channel><title>t</title>" + "<a>" * 500_000 + "</a>" * 500_000 + "</channel></rss>"
    started = time.process_time()
    with pytest.raises(FeedUnreadable, match="nested without end"):
        feed.parse(document.encode(), "text/xml", URL)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("piece", ["<", "<script>", "<!--", "&", "<a ", "&#1", "<b>", " "])
def test_a_hostile_title_takes_little_time(piece: str) -> None:
    title = html.escape("x " + piece * 100_000)
    started = time.process_time()
    found = feed.parse(f"<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>".encode(), None, URL)
    assert found.entries[0].title.startswith("x")
    assert time.process_time() - started < 3
