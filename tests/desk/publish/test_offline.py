"""A published proof is verified where there is nothing: no network, no desk, no library but the verifier's own."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.desk.capture.checkpoints import current_key
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import publish
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom
from tests.programs import REPOSITORY, program

pytestmark = pytest.mark.django_db

INSTALLED = "import importlib.metadata as m, json; print(json.dumps(sorted(d.name for d in m.distributions())))"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """`dragoman` out of a wheel built of this tree, in an environment with nothing else but what the wheel depends on."""
    python = program("verify", "python")
    folder = tmp_path_factory.mktemp("checker")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    place = folder / "environment"
    installing = ("pip", "install", "--quiet", "--offline", "--no-deps", "--no-index", "--python", python, "--target", place)
    run(Path(sys.executable).with_name("uv"), *installing, wheel)
    return ("env", "-i", f"PYTHONPATH={place}", "PYTHONUTF8=1", str(python))


@pytest.fixture
def proof(desk: Newsroom, tmp_path: Path) -> Path:
    """The proof of a dispatch just published, alone in a folder."""
    published = publish(by=desk.publisher, dispatch=desk.dispatch, now=NOW)
    return Path(shutil.copy(proof_path(published.proof_sha256), tmp_path / "proof.wacz"))


@pytest.fixture
def pinned(proof: Path) -> str:
    """The key that signed it."""
    key = current_key()
    assert key is not None
    return key.key.text


def run(*command: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_all_held(report: str) -> None:
    verdict = json.loads(report)
    states = {link["name"]: link["state"] for quotation in verdict["quotations"] for link in quotation["links"]}
    assert verdict["ok"]
    assert verdict["file"]["state"] == "held"
    assert {name for name, state in states.items() if state == "held"} >= {"quotation", "text", "bytes", "ledger", "checkpoint"}


def test_it_holds_with_nothing_but_the_verifier_installed(proof, pinned, checker):
    lock = (REPOSITORY / "requirements" / "verify.lock").read_text(encoding="utf-8")
    locked = re.findall(r"^([\w-]+)==", lock, re.MULTILINE)
    assert json.loads(run(*checker, "-c", INSTALLED)) == sorted([*locked, "dragoman"])
    assert_all_held(run(*checker, "-m", "dragoman.cli", "verify", proof, "--key", pinned, "--json"))


def test_it_holds_without_a_network(proof, pinned, checker):
    alone = ("unshare", "--map-root-user", "--net")
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not permit a network namespace (unshare --net)")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect = f"import socket; socket.create_connection(('127.0.0.1', {listener.getsockname()[1]}), 5)"
        run(sys.executable, "-c", connect)
        cut_off = subprocess.run([*alone, sys.executable, "-c", connect], capture_output=True, text=True, check=False)
    assert "unreachable" in cut_off.stderr
    assert_all_held(run(*alone, *checker, "-m", "dragoman.cli", "verify", proof, "--key", pinned, "--json"))
