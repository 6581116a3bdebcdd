"""Asking an authority over HTTP: one that answers, and every kind that does not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from dragoman.capture.addresses import parse_networks
from dragoman.capture.authority import CurlPost
from dragoman.capture.exchange import Limits
from dragoman.capture.timestamps import MAX_TOKEN_BYTES, build_request, request_stamp
from dragoman.errors import (
    AuthorityUnavailable,
    StampImplausible,
    StampMalformed,
    StampOfOtherBytes,
    StampReplayed,
    StampUntrusted,
)
from tests.capture.authorities import NONCE, NOTE, AuthorityServer, LocalAuthority
from tests.capture.hostile_server import HostileServer

LIMITS = Limits(max_body_bytes=MAX_TOKEN_BYTES, max_header_bytes=64_000, connect_seconds=1, total_seconds=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("stranger"), signer="/CN=Stranger")


@pytest.fixture
def server(authority: LocalAuthority) -> Iterator[AuthorityServer]:
    with AuthorityServer(authority.answer) as running:
        yield running


Ask = Callable[..., object]


@pytest.fixture
def ask(authority: LocalAuthority) -> Ask:
    def ask_for(url: str, *, now: datetime | None = None, allow: str = "127.0.0.1/32", limits: Limits | None = None) -> object:
        post = CurlPost(parse_networks(allow), limits or Limits(max_body_bytes=MAX_TOKEN_BYTES))
        return request_stamp(post, url, NOTE, nonce=NONCE, roots=authority.roots, now=lambda: now or datetime.now(UTC))

    return ask_for


def test_a_stamp_comes_and_holds(ask: Ask, server: AuthorityServer):
    token = ask(server.url)
    assert token.authority == "Exact Hours"
    assert server.queries == [("application/timestamp-query", build_request(NOTE, NONCE))]


def test_a_bare_token_is_taken_too(ask: Ask, server: AuthorityServer, authority: LocalAuthority):
    server.respond = lambda query: authority.answer(query, bare=True)
    assert ask(server.url).bare


def test_a_swapped_token_is_named(ask: Ask, server: AuthorityServer, authority: LocalAuthority):
    server.respond = lambda _: authority.answer(build_request(NOTE, NONCE - 1))
    with pytest.raises(StampReplayed):
        ask(server.url)
    server.respond = lambda _: authority.answer(build_request(NOTE + b"x", NONCE))
    with pytest.raises(StampOfOtherBytes):
        ask(server.url)


def test_a_strangers_token_is_named(ask: Ask, server: AuthorityServer, stranger: LocalAuthority):
    server.respond = stranger.answer
    with pytest.raises(StampUntrusted):
        ask(server.url)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_wrong_clock_is_named(ask: Ask, server: AuthorityServer, minutes: int):
    with pytest.raises(StampImplausible):
        ask(server.url, now=datetime.now(UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_an_error_status_is_named(ask: Ask, server: AuthorityServer, status: int):
    server.status = status
    with pytest.raises(AuthorityUnavailable, match=f"status {status}"):
        ask(server.url)


def test_garbage_is_named(ask: Ask, server: AuthorityServer):
    server.respond = lambda _: b"<html>sign in to this network</html>"
    with pytest.raises(StampMalformed):
        ask(server.url)


def test_a_huge_answer_is_cut_off(ask: Ask, server: AuthorityServer):
    server.respond = lambda _: bytes(MAX_TOKEN_BYTES + 1)
    with pytest.raises(AuthorityUnavailable, match="far too large"):
        ask(server.url)


def test_an_authority_that_is_down_is_named(ask: Ask):
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        with pytest.raises(AuthorityUnavailable, match="cannot be reached"):
            ask(f"http://127.0.0.1:{unheard.getsockname()[1]}/")


@pytest.mark.parametrize("path", ["/silent", "/drip", "/drip-head"])
def test_a_slow_authority_is_given_up(ask: Ask, path: str):
    with HostileServer() as slow:
        started = time.monotonic()
        with pytest.raises(AuthorityUnavailable, match="in time"):
            ask(slow.url(path), limits=LIMITS)
        assert time.monotonic() - started < 3


@pytest.mark.parametrize(("path", "words"), [("/endless", "far too large"), ("/endless-header", "far too large")])
def test_an_endless_answer_is_cut_off(ask: Ask, path: str, words: str):
    with HostileServer() as endless, pytest.raises(AuthorityUnavailable, match=words):
        ask(endless.url(path), limits=LIMITS)


def test_a_redirect_is_not_followed(ask: Ask, server: AuthorityServer):
    with HostileServer() as other:
        other.redirect("/moved", server.url)
        with pytest.raises(AuthorityUnavailable, match="status 302"):
            ask(other.url("/moved"))
    assert not server.queries


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "localhost"])
def test_no_connection_reaches_a_private_address(ask: Ask, server: AuthorityServer, host: str):
    with pytest.raises(AuthorityUnavailable, match="private network"):
        ask(f"http://{host}:{server.port}/stamp", allow="")
    assert not server.queries


@pytest.mark.parametrize("url", ["file:///etc/hostname", "gopher://127.0.0.1/", "stamps"])
def test_other_schemes_are_refused(ask: Ask, url: str):
    with pytest.raises(AuthorityUnavailable, match="no web address"):
        ask(url)
