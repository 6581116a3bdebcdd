"""What stands in for a page is recognised; what only speaks of such things is not."""

from __future__ import annotations

import time

import pytest

from dragoman.errors import BotWall
from dragoman.watch.walls import refuse_wall

WALLS = [
    "<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/h/g/x'></script>",
    "<title>Attention Required!</title><p>Please complete the security check to access</p>",
    "<html><head><title>press.example</title></head><body><div id='px-captcha'></div></body></html>",
    "<title>DDoS-Guard</title><script>var x='__ddg1'</script><p>Checking your browser before accessing</p>",
    "<title>Проверка</title><p>Подтвердите, что запросы отправляли вы, а не робот</p>",
    "<title>404</title><p>در حال بررسی مرورگر شما</p>",
    "<title>Before you continue to the site</title><form action='https://consent.example'>Accept all</form>",
]
PAGES = [
    "",
    "<p>نص قصير</p>",
    "<title>عنوان</title><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>خبر</p>",
    "<title>How robots are told apart</title>"
    + "<p>Sites ask: verify you are human, just a moment, checking your browser.</p>" * 40,
    "<title>News</title><p>We use cookies. Accept all or manage.</p>"
    + "<p>The council met in the valley on Thursday evening.</p>" * 60,
]


@pytest.mark.parametrize("source", WALLS)
def test_walls_are_refused(source: str) -> None:
    with pytest.raises(BotWall) as caught:
        refuse_wall(source)
    assert caught.value.sentence.startswith("The site sent a ")


@pytest.mark.parametrize("source", PAGES)
def test_pages_pass(source: str) -> None:
    refuse_wall(source)


@pytest.mark.parametrize("piece", ["<!--", "<script>", "<", "we use cookies ", "<style "])
def test_hostile_pages_take_little_time(piece: str) -> None:
    started = time.process_time()
    refuse_wall("<p>cf-chl- words</p>" + "<p>word word word</p>" * 200 + piece * 200_000)
    assert time.process_time() - started < 2
