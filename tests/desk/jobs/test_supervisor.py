"""The supervisor: passes on, restarts, ends everything, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dragoman.desk.jobs.supervisor import Child, Supervisor

FOREVER = "import sys, time\nsys.stdout.write('ready\\n')\nsys.stdout.flush()\ntime.sleep(600)"
STUBBORN = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready', flush=True)\ntime.sleep(600)"
PARENT = (
    f"import subprocess, sys, time\np = subprocess.Popen([sys.executable, '-c', {FOREVER!r}])\n"
    "sys.stdout.write(f'child {p.pid}\\n')\nsys.stdout.flush()\ntime.sleep(600)"
)


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def _run(*children: Child, **options: object) -> tuple[int, list[str]]:
    lines: list[str] = []
    return Supervisor(children, say=lines.append, **options).run(), lines


def test_children_that_run_once_end_it_and_their_lines_are_prefixed():
    status, lines = _run(
        Child("a", _python("print('one'); print('two')"), restart=False),
        Child("long", _python("import sys; sys.stderr.write('to stderr, no line end')"), restart=False),
    )
    assert status == 0
    assert sorted(lines) == ["a    | one", "a    | two", "long | to stderr, no line end"]


def test_the_status_of_a_run_once_child_counts():
    status, lines = _run(Child("a", _python("raise SystemExit(3)"), restart=False))
    assert status == 1
    assert lines == ["a | ended with status 3"]


def test_a_childs_environment_is_added():
    _, lines = _run(
        Child("a", _python("import os; print(os.environ['COLOUR'], 'PATH' in os.environ)"), {"COLOUR": "ochre"}, restart=False)
    )
    assert lines == ["a | ochre True"]


def test_bytes_that_are_no_text_and_very_long_lines_pass():
    code = "import sys; sys.stdout.buffer.write(b'\\xff\\xfe' + b'x' * 300000 + b'\\nend\\n')"
    _, lines = _run(Child("a", _python(code), restart=False))
    assert len(lines[0]) == len("a | ") + 2 + 300000
    assert lines[1] == "a | end"


def test_a_crashed_child_is_started_again_after_growing_waits():
    lines: list[str] = []
    supervisor = Supervisor([Child("web", _python("raise SystemExit(7)"))], say=lines.append)
    supervisor.run(tick=lambda: sum("starting it again" in line for line in lines) == 2)
    assert lines[:2] == [
        "web | ended with status 7; starting it again in 1 s",
        "web | ended with status 7; starting it again in 2 s",
    ]


def test_what_a_dead_child_started_is_ended_before_it_starts_again():
    pids: list[int] = []

    def say(line: str) -> None:
        if "child" in line:
            pids.append(int(line.rsplit(maxsplit=1)[-1]))

    def kill_the_first() -> bool:
        if len(pids) == 1:
            for child in _descendants(os.getpid()):
                if _is_child(pids[0], child):
                    os.kill(child, signal.SIGKILL)
        return len(pids) == 2

    Supervisor([Child("web", _python(PARENT))], say=say).run(tick=kill_the_first)
    _until(lambda: not _alive(pids[0]) and not _alive(pids[1]))


def test_a_stubborn_child_is_killed_after_the_grace():
    lines: list[str] = []
    began = time.monotonic()
    supervisor = Supervisor([Child("a", _python(STUBBORN))], say=lines.append, grace_seconds=0.5)
    assert supervisor.run(tick=lambda: "a | ready" in lines) == 0
    assert lines[-1] == "a | did not end in time; killed"
    assert time.monotonic() - began < 5


class TestAsProcess:
    """A supervisor in a process of its own, ended from outside."""

    @pytest.fixture
    def supervisor(self, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
        code = (
            "from dragoman.desk.jobs.supervisor import Child, Supervisor\nimport sys\n"
            f"children = [Child('web', (sys.executable, '-c', {PARENT!r})), Child('work', (sys.executable, '-c', {FOREVER!r}))]\n"
            "sys.exit(Supervisor(children).run())\n"
        )
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(_python(code), stdout=log, stderr=log)
        _until(lambda: (tmp_path / "log").read_text().count("ready") == 2)
        yield process
        process.kill()
        process.wait()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_ends_the_whole_tree_within_seconds(self, supervisor: subprocess.Popen[bytes], number: signal.Signals):
        family = _descendants(supervisor.pid)
        assert len(family) == 3
        supervisor.send_signal(number)
        assert supervisor.wait(8) == 0
        _until(lambda: not any(map(_alive, family)))

    @pytest.mark.skipif(sys.platform != "linux", reason="the tie to the parent is Linux's")
    def test_a_killed_supervisor_takes_its_children_with_it(self, supervisor: subprocess.Popen[bytes]):
        children = [pid for pid in _descendants(supervisor.pid) if _parent(pid) == supervisor.pid]
        assert len(children) == 2
        supervisor.kill()
        supervisor.wait()
        _until(lambda: not any(map(_alive, children)))


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _alive(pid: int) -> bool:
    """Whether it runs; a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _descendants(pid: int) -> list[int]:
    children = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and _is_child(int(path.name), pid)]
    return [*children, *(grandchild for child in children for grandchild in _descendants(child))]


def _is_child(pid: int, parent: int) -> bool:
    try:
        return _parent(pid) == parent
    except (FileNotFoundError, ProcessLookupError):
        return False


def _until(reached: Callable[[], bool], *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.02)
