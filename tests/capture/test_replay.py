"""Proof files in the archive world's own tools: `wacz`, pywb, warcio, fastwarc read ours as what was captured."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.capture import text_rule
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.decode import decode_payload
from dragoman.capture.proof import build
from dragoman.capture.surt import sort_key
from dragoman.capture.verify import verify
from dragoman.capture.wacz import INDEX, WARC
from tests.capture import proofs
from tests.capture.replay import Answer, Replay, replaying
from tests.capture.replay_cases import CASES, STAMP, content
from tests.programs import program

each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One proof file that quotes every case."""
    path = tmp_path_factory.mktemp("proof") / "every-charset.wacz"
    build(content(), path)
    return path


@pytest.fixture(scope="module")
def warc(proof: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proof's WARC file, on its own."""
    path = tmp_path_factory.mktemp("warc") / "data.warc.gz"
    path.write_bytes(unwrap(proof.read_bytes())[0][WARC])
    return path


@pytest.fixture(scope="module")
def replay(proof: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    with replaying(proof, tmp_path_factory.mktemp("replay")) as running:
        yield running


def test_the_proof_of_every_charset_holds(proof):
    verdict = verify(proof)
    assert verdict.ok
    assert len(verdict.quotations) == len(CASES) >= 12


def test_the_validator_of_the_format_accepts_it(proof, tmp_path):
    for written in (proof, proofs.write(tmp_path)):
        done = run(program("replay", "wacz"), "validate", "-f", written)
        assert "the passed WACZ is valid" in done.stdout
    assert "Has signature" in done.stdout
    members = dict(unwrap(proof.read_bytes())[0])
    members[INDEX] += b" "
    proof.with_name("altered.wacz").write_bytes(wrap(members))
    refused = run(program("replay", "wacz"), "validate", "-f", proof.with_name("altered.wacz"), status=1)
    assert "Hash Count Error" in refused.stdout


def test_checkers_of_archives_accept_its_records(warc):
    run(program("replay", "warcio"), "check", warc)
    run(sys.executable, "-m", "fastwarc.cli", "check", warc)


def test_its_index_is_the_one_that_other_tools_make(proof, warc):
    theirs = run(program("replay", "cdxj-indexer"), "-s", warc).stdout
    ours = unwrap(proof.read_bytes())[0][INDEX].decode()
    assert lines(ours) == lines(theirs)
    assert [line.split(" ")[0] for line in ours.splitlines()] == [line.split(" ")[0] for line in theirs.splitlines()]


def test_keys_of_addresses_are_those_of_the_surt_library():
    dice = random.Random(11)
    hosts = ("news.example", "www.news.example", "WWW3.News.example", "www.com", "xn--mgbh0fb.example:8080", "أخبار.example")
    more = ("192.0.2.7", "192.0.2.7:81", "[2001:db8::1]:81", "news.example.", "news.example:80", "news.example:443")
    steps = [*"aB/?&=.%+ ;,)(#~!\\خ\x7f", "..", "//", "%41", "%D8%AA", "%2541", "%26", "%2F", "%3F", "%23", "%00"]
    steps += ["x=1", "sid=" + "0" * 32]
    schemes, paths = ("http", "https", "HTTP"), (dice.choices(steps, k=dice.randrange(9)) for _ in range(2_000))
    urls = [f"{dice.choice(schemes)}://{dice.choice(hosts + more)}/{''.join(path)}" for path in paths]
    urls += ["http://news.example", "http://news.example?x", "http://u:p@news.example/", "urn:dragoman:file/%DA%AF%20A.txt"]
    urls += ["http://news.example/(S(abcdefghijklmnopqrstuvwx))/a.aspx", "http://news.example/?CFID=1&CFTOKEN=2&z=1"]
    script = "import json, sys, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    theirs = json.loads(run(program("replay", "python"), "-c", script, given=json.dumps(urls)).stdout)
    assert {url: sort_key(url) for url in urls} == dict(zip(urls, theirs, strict=True))


@pytest.mark.parametrize("url", ["", "urn:x:Y", "http://[::1", "http://a:b/", "http:///a", "mailto:A@b.example"])
def test_what_names_no_host_is_its_own_key(url):
    assert sort_key(url) == url.lower()


@each_case
def test_replay_gives_the_captured_bytes(replay, case):
    answer = replay.get(case.address, STAMP, "id_")
    assert answer.body == case.payload
    assert answer.status == int(case.status[:3])
    if case.media_type:
        assert answer.headers["content-type"] == case.media_type


@each_case
def test_replay_shows_the_text(replay, case):
    answer = replay.get(case.address, STAMP, "mp_")
    shown = see(answer)
    assert (case.text in shown) is case.shown, shown[-200:]


def see(answer: Answer) -> str:
    """The text that a viewer shows who obeys the headers."""
    codings = [answer.headers["content-encoding"]] if "content-encoding" in answer.headers else []
    return text_rule.apply(decode_payload(answer.body, codings), answer.headers.get("content-type")).text


def lines(index: str) -> list[tuple[str, str, dict[str, str]]]:
    """Key, time and fields of each line; a status that a record does not have is no difference."""
    split = [line.split(" ", 2) for line in sorted(index.splitlines())]
    return [(key, stamp, {"status": "200"} | json.loads(fields)) for key, stamp, fields in split]


def run(*command: str | Path, given: str | None = None, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(part) for part in command], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done
