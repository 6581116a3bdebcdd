"""`dragoman up`, `serve`, `work` as real processes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dragoman.cli import root
from dragoman.desk.jobs.commands import address, desk_children, require_free, up
from dragoman.errors import RuleBroken
from tests.databases import prepare

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("command", ["up", "serve", "work", "doctor"])
def test_help_prints(command: str):
    shown = CliRunner().invoke(root, [command, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: root {command}")


def test_the_table_of_commands_prints_without_loading_any():
    code = (
        "import sys\nfrom dragoman.cli import root\nroot(['--help'], standalone_mode=False)\nassert 'django' not in sys.modules"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Run everything" in shown.stdout


def test_the_process_of_up_stays_small():
    code = (
        "import sys\nimport dragoman.desk.jobs.commands\nassert 'django' not in sys.modules, 'the supervisor would hold Django'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://localhost:80"),
        ("::1", "http://[::1]:80"),
        ("::", "http://localhost:80"),
    ],
)
def test_the_address_is_one_a_person_can_open(host: str, shown: str):
    assert address(host, 80) == shown


def test_a_taken_port_is_said_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RuleBroken, match=r"Cannot listen on http://127.0.0.1"):
            require_free("127.0.0.1", taken.getsockname()[1])


def test_a_bad_setting_stops_up_with_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path))
    monkeypatch.setenv("DRAGOMAN_DEBUG", "maybe")
    stopped = CliRunner().invoke(up)
    assert str(stopped.exception).startswith("DRAGOMAN_DEBUG: ")


@pytest.mark.parametrize("command", ["up", "work"])
def test_a_database_that_does_not_answer_is_one_sentence(command: str, tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN", "DJANGO"))}
    environment |= {"DRAGOMAN_HOME": str(tmp_path), "DATABASE_URL": "postgres://desk:secretword@127.0.0.1:1/desk"}
    done = subprocess.run(
        [sys.executable, "-m", "dragoman.cli", command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "DATABASE_URL" in said
    assert "Traceback" not in said
    assert "secretword" not in said


def test_a_desk_is_web_workers_and_watch():
    names = [child.name for child in desk_children(host="127.0.0.1", port=8000, jobs=2)]
    assert names == ["web", "work-1", "work-2", "watch"]
    assert [child.name for child in desk_children(host="127.0.0.1", port=8000, watch=False)] == ["web", "work"]


class TestRunning:
    @pytest.fixture
    def port(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    @pytest.fixture
    def desk(self, tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
        """A whole desk on SQLite, whatever database the suite runs on: its processes are what is tested."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN", "DJANGO", "DATABASE"))
        }
        database: dict[str, Any] = {"ENGINE": "sqlite3", "TEST": {}}
        prepare(database, tmp_path, "up")
        environment |= {"DRAGOMAN_HOME": str(tmp_path), "DATABASE_URL": f"sqlite:///{database['TEST']['NAME']}"}
        command = [sys.executable, "-m", "dragoman.cli", "up", "--port", str(port), "--workers", "1"]
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=REPOSITORY, stdout=log, stderr=log)
        yield process
        process.kill()
        process.wait()

    def test_up_serves_works_restarts_and_ends(self, desk: subprocess.Popen[bytes], port: int, tmp_path: Path):
        log = tmp_path / "log"
        _until(lambda: _status(port, "/accounts/login/") == 200, log)
        _until(lambda: "started" in log.read_text(), log)
        assert f"http://127.0.0.1:{port}" in log.read_text()
        headers = _headers(port, "/accounts/login/")
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert _status(port, "/static/wagtailadmin/css/core.css") == 200, "the package's own files need no collecting step"

        family = _family(desk.pid)
        assert len(family) >= 4
        worker = next(pid for pid in family if "dragoman.cli work" in _command(pid))
        os.kill(worker, signal.SIGKILL)
        _until(lambda: "ended with signal SIGKILL; starting it again" in log.read_text(), log)
        _until(lambda: log.read_text().count("started") == 2, log)

        family = _family(desk.pid)
        began = time.monotonic()
        desk.send_signal(signal.SIGINT)
        assert desk.wait(15) == 0
        assert time.monotonic() - began < 10
        _until(lambda: not any(Path(f"/proc/{pid}").exists() and _command(pid) for pid in family), log)
        assert "Traceback" not in log.read_text(), log.read_text()


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def _headers(port: int, path: str) -> dict[str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    headers = dict(connection.getresponse().getheaders())
    connection.close()
    return {name.title().replace("Nosniff", "nosniff"): value for name, value in headers.items()}


def _family(pid: int) -> list[int]:
    """Every descendant that runs."""
    children = [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]
    return [*children, *(grandchild for child in children for grandchild in _family(child))]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _until(reached: Callable[[], bool], log: Path, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not reached in {seconds} s\n{log.read_text()}"
        time.sleep(0.1)
