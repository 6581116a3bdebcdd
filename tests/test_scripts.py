"""Set-up on machines that lack something: what it says, and that one that was broken off is made anew."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# A Python that makes an environment of itself; its pip installs the uv below, which fails where the file `offline` is.
PYTHON = f'''
case "$*" in
    "-V") echo Python 3.11.9 ;;
    "-c "*) exec "{sys.executable}" "$@" ;;
    "-m venv --clear --without-pip .venv")
        rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo "VIRTUAL_ENV=$PWD/.venv" >.venv/bin/activate ;;
    "-m ensurepip") ;;
    "-m pip install "*) cp "$(type -P uv)" .venv/bin/uv ;;
    *) exit 9 ;;
esac
'''
UV = '[ ! -e offline ] || { echo "no way to the packages" >&2; exit 2; }'


class Machine:
    """A copy of what set-up reads, and a folder of programs that stands first on the path, or alone."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "Přehled tisku" / "dragoman"
        self.programs = folder / "programs"
        self.programs.mkdir()
        shutil.copytree(ROOT / "scripts", self.tree / "scripts")
        (self.tree / "requirements").mkdir()
        (self.tree / "src").mkdir()
        (self.tree / "pyproject.toml").touch()
        for lock, names in {"setup": ["uv"], "desk": ["one", "two"], "dev": ["one", "two", "three"]}.items():
            lines = [f"{name}==1 \\\n    --hash=sha256:0\n" for name in names]
            (self.tree / f"requirements/{lock}.lock").write_text("".join(lines), encoding="utf-8")

    def program(self, name: str, script: str) -> Path:
        path = self.programs / name
        path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def run(self, *command: str, alone: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
        path = str(self.programs) if alone else f"{self.programs}:{Path(sys.executable).parent}:/usr/bin:/bin"
        return subprocess.run(
            command, cwd=self.tree, env={"PATH": path, **environment}, text=True, capture_output=True, check=False, timeout=120
        )

    def install(self) -> subprocess.CompletedProcess[str]:
        return self.run(
            "/bin/bash", "-c", '. scripts/system_packages.sh; install_packages "Chromium, for the tests" chromium', alone=True
        )

    def set_up(self, kind: str = "desk", **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run("scripts/setup.sh", kind, **environment)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.program("python3", PYTHON)
    machine.program("uv", UV)
    return machine


@pytest.mark.parametrize("programs", [(), ("sudo",), ("apt-get",)])
def test_who_cannot_install_is_told_what_an_administrator_would_do(machine, programs):
    machine.program("id", "echo 1000")
    for name in programs:
        machine.program(name, "exit 1")
    done = machine.install()
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "missing: Chromium, for the tests. Nothing can be installed from here. As an administrator: apt-get install chromium\n"
    )


@pytest.mark.parametrize(("user", "through"), [("0", ""), ("1000", "by sudo ")])
def test_packages_are_named_before_they_are_installed(machine, user, through):
    machine.program("id", f"echo {user}")
    machine.program("sudo", 'BY="by sudo " "$@"')
    machine.program("env", '/usr/bin/env "$@"')
    machine.program("apt-get", 'echo "${BY:-}$@" >&2')
    done = machine.install()
    assert done.returncode == 0
    assert done.stdout == "missing: Chromium, for the tests. Installing with apt-get: chromium\n"
    assert done.stderr == f"{through}-qq update\n{through}-qq install --yes --no-install-recommends chromium\n"


def test_an_installation_that_fails_says_how_to_do_it_by_hand(machine):
    machine.program("id", "echo 0")
    machine.program("env", '/usr/bin/env "$@"')
    machine.program("apt-get", "echo 'E: no way to the packages' >&2; exit 100")
    done = machine.install()
    assert done.returncode == 1
    assert done.stderr.endswith("Not installed; the reason stands above. As an administrator: apt-get install chromium\n")


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        ("python3.99", "set-up: there is no python3.99 here. "),
        ("old", "set-up: Dragoman needs Python 3.11 or later; old is Python 3.9.2. "),
    ],
)
def test_a_python_that_will_not_do_is_refused_and_nothing_made(machine, python, sentence):
    machine.program("old", '[ "$1" = -V ] && echo "Python 3.9.2"')
    done = machine.set_up(PYTHON=python)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert not (machine.tree / ".venv").exists()


def said(kind: str, packages: int) -> str:
    return f"set-up: installing the {packages} packages of requirements/{kind}.lock into .venv\n"


MAKING = "set-up: making .venv with Python 3.11.9\n"


def test_the_second_set_up_does_nothing_and_a_developers_is_a_persons_too(machine):
    assert machine.set_up("desk").stdout == MAKING + said("desk", 2)
    assert machine.set_up("desk").stdout == ""
    assert machine.set_up("dev").stdout == said("dev", 3)
    for kind in ("desk", "dev"):
        done = machine.set_up(kind)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), kind


def test_a_set_up_that_was_broken_off_begins_anew(machine):
    (machine.tree / "offline").touch()
    done = machine.set_up()
    assert done.returncode == 1
    assert done.stderr == "no way to the packages\nset-up: not finished; the reason stands above. The same command tries again.\n"
    (machine.tree / "offline").unlink()
    assert machine.set_up().stdout == MAKING + said("desk", 2)
    assert machine.set_up().stdout == ""


def test_other_locks_are_installed_into_the_same_environment(machine):
    machine.set_up()
    with (machine.tree / "requirements/desk.lock").open("a") as lock:
        lock.write("four==1\n")
    assert machine.set_up().stdout == said("desk", 3)


def test_what_was_not_compiled_is_said_and_a_change_of_it_installed(machine):
    (machine.tree / "src/sums.c").write_text("int one;\n", encoding="utf-8")
    assert "set-up: src was not compiled; all works, but more slowly." in machine.set_up().stdout
    assert machine.set_up().stdout == ""
    (machine.tree / "src/sums.c").write_text("int two;\n", encoding="utf-8")
    (machine.tree / "src/names-2.so").touch()
    assert machine.set_up().stdout == said("desk", 2)


def test_an_environment_that_was_moved_is_made_anew(machine):
    machine.set_up()
    machine.tree = machine.tree.rename(machine.tree.with_name("elsewhere"))
    assert machine.set_up().stdout == MAKING + said("desk", 2)


def test_a_python_that_is_named_is_the_one_that_is_used(machine):
    machine.set_up()
    assert machine.set_up(PYTHON="python3").stdout == ""
    machine.program("another", f'[[ $2 == *base_prefix* ]] && echo another || exec "{machine.programs}/python3" "$@"')
    assert machine.set_up(PYTHON="another").stdout == MAKING + said("desk", 2)
