"""The press on loopback."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from dragoman.capture.addresses import is_allowed, parse_networks
from dragoman.demo.outlets import LAST_STEP, outlets
from dragoman.demo.server import Press
from dragoman.errors import SettingInvalid
from dragoman.watch.endpoints.telegram_post import parse_post
from dragoman.watch.walls import wall


def ask(url: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=5)
    try:
        connection.request(method, f"/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_every_source_answers(press: Press) -> None:
    assert len(press.sources) == len(outlets())
    for source in press.sources:
        answer, body = ask(source.url)
        assert answer.status == 200, source.url
        assert body


def test_every_piece_that_a_feed_names_is_there_in_its_charset(press: Press) -> None:
    for outlet in outlets():
        for piece in outlet.at_step(0).pieces:
            if outlet.format == "telegram":
                continue
            answer, body = ask(press.url(f"{outlet.key}:{piece.slug}"))
            assert answer.status == 200
            assert answer.headers.get_content_charset() == piece.charset
            page = body.decode(piece.charset)
            assert f'charset="{piece.charset}"' in page
            assert outlet.name_native in page
            assert wall(page) is None, "a short page of ours is taken for a wall"
            assert "&#" not in page.replace("&#x27;", ""), "a letter is missing from the page's charset"


@pytest.mark.parametrize("key", ["sada", "nofra", "orzhan"])
def test_rss_is_xml_with_an_item_a_piece(press: Press, key: str) -> None:
    outlet = next(outlet for outlet in outlets() if outlet.key == key)
    _, body = ask(press.addresses[key] + outlet.endpoint)
    items = ET.fromstring(body).findall("./channel/item")
    assert len(items) == len(outlet.at_step(0).pieces)


def test_atom_and_json_feed_name_their_pieces(press: Press) -> None:
    _, body = ask(press.addresses["adarin"] + "/atom.xml")
    assert len(ET.fromstring(body).findall("{http://www.w3.org/2005/Atom}entry")) == 7
    _, body = ask(press.addresses["lurena"] + "/feed.json")
    assert len(json.loads(body)["items"]) == 5


def test_conditional_requests(press: Press) -> None:
    url = press.sources[0].url
    answer, _ = ask(url)
    tag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"other", W/{tag}'}, {"If_Modified_Since": modified}):
        answer, body = ask(url, **headers)
        assert (answer.status, body) == (304, b""), headers
    for headers in ({"If_None_Match": '"other"', "If_Modified_Since": modified}, {"If_Modified_Since": "yesterday"}):
        assert ask(url, **headers)[0].status == 200, headers


def test_advance_changes_what_changed_and_nothing_else(press: Press) -> None:
    corrected, still = press.url("sada:rare-meeting"), press.url("daftar:name-1405-07-20")
    tags = {url: ask(url)[0].headers["ETag"] for url in (corrected, press.sources[0].url)}
    assert [press.advance() for _ in range(LAST_STEP)] == list(range(1, LAST_STEP + 1))
    assert press.advance() == LAST_STEP, "the story has an end"
    answer, body = ask(corrected, If_None_Match=tags[corrected])
    assert answer.status == 200
    assert "تصحيح" in body.decode()
    assert ask(still)[0].status == 200
    _, channel = ask(press.addresses["nabd"] + "/s/nabd_selmar")
    assert 'data-post="nabd_selmar/307"' not in channel.decode()
    assert 'data-post="nabd_selmar/309"' in channel.decode()


def test_a_post_shows_itself_at_its_own_address_until_it_is_deleted(press: Press) -> None:
    url = press.url("nabd:307") + "?embed=1"
    post = parse_post(ask(url)[1], url, 307)
    assert post is not None
    assert "الزورقي" in post.text
    press.advance(), press.advance()
    assert parse_post(ask(url)[1], url, 307) is None


def test_robots_head_and_the_missing_page(press: Press) -> None:
    answer, body = ask(press.addresses["sada"] + "/robots.txt")
    assert (answer.status, body.startswith(b"User-agent: *")) == (200, True)
    answer, body = ask(press.sources[0].url, "HEAD")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 500
    assert ask(press.addresses["sada"] + "/news/none.html")[0].status == 404
    assert press.requests[-1] == ("127.0.1.11", "/news/none.html", 404)


def test_only_the_press_is_allowed_and_only_loopback_listens(press: Press) -> None:
    networks = parse_networks(press.networks)
    assert all(is_allowed(outlet.host, press.port, networks) for outlet in outlets())
    assert not is_allowed("127.0.0.1", press.port, networks)
    assert not is_allowed(outlets()[0].host, press.port + 1, networks)
    with socket.socket() as probe:
        probe.settimeout(2)
        assert probe.connect_ex(("127.0.0.1", press.port)) != 0


def test_a_busy_port_is_said_in_one_sentence_and_nothing_stays_open(press: Press) -> None:
    with pytest.raises(SettingInvalid, match=f"port {press.port}: another program uses it"):
        Press(port=press.port).start()
    with socket.socket() as last:  # a port taken on the last host frees the ones bound before it
        last.bind((outlets()[-1].host, 0))
        last.listen()
        port = last.getsockname()[1]
        with pytest.raises(SettingInvalid):
            Press(port=port).start()
        with socket.socket() as first:
            first.bind((outlets()[0].host, port))


def test_the_press_serves_alone_until_interrupted() -> None:
    import signal

    argv = [sys.executable, "-u", "-m", "dragoman.demo", "--port", "0", "--step", "1"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in outlets()]
        try:
            assert ask(lines[0].split()[-1])[0].status == 200
        finally:
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
