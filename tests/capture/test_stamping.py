"""The setting, the waiting, and whether enough authorities stamp."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dragoman.capture.stamping import Asked, judge, next_try, parse_authorities
from dragoman.errors import SettingInvalid
from tests.capture.authorities import openssl

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ONE, TWO, THREE = (f"https://{name}.example/tsa" for name in ("one", "two", "three"))


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roots")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "root.key")
    openssl(folder, "req", "-x509", *key, "-out", "root.pem", "-subj", "/CN=Exact Hours Root")
    return folder / "root.pem"


def test_authorities_are_read_with_their_roots(roots: Path):
    first, second = parse_authorities(f"{ONE}?policy=1={roots}, {TWO} = {roots}")
    assert (first.url, second.url) == (f"{ONE}?policy=1", TWO)
    assert first.roots_pem == roots.read_text()
    assert parse_authorities(" , ") == ()


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("https://one.example/tsa", "'https://one.example/tsa' is not"),
        ("{one}=/nowhere/root.pem", "'/nowhere/root.pem' is not a file"),
        ("{one}=", "'' is not a file"),
        ("{one}={key}", "is not a file of certificates"),
        ("ftp://one.example={roots}", "'ftp://one.example={roots}' is not"),
        ("{one}={roots},{one}={roots}", "named twice"),
        ("{one}{long}={roots}", "500 characters"),
    ],
)
def test_a_bad_setting_is_named(roots: Path, setting: str, words: str):
    parts = {"one": ONE, "roots": roots, "key": roots.with_name("root.key"), "long": "a" * 500}
    with pytest.raises(SettingInvalid) as caught:
        parse_authorities(setting.format(**parts))
    assert caught.value.sentence.startswith("DRAGOMAN_TIMESTAMP_AUTHORITIES: ")
    assert words.format(**parts) in caught.value.sentence


def test_each_failure_doubles_the_wait_up_to_six_hours():
    minutes = [(next_try(attempts=attempts, now=NOW) - NOW) / timedelta(minutes=1) for attempts in (1, 2, 3, 9, 10, 500)]
    assert minutes == [1, 2, 4, 256, 360, 360]


def asked(url: str, hours: float = 0, *, confirmed: bool = True, broken: bool = False) -> Asked:
    return Asked(url, NOW - timedelta(hours=hours), confirmed=confirmed, broken=broken)


@pytest.mark.parametrize(
    ("rows", "current", "degraded"),
    [
        ([], 0, True),
        ([asked(ONE)], 1, True),
        ([asked(ONE), asked(ONE, 1)], 1, True),
        ([asked(ONE), asked(TWO)], 2, False),
        ([asked(ONE), asked(TWO, 23)], 2, False),
        ([asked(ONE), asked(TWO, 25)], 1, True),
        ([asked(ONE), asked(TWO, confirmed=False), asked(TWO, 1)], 2, False),
        ([asked(ONE), asked(TWO, confirmed=False)], 1, True),
        ([asked(ONE), asked(THREE)], 1, True),
        ([asked(ONE), asked(TWO), asked(TWO, 900, confirmed=False, broken=True)], 2, True),
    ],
)
def test_two_authorities_are_enough(rows: list[Asked], current: int, degraded: bool):
    found = judge(rows, [ONE, TWO])
    assert (found.current, found.degraded) == (current, degraded)
    assert found.sentence


def test_what_waits_and_what_broke_is_counted():
    found = judge(
        [asked(ONE, confirmed=False), asked(TWO, confirmed=False, broken=True), asked(THREE, confirmed=False)], [ONE, TWO]
    )
    assert (found.configured, found.waiting, found.broken) == (2, 1, 1)
    assert "no longer hold" in found.sentence
    assert "No authority" in judge([], []).sentence
