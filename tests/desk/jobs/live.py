"""A small installation with real worker processes, for tests that kill them.

Run as a program inside it: `python -m tests.desk.jobs.live enqueue TASK JSON-LIST...` or `... report`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[3]
PYTHON = sys.executable


@dataclass(frozen=True)
class Note:
    """One line that a task left."""

    event: str
    number: int
    process: int
    at: float


@dataclass
class Installation:
    """Talks to a database and to workers of its own, only through processes, as an administrator would."""

    home: Path
    database: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DRAGOMAN_HOME": str(self.home),
            "DATABASE_URL": self.database,
            "DJANGO_SETTINGS_MODULE": "tests.desk.jobs.live_settings",
            "PYTHONPATH": str(REPOSITORY),
            "PYTHONWARNINGS": "default",
            "DRAGOMAN_LOG": "info",
        }

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [PYTHON, *arguments], env=self.environment, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def migrate(self) -> None:
        self.run("-m", "dragoman.cli", "django", "migrate", "--skip-checks", "--verbosity", "0")

    def enqueue(self, task: str, *arguments: list[Any]) -> list[str]:
        """Enqueue a sample task once for each list of arguments; the jobs' ids."""
        out = self.run("-m", "tests.desk.jobs.live", "enqueue", task, *map(json.dumps, arguments))
        return list(json.loads(out))

    def report(self) -> list[dict[str, Any]]:
        """Each job's id, status, attempts and errors, as the Tasks API shows them."""
        return list(json.loads(self.run("-m", "tests.desk.jobs.live", "report")))

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        log = (self.home / f"worker-{len(self.processes)}.log").open("wb")
        command = [PYTHON, "-m", "dragoman.cli", "work", *options]
        process = subprocess.Popen(command, env=self.environment, cwd=REPOSITORY, stdout=log, stderr=log)
        log.close()
        self.processes.append(process)
        return process

    def notes(self) -> list[Note]:
        path = self.home / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return [Note(e, int(n), int(p), float(a)) for e, n, p, a in (line.split() for line in lines)]

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.home.glob("worker-*.log")))

    def wait_until(self, reached: Callable[[], bool], *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, f"not reached in {seconds} s\n{self.logs()}"
            time.sleep(0.05)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def main() -> None:
    import django

    django.setup()
    from django_tasks import default_task_backend

    from dragoman.desk.jobs.models import Job
    from tests.desk.jobs import sample_tasks

    if sys.argv[1] == "enqueue":
        task = getattr(sample_tasks, sys.argv[2])
        print(json.dumps([task.enqueue(*json.loads(arguments)).id for arguments in sys.argv[3:]]))
    else:
        results = [
            default_task_backend.get_result(str(pk))
            for pk in Job.objects.exclude(key__startswith="schedule:").values_list("pk", flat=True)
        ]
        keep = [
            {"id": r.id, "status": r.status, "attempts": r.attempts, "errors": [e.traceback for e in r.errors]} for r in results
        ]
        print(json.dumps(keep))


if __name__ == "__main__":
    main()
