"""From a press item to a checked, published quotation, in a real browser, each step by the person whose work it is."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dragoman.demo import story
from tests.journey.desk import COMMAND, Desk, served_desk

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MAX_IMAGE_BYTES = 300_000
PIECE = "sada:dirsawi-reply"
OUTLET = "Sada Khalmira"  # a channel brings the same headline
HEADLINE = "المرفأ باب النهر لا قفله"
TITLE = "Elder of the Harbour Guilds: The Harbour Is the River's Door, Not Its Lock"
QUOTED = (3, 4, 5)  # sentences of the piece, from 1
EXCERPT = (
    "According to what the newspaper saw, Al-Dirsawi thanked the Secretariat of the Compact for support that he described as "
    '"not held over anyone\'s head." He said that in the Week of the Long Water [in early October 2026] the Secretariat sent '
    'engineers and ropes before it was asked for them […]. The Elder of the Guilds stressed that "the harbour is the '
    "river's door, not its lock,\" and that whoever thinks the city can drink alone has not seen the river in summer."
)

WINDOW = {"viewport": {"width": 1280, "height": 800}}
WAIT_MILLISECONDS = 90_000  # other tests may run beside this one, on a loaded machine

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with served_desk(tmp_path_factory.mktemp("journey") / "desk") as served:
        yield served


@pytest.fixture
def sign_in(desk: Desk, browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Callable[[str], Page]]:
    """Each person works in a browser window of their own."""
    contexts = []
    faults: list[str] = []
    expect.set_options(timeout=WAIT_MILLISECONDS)

    def open_window(username: str) -> Page:
        context = browser.new_context(**browser_context_args | WINDOW, base_url=desk.address)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{username}: {error}"))
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.goto("/desk/")
        page.get_by_label("Name or e-mail address").fill(username)
        page.get_by_label("Password").fill(desk.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
        page.wait_for_load_state("load")  # keys are heard once the scripts have run
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


def test_from_the_press_to_a_checked_quotation(
    desk: Desk, sign_in: Callable[[str], Page], browser: Browser, browser_context_args: dict[str, object], tmp_path: Path
) -> None:
    item = select_by_keyboard(sign_in("monitor"))
    bench = translate(sign_in("translator"), item)
    accept(sign_in("reviewer"), bench)
    dispatch = compose(sign_in("editor"))
    publish(sign_in("publisher"), dispatch)
    reader = browser.new_context(**browser_context_args | WINDOW, base_url=desk.address)  # type: ignore[arg-type]
    try:
        proof = check_as_a_reader(reader.new_page(), tmp_path)
    finally:
        reader.close()
    verify(proof, tmp_path)


def select_by_keyboard(page: Page) -> str:
    """The monitor finds the item in the queue, reads it and selects it without touching the mouse. Returns its number."""
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/desk/queue/")
    rows = page.locator(".row")
    assert rows.count() >= 40, "the queue shows the whole press"
    row = page.locator(".row.here")
    for _ in range(rows.count()):
        page.keyboard.press("j")
        if HEADLINE in row.inner_text() and OUTLET in row.inner_text():
            break
    expect(row).to_contain_text(HEADLINE)
    expect(row).to_contain_text(OUTLET)
    page.keyboard.press("Enter")
    pane = page.get_by_role("region", name="Reading pane")
    expect(pane).to_contain_text("من حفر القناة وحده عطش وحده")
    expect(pane.locator("p.reading").first).to_have_css("direction", "rtl")
    picture(page, "queue")
    number = row.get_attribute("data-item")
    assert number
    page.keyboard.press("s")
    decided = page.locator(f"#row-{number}")
    expect(decided.get_by_role("button", name="Undo")).to_be_visible()
    return number


def translate(page: Page, item: str) -> str:
    """The translator types the English of each sentence; it is saved while typing, then handed in. Returns the page's address."""
    page.goto(f"/desk/items/{item}/")
    page.keyboard.press("t")
    sentences = page.locator("li.seg")
    expect(sentences).to_have_count(len(story.translation_of(PIECE).sentences))
    for position, sentence in enumerate(story.translation_of(PIECE).sentences, start=1):
        row = sentences.nth(position - 1)
        expect(row.locator(".original")).to_have_text(sentence.source)
        if position not in QUOTED:
            continue
        field = row.get_by_role("textbox")
        at_rest(page)
        field.fill(sentence.english)
        expect(row).to_contain_text("Draft saved")
        if position == QUOTED[-1]:
            picture(page, "workbench")
        row.get_by_role("button", name="Hand in for review").click()
        expect(row).to_contain_text("waits for another person")
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    return page.url


def accept(page: Page, bench: str) -> None:
    """A second person, who may not write here, accepts what waits."""
    page.goto(bench)
    expect(page.get_by_role("textbox", name=re.compile("English of sentence"))).to_have_count(0)
    for left in range(len(QUOTED), 0, -1):
        buttons = page.get_by_role("button", name="Accept")
        expect(buttons).to_have_count(left)
        at_rest(page)
        buttons.first.click()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    page.reload()
    expect(page.get_by_text(f"{len(QUOTED)} of")).to_be_visible()


def compose(page: Page) -> str:
    """The editor makes a dispatch and inserts an excerpt; a changed word is pointed at, a cut and an addition are not."""
    page.goto("/desk/dispatches/")
    page.get_by_label("New dispatch").fill(TITLE)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="Text").first.click()
    prose = page.get_by_role("textbox", name="Text")
    at_rest(page)
    prose.fill("A Khalmira daily that was shown the Elder's letter described it without quoting it in full:")
    expect(page.locator("section.passage").first).to_contain_text("Saved")
    page.get_by_role("link", name="Excerpt…").last.click()
    page.get_by_role("link", name=re.compile(HEADLINE)).click()
    boxes = page.get_by_role("checkbox")
    for position in QUOTED:
        boxes.nth(position - 1).check()
    page.get_by_role("button", name="Insert as excerpt").click()
    excerpt = page.locator("section.passage.excerpt")
    field = excerpt.get_by_role("textbox", name="Excerpt")
    at_rest(page)
    field.fill(EXCERPT.replace("thanked", "praised"))
    expect(excerpt.locator(".divergences")).to_contain_text("praised")
    field.fill(EXCERPT)
    expect(excerpt.locator(".divergences")).to_have_count(0)
    expect(excerpt).to_contain_text("صدى خلميرة")
    expect(excerpt.get_by_role("list", name="Chain of evidence")).to_be_visible()
    picture(page, "dispatch-editor")
    return page.url


def publish(page: Page, dispatch: str) -> None:
    """The publisher numbers and publishes what the editor made."""
    page.goto(dispatch)
    expect(page.get_by_text("Nothing is missing")).to_be_visible()
    page.get_by_role("button", name="Number and publish").click()
    expect(page.get_by_text("Published as it stands here")).to_be_visible()
    expect(page.get_by_text("Special Dispatch No. 1").first).to_be_visible()


def check_as_a_reader(page: Page, folder: Path) -> Path:
    """Anybody opens the dispatch, checks the quotation against the original, and takes the proof home."""
    page.goto("/")
    page.get_by_role("link", name=TITLE).click()
    quotation = page.get_by_role("region", name="Quotation 1")
    expect(quotation.get_by_text("[…]")).to_be_visible()
    expect(quotation.get_by_text("[in early October 2026]")).to_be_visible()
    note = page.get_by_role("complementary", name="Note 1")
    expect(note).to_contain_text("صدى خلميرة")
    expect(note).to_contain_text("Sada Khalmira")
    expect(note.get_by_role("link", name="Archived copy")).to_be_visible()
    quotation.get_by_text("Check this quotation").click()
    original = quotation.locator(".original p.reading").first
    expect(original).to_have_css("direction", "rtl")
    marked = " ".join(" ".join(quotation.locator(".original mark").all_inner_texts()).split())
    for position in QUOTED:
        assert story.translation_of(PIECE).sentences[position - 1].source in marked
    expect(quotation).to_contain_text("N. Ashgrove")
    expect(quotation).to_contain_text("O. Larkhollow")
    expect(quotation).to_contain_text(re.compile("[0-9a-f]{64}"))
    quotation.evaluate("element => element.scrollIntoView()")
    picture(page, "dispatch")
    with page.expect_download() as started:
        page.get_by_role("contentinfo").or_(page.locator("footer.proof")).get_by_role(
            "link", name="Download the proof file"
        ).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    note.get_by_role("link", name="Archived copy").click()
    expect(page.get_by_role("heading", name="Archived copy").or_(page.get_by_text("Archived copy").first)).to_be_visible()
    expect(page.locator(".captured")).to_contain_text("من حفر القناة وحده عطش وحده")
    return file


def verify(proof: Path, folder: Path) -> None:
    """The proof holds for a stranger without a desk, and stops holding when one byte of it is changed."""
    home = {name: value for name, value in os.environ.items() if not name.startswith(("DRAGOMAN", "DJANGO", "DATABASE"))}
    done = subprocess.run(
        [*COMMAND, "verify", str(proof)], env=home, capture_output=True, text=True, cwd=folder, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    altered = bytearray(proof.read_bytes())
    altered[len(altered) // 2] ^= 1
    broken = folder / "altered.wacz"
    broken.write_bytes(altered)
    done = subprocess.run(
        [*COMMAND, "verify", str(broken)], env=home, capture_output=True, text=True, cwd=folder, timeout=180, check=False
    )
    assert done.returncode in (1, 2), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def at_rest(page: Page) -> None:
    """What a swap has put into the page listens only when it has settled: 20 ms in which no person types, but a test would."""
    page.wait_for_load_state("networkidle")
    expect(page.locator(".htmx-added, .htmx-settling, .htmx-swapping, .htmx-request")).to_have_count(0)


def picture(page: Page, name: str) -> None:
    """The README's pictures are these; they are only written anew when asked for."""
    image = page.screenshot(animations="disabled")
    assert len(image) < MAX_IMAGE_BYTES, f"{name}.png has {len(image)} bytes"
    if os.environ.get("DRAGOMAN_SCREENSHOTS") == "1":
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / f"{name}.png").write_bytes(image)
