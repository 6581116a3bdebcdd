"""A stranger's machine: it has the checker and what the checker needs, no desk, and no network."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import REPOSITORY, program

Command = tuple[str, ...]
_ALONE = ("unshare", "--map-root-user", "--net")


def run(*command: object) -> str:
    """What a command prints; it ends well."""
    argv = [str(part) for part in command]
    done = subprocess.run(argv, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install_checker(folder: Path) -> Command:
    """Python with Dragoman out of a wheel built of this tree, and nothing else but what the wheel depends on."""
    python = program("verify", "python")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    place = folder / "environment"
    installing = ("pip", "install", "--quiet", "--offline", "--no-deps", "--no-index", "--python", python, "--target", place)
    run(Path(sys.executable).with_name("uv"), *installing, wheel)
    return ("env", "-i", f"PYTHONPATH={place}", "PYTHONUTF8=1", str(python))


def without_network() -> Command:
    """What runs a command in a namespace without network, tried first. Skips, where the machine does not permit one."""
    if subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not permit a network namespace (unshare --net)")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect = f"import socket; socket.create_connection(('127.0.0.1', {listener.getsockname()[1]}), 5)"
        run(sys.executable, "-c", connect)
        cut_off = subprocess.run([*_ALONE, sys.executable, "-c", connect], capture_output=True, text=True, check=False)
    assert "unreachable" in cut_off.stderr
    return _ALONE
