"""A published proof is verified where there is nothing: no network, no desk, no library but the verifier's own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from dragoman.desk.capture.checkpoints import current_key
from dragoman.desk.publish.selectors import proof_path
from dragoman.desk.publish.services import publish
from tests.desk.newsroom import NOW
from tests.desk.newsroom_fixtures import Newsroom
from tests.desk.stranger import Command, install_checker, run, without_network
from tests.programs import REPOSITORY

pytestmark = pytest.mark.django_db

INSTALLED = "import importlib.metadata as m, json; print(json.dumps(sorted(d.name for d in m.distributions())))"


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Command:
    return install_checker(tmp_path_factory.mktemp("checker"))


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
    assert_all_held(run(*without_network(), *checker, "-m", "dragoman.cli", "verify", proof, "--key", pinned, "--json"))
