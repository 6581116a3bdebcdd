"""No spelling of an address, no name server and no redirect leads into a private network."""

from __future__ import annotations

import pytest

from dragoman.capture.addresses import is_allowed, parse_networks
from dragoman.capture.fetch import Fetcher, Limits, Request
from dragoman.capture.wire_url import follow_location, wire_url
from dragoman.errors import AddressRefused, SettingInvalid, SourceUnreachable
from tests.capture.hostile_server import HostileServer

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378::1",
    "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address):
    assert not is_allowed(address, 80, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"])
def test_public_addresses_are_allowed(address):
    assert is_allowed(address, 80, ())


def test_a_named_network_is_allowed_at_its_port_alone():
    networks = parse_networks("127.0.0.1/32:8411, 10.1.0.0/16,[fd00::]/8:443")
    assert is_allowed("127.0.0.1", 8411, networks)
    assert is_allowed("::ffff:127.0.0.1", 8411, networks)
    assert not is_allowed("127.0.0.1", 80, networks)
    assert not is_allowed("127.0.0.2", 8411, networks)
    assert is_allowed("10.1.2.3", 5, networks)
    assert is_allowed("fd00::7", 443, networks)
    assert not is_allowed("fd00::7", 80, networks)
    assert parse_networks(" , ") == ()


@pytest.mark.parametrize(
    "setting", ["10.0.0.1", "10.0.0.0/33", "10.0.0.1/8", "x/8", "10.0.0.0/8:0", "10.0.0.0/8:99999", "10.0.0.0/8:x"]
)
def test_a_network_that_is_none_is_named(setting):
    with pytest.raises(SettingInvalid, match="DRAGOMAN_ALLOW_PRIVATE"):
        parse_networks(setting)


@pytest.fixture
def listener():
    """A listener on a private address that nobody allowed."""
    with HostileServer("127.0.0.2") as running:
        yield running


FORMS = {
    "literal": "http://127.0.0.2:{port}/plain",
    "decimal": "http://2130706434:{port}/plain",
    "octal": "http://0177.0.0.02:{port}/plain",
    "hex": "http://0x7f.0.0.2:{port}/plain",
    "hex in one": "http://0x7f000002:{port}/plain",
    "short": "http://127.2:{port}/plain",
    "IPv4-mapped": "http://[::ffff:127.0.0.2]:{port}/plain",
    "IPv4-mapped in hex": "http://[::ffff:7f00:2]:{port}/plain",
    "fullwidth digits": "http://１２７.０.０.２:{port}/plain",
    "ideographic stop": "http://127。0。0。2:{port}/plain",
    "user part": "http://public.example@127.0.0.2:{port}/plain",
    "backslash": "http://127.0.0.2:{port}\\@public.example/plain",
    "rebinding name": "http://rebind.example:{port}/plain",
    "encrypted": "https://127.0.0.2:{port}/plain",
    "file": "file:///etc/hostname",
    "file with host": "file://127.0.0.2/etc/hostname",
    "gopher": "gopher://127.0.0.2:{port}/_GET%20/plain",
    "ftp": "ftp://127.0.0.2:{port}/plain",
    "dict": "dict://127.0.0.2:{port}/d:plain",
    "javascript": "javascript:alert(1)",
    "newlines": "ht\ntp://127.0.0.2:{port}/pl\rain",
}


@pytest.mark.parametrize("form", FORMS)
def test_no_form_reaches_the_listener(listener, form):
    fetcher = Fetcher((), Limits(connect_seconds=1, total_seconds=1), resolve=(f"rebind.example:{listener.port}:127.0.0.2",))
    url = FORMS[form].format(port=listener.port)
    fetched = fetcher.fetch(Request(url))
    assert listener.connections == 0
    assert fetched.hops == ()
    assert isinstance(fetched.error, AddressRefused | SourceUnreachable)
    if form not in ("fullwidth digits", "ideographic stop", "octal", "backslash"):
        assert isinstance(fetched.error, AddressRefused)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_reaches_the_listener_by_redirect(listener, server, form):
    networks = parse_networks(f"{server.host}/32:{server.port}")
    fetcher = Fetcher(
        networks, Limits(connect_seconds=1, total_seconds=1), resolve=(f"rebind.example:{listener.port}:127.0.0.2",)
    )
    server.redirect("/in", FORMS[form].format(port=listener.port).replace("\n", "").replace("\r", ""))
    fetched = fetcher.fetch(Request(server.url("/in")))
    assert listener.connections == 0
    assert [hop.status for hop in fetched.hops][:1] == [302]
    assert fetched.error is not None


def test_another_port_of_an_allowed_address_is_refused(server):
    with HostileServer() as other:
        fetcher = Fetcher(parse_networks(f"{server.host}/32:{server.port}"))
        assert isinstance(fetcher.fetch(Request(other.url("/plain"))).error, AddressRefused)
        assert other.connections == 0


def test_a_proxy_of_the_surroundings_is_not_used(server, fetcher, monkeypatch):
    with HostileServer() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        assert fetcher.fetch(Request(server.url("/plain"))).final.status == 200
        assert proxy.connections == 0


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://Example.ORG", "http://example.org/"),
        ("HTTP://example.org:80/a b", "http://example.org:80/a%20b"),
        ("https://example.org/%D8%AE?a=%20&b=«»#top", "https://example.org/%D8%AE?a=%20&b=%C2%AB%C2%BB"),
        (" http://example.org/\n", "http://example.org/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://مثال.example/", "http://xn--mgbh0fb.example/"),
    ],
)
def test_wire_form(url, sent):
    assert wire_url(url) == sent
    assert wire_url(sent) == sent


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "http:///a",
        "http://a:b@c/",
        "http://a b/",
        "http://a:99999/",
        "data:,x",
        "http://\x00/",
    ],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(AddressRefused):
        wire_url(url)


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/b", "http://example.org/b"),
        ("b?c", "http://example.org/x/b?c"),
        ("//other.example/é", "http://other.example/%C3%A9"),
        ("https://other.example#x", "https://other.example/"),
        (" /b\t", "http://example.org/b"),
    ],
)
def test_a_location_is_seen_from_its_page(location, leads_to):
    assert follow_location("http://example.org/x/a", location) == leads_to
