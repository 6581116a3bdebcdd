"""Run every benchmark of this folder and end with one table: `make bench`, or `python -m benchmarks.run NAME...`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import ROWS_VARIABLE, Row, table

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {"__init__", "harness", "run"}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all. Returns 1 when one of them broke off; a missed target is shown, not an error."""
    chosen = names or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    broken = []
    with tempfile.TemporaryDirectory(prefix="dragoman-bench-") as folder:
        collected = Path(folder) / "rows.jsonl"
        collected.touch()
        for name in chosen:
            print(f"\n== {name}", flush=True)
            environment = os.environ | {ROWS_VARIABLE: str(collected), "DRAGOMAN_HOME": str(Path(folder) / name)}
            command = [sys.executable, "-m", f"benchmarks.{name}"]
            if subprocess.run(command, check=False, cwd=HERE.parent, env=environment).returncode:
                broken.append(name)
        rows = [Row(**json.loads(line)) for line in collected.read_text(encoding="utf-8").splitlines()]
    print("\n" + table(rows))
    if broken:
        print(f"\nbroke off: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
