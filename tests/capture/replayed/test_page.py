"""A captured page written anew: its words in its charset, what the archive holds put in, everything else left out."""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from pathlib import Path

import pytest

from dragoman.capture import text_rule
from dragoman.capture.replayed.page import MOST_BYTES, replay
from dragoman.capture.replayed.parts import Part
from dragoman.errors import PageUnreadable

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
WOFF = b"wOF2" + b"1" * 20
HELD = {
    "http://press.example/pics/a.png": Part("image/png", PNG),
    "http://press.example/pics/liar.png": Part("image/png", b"<script>alert(1)</script>"),
    "http://press.example/look/main.css": Part(
        "text/css",
        b"@import 'other.css'; p { background: url(../pics/a.png) } i { src: url('f.woff2') } b { content: '</style>' }",
    ),
    "http://press.example/look/f.woff2": Part("font/woff2", WOFF),
    "http://press.example/look/%D8%A3.png": Part("image/png", PNG),
    "http://press.example/look/liar.css": Part("text/html", b"<script>"),
}
IN_PNG = f"data:image/png;base64,{b64encode(PNG).decode()}"


def _shown(body: str, url: str = "http://press.example/look/page.html") -> str:
    return replay(body.encode(), "text/html; charset=utf-8", url, HELD.get).html


def test_pictures_and_styles_come_from_the_archive() -> None:
    made = replay(
        b"<link rel=stylesheet href=main.css media=screen><img src=../pics/a.png alt=Bridge width=40>"
        b'<img src=n.png alt="A ship">',
        "text/html",
        "http://press.example/look/page.html",
        HELD.get,
    )
    assert f'<img src="{IN_PNG}" alt="Bridge" width="40">' in made.html
    assert f'<style media="screen"> p {{ background: url("{IN_PNG}") }} i {{ src: url("data:font/woff2;base64,' in made.html
    assert "content: '<\\/style>'" in made.html
    assert '<span class="left-out-of-replay" dir="auto">A ship</span>' in made.html
    assert (made.put_in, made.left_out) == (4, 1)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<img data-src="../pics/a.png">', IN_PNG),
        ('<img src="data:image/gif;base64,R0lGOD" data-src="../pics/a.png">', "data:image/gif;base64,R0lGOD"),
        ('<img srcset="nope.png 1x, ../pics/a.png 2x">', IN_PNG),
        ('<img src="أ.png">', IN_PNG),
        ('<base href="/pics/"><img src="a.png">', IN_PNG),
        ('<img src="../pics/liar.png" alt="liar">', ">liar</span>"),
        ('<link rel="stylesheet" href="liar.css"><p>words', "<p>words</p>"),
        ('<p style="color:red;background:url(../pics/a.png)">x', f"color:red;background:url(&quot;{IN_PNG}&quot;)"),
        ('<p style="background:u\\72l(http://far.example/x.png)">x', "background:url(&quot;data:,&quot;)"),
        (
            "<style>p { color: red; background: url(../pics/a.png) }</style>",
            f'<style media="">p {{ color: red; background: url("{IN_PNG}")',
        ),
        ("<style media=print>@import 'x.css'; b { color: red }</style>", '<style media="print"> b { color: red }</style>'),
        ('<a href="http://far.example/">leads</a>', '<a data-led-to="http://far.example/">leads</a>'),
        ("<iframe src=x></iframe>after", "frame left out</span>after"),
        ('<p lang="fa" dir="rtl" onclick="x()">می\u200cشود', '<p lang="fa" dir="rtl">می\u200cشود</p>'),
        ("<p>&lt;script&gt;x&lt;/script&gt; &amp;amp;", "<p>&lt;script&gt;x&lt;/script&gt; &amp;amp;</p>"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "<ruby>漢<rp>(</rp><rt>kan</rt></ruby>"),
        ("<!doctype html><p>x", "<!doctype html><html><head>"),
        ("<o:p>office</o:p>", "<span>office</span>"),
    ],
)
def test_what_is_shown(markup: str, shown: str) -> None:
    assert shown in _shown(markup)


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("windows-1256", "cp1256", "أغلق الجسر صباح الاثنين"),
        ("windows-1251", "cp1251", "Мост закрыт"),
        ("windows-1255", "cp1255", "הגשר נסגר"),
        ("shift_jis", "shift_jis", "橋は閉鎖された"),
    ],
)
def test_the_charset_is_found_as_the_text_rule_finds_it(label: str, codec: str, words: str) -> None:
    body = f'<meta charset="{label}"><p>{words}</p>'.encode(codec)
    assert f"<p>{words}</p>" in replay(body, "text/html", "http://press.example/").html
    assert f"<p>{words}</p>" in replay(body, f"text/html; charset={label}", "http://press.example/").html


def test_what_is_no_page() -> None:
    assert f'<img src="{IN_PNG}"' in replay(PNG, "image/png", "urn:dragoman:file/a.png").html
    assert "&lt;b&gt;not bold" in replay(b"<b>not bold", "text/plain", "http://press.example/").html
    assert '{"a": "b"}' in replay(b'{"a": "b"}', "application/json", "http://press.example/").html
    with pytest.raises(PageUnreadable, match="neither a page nor a picture"):
        replay(b"%PDF-1.7", "application/pdf", "http://press.example/")
    with pytest.raises(PageUnreadable, match="too large"):
        replay(b" " * (MOST_BYTES + 1), "text/html", "http://press.example/")
    with pytest.raises(PageUnreadable, match="exhaust"):
        replay(b"<b>" * 50_000, "text/html", "http://press.example/")
    assert replay(b"", "text/html", "http://press.example/").left_out == 0


def test_one_picture_shown_ten_thousand_times_does_not_make_a_gigabyte() -> None:
    big = {"http://press.example/big.png": Part("image/png", PNG + b"0" * 1_000_000)}
    made = replay(b"<img src=/big.png>" * 10_000, "text/html", "http://press.example/", big.get)
    assert len(made.html) < 26_000_000
    assert made.put_in + made.left_out == 10_000


def test_nesting_as_deep_as_it_likes_is_written_without_recursion() -> None:
    assert _shown("<div>" * 1_500 + "deep").count("<div>") > 500


def test_real_pages_keep_their_words_and_nothing_that_asks(shared_data: Path) -> None:
    """181 pages as they were served. What of their words is not shown stood in menus of choices, titles and drawings."""
    asks = re.compile(
        r"<(?:script|i?frame|form|link|svg|object|embed|base)\b|\s(?:href|srcset|action|background|on\w+)=|@import"
        r"|\burl\((?!(?:\"|&quot;)data:)|<meta (?!charset)",
        re.IGNORECASE,
    )
    for path in sorted((shared_data / "pages" / "html").iterdir()):
        payload = gzip.decompress(path.read_bytes())
        shown = replay(payload, "text/html", "http://press.example/").html
        tags = "".join(re.findall(r"<[^>]*>|<style.*?</style>", shown, re.DOTALL))
        assert asks.search(tags) is None, path.name
        before = set(text_rule.apply(payload, "text/html").text.split())
        after = set(text_rule.apply(shown.encode(), "text/html; charset=utf-8").text.split())
        assert len(before & after) >= 0.65 * len(before), path.name
