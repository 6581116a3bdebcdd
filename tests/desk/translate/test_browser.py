"""The workbench in a real browser: suggestions, drafts and fixes by keyboard, nothing lost, no accessibility faults."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from dragoman.desk.translate import jobs, services
from dragoman.desk.translate.models import Rendering
from tests.desk.translate.stage import arabic, drafted, serving
from tests.desk.translate.test_checking import NAMES, SOURCE, TERMS
from tests.desk.ui.factories import person, segments
from tests.translate.loopback import LEXICON, SOURCES, libretranslate

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
EARLIER = "قال سمير درويش إن المجلس المحلي سيجتمع يوم الاثنين بحضور 15 عضوا."
ENGLISH = "Samir Darwish said that the local council would meet on Monday with 15 members present."


@pytest.fixture
def bench(live_server, page: Page, settings, tmp_path) -> Iterator[Page]:
    """Lina at the workbench of an Arabic item that has a memory, terms, names, drafts and one refused draft beside it."""
    Path(settings.TERMS_PATH).write_text(TERMS, encoding="utf-8")
    settings.REGISTER_PATH = tmp_path / "register.jsonl"
    settings.REGISTER_PATH.write_text(json.dumps(NAMES, ensure_ascii=False) + "\n", encoding="utf-8")
    lina, omar = person("lina", "translator"), person("omar", "reviewer")
    before = services.write(by=lina, segment=segments(arabic(EARLIER, number=7))[0], text=ENGLISH, language="en")
    services.accept(by=omar, rendering=services.submit(by=lina, rendering=before))
    services.remember_accepted(by=None)
    made = arabic(SOURCE, SOURCES[1], "🙂")
    known = LEXICON | {SOURCE: "Samir Darwish said the local council meets on Monday with 12 members."}
    with serving(settings, lambda asked: libretranslate()(asked) if asked.body is None else _translated(asked, known)):
        drafted(made, by=lina)
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_label("Name or e-mail address").fill("lina")
        page.get_by_label("Password").fill("pw")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")
        page.goto(live_server.url + reverse("workbench", args=[made.pk]))
        page.first_segment, page.second_segment = segments(made)[:2]  # type: ignore[attr-defined]
        yield page
    assert faults == []


def _translated(asked, known):
    from tests.translate.loopback import Reply

    return Reply({"translatedText": [known[text] for text in asked.body["q"]]})


def test_memory_draft_and_fix_by_keyboard_alone(bench):
    first, second = bench.first_segment, bench.second_segment
    field = bench.locator(f"#t-{first.pk}")
    expect(bench.locator(f"#beside-{first.pk} [data-use=memory]")).to_have_count(1)
    field.focus()
    bench.keyboard.press("Alt+1")
    expect(field).to_have_value(ENGLISH)
    # Its number is not this sentence's: the check says so, and the key mends it.
    expect(bench.locator(f"#checks-{first.pk}")).to_contain_text("The source has 12, not 15.")
    bench.keyboard.press("Alt+Enter")
    expect(field).to_have_value(ENGLISH.replace("15", "12"))
    expect(bench.locator(f"#checks-{first.pk} li")).to_have_count(0)
    bench.keyboard.press("Control+z")
    expect(field).to_have_value(ENGLISH)
    bench.keyboard.press("Control+y")
    bench.keyboard.press("Control+Enter")
    other = bench.locator(f"#t-{second.pk}")
    expect(other).to_be_focused()
    bench.keyboard.press("Alt+0")
    expect(other).to_have_value(LEXICON[SOURCES[1]])
    expect(bench.locator(f"#status-{second.pk}")).to_contain_text("Draft saved")
    assert Rendering.objects.get(segment=second).origin == "draft by house (unnamed), taken over by lina"
    assert Rendering.objects.get(segment=first, state="draft").draft is None


def test_what_was_typed_comes_back_after_taking_a_draft_over(bench):
    field = bench.locator(f"#t-{bench.second_segment.pk}")
    field.fill("Hours of work")
    bench.locator(f"#draft-{bench.second_segment.pk}").get_by_role("button").click()
    expect(field).to_have_value(LEXICON[SOURCES[1]])
    field.press("Control+z")
    expect(field).to_have_value("Hours of work")


def test_a_fix_for_words_that_changed_meanwhile_changes_nothing(bench):
    field = bench.locator(f"#t-{bench.first_segment.pk}")
    field.fill("😀 The the council met, said Samir Darwish, on Monday with 12 members.")
    expect(bench.locator(f"#checks-{bench.first_segment.pk} [data-fix]").first).to_be_visible()
    bench.evaluate(f"document.getElementById('t-{bench.first_segment.pk}').value = 'Other words'")
    bench.locator(f"#checks-{bench.first_segment.pk} [data-fix]").first.click()
    expect(field).to_have_value("Other words")


def test_a_fix_after_an_emoji_hits_its_word(bench):
    field = bench.locator(f"#t-{bench.first_segment.pk}")
    field.fill("😀 Samir Darwish said that the the local council would meet on Monday with 12 members.")
    expect(bench.locator(f"#checks-{bench.first_segment.pk}")).to_contain_text("stands twice")
    field.press("Alt+Enter")
    expect(field).to_have_value("😀 Samir Darwish said that the local council would meet on Monday with 12 members.")


def test_handing_in_asks_for_a_reason_and_takes_it(bench):
    row = bench.locator("#s-0")
    bench.locator(f"#t-{bench.first_segment.pk}").fill(ENGLISH)
    row.get_by_role("button", name="Hand in for review").click()
    expect(row).to_contain_text("Not handed in yet. The source has 12, not 15.")
    bench.locator(f"#t-{bench.first_segment.pk}").press_sequentially(" ")  # saving again leaves the question where it is
    bench.wait_for_timeout(1_500)
    row.get_by_label("Mend it, or say why it is right as it stands").fill("The source corrected itself")
    row.get_by_role("button", name="Hand in all the same").click()
    expect(row).to_contain_text("waits for another person")
    assert Rendering.objects.get(state="submitted").overruled == "The source corrected itself"


def test_drafts_come_while_one_types_and_touch_no_field(bench, live_server):
    made = bench.first_segment.version.item
    bench.get_by_role("button", name="Draft with house").click()
    field = bench.locator(f"#t-{bench.second_segment.pk}")
    field.fill("Typed while the engine drafts")
    expect(bench.get_by_label("house drafts:")).to_be_visible()
    run = made.current.draft_runs.latest("pk")
    jobs.draft_segments.func(run.pk)
    expect(bench.locator("#drafting")).to_contain_text("2 drafts, 1 refused, 2 kept from before")
    expect(field).to_have_value("Typed while the engine drafts")
    expect(bench.locator(f"#draft-{bench.first_segment.pk}")).to_contain_text("kept from before")


def test_stopping_a_run_that_waits(bench):
    bench.get_by_role("button", name="Draft with house").click()
    bench.get_by_role("button", name="Stop").click()
    expect(bench.locator("#drafting")).to_contain_text("Drafting stopped.")


def test_no_accessibility_faults_and_nothing_wider_than_the_window(bench):
    field = bench.locator(f"#t-{bench.first_segment.pk}")
    field.fill(ENGLISH.replace("the local", "the the local"))
    expect(bench.locator(f"#checks-{bench.first_segment.pk}")).to_contain_text("stands twice")
    expect(bench.locator(f"#beside-{bench.first_segment.pk}")).to_contain_text("Terms and names")
    for scheme in ("light", "dark"):
        bench.emulate_media(color_scheme=scheme)
        for width in (1440, 1000, 390):
            bench.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("DRAGOMAN_PICTURES"):
                bench.screenshot(path=f"{folder}/workbench-{scheme}-{width}.png", full_page=True)
            faults = Axe().run(bench).response["violations"]
            assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in faults] == []
            assert bench.evaluate("document.documentElement.scrollWidth <= innerWidth")
