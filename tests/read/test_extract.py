"""Main text, and what is said of a page without one. All names are invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import BotWall, NotUnderstood, PageUnreadable
from dragoman.read.extract import VERY_LITTLE, extract
from tests.watch.wall_pages import PAGE, answers

ARABIC = [
    "قال والي أدارين في رسالة وجهها إلى مجالس الأودية إن ماء النهر حق للجميع ولا يباع ولا يشترى.",
    "وأضاف أن المجلس سيجتمع يوم الأربعاء 23 شوال 1447 لبحث الميثاق الجديد مع نقابة الميناء.",
]
PERSIAN = [
    "رئیس شورای دره‌ها گفت که پیمان آب می‌تواند به اختلاف‌های کهنه پایان دهد و مردم را آسوده کند.",
    "او افزود نامه‌های تازه‌ای از بندر رسیده است و پاسخ آن‌ها هفتهٔ آینده فرستاده می‌شود.",
]
AROUND = "<nav><ul><li><a href=/>Home</a><li><a href=/a>Politics</a></ul></nav>{}<footer><p>All rights reserved.</p></footer>"


def page(paragraphs, *, head="", headline="العنوان الرئيسي", language="ar"):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = AROUND.format(f"<article><h1>{headline}</h1>{body}</article>")
    title = f"<title>{headline} | Nofra</title>"
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}{title}</head><body>{article}</body></html>'


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "utf-16"])
def test_paragraphs_of_an_arabic_page_in_any_charset(charset):
    found = extract(page(ARABIC).encode(charset), f"text/html; charset={charset}")
    assert [paragraph.text for paragraph in found.paragraphs] == ARABIC
    assert found.title == "العنوان الرئيسي"
    assert found.language == "ar"
    assert all(found.text[p.start : p.end] == p.text for p in found.paragraphs)


def test_the_charset_may_stand_in_the_page():
    head = '<meta charset="windows-1256">'
    assert extract(page(ARABIC, head=head).encode("windows-1256"), "text/html").paragraphs[0].text == ARABIC[0]


def test_joiners_and_direction_marks_are_kept():
    marked = [PERSIAN[0], PERSIAN[1] + " \u200f(۱۴۰۵)\u200f"]
    found = extract(page(marked, language="fa").encode(), "text/html; charset=utf-8")
    assert found.text == "\n\n".join(marked)
    entities = page([PERSIAN[0].replace("\u200c", "&zwnj;"), PERSIAN[1].replace("\u200c", "&#8204;")], language="fa")
    assert extract(entities.encode(), "text/html; charset=utf-8").text == "\n\n".join(PERSIAN)


def test_a_short_notice_is_still_a_text():
    found = extract(page(["الجسر مغلق اليوم."]).encode(), "text/html; charset=utf-8")
    assert found.text == "الجسر مغلق اليوم."


def test_what_the_page_says_about_itself():
    head = """<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "العنوان الرئيسي",
        "author": [{"name": "سمر الوادي"}], "datePublished": "2026-03-01T09:30:00+03:00"}]}</script>"""
    found = extract(page(ARABIC, head=head).encode(), "text/html; charset=utf-8")
    assert found.authors == ("سمر الوادي",)
    assert found.published == datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
    assert found.published_printed == "2026-03-01T09:30:00+03:00"


def test_meta_elements_serve_where_there_is_no_schema():
    head = '<meta property="article:published_time" content="2026-03-01T06:30:00Z"><meta name="author" content="By N. Tarvel">'
    found = extract(
        page(ARABIC, head=head + '<script type="application/ld+json">{broken</script>').encode(), "text/html; charset=utf-8"
    )
    assert found.authors == ("N. Tarvel",)
    assert found.published == datetime(2026, 3, 1, 6, 30, tzinfo=UTC)


def test_a_date_that_is_no_date_stays_printed():
    head = '<meta property="article:published_time" content="٢٣ شوال">'
    found = extract(page(ARABIC, head=head).encode(), "text/html; charset=utf-8")
    assert (found.published, found.published_printed) == (None, "٢٣ شوال")


def test_plain_text():
    found = extract("العنوان\r\n\r\nسطر أول\r\nسطر ثان\r\n\r\n\r\nآخر".encode("windows-1256"), "text/plain; charset=windows-1256")
    assert found.title == "العنوان"
    assert [paragraph.text for paragraph in found.paragraphs] == ["العنوان", "سطر أول\nسطر ثان", "آخر"]


def test_a_wrong_charset_is_told():
    found = extract(page(ARABIC).encode("windows-1256"), "text/html; charset=utf-8")
    assert "utf-8" in found.problems[0]


@pytest.mark.parametrize("answer", answers(), ids=lambda answer: f"{answer.kind}/{answer.name}")
def test_walls_are_recognised_and_short_pages_are_read(answer):
    if answer.kind == PAGE:
        assert extract(answer.body, answer.content_type).text
        return
    with pytest.raises(NotUnderstood) as caught:
        extract(answer.body, answer.content_type)
    assert isinstance(caught.value, BotWall)


def test_a_person_may_say_that_it_is_the_page():
    notice = (
        f"<html><head><title>Access denied</title></head><body><h1>Access denied</h1><p>{ARABIC[0]}</p></body></html>".encode()
    )
    with pytest.raises(BotWall):
        extract(notice, "text/html; charset=utf-8")
    assert ARABIC[0] in extract(notice, "text/html; charset=utf-8", taken_for_page=True).text


def test_a_page_that_says_very_little_is_told():
    little = extract("<h1>جسر</h1><p>فتح الجسر صباح الأحد أمام المشاة.</p>".encode(), "text/html; charset=utf-8")
    assert VERY_LITTLE in little.problems
    assert VERY_LITTLE not in extract(page(ARABIC).encode(), "text/html; charset=utf-8").problems


def test_an_article_about_walls_is_an_article():
    lines = [
        "Readers of the valley papers often meet a page that says 'checking your browser'." * 3,
        "A captcha asks who they are. " * 20,
    ]
    markup = page(
        lines, headline="Access denied: robots at the gate", head='<script src="https://h-captcha.test/h-captcha.js"></script>'
    )
    assert extract(markup.encode(), "text/html; charset=utf-8").text


@pytest.mark.parametrize(
    ("payload", "content_type", "words"),
    [
        (b"", "text/html", "empty"),
        (b"   \n", None, "empty"),
        (b"%PDF-1.7 ...", "text/html", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", None, "picture"),
        (b"anything", "image/webp", "picture"),
        (b"\0\1\2\3" * 50, "text/html", "binary"),
        (b"<html><body><div><img src=a></div></body></html>", "text/html", "No main text"),
        (b"<div>" * 40_000, "text/html", "nested"),
        (b"<b>x<p>" * 40_000, "text/html", "nested"),
        (b"<p>" + b"word " * 1_300_000, "text/html", "too large"),
    ],
)
def test_what_is_no_page_is_named(payload, content_type, words):
    with pytest.raises(PageUnreadable, match=words):
        extract(payload, content_type)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text("<>/aphbr ='\"&;!-\u200c\u202eא", max_size=300).map(str.encode))
def test_no_bytes_make_it_fail_otherwise(payload):
    try:
        found = extract(payload, "text/html")
    except NotUnderstood:
        return
    assert found.text
    assert "\n\n".join(paragraph.text for paragraph in found.paragraphs) == found.text
