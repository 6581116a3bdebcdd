"""`dragoman verify` of a ten-quotation proof with two time stamps, as a command: start-up, imports and all.

Wall time is what a reader waits; CPU time beside it, because a busy machine shifts it less. Modules are compiled once, as an
installed program's are. There is no peer: nothing else checks such a file. What an interpreter alone takes stands beside it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import Row, percentile, report
from tests.capture import proofs
from tests.capture.authorities import LocalAuthority

RUNS = 21
IMPORT_RUNS = 7
TARGET_MS = 300
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s+(\S+)")


def compile_once(folder: Path) -> None:
    """Have every process from here on keep what it compiles."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")


def measure(argv: list[str]) -> tuple[float, float]:
    """Milliseconds of wall and of CPU time that a command takes."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return wall * 1000, spent * 1000


def median_of(argv: list[str]) -> tuple[float, float]:
    measure(argv)
    runs = [measure(argv) for _ in range(RUNS)]
    return percentile([wall for wall, _ in runs], 0.5), percentile([cpu for _, cpu in runs], 0.5)


def import_share(argv: list[str]) -> tuple[float, str]:
    """Milliseconds spent on imports, each module's least of some runs, and the heaviest; none may be the desk's."""
    least: dict[str, int] = {}
    for _ in range(IMPORT_RUNS):
        told = subprocess.run([argv[0], "-X", "importtime", *argv[1:]], check=True, capture_output=True, text=True).stderr
        for spent, _, name in _LINE.findall(told):
            least[name] = min(int(spent), least.get(name, int(spent)))
    assert not any(name.partition(".")[0] == "django" for name in least), "the verifier imports Django"
    packages: dict[str, float] = {}
    for name, spent in least.items():
        package = name.partition(".")[0]
        packages[package] = packages.get(package, 0) + spent / 1000
    heaviest = sorted(packages, key=lambda package: -packages[package])[:3]
    return sum(packages.values()), ", ".join(f"{name} {packages[name]:.0f}" for name in heaviest)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        compile_once(home)
        authorities = [LocalAuthority(home / "first"), LocalAuthority(home / "second", signer="/CN=Second Hours")]
        proof = proofs.write(home, quotations=10, authorities=authorities)
        roots = [option for one in authorities for option in ("--authority", str(one.folder / "root.pem"))]
        argv = [sys.executable, "-m", "dragoman.cli", "verify", str(proof), "--key", proofs.KEY.verifier.text, *roots]
        wall, cpu = median_of(argv)
        bare, bare_cpu = median_of([sys.executable, "-c", ""])
        imports, heaviest = import_share(argv)
    shared = {"unit": "ms", "less_is_better": True}
    report(
        [
            Row("verify, ten quotations, two stamps", ours=wall, target=TARGET_MS, note=f"python alone {bare:.0f}", **shared),
            Row("the same, CPU time", ours=cpu, target=TARGET_MS, note=f"python alone {bare_cpu:.0f}", **shared),
            Row("its imports", ours=imports, note=heaviest, **shared),
        ]
    )


if __name__ == "__main__":
    main()
