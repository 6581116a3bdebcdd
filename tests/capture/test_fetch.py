"""Fetching: every byte as it was on the wire, stops at each cap, one bad source never stops the rest."""

from __future__ import annotations

import base64
import gc
import resource
import threading
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dragoman.capture.addresses import parse_networks
from dragoman.capture.decode import decode_body
from dragoman.capture.fetch import Fetcher, Limits, Request
from dragoman.errors import (
    AddressRefused,
    CaptureFailed,
    SourceRefused,
    SourceTooLarge,
    SourceTooSlow,
    SourceUnreachable,
)
from tests.capture.hostile_server import ANSWERS, CLOSING, PAGE, HostileServer
from tests.capture.test_text_rule import GOLDEN

AS_SENT = ["/plain", "/cp1256", "/gzip", "/reason", "/early-hints", "/order", "/empty", "/not-modified", "/missing", "/error"]


@pytest.mark.parametrize("path", AS_SENT)
def test_head_and_body_are_kept_as_sent(server, fetcher, path):
    (hop,) = fetcher.fetch(Request(server.url(path))).hops
    assert hop.interim_heads + hop.response_head + hop.body == ANSWERS[path]
    assert hop.truncated is None


def test_the_request_is_kept_as_sent(server, fetcher):
    request = Request(server.url("/plain"), (("If-None-Match", '"a"'), ("Accept", "application/xml"), ("X-Empty", "")))
    hop = fetcher.fetch(request).final
    assert server.seen[0].head == hop.request_head
    assert b'\r\nIf-None-Match: "a"\r\n' in hop.request_head
    assert hop.request_head.count(b"Accept: ") == 1
    assert b"\r\nX-Empty:\r\n" in hop.request_head


def test_an_exchange_says_when_where_and_what(server, fetcher):
    before = datetime.now(UTC)
    hop = fetcher.fetch(Request(server.url("/order"))).final
    assert (hop.url, hop.method, hop.status, hop.remote_address) == (server.url("/order"), "GET", 200, server.host)
    assert hop.header("X-A") == "1"
    assert [text for name, text in hop.headers if name.lower() == "x-b"] == ["2", "3"]
    assert abs((hop.started_utc - before).total_seconds()) < 2
    assert hop.started_utc.microsecond % 1000 == 0
    assert 0 < hop.seconds < 2


def test_a_reason_phrase_in_utf8_is_kept(server, fetcher):
    assert fetcher.fetch(Request(server.url("/reason"))).final.response_head.startswith("HTTP/1.1 200 كل شيء بخير\r\n".encode())


def test_chunks_are_undone_and_the_trailer_kept(server, fetcher):
    hop = fetcher.fetch(Request(server.url("/chunked"))).final
    assert hop.body == b"<p>one</p>"
    assert hop.trailer == b"X-Sum: 42\r\n"
    assert hop.transfer_codings == ["chunked"]
    assert b"Transfer-Encoding: chunked\r\n" in hop.response_head
    assert hop.truncated is None


@pytest.mark.parametrize(
    ("path", "body", "truncated"),
    [
        ("/short", b"<p>half of it", "disconnect"),
        ("/chunked-cut", b"<p>one", "disconnect"),
        ("/chunked-broken", b"<p>on", "unspecified"),
        ("/until-close", PAGE.encode(), None),
    ],
)
def test_of_a_broken_off_body_what_came_is_kept(server, fetcher, path, body, truncated):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert fetched.error is None
    assert (fetched.final.body, fetched.final.truncated) == (body, truncated)


def test_redirects_are_followed_and_each_hop_is_kept(server, fetcher):
    fetched = fetcher.fetch(Request(server.url("/redirect-body")))
    assert [hop.status for hop in fetched.hops] == [302, 200]
    assert fetched.hops[0].body.startswith(b"<p>moved")
    assert fetched.final.url == server.url("/plain")


def test_redirects_end(server, fetcher):
    fetched = fetcher.fetch(Request(server.url("/redirect-loop")))
    assert len(fetched.hops) == 6
    assert isinstance(fetched.error, SourceRefused)


@pytest.mark.parametrize("path", ["/redirect-file", "/redirect-gopher", "/redirect-nowhere"])
def test_a_redirect_to_something_else_is_refused_and_the_hop_before_kept(server, fetcher, path):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert [hop.status for hop in fetched.hops] == [302]
    assert isinstance(fetched.error, AddressRefused)


def test_not_modified_is_no_error(server, fetcher):
    assert fetcher.fetch(Request(server.url("/not-modified"))).final.status == 304


@pytest.mark.parametrize(("path", "status"), [("/missing", 404), ("/error", 503)])
def test_an_error_status_is_named_and_its_page_kept(server, fetcher, path, status):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert isinstance(fetched.error, SourceRefused)
    assert (fetched.hops[0].status, fetched.hops[0].header("retry-after")) == (status, "120" if status == 503 else None)
    with pytest.raises(SourceRefused):
        _ = fetched.final


@pytest.mark.parametrize("path", ["/endless", "/endless-chunked"])
def test_an_endless_body_stops_at_the_cap(server, fetcher, path):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert isinstance(fetched.error, SourceTooLarge)
    assert (len(fetched.hops[0].body), fetched.hops[0].truncated) == (1_000_000, "length")


@pytest.mark.parametrize("path", ["/endless-header", "/many-headers", "/huge-header"])
def test_endless_headers_stop_at_the_cap(server, fetcher, path):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert isinstance(fetched.error, SourceTooLarge)
    assert fetched.hops == ()


@pytest.mark.parametrize(("path", "hops"), [("/drip", 1), ("/drip-head", 0), ("/silent", 0)])
def test_a_slow_source_stops_at_the_deadline(server, make_fetcher, path, hops):
    began = time.monotonic()
    fetched = make_fetcher(Limits(total_seconds=0.4)).fetch(Request(server.url(path)))
    assert time.monotonic() - began < 1.5
    assert isinstance(fetched.error, SourceTooSlow)
    assert [hop.truncated for hop in fetched.hops] == ["time"] * hops


def test_the_deadline_is_for_all_hops_together(server, make_fetcher):
    server.redirect("/to-drip", "/drip")
    began = time.monotonic()
    fetched = make_fetcher(Limits(total_seconds=0.4)).fetch(Request(server.url("/to-drip")))
    assert time.monotonic() - began < 1.5
    assert [hop.status for hop in fetched.hops] == [302, 200]


@pytest.mark.parametrize("path", ["/no-answer", "/half-head", "/not-http"])
def test_no_answer_is_unreachable(server, fetcher, path):
    fetched = fetcher.fetch(Request(server.url(path)))
    assert isinstance(fetched.error, SourceUnreachable)
    assert fetched.hops == ()
    assert fetched.error.sentence


def test_a_bomb_does_not_grow_in_memory(server, make_fetcher):
    fetcher = make_fetcher(Limits(max_body_bytes=1_000_000, total_seconds=20))
    fetcher.fetch(Request(server.url("/bomb")))  # the server makes its bomb now
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    hop = fetcher.fetch(Request(server.url("/bomb"))).final
    assert len(hop.body) < 1_000_000
    with pytest.raises(SourceTooLarge):
        decode_body(hop)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def test_every_misbehaviour_at_once_harms_no_other(server, make_fetcher):
    paths = [*ANSWERS, *CLOSING, "/endless", "/drip", "/silent", "/endless-header"]
    fetcher = make_fetcher(Limits(max_body_bytes=1_000_000, total_seconds=0.5), per_host=8)
    urls = [server.url(path) for path in paths for _ in range(2)] + ["file:///etc/passwd", "http://", "nonsense"]
    found = {}
    for fetched in fetcher.fetch_many(map(Request, urls)):
        found.setdefault(fetched.request.url, []).append(fetched)
    assert sum(len(answers) for answers in found.values()) == len(urls)
    assert found[server.url("/plain")][1].final.body == PAGE.encode()
    assert all(f.hops or f.error for answers in found.values() for f in answers)
    assert all(isinstance(f.error, CaptureFailed | None) for answers in found.values() for f in answers)


def test_at_most_two_connections_a_host_used_again(server, fetcher):
    answers = list(fetcher.fetch_many(Request(server.url("/plain")) for _ in range(200)))
    assert len(answers) == 200
    assert server.most_open <= 2
    assert server.connections <= 4


def test_requests_are_read_only_as_far_as_there_is_room(server, make_fetcher):
    fetcher = make_fetcher(concurrency=4)
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield Request(server.url("/plain"))

    answers = fetcher.fetch_many(endless())
    for _ in range(20):
        assert next(answers).error is None
    answers.close()
    assert read < 20 + 4 * 10
    assert fetcher.fetch(Request(server.url("/plain"))).error is None


def test_fetching_inside_a_running_batch(server, fetcher):
    batch = fetcher.fetch_many(Request(server.url("/plain")) for _ in range(5))
    assert next(batch).error is None
    assert fetcher.fetch(Request(server.url("/order"))).final.status == 200
    assert len(list(batch)) == 4


def test_a_failing_list_of_requests_leaves_the_fetcher_usable(server, fetcher):
    def failing():
        yield Request(server.url("/drip"))
        raise RuntimeError("the list broke")

    with pytest.raises(RuntimeError, match="the list broke"):
        list(fetcher.fetch_many(failing()))
    assert fetcher.fetch(Request(server.url("/plain"))).final.status == 200


def test_names_and_paths_outside_ascii_are_sent_in_ascii(server, make_fetcher):
    server.answers["/%D8%AE%D8%A8%D8%B1?q=%D8%A3%20b"] = ANSWERS["/plain"]
    name = "xn--mgbh0fb.example"
    fetcher = make_fetcher(resolve=(f"{name}:{server.port}:{server.host}",))
    hop = fetcher.fetch(Request(f"http://مثال.example:{server.port}/خبر?q=أ b#fragment")).final
    assert hop.url == f"http://{name}:{server.port}/%D8%AE%D8%A8%D8%B1?q=%D8%A3%20b"
    assert f"Host: {name}:{server.port}\r\n".encode() in server.seen[0].head


@pytest.mark.parametrize("header", [("A", "b\r\nC: d"), ("A b", "c"), ("", "c"), ("A", "\u200f")])
def test_a_header_that_would_break_the_request_is_refused(header):
    with pytest.raises(ValueError, match="not a header"):
        Request("http://example.org/", (header,))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Key and certificate of `secure.example`, signed by nobody, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "secure.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, datetime(2026, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("secure.example")]), critical=False)
    signed = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "secure.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path


def test_encrypted_sources_must_show_a_certificate_that_is_trusted_and_theirs(certificate):
    with HostileServer(certificate=certificate) as server:
        networks = parse_networks(f"{server.host}/32:{server.port}")
        resolve = tuple(f"{name}:{server.port}:{server.host}" for name in ("secure.example", "other.example"))

        def fetch(name: str, ca_file: str | None):
            fetcher = Fetcher(networks, Limits(total_seconds=5), resolve=resolve, ca_file=ca_file)
            return fetcher.fetch(Request(f"https://{name}:{server.port}/plain"))

        assert fetch("secure.example", str(certificate)).final.body == PAGE.encode()
        for refused in (fetch("secure.example", None), fetch("other.example", str(certificate))):
            assert isinstance(refused.error, SourceUnreachable)
            assert "certificate" in refused.error.sentence
        assert len(server.seen) == 1


def test_golden_payloads_survive_fetching(server, fetcher):
    """Bytes survive: whatever a page's charset, what is kept is what was sent."""
    for number, case in enumerate(GOLDEN["cases"]):
        payload = base64.b64decode(case["payload"])
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {case['content_type']}\r\nContent-Length: {len(payload)}\r\n\r\n"
        server.answers[f"/golden/{number}"] = head.encode() + payload
    urls = [server.url(f"/golden/{number}") for number in range(len(GOLDEN["cases"]))]
    found = {fetched.request.url: fetched.final for fetched in fetcher.fetch_many(map(Request, urls))}
    for number, case in enumerate(GOLDEN["cases"]):
        assert found[urls[number]].body == base64.b64decode(case["payload"])


def test_no_thread_is_left_behind(server, fetcher):
    before = {thread.name for thread in threading.enumerate() if "curl" in thread.name}
    fetcher.fetch(Request(server.url("/plain")))
    assert {thread.name for thread in threading.enumerate() if "curl" in thread.name} == before


def test_no_socket_is_left_to_be_closed_by_chance(server, make_fetcher):
    """What Python would warn of is counted, whether or not a fetch ended well or was given up."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        fetcher = make_fetcher(Limits(total_seconds=0.3))
        for path in ("/plain", "/no-answer", "/silent", "/endless"):
            fetcher.fetch(Request(server.url(path)))
        given_up = fetcher.fetch_many(Request(server.url(path)) for path in ("/plain", "/silent"))
        next(given_up)
        given_up.close()
        fetcher.close()
        gc.collect()
    assert [str(warning.message) for warning in told if warning.category is ResourceWarning] == []


def test_a_post_sends_its_body_and_is_not_led_on(fetcher, server):
    fetched = fetcher.fetch(Request(server.url("/redirect-body"), (("Expect", ""),), "POST", b"a=1"))
    assert [hop.status for hop in fetched.hops] == [302], "a body is never sent to another address unasked"
    assert fetched.hops[0].method == "POST"
    assert fetched.hops[0].request_body == b"a=1"
    assert b"Content-Length: 3" in fetched.hops[0].request_head


def test_other_methods_are_not_sent():
    with pytest.raises(ValueError, match="not a method"):
        Request("https://press.example/", (), "DELETE")
