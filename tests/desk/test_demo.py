"""`dragoman demo`, as a person runs it: once without serving, then served until Ctrl-C."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desk.stranger import install_checker, run, without_network

COMMAND = [sys.executable, "-u", "-m", "dragoman.cli"]
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN", "DJANGO", "DATABASE"))}

pytestmark = pytest.mark.slow


def demo(*arguments: str | Path, seconds: float = 90) -> subprocess.CompletedProcess[str]:
    argv = [*COMMAND, "demo", *map(str, arguments)]
    return subprocess.run(argv, env=PLAIN, capture_output=True, text=True, timeout=seconds, check=False)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str], float]:
    """A demo folder after `--once`, what was printed, and the seconds of processor time it took."""
    folder = tmp_path_factory.mktemp("demo") / "home"
    before = os.times()
    done = demo("--once", "--dir", folder, seconds=300)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return folder, done, spent


Finished = tuple[Path, subprocess.CompletedProcess[str], float]


def test_once_does_the_whole_flow(finished: Finished) -> None:
    folder, done, seconds = finished
    assert done.returncode == 0, done.stdout + done.stderr
    assert seconds < 60, "of processor time: other tests run beside this one, and the time on the wall is theirs too"
    lines = {line.split("  ")[1].strip(): line for line in done.stdout.splitlines() if line.startswith("  ")}
    assert list(lines) == [
        *("press", "database", "staff", "names", "sources", "round 1", "round 2", "round 3"),
        *("queue", "translation", "dispatches", "proofs", "afterwards", "round 4"),
    ]
    assert "8 sources" in lines["sources"]
    assert "1 gone at the source" in lines["round 3"]
    assert "3 published, 1 in draft" in lines["dispatches"]
    assert "1 changed, 2 gone, 3 remarks on dispatches" in lines["afterwards"]
    assert "Traceback" not in done.stdout + done.stderr
    assert not (folder / "demo.log").exists()


def test_the_proofs_hold_for_a_stranger(finished: Finished, tmp_path: Path) -> None:
    folder, _, _ = finished
    proofs = sorted((folder / "proofs").glob("*.wacz"))
    assert [proof.name for proof in proofs] == [
        "daily-brief-1-v1.wacz",
        "special-dispatch-1-v1.wacz",
        "special-dispatch-2-v1.wacz",
    ]
    for proof in proofs:
        argv = [*COMMAND, "verify", str(proof)]
        checked = subprocess.run(argv, env=PLAIN, capture_output=True, text=True, timeout=120, cwd=tmp_path, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_first_dispatch_holds_without_a_network_and_with_nothing_else_installed(finished: Finished, tmp_path: Path) -> None:
    folder, _, _ = finished
    checker = (*without_network(), *install_checker(tmp_path), "-m", "dragoman.cli")
    (key,) = re.findall(r"\S+\+[0-9a-f]{8}\+\S+", (folder / "keys" / "ledger.keys").read_text(encoding="utf-8"))
    report = run(*checker, "verify", folder / "proofs" / "special-dispatch-1-v1.wacz", "--key", key)
    assert "self-asserted" not in report
    assert report.endswith("5 quotations: all that this proof holds was checked.\n")


def test_a_second_run_changes_nothing(finished: Finished) -> None:
    folder, _, _ = finished
    before = {file.name: file.read_bytes() for file in (folder / "proofs").glob("*.wacz")}
    done = demo("--once", "--dir", folder, seconds=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 pages captured" in done.stdout
    assert "3 published, 1 in draft" in done.stdout
    assert {file.name: file.read_bytes() for file in (folder / "proofs").glob("*.wacz")} == before


def test_it_serves_the_second_time_quickly_and_ends_on_ctrl_c(finished: Finished) -> None:
    folder, _, _ = finished
    with listening() as taken:
        port = taken + 1  # the port it is told is in use; it takes another and says so
        argv = [*COMMAND, "demo", "--dir", str(folder), "--port", str(taken)]
        with subprocess.Popen(argv, env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            printed = read_until(process, "Ctrl-C ends everything")
            family = [process.pid, *children(process.pid)]
            seconds = sum(processor_seconds(pid) for pid in family if not is_beside(pid))
            try:
                site = re.search(r"public site +(http://127\.0\.0\.1:(\d+)/)", printed)
                assert site, printed
                assert int(site[2]) >= port
                assert f"Port {taken} is taken by another program" in printed
                assert seconds < 15, (
                    "of processor time, in the processes one waits for; the worker and the watch start beside them"
                )
                assert re.search(r"password +[a-z]+-[a-z]+-[a-z]+-\d{4}", printed)
                home = urllib.request.urlopen(site[1], timeout=60).read().decode()
                assert home.count("Special Dispatch No.") >= 2
                assert demo("--dir", folder, seconds=20).returncode == 1, "one demo a folder"
                assert len(family) >= 4
            finally:
                process.send_signal(signal.SIGINT)
            rest = process.stdout.read() if process.stdout else ""
            assert process.wait(20) == 0, rest
            assert "Traceback" not in rest
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    done = demo("--once", "--dir", tmp_path)
    assert done.returncode == 1
    assert "holds other files (letter.txt)" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


@contextmanager
def listening() -> Iterator[int]:
    """A port that another program uses."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """What a process prints up to a line with these words, or to its end."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if words in line:
            break
    return printed


def processor_seconds(pid: int) -> float:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_beside(pid: int) -> bool:
    """Whether a process is the worker or the watch, which the site doesn't wait for."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")[-1] in (b"work", b"watch")


def children(pid: int) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children(int(child))]
    return found
