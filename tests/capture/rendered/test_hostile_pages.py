"""Pages that never end, weigh too much or break the browser: each is bounded, says so, and does no harm to the next one."""

from __future__ import annotations

import dataclasses
import threading

import pytest

from tests.capture.hostile_server import HTML, PAGE, answer
from tests.capture.rendered.conftest import QUICK

pytestmark = pytest.mark.browser

TALL = "<body style='margin:0'><p>words</p><div style='height:50000px;background:linear-gradient(red,blue)'></div>"


def put(press, markup, path="/page"):
    press.answers[path] = answer("200 OK", HTML, f"<!doctype html><title>t</title><p>words</p>{markup}".encode())
    return press.url(path)


def assert_next_page_works(renderer, press):
    plain = renderer.render(press.url("/plain"))
    assert plain.error is None
    assert "الاجتماع" in plain.text
    assert plain.screenshot.startswith(b"\xff\xd8")


def test_a_page_that_never_settles_is_shown_as_it_stood(renderer, press):
    rendered = renderer.render(put(press, "<script>setInterval(() => fetch('/plain?' + Math.random()), 100)</script>"))
    assert rendered.error is None
    assert any("did not come to rest" in cut for cut in rendered.cuts)
    assert rendered.screenshot
    assert "words" in rendered.text


def test_a_page_whose_answer_never_ends_is_no_page(renderer, press):
    rendered = renderer.render(press.url("/endless"))
    assert rendered.error is not None
    assert rendered.error.code == "too-large"
    assert rendered.page.hops[0].truncated == "length", "what came is kept"
    assert_next_page_works(renderer, press)


def test_a_source_that_never_answers(renderer, press):
    rendered = renderer.render(press.url("/silent"))
    assert rendered.error is not None
    assert rendered.error.code == "too-slow"


@pytest.mark.parametrize("ask", ["alert('a')", "confirm('a')", "prompt('a')", "onbeforeunload = (e) => e.preventDefault()"])
def test_dialogs_are_dismissed(renderer, press, ask):
    rendered = renderer.render(put(press, f"<script>{ask}; document.body.append('after')</script>"))
    assert rendered.error is None
    assert "after" in rendered.text
    if "onbefore" not in ask:
        assert rendered.remarks == ("Refused: 1 × dialogs.",)


def test_dialogs_without_end(renderer, press):
    rendered = renderer.render(put(press, "<script>for (;;) alert('a')</script>"))
    assert rendered.cuts or rendered.error, "it is no whole page"
    assert_next_page_works(renderer, press)


def test_downloads_are_refused(renderer, press):
    press.answers["/file"] = answer("200 OK", ["Content-Type: application/zip", "Content-Disposition: attachment"], b"PK")
    rendered = renderer.render(put(press, "<a id=a href='/file' download>x</a><script>a.click()</script>"))
    assert rendered.error is None
    assert rendered.remarks == ("Refused: 1 × downloads.",)


def test_an_address_that_gives_a_file_is_no_page(renderer, press):
    press.answers["/file"] = answer("200 OK", ["Content-Type: application/zip", "Content-Disposition: attachment"], b"PK")
    rendered = renderer.render(press.url("/file"))
    assert rendered.error is not None
    assert "no page" in rendered.error.sentence
    assert rendered.page.hops[0].body == b"PK"


def test_sound_is_not_fetched(renderer, press):
    rendered = renderer.render(put(press, "<audio src='/plain' autoplay></audio><video src='/plain' autoplay></video>"))
    assert rendered.error is None
    assert rendered.remarks == ("Refused: 2 × sound and film.",)


def test_windows_are_closed(renderer, press):
    rendered = renderer.render(put(press, "<a id=a href='/plain' target=_blank>x</a><script>a.click()</script>"))
    assert rendered.error is None
    assert "words" in rendered.text


def test_a_loop_without_end_is_ended(renderer, press):
    rendered = renderer.render(put(press, "<script>document.body.append('before'); for (;;) ;</script>"))
    assert rendered.error is None
    assert any("did not come to rest" in cut for cut in rendered.cuts)
    assert "before" in rendered.text
    assert_next_page_works(renderer, press)


def test_a_loop_that_begins_again_costs_the_browser(make_browser, press):
    renderer = make_browser(dataclasses.replace(QUICK, settle_seconds=1, deadline_seconds=6))
    again = "<script>const spin = () => { setTimeout(spin); for (;;) ; }; spin()</script>"
    rendered = renderer.render(put(press, again))
    assert rendered.seconds < 12
    assert rendered.cuts or rendered.error.code in ("page-hung", "browser-lost")
    assert rendered.page is not None, "what was fetched is kept"
    assert_next_page_works(renderer, press)


def test_a_page_that_eats_its_heap_loses_its_tab(make_browser, press):
    renderer = make_browser(heap_mb=64)  # reached long before the page is looked at as it stands
    rendered = renderer.render(put(press, "<script>const all = []; for (;;) all.push(new Array(1e5).fill({}))</script>"))
    assert rendered.error is not None
    assert rendered.error.code in ("browser-lost", "page-hung")
    assert rendered.seconds < 20
    assert_next_page_works(renderer, press)


def test_a_page_that_eats_memory_is_killed(make_browser, press):
    renderer = make_browser(dataclasses.replace(QUICK, max_memory_bytes=500_000_000))
    eating = "<script>const all = []; while (all.length < 40) all.push(new Uint8Array(3e7).fill(1)); for (;;);</script>"
    rendered = renderer.render(put(press, eating))
    assert rendered.error is not None
    assert rendered.error.sentence == "The page took more memory than a page is given."
    assert_next_page_works(renderer, press)


def test_a_browser_that_dies_under_a_page(renderer, press):
    renderer.render(press.url("/plain"))
    dying = threading.Timer(1.0, renderer._running.kill)  # as the system does when memory ends
    dying.start()
    lost = renderer.render(put(press, "<script>setInterval(() => fetch('/plain?' + Math.random()), 100)</script>"))
    dying.join()
    assert lost.error is not None
    assert lost.error.code == "browser-lost"
    assert lost.page is not None, "what was fetched is kept"
    assert_next_page_works(renderer, press)


def test_a_browser_that_dies_between_two_pages(renderer, press):
    renderer.render(press.url("/plain"))
    renderer._running.kill()
    assert renderer._running.lost.wait(10)
    assert_next_page_works(renderer, press)


def test_a_tall_page_is_cut_and_says_so(renderer, press):
    rendered = renderer.render(put(press, TALL))
    assert rendered.error is None
    assert rendered.height_px >= 50_000
    assert any("pixels tall" in cut for cut in rendered.cuts)
    assert picture_height(rendered.screenshot) == QUICK.max_height_px
    assert_next_page_works(renderer, press)


def test_requests_without_end_are_refused(make_browser, press):
    renderer = make_browser(dataclasses.replace(QUICK, max_requests=20))
    many = "<script>for (let i = 0; i < 300; i++) fetch('/plain?' + i)</script>"
    rendered = renderer.render(put(press, many))
    assert len(rendered.fetched) == 20
    assert rendered.cuts == ("The page asked for more than 20 things; the rest was refused.",)


def test_pages_that_lead_on_without_end(make_browser, press):
    renderer = make_browser(dataclasses.replace(QUICK, max_requests=20))
    rendered = renderer.render(put(press, "<script>location.search = Math.random()</script>"))
    assert len(rendered.fetched) <= 20
    assert rendered.seconds < 15


def test_a_heavy_page_is_bounded(make_browser, press):
    renderer = make_browser(dataclasses.replace(QUICK, max_total_bytes=1_000_000))
    press.answers["/heavy"] = answer("200 OK", ["Content-Type: image/png"], bytes(400_000))
    rendered = renderer.render(put(press, "".join(f"<img src='/heavy?{n}'>" for n in range(30))))
    press.answers.pop("/heavy")
    assert sum(len(hop.body) for one in rendered.fetched for hop in one.hops) < 6_000_000
    assert rendered.error is None


def test_a_page_without_end_of_text(renderer, press):
    rendered = renderer.render(put(press, "<div>" * 20_000))
    assert rendered.seconds < 20
    assert rendered.page is not None
    assert_next_page_works(renderer, press)


def test_plain_page_has_three_views(renderer, press):
    rendered = renderer.render(press.url("/cp1256"))
    assert rendered.error is None
    assert PAGE.count("الاجتماع") == rendered.text.count("الاجتماع") == 1
    assert rendered.page.hops[0].body == PAGE.encode("cp1256")
    assert rendered.pdf.startswith(b"%PDF")
    assert rendered.screenshot.startswith(b"\xff\xd8")


def picture_height(jpeg):
    """Of the frame header. Source: ITU T.81, B.2.2."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return int.from_bytes(jpeg[at + 5 : at + 7])
