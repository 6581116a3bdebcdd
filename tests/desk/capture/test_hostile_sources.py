"""Hostile sources stop at the cap, at the deadline and within 64 MB of memory; what came is recorded as what it was."""

from __future__ import annotations

import base64
import json
import subprocess

import pytest

from tests.capture.hostile_server import HostileServer
from tests.desk.capture.hostile_sources import TOTAL_SECONDS
from tests.desk.installation import REPOSITORY, installation

MAX_EXTRA_BYTES = 64_000_000
GRACE_SECONDS = 3.0  # on a busy machine, for storing what came
BODY_CAP_BYTES = 20_000_000
SOURCES = {
    "endless body": "/endless-noise",
    "endless body in chunks": "/endless-chunked",
    "slow drip": "/drip",
    "slow drip of a head": "/drip-head",
    "gzip bomb": "/bomb",
    "100,000 headers": "/many-headers",
    "endless headers": "/endless-header",
    "reason phrase": "/reason",
    "redirect with a body": "/redirect-body",
    "103": "/early-hints",
    "trailer": "/chunked",
    "too short": "/short",
}


@pytest.fixture(scope="module")
def became(tmp_path_factory, django_db_setup):
    """What became of each source, in one run."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    with HostileServer() as server, installation(home) as own:
        urls = [server.url(path) for path in ("/plain", *SOURCES.values())]
        server.prepare_bomb()
        program = own.command("tests.desk.capture.hostile_sources", *urls)
        done = subprocess.run(program, env=own.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "all as they were" in own.dragoman("archive", "check")
        return dict(zip(SOURCES, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("source", SOURCES)
def test_it_stops_in_time_and_within_64_mb(became, source):
    assert became[source]["seconds"] < TOTAL_SECONDS + GRACE_SECONDS
    assert became[source]["extra_bytes"] < MAX_EXTRA_BYTES


@pytest.mark.parametrize("source", ["endless body", "endless body in chunks"])
def test_an_endless_body_is_kept_up_to_the_cap(became, source):
    found = became[source]
    assert (found["outcome"], found["record"]["truncated"], found["record"]["bytes"]) == ("too-large", "length", BODY_CAP_BYTES)


def test_a_drip_is_kept_as_far_as_it_came(became):
    found = became["slow drip"]
    assert (found["outcome"], found["record"]["truncated"]) == ("too-slow", "time")
    assert 0 < found["record"]["bytes"] < 1_000
    assert (became["slow drip of a head"]["outcome"], became["slow drip of a head"]["record"]) == ("too-slow", None)


def test_a_bomb_is_kept_packed_and_never_unpacked_beyond_its_limit(became):
    found = became["gzip bomb"]
    assert (found["outcome"], found["record"]["truncated"], found["decoded"]) == ("stored", None, "too-large")
    assert found["record"]["bytes"] < 1_000_000


@pytest.mark.parametrize("source", ["100,000 headers", "endless headers"])
def test_too_many_headers_are_a_failure_with_a_row(became, source):
    assert (became[source]["outcome"], became[source]["record"]) == ("too-large", None)


def test_a_reason_phrase_in_utf8_is_recorded(became):
    assert became["reason phrase"]["record"]["head"].startswith("HTTP/1.1 200 كل شيء بخير\r\n")


def test_a_redirect_with_a_body_is_a_capture_of_its_own(became):
    assert (became["redirect with a body"]["hops"], became["redirect with a body"]["record"]["status"]) == ([302], 200)


def test_interim_heads_and_trailers_stand_in_the_metadata(became):
    def told(source: str, name: str) -> bytes:
        fields = dict(line.split(": ", 1) for line in became[source]["record"]["metadata"].splitlines())
        return base64.b64decode(fields[name])

    assert told("103", "interim-heads-base64").startswith(b"HTTP/1.1 103 Early Hints\r\n")
    assert told("trailer", "trailer-base64") == b"X-Sum: 42\r\n"
    assert "X-Crawler-Transfer-Encoding: chunked\r\n" in became["trailer"]["record"]["head"]


def test_a_body_that_ends_too_early_says_so(became):
    assert became["too short"]["record"]["truncated"] == "disconnect"
