"""Quotations from a page that was as before, in a browser: the verdicts are those of the command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from dragoman.capture.proof import build
from tests.capture.proofs import FIRST, FIRST_ID, cited
from tests.capture.revisited import REFERS, entered, of_revisit, revisited
from tests.desk.publish import scripts
from tests.desk.publish.forging import forge
from tests.desk.publish.test_check_chain import compare, states

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]


@pytest.fixture(scope="module")
def browser_page(browser: Any) -> Iterator[Page]:
    page = browser.new_page()
    yield scripts.open_scripts(page)
    page.close()


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("proof") / "proof.wacz"
    build(entered(of_revisit(cited(FIRST_ID, FIRST), revisited())), path)
    return path.read_bytes()


def test_it_holds_with_the_record_it_refers_to(browser_page, proof, tmp_path):
    found = states(compare(browser_page, proof, tmp_path))
    assert (found["text"], found["bytes"], found["ledger"]) == ("held", "held", "held")


@pytest.mark.parametrize(("change", "sentence"), REFERS)
def test_a_forged_reference_fails_at_the_same_links(browser_page, proof, tmp_path, change, sentence):
    forged = forge(proof, lambda content: change(content["captures"]))
    assert states(compare(browser_page, forged, tmp_path))["bytes"] == "failed"


def test_a_leaf_of_the_earlier_capture_that_differs_fails_at_the_ledger(browser_page, tmp_path):
    build(entered(of_revisit(cited(FIRST_ID, FIRST), revisited()), payload_sha256="0" * 64), tmp_path / "leaf.wacz")
    found = compare(browser_page, (tmp_path / "leaf.wacz").read_bytes(), tmp_path)
    assert found["ledger"][0] == "failed"
    assert found["ledger"][1].startswith("The earlier capture, which holds the payload, does not hold: The leaf has")
