"""*Check this quotation* in a real browser: what a reader sees when it holds, and when any link is tampered with."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from dragoman.capture.container import unwrap, wrap
from dragoman.capture.wacz import WARC
from tests.desk.publish.forging import content_of, forge, rewrap
from tests.desk.publish.scripts import ADDRESS, FOLDER
from tests.desk.publish.site import PATH, PROOF, Site, publish_site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
MAX_SCRIPT_BYTES = 40_000
LINKS = ["Proof file", "Quotation", "Text", "Bytes", "Ledger", "Checkpoint", "Time"]


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Site:
    with django_db_blocker.unblock():
        return publish_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(published: Site) -> Site:
    return replace(published, answers=dict(published.answers), asked=[])


@pytest.fixture
def reader(page: Page, site: Site) -> Iterator[Page]:
    """The published page. Any error of a script, and any request to another server, fails the test."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)  # other tests may run beside this one
    site.open(page)
    yield page
    assert faults == []
    assert [url for url in site.asked if not url.startswith(ADDRESS)] == []


def open_panel(page: Page, number: int = 1) -> Locator:
    """The panel of a quotation, its check done."""
    quotation = page.get_by_role("region", name=f"Quotation {number}")
    quotation.get_by_text("Check this quotation").click()
    panel = quotation.locator(".live[data-state=done]")
    expect(panel).to_be_visible()
    return panel


def states(panel: Locator) -> dict[str, str]:
    """Class of each step's line, by the link's name, in the order shown."""
    lines = panel.locator(".found > li")
    return {line.locator("b").inner_text(): line.get_attribute("class") or "" for line in lines.all()}


def test_a_good_quotation_is_shown_step_by_step(reader):
    panel = open_panel(reader)
    assert states(panel) == dict.fromkeys(LINKS[:5], "held") | {"Checkpoint": "self-asserted", "Time": "not-present"}
    expect(panel.get_by_role("status")).to_contain_text("This quotation holds.")
    expect(panel).to_contain_text("the key that this site names")
    expect(panel.locator(".pair").first.locator(".reading")).to_have_css("direction", "rtl")
    expect(panel.locator(".pair").first.locator(".rendering")).to_contain_text("We will not negotiate under pressure")


def test_the_whole_source_is_shown_with_what_is_quoted_and_what_was_left_out(reader):
    panel = open_panel(reader, 2)
    source = panel.get_by_role("region", name="The whole source")
    expect(source.locator("p").first).to_contain_text("مجلس نهر الحجر")
    marked = source.locator("mark").all_text_contents()
    assert [text.split()[0] for text in marked] == ["اجتمع", "ولم"]
    expect(source).to_contain_text("جميع الحقوق محفوظة")
    left_out = panel.locator(".left-out")
    expect(left_out).to_have_count(1)
    left_out.locator("summary").click()
    expect(left_out).to_contain_text("لن نتفاوض تحت الضغط")
    expect(panel).to_contain_text("characters of")
    assert reader.get_by_role("region", name="Quotation 2").locator(".original.excerpted").is_hidden()


def test_once_loaded_it_needs_no_network(reader, site):
    open_panel(reader)
    site.connected = False
    site.asked.clear()
    panel = open_panel(reader, 2)
    assert states(panel)["Ledger"] == "held"
    panel.get_by_role("button", name="Check again").click()
    expect(panel.get_by_role("status")).to_contain_text("This quotation holds.")
    assert site.asked == []


def test_without_the_network_it_says_so_and_can_be_tried_again(reader, site):
    site.connected = False
    panel = open_panel(reader)
    expect(panel.get_by_role("status")).to_contain_text("could not be fetched")
    site.connected = True
    panel.get_by_role("button", name="Check again").click()
    expect(panel.get_by_role("status")).to_contain_text("This quotation holds.")


def test_a_browser_that_hashes_nothing_says_so(page, site):
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    site.open(page)
    panel = open_panel(page)
    expect(panel.get_by_role("status")).to_contain_text("no means to hash")
    expect(page.get_by_role("region", name="Quotation 1").locator(".original mark").first).to_be_visible()


def change_bytes(proof: bytes) -> bytes:
    warc = bytearray(unwrap(proof)[0][WARC])
    warc[content_of(proof)["captures"][0]["record"]["offset"] + 200] ^= 1
    return rewrap(proof, {WARC: bytes(warc)})


def change_file(proof: bytes) -> bytes:
    return wrap(unwrap(proof)[0] | {"pages/pages.jsonl": b"{}\n"})


def change(alter: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    return lambda proof: forge(proof, alter)


def change_root(content: dict[str, Any]) -> None:
    lines = content["ledger"]["checkpoint"].split("\n")
    lines[2] = "A" * 43 + "="
    content["ledger"]["checkpoint"] = "\n".join(lines)


def stamp_otherwise(content: dict[str, Any]) -> None:
    content["ledger"]["stamps"] = [{"authority": "Office of exact hours", "token": "MAA=", "roots": ""}]


# How the proof is altered on its way; the steps that must then fail, and what the reader is told.
TAMPERED = {
    "file": (change_file, {"Proof file"}, "pages/pages.jsonl was altered"),
    "sentence": (change(lambda c: c["quotations"][0]["body"].update(value="They agreed.")), {"Quotation"}, "another sentence"),
    "rendering": (
        change(lambda c: c["quotations"][0]["dragoman"]["renderings"][0].update(text='He said: "We will talk."')),
        {"Quotation"},
        "the rendering has",
    ),
    "text": (
        change(lambda c: c["quotations"][0]["target"][0]["selector"][0].update(exact="كلام آخر")),
        {"Text"},
        "does not stand in the captured bytes",
    ),
    "bytes": (change_bytes, {"Text", "Bytes"}, "does not match its SHA-256"),
    "leaf": (
        change(lambda c: c["captures"][0]["ledger"].update(leaf=c["captures"][0]["ledger"]["leaf"].replace("http:", "https:"))),
        {"Ledger"},
        "The leaf is of another address",
    ),
    "path": (change(lambda c: c["captures"][0]["ledger"]["path"].append("0" * 64)), {"Ledger"}, "path does not lead to"),
    "checkpoint": (change(change_root), {"Ledger", "Checkpoint"}, "not signed by the key in the file"),
    "time": (change(stamp_otherwise), {"Time"}, "What should be a time stamp is none"),
}


@pytest.mark.parametrize("link", TAMPERED)
def test_a_proof_altered_on_its_way_fails_at_its_step(reader, site, link):
    alter, failed, sentence = TAMPERED[link]
    site.answer(PROOF, alter(site.proof))
    panel = open_panel(reader)
    assert {name for name, state in states(panel).items() if state == "failed"} == failed
    verdict = panel.get_by_role("status")
    expect(verdict).to_contain_text("This quotation does not hold.")
    expect(verdict).to_contain_text(sentence)
    if "Text" in failed:
        expect(panel.locator("mark")).to_have_count(0)


@pytest.mark.parametrize("answer", [None, b"<html>sign in</html>", b"PK\x03\x04", b""])
def test_what_is_no_proof_is_said_in_plain_words(reader, site, answer):
    if answer is None:
        site.answers.pop(PROOF)
    else:
        site.answer(PROOF, answer)
    panel = open_panel(reader)
    expect(panel.get_by_role("status")).to_contain_text("The proof file cannot be checked here")


def test_a_key_of_the_readers_own(reader, site):
    panel = open_panel(reader)
    field = panel.get_by_label("The ledger's key, as you have it from elsewhere")
    field.fill(site.key)
    field.press("Enter")
    expect(panel.locator(".found > li", has_text="Checkpoint")).to_have_class("held")
    expect(panel.get_by_role("status")).to_contain_text("every step that a browser can check")
    field.fill(site.key.replace("+", "+0", 1))
    field.press("Enter")
    expect(panel.locator(".found > li", has_text="Checkpoint")).to_have_class("failed")
    expect(panel.get_by_role("status")).to_contain_text("does not match its own id")


def test_by_keyboard_alone(reader):
    summary = reader.get_by_role("region", name="Quotation 1").locator("summary", has_text="Check this quotation")
    for _ in range(40):
        reader.keyboard.press("Tab")
        if summary.evaluate("element => element === document.activeElement"):
            break
    reader.keyboard.press("Enter")
    panel = reader.locator(".live[data-state=done]")
    expect(panel.get_by_role("status")).to_contain_text("This quotation holds.")
    assert summary.evaluate("element => element === document.activeElement"), "the reader's place is not taken away"
    reached = []
    for _ in range(4):
        reader.keyboard.press("Tab")
        reached.append(reader.evaluate("document.activeElement.className || document.activeElement.name"))
    assert reached == ["original source", "button", "key", "button"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_accessibility_faults_and_no_sideways_scrolling(reader, scheme, width):
    reader.set_viewport_size({"width": width, "height": 800})
    reader.emulate_media(color_scheme=scheme)
    panel = open_panel(reader, 2)
    panel.locator(".left-out summary").click()
    found = Axe().run(reader, context="details.check[open]")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found.response["violations"]] == []
    assert reader.evaluate("document.documentElement.scrollWidth") <= width


def test_a_failed_check_has_no_accessibility_faults_either(reader, site):
    site.answers.pop(PROOF)
    open_panel(reader)
    assert Axe().run(reader, context="details.check[open]").response["violations"] == []


def test_in_print_the_whole_check_is_on_paper(reader):
    panel = open_panel(reader)
    reader.emulate_media(media="print")
    expect(panel.get_by_role("status")).to_be_visible()
    assert panel.locator(".source").evaluate("element => element.scrollHeight <= element.clientHeight + 1")
    expect(panel.locator(".key")).to_be_hidden()
    expect(reader.get_by_role("region", name="Quotation 2").locator(".inside")).to_be_hidden()


def test_without_scripts_the_check_is_still_readable(site, browser: Browser, browser_context_args):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    try:
        page = context.new_page()
        site.open(page)
        quotation = page.get_by_role("region", name="Quotation 1")
        quotation.get_by_text("Check this quotation").click()
        expect(quotation.locator(".original mark").first).to_be_visible()
        expect(quotation).to_contain_text("dragoman verify special-dispatch-1-v1.wacz")
        expect(quotation).to_contain_text("needs scripts")
    finally:
        context.close()


def test_the_scripts_are_small_and_ask_nobody_but_this_site(reader, site):
    open_panel(reader)
    policy = site.answers[PATH][1]["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    scripts = {url.rpartition("/")[2] for url in site.asked if "/publish/check/" in url}
    assert scripts == {path.name for path in FOLDER.iterdir()}
    assert site.asked.count(ADDRESS + PROOF) == 1
    assert sum(len(gzip.compress(path.read_bytes())) for path in FOLDER.glob("*.js")) < MAX_SCRIPT_BYTES
