"""From inside a rendered page, nothing on a private address is reached: each way a page has, tried in a real browser."""

from __future__ import annotations

import subprocess

import pytest

from dragoman.capture.addresses import parse_networks
from dragoman.capture.fetch import USER_AGENT
from dragoman.capture.hop import Wire
from dragoman.capture.rendered.browser import LIMITS, Browser
from dragoman.capture.rendered.program import Program, cage_works
from tests.capture.hostile_server import HTML, answer

pytestmark = pytest.mark.browser

SPELLINGS = ("2130706433", "0", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "127.1")
# way → what the page does; SECRET is the listener's host and port, PRESS the page's own.
WAYS = {
    "fetch": "<script>fetch('http://SECRET/fetch').then(r => r.text()).then(t => document.title = t)</script>",
    "post": "<script>fetch('http://SECRET/post', {method: 'POST', body: 'x', headers: {'X-A': '1'}})</script>",
    "image": "<img src='http://SECRET/image'>",
    "style": "<style>@import url(http://SECRET/style); body {background: url(http://SECRET/background)}</style>",
    "font": "<style>@font-face {font-family: f; src: url(http://SECRET/font)} p {font-family: f}</style><p>words",
    "script": "<script src='http://SECRET/script'></script><script type=module>import 'http://SECRET/module'</script>",
    "iframe": "<iframe src='http://SECRET/iframe'></iframe>",
    "iframe of another site": "<iframe src='http://other.example:PRESS_PORT/inner'></iframe>",
    "object": "<object data='http://SECRET/object'></object><embed src='http://SECRET/embed'>",
    "film": "<video src='http://SECRET/film' autoplay></video><audio src='http://SECRET/sound' autoplay></audio>",
    "beacon": "<script>navigator.sendBeacon('http://SECRET/beacon', 'x')</script>",
    "ping": "<a id=a ping='http://SECRET/ping' href='#x'>x</a><script>a.click()</script>",
    "websocket": "<script>new WebSocket('ws://SECRET/socket')</script>",
    "webtransport": "<script>new WebTransport('https://SECRET/transport')</script>",
    "events": "<script>new EventSource('http://SECRET/events')</script>",
    "worker": "<script>new Worker('/worker.js'); new SharedWorker('/worker.js')</script>",
    "blob worker": "<script>new Worker(URL.createObjectURL(new Blob([`fetch('http://SECRET/blob')`])))</script>",
    "service worker": "<script>navigator.serviceWorker.register('/worker.js')</script>",
    "form": "<form action='http://SECRET/form' method=post target=_blank></form><script>document.forms[0].submit()</script>",
    "window": "<script>window.open('http://SECRET/window')</script>",
    "location": "<script>setTimeout(() => location = 'http://SECRET/location', 50)</script>",
    "refresh": "<meta http-equiv=refresh content='0;url=http://SECRET/refresh'>",
    "redirect": "<img src='/away'><iframe src='/away'></iframe><script>fetch('/away')</script>",
    "prefetch": "<link rel=prefetch href='http://SECRET/prefetch'><link rel=preload as=image href='http://SECRET/preload'>",
    "connect before": "<link rel=preconnect href='http://SECRET'><link rel=dns-prefetch href='//secret.example:SECRET_PORT'>",
    "speculation": '<script type=speculationrules>{"prerender": [{"urls": ["http://SECRET/prerender"]}]}</script>',
    "name that is bound anew": "<script>fetch('http://press.example:SECRET_PORT/rebound')</script>",
    "other spellings": "".join(f"<img src='http://{host}:SECRET_PORT/spelt'>" for host in SPELLINGS),
    "webrtc": """<script>
        const servers = [{urls: ['stun:SECRET', 'turn:SECRET?transport=tcp'], username: 'a', credential: 'b'}];
        const peer = new RTCPeerConnection({iceServers: servers});
        peer.createDataChannel('x');
        peer.createOffer().then(async (offer) => {
          await peer.setLocalDescription(offer);
          const other = new RTCPeerConnection();
          await other.setRemoteDescription(offer);
          const answer = await other.createAnswer();
          await other.setLocalDescription(answer);
          await peer.setRemoteDescription(answer);
          for (const [kind, more] of [['udp', ''], ['tcp', ' tcptype passive']]) {
            const candidate = `candidate:1 1 ${kind} 2122260223 SECRET_HOST SECRET_PORT typ host${more}`;
            await peer.addIceCandidate({sdpMid: '0', candidate});
          }
        });
        setTimeout(() => fetch('/wait'), 200);
    </script>""",
}


def page_of(ways, listener, press):
    for name, text in (
        ("SECRET_PORT", str(listener.port)),
        ("SECRET_HOST", "127.0.0.1"),
        ("SECRET", f"127.0.0.1:{listener.port}"),
        ("PRESS_PORT", str(press.port)),
    ):
        ways = ways.replace(name, text)
    return f"<!doctype html><title>open</title><p>words</p>{ways}"


def put(press, listener):
    """The page's helpers, all of them trying the same."""
    secret = f"http://127.0.0.1:{listener.port}"
    press.redirect("/away", f"{secret}/redirected")
    script = f"fetch('{secret}/worker'); try {{ importScripts('{secret}/imported') }} catch (e) {{}}"
    press.answers["/worker.js"] = answer("200 OK", ["Content-Type: text/javascript"], script.encode())
    inner = page_of(WAYS["fetch"] + WAYS["webrtc"] + WAYS["websocket"], listener, press)
    press.answers["/inner"] = answer("200 OK", HTML, inner.encode())


@pytest.fixture(scope="module")
def guarded(make_browser, press):
    """Names lead where an attacker's name server says: one to the press, and then to the press's own machine."""
    hosts = ("press.example", "other.example")
    return make_browser(resolve=tuple(f"{host}:{port}:127.0.0.1" for host in hosts for port in (press.port,)))


@pytest.mark.parametrize("way", WAYS)
def test_nothing_private_is_reached(way, guarded, press, listener):
    put(press, listener)
    press.answers["/page"] = answer("200 OK", HTML, page_of(WAYS[way], listener, press).encode())
    before = len(listener.seen)
    rendered = guarded.render(press.url("/page", host="press.example"))
    assert listener.seen[before:] == []
    assert rendered.page is not None
    assert rendered.error is None or way in ("location", "refresh"), "the page itself is shown"
    assert (
        all(
            fetched.request.url.startswith("http://press.example")
            for fetched in rendered.fetched
            if fetched.hops and not fetched.error
        )
        or way == "iframe of another site"
    )


def test_a_browser_without_a_gate_does_reach_it(chromium_path, press, listener, tmp_path):
    """What shows that the listener would have noticed."""
    put(press, listener)
    everything = "".join(text for way, text in WAYS.items() if way not in ("location", "refresh", "window", "form"))
    press.answers["/all"] = answer("200 OK", HTML, page_of(everything, listener, press).encode())
    before = len(listener.seen)
    command = [
        chromium_path,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}",
        "--timeout=4000",
        "--dump-dom",
    ]
    subprocess.run([*command, press.url("/all")], capture_output=True, timeout=60, check=False)
    reached = b"\n".join(listener.seen[before:])
    for path in (b"/fetch", b"/image", b"/iframe", b"/beacon", b"/socket", b"/redirected", b"/worker"):
        assert path in reached, path


@pytest.mark.skipif(not cage_works(), reason="this system gives no network namespaces: the second wall is left out")
def test_the_same_holds_in_a_network_namespace(make_browser, press, listener):
    put(press, listener)
    everything = "".join(text for way, text in WAYS.items() if way not in ("location", "refresh"))
    press.answers["/all"] = answer("200 OK", HTML, page_of(everything, listener, press).encode())
    before = len(listener.seen)
    rendered = make_browser(caged=True).render(press.url("/all"))
    assert listener.seen[before:] == []
    assert "words" in rendered.text


def test_a_page_on_a_private_address_is_not_shown(chromium_path, listener):
    wire = Wire(parse_networks(""), LIMITS, USER_AGENT)
    with Browser(Program(chromium_path, sandbox=False), wire) as browser:
        rendered = browser.render(f"http://127.0.0.1:{listener.port}/page")
    assert rendered.error is not None
    assert rendered.error.code == "address-refused"
    assert not rendered.screenshot
    assert all(b"/page" not in seen for seen in listener.seen)
