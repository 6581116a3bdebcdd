"""Settings: every bad value stops start-up and is named; good ones arrive."""

from __future__ import annotations

import stat
import threading
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from dragoman.desk import config
from dragoman.desk.config import read_config
from dragoman.errors import SettingInvalid

KEY = "k" * 50


def _read(home: Path, **variables: str) -> config.Config:
    return read_config({"DRAGOMAN_HOME": str(home), "DRAGOMAN_SECRET_KEY": KEY, **variables})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://desk@localhost/desk"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgres://desk:secret@localhost:port/desk"),
        ("DRAGOMAN_SECRET_KEY", "short"),
        ("DRAGOMAN_HOSTS", "https://desk.example/"),
        ("DRAGOMAN_HOSTS", "desk.example two"),
        ("DRAGOMAN_BASE_URL", "desk.example"),
        ("DRAGOMAN_BASE_URL", "ftp://desk.example"),
        ("DRAGOMAN_BASE_URL", "https://"),
        ("DRAGOMAN_BASE_URL", "https://desk.example/path"),
        ("DRAGOMAN_ALLOW_PRIVATE", "127.0.0.1"),
        ("DRAGOMAN_ALLOW_PRIVATE", "10.0.0.0/8:0"),
        ("DRAGOMAN_REVISIT_AFTER", "1h,soon"),
        ("DRAGOMAN_REVISIT_AFTER", "1h,,3d"),
        ("DRAGOMAN_REVISIT_AFTER", "3d,1h"),
        ("DRAGOMAN_REVISIT_AFTER", "1d,24h"),
        ("DRAGOMAN_REVISIT_AFTER", "0h"),
        ("DRAGOMAN_REVISIT_AFTER", "٣d"),
        ("DRAGOMAN_REVISIT_CONFIRM", ""),
        ("DRAGOMAN_REVISIT_CONFIRM", "-6h"),
        ("DRAGOMAN_REVISIT_CONFIRM", "6 h"),
        ("DRAGOMAN_KEEP_POLLS_DAYS", "30"),
        ("DRAGOMAN_KEEP_POLLS_DAYS", "-90"),
        ("DRAGOMAN_KEEP_POLLS_DAYS", "ninety"),
        ("DRAGOMAN_KEEP_POLLS_DAYS", "9" * 5000),
        ("DRAGOMAN_BACKUP_DAYS", "often"),
        ("DRAGOMAN_BACKUP_DAYS", "-1"),
        ("DRAGOMAN_BACKUP_DAYS", "10000"),
        ("DRAGOMAN_BACKUP_DAYS", ""),
        ("DRAGOMAN_LANGUAGE", ""),
        ("DRAGOMAN_LANGUAGE", "french"),
        ("DRAGOMAN_LANGUAGE", "zh"),
        ("DRAGOMAN_LOG", "loud"),
        ("DRAGOMAN_DEBUG", "yes"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, variable: str, value: str):
    with pytest.raises(SettingInvalid, match=f"^{variable}: ") as caught:
        _read(tmp_path, **{variable: value})
    assert "secret" not in caught.value.sentence + caught.value.detail


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingInvalid, match=r"^DRAGOMAN_HOME: "):
        _read(tmp_path / "file" / "home")


def test_the_defaults_need_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    made = read_config({})
    home = tmp_path / "dragoman-home"
    assert (made.home, made.archive, made.index) == (home, home / "archive", home / "index")
    assert made.database["NAME"] == str(home / "dragoman.sqlite3")
    assert made.keep_polls_days == 90
    assert made.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert (made.base_url, made.behind_tls, made.debug, made.log_level) == ("http://localhost:8000", False, False, "INFO")
    assert made.allowed_networks == ()
    assert made.backup_days == 7


def test_what_is_set_arrives(tmp_path: Path):
    made = _read(
        tmp_path,
        DATABASE_URL="postgres://desk:word@db.example:5433/news",
        DRAGOMAN_ARCHIVE=str(tmp_path / "evidence"),
        DRAGOMAN_HOSTS="intra.example",
        DRAGOMAN_BASE_URL="https://desk.example/",
        DRAGOMAN_ALLOW_PRIVATE="10.1.0.0/16, 127.0.0.1/32:8411",
        DRAGOMAN_LOG="debug",
    )
    assert (made.database["HOST"], made.database["PORT"], made.database["NAME"]) == ("db.example", 5433, "news")
    assert made.archive == tmp_path / "evidence"
    assert made.hosts == ("intra.example", "desk.example")
    assert (made.base_url, made.behind_tls, made.log_level) == ("https://desk.example", True, "DEBUG")
    assert [(n.network, n.port) for n in made.allowed_networks] == [
        (ip_network("10.1.0.0/16"), None),
        (ip_network("127.0.0.1/32"), 8411),
    ]


def test_sqlite_is_set_for_several_processes(tmp_path: Path):
    options = _read(tmp_path).database["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path):
    first = read_config({"DRAGOMAN_HOME": str(tmp_path)}).secret_key
    assert len(first) >= config.SHORTEST_KEY_CHARS
    assert read_config({"DRAGOMAN_HOME": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path):
    keys: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        keys.append(read_config({"DRAGOMAN_HOME": str(tmp_path)}).secret_key)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_kept_key_that_was_cut_short_is_named(tmp_path: Path):
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(SettingInvalid, match=r"^DRAGOMAN_SECRET_KEY: .*cut short"):
        read_config({"DRAGOMAN_HOME": str(tmp_path)})


def test_when_cited_addresses_are_visited(tmp_path: Path) -> None:
    usual = _read(tmp_path)
    assert [step.total_seconds() / 3600 for step in usual.revisit_after] == [1, 24, 72, 168, 720]
    assert usual.revisit_confirm == timedelta(hours=6)
    assert _read(tmp_path, DRAGOMAN_REVISIT_AFTER="").revisit_after == ()
    assert _read(tmp_path, DRAGOMAN_REVISIT_AFTER=" 30s, 5m ").revisit_after == (timedelta(seconds=30), timedelta(minutes=5))
