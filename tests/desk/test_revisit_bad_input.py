"""What comes instead of a cited page says nothing about it: no version, nothing told, the address asked again."""

from __future__ import annotations

import gzip

import pytest

from dragoman.desk.read.models import Item, Version
from tests.desk import newsroom
from tests.desk.cited import Cited, page
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture
from tests.desk.stand import SENTENCES

pytestmark = pytest.mark.django_db

CHALLENGE = (
    '<!doctype html><html><head><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b.js"></script></head>'
    "<body><h1>Checking your browser before accessing the site.</h1></body></html>"
)
LOG_IN = (
    "<html><head><title>دخول</title></head><body><form><p>سجل دخولك</p>"
    '<input name="u"><input type="password"></form></body></html>'
)
SHELL = (
    '<html><head><script src="/app.js"></script></head><body><div id="root"></div><noscript>JavaScript</noscript></body></html>'
)
CONSENT = '<html><head><title>صحيفة</title></head><body><div id="onetrust-consent-sdk">ملفات تعريف الارتباط</div></body></html>'


def unread(cited: Cited) -> str:
    """Visit twice, far apart: the finding is *not readable now*, and nothing else changed. Returns its sentence."""
    visits = [cited.visit(), cited.visit(hours=7)]
    assert [visit.finding for visit in visits] == ["unreadable", "unreadable"]
    assert Version.objects.count() == 1
    assert cited.remarks == []
    assert cited.standing.place == "there"
    assert cited.standing.seen_at is None
    assert visits[1].capture is not None, "what came is kept"
    return str(visits[1].sentence)


@pytest.mark.parametrize(
    ("body", "words"), [(CHALLENGE, "robot check"), (LOG_IN, "to log in"), (SHELL, "empty shell"), (CONSENT, "consent form")]
)
def test_a_wall_or_an_empty_shell(cited: Cited, body: str, words: str) -> None:
    cited.answers(body)
    assert words in unread(cited)


@pytest.mark.parametrize("status", [401, 403, 429, 451, 500, 502, 503, 520])
def test_a_refusal_that_is_no_deletion(cited: Cited, status: int) -> None:
    cited.answers(b"no", status=status)
    assert unread(cited)


@pytest.mark.parametrize(
    ("body", "media_type", "words"),
    [
        (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "image/png", "picture"),
        (b"", "text/html", "empty"),
        (bytes(range(256)) * 8, "application/octet-stream", ""),
    ],
)
def test_something_that_is_no_page(cited: Cited, body: bytes, media_type: str, words: str) -> None:
    cited.answers(body, media_type=media_type)
    assert words in unread(cited)


def test_a_redirect_in_a_circle(cited: Cited) -> None:
    cited.answers(status=301, headers={"Location": "/news/17.html"})
    assert "without ending" in unread(cited)


def test_a_redirect_to_a_private_address(cited: Cited) -> None:
    cited.answers(status=301, headers={"Location": "http://10.0.0.1/"})
    assert unread(cited)


def test_a_redirect_to_a_log_in_form(cited: Cited) -> None:
    cited.stand.put("/login", LOG_IN)
    cited.answers(status=302, headers={"Location": "/login"})
    assert "to log in" in unread(cited)


def test_an_endless_page(cited: Cited) -> None:
    cited.answers("كلام " * 40_000, endless=True)
    assert unread(cited)


def test_a_bomb(cited: Cited) -> None:
    cited.answers(gzip.compress(b"<p>" + b"x" * 60_000_000), headers={"Content-Encoding": "gzip"})
    assert "unpacks to more than" in unread(cited)


def test_a_source_that_is_too_slow(cited: Cited) -> None:
    cited.answers(page(), wait_seconds=3)
    visit = cited.visit()
    assert (visit.finding, Version.objects.count()) == ("unreadable", 1)


def test_a_source_that_is_down(cited: Cited) -> None:
    Item.objects.update(url="http://127.0.0.1:1/news/17.html")
    cited.item.refresh_from_db()
    assert cited.visit().finding == "unreadable"


def test_another_charset_is_no_change(cited: Cited) -> None:
    cited.answers(page().replace("utf-8", "windows-1256").encode("windows-1256"), media_type="text/html; charset=windows-1256")
    assert cited.visit().finding == "unchanged"


def test_a_charset_declared_wrongly_is_not_taken_for_a_new_text(cited: Cited) -> None:
    """Nobody can read it: not its readers either."""
    cited.answers(page().replace('<meta charset="utf-8">', ""), media_type="text/html; charset=iso-8859-6")
    assert cited.visit().finding == "missing"
    assert Version.objects.count() == 1


def test_a_page_whose_packing_is_broken(cited: Cited) -> None:
    cited.answers(gzip.compress(page().encode())[:200], headers={"Content-Encoding": "gzip"})
    assert unread(cited)


def test_a_soft_not_found_page_is_not_the_items_next_text(cited: Cited) -> None:
    cited.answers(
        "<html><head><title>404</title></head><body><main><p>عذرا، الصفحة التي تبحث عنها غير موجودة أو نقلت من مكانها، "
        "ويمكنك استخدام محرك البحث.</p></main></body></html>"
    )
    assert cited.visit().finding == "missing"
    visit = cited.visit(hours=7)
    assert (visit.finding, visit.version, Version.objects.count()) == ("moved", None, 1)
    assert [remark.state for remark in cited.remarks] == ["away"]


def test_another_article_under_the_same_address(cited: Cited) -> None:
    cited.says(*SENTENCES)
    assert [cited.visit(hours=7 * n).finding for n in range(2)] == ["missing", "moved"]
    assert Version.objects.count() == 1


def test_hostile_markup_in_a_new_version_stays_text(cited: Cited) -> None:
    cited.says(*newsroom.ARTICLE, "تصويب <script>alert(1)</script> &lt;script&gt;alert(2)&lt;/script&gt; في الخبر المنشور أمس.")
    assert cited.visit().finding == "changed"
    assert "<script>alert" not in cited.html
