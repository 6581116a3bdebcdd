"""A page as it was: redirects, frames, posts and cookies are its own, and nothing stays behind for the next one."""

from __future__ import annotations

import io
import uuid

import pytest
from PIL import Image

from dragoman.capture.rendered.running import PAGES_EACH
from dragoman.capture.warc import exchange_records, read_record
from tests.capture.hostile_server import HTML, answer

pytestmark = pytest.mark.browser


def put(press, path, markup, *headers):
    press.answers[path] = answer("200 OK", [*HTML, *headers], f"<!doctype html><title>t</title><p>words</p>{markup}".encode())
    return press.url(path)


def test_redirects_are_kept_hop_by_hop_and_the_page_knows_its_address(renderer, press):
    press.answers["/from"] = answer("302 Found", ["Location: /deep/to", "Set-Cookie: way=redirected; Path=/"], b"")
    put(press, "/deep/to", "<img src=near.png><script>document.body.append(location.pathname + document.cookie)</script>")
    rendered = renderer.render(press.url("/from"))
    assert [hop.status for hop in rendered.page.hops] == [302, 200]
    assert "/deep/toway=redirected" in rendered.text
    assert press.url("/deep/near.png") in [one.request.url for one in rendered.fetched]
    assert b"Cookie: way=redirected" in rendered.page.hops[1].request_head


def test_what_is_fetched_by_a_post_is_kept_with_what_was_sent(renderer, press):
    script = "fetch('/plain', {method: 'POST', body: 'سؤال'}).then(r => r.text()).then(t => document.body.append(t.length))"
    rendered = renderer.render(put(press, "/page", f"<script>{script}</script>"))
    (post,) = [one for one in rendered.fetched if one.request.method == "POST"]
    assert post.hops[0].method == "POST"
    records = exchange_records(post.hops[0], capture_id=uuid.uuid4(), request_id=uuid.uuid4(), collector="test")
    assert read_record(records.request).block.endswith("\r\n\r\nسؤال".encode())


def test_nothing_stays_for_the_next_page(renderer, press):
    leaving = "document.cookie = 'a=1; max-age=9999'; localStorage.a = 1; sessionStorage.a = 1; name = 'a'"
    renderer.render(put(press, "/page", f"<script>{leaving}</script>", "Set-Cookie: b=2; Max-Age=9999"))
    finding = "document.body.append('kept:' + document.cookie + Object.keys(localStorage) + name)"
    rendered = renderer.render(put(press, "/next", f"<script>{finding}</script>"))
    assert rendered.text.endswith("kept:")
    assert b"ookie" not in rendered.page.hops[0].request_head


def test_permissions_are_denied(renderer, press):
    asking = """<script>
        const say = (words) => document.body.append(words + ' ');
        navigator.geolocation.getCurrentPosition(() => say('place'), () => say('no-place'));
        Notification.requestPermission().then((answer) => say('notes-' + answer));
        navigator.mediaDevices.getUserMedia({audio: true}).then(() => say('sound'), () => say('no-sound'));
        fetch('/plain');
    </script>"""
    rendered = renderer.render(put(press, "/page", asking))
    for words in ("no-place", "notes-denied", "no-sound"):
        assert words in rendered.text


def test_what_loads_only_when_it_is_seen_is_there(renderer, press):
    lazy = "<div style='height:9000px'></div><img loading=lazy src=/far.png>"
    rendered = renderer.render(put(press, "/page", lazy))
    assert press.url("/far.png") in [one.request.url for one in rendered.fetched]


def test_every_request_says_who_asks(renderer, press):
    before = len(press.seen)
    renderer.render(put(press, "/page", "<img src=/a.png>"))
    assert all(b"Chrome" in seen.head and b"Dragoman/" in seen.head for seen in press.seen[before:])


def test_a_browser_is_begun_anew_after_so_many_pages(renderer, press):
    renderer.render(press.url("/plain"))
    renderer._running.pages = PAGES_EACH - 1
    first = renderer._running
    assert renderer.render(press.url("/plain")).error is None
    assert renderer._running is None
    assert renderer.render(press.url("/plain")).error is None
    assert renderer._running is not first


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize(
    "beside", ["", "<p style='width:1658px'>", "<p style='height:3000px'>", "<p style='width:1658px;height:3000px'>"]
)
def test_a_screenshot_shows_what_the_window_shows_from_either_side(renderer, press, direction, beside):
    bar = f"<html dir={direction}><style>body {{ margin: 0 }}</style><div style='background:#fd0;height:80px'></div>{beside}"
    press.answers["/bar"] = answer("200 OK", HTML, f"<!doctype html>{bar}".encode())
    picture = Image.open(io.BytesIO(renderer.render(press.url("/bar")).screenshot)).convert("RGB")
    assert all(picture.getpixel((x, 40))[2] < 60 for x in (0, 640, picture.width - 1))
