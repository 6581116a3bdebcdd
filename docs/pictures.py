"""Pictures of *Check this quotation* for `docs/how-to/check-a-quotation.md`.

`python -m docs.pictures` makes them anew: narrow, wide, right-to-left and dark, and a proof altered on its way. The dispatch is
fictional and published in a folder that goes away again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from tests.desk.publish.site import Site

IMAGES = Path(__file__).parent / "images"
WIDE, NARROW = {"width": 1120, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    site = publish()
    from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
    from tests.desk.publish.forging import forge
    from tests.desk.publish.site import PROOF

    altered = replace(site, answers=dict(site.answers))
    altered.answer(PROOF, forge(site.proof, lambda content: content["captures"][0]["ledger"]["path"].append("0" * 64)))
    program = os.environ.get("DRAGOMAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        take(browser, site, "check-wide", viewport=WIDE)
        take(browser, site, "check-narrow", viewport=NARROW)
        take(browser, site, "check-dark", viewport=WIDE, color_scheme="dark")
        take(browser, site, "check-right-to-left", part=".whole", viewport=WIDE)
        take(browser, altered, "check-altered", viewport=NARROW)
        browser.close()


def publish() -> Site:
    """A dispatch of the tests' fictional newsroom."""
    from benchmarks.support.loopback import start_desk

    home = tempfile.mkdtemp()
    start_desk(home)
    from tests.desk.publish.site import publish_site

    try:
        return publish_site(Path(home))
    finally:
        shutil.rmtree(home)


def take(browser: Browser, site: Site, name: str, *, part: str = "", **window: Any) -> None:
    """One picture: of the second quotation with its panel open from the top, or of a part of that panel."""
    page = browser.new_page(locale="en-GB", timezone_id="UTC", **window)
    site.open(page)
    quotation = page.get_by_role("region", name="Quotation 2")
    quotation.get_by_text("Check this quotation").click()
    quotation.locator(".live[data-state=done]").wait_for()
    page.evaluate("document.fonts.ready")
    if part:
        image = quotation.locator(part).screenshot(animations="disabled")
    else:
        quotation.evaluate("element => element.scrollIntoView()")
        image = page.screenshot(animations="disabled")
    (IMAGES / f"{name}.png").write_bytes(image)
    page.close()


if __name__ == "__main__":
    main()
