"""The text rule in Python and in a browser: the same text of the same bytes, or the browser says that it can't tell."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dragoman.capture import text_rule
from tests.desk.publish import scripts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
CASES = json.loads((Path(__file__).parents[2] / "capture" / "text_rule_cases.json").read_text(encoding="utf-8"))["cases"]
_TOKENS = """
    <p> </p> <div> </div> <b> </b> <i> <a> </a> <table> </table> <tr> <td> <select> <option> </select> <optgroup> <button>
    <form>
    <textarea> </textarea> <title> </title> <svg> </svg> <math> <mi> <foreignObject> <desc> <style> </style> <script> </script>
    <noscript> </noscript> <template> </template> <iframe> </iframe> <br> </br> <hr> <li> <ul> </ul> <dl> <dt> <dd> <h1> </h1>
    <frameset> <body> <head> </head> </body> </html> <caption> <col> <tbody> <ruby> <rt> <rp> <rb> </ruby> <nobr> <font> <pre>
    <input> <image> <plaintext> <xmp> </xmp> <!--x--> <!doctype> <? &amp; &lt &nbsp; a ب é x\0y <\0 </ <!x> ]]> <![CDATA[
    <details> <summary> <dialog> <center> <marquee> <object> <noembed> <main> <search> <legend> <fieldset> <annotation-xml>
"""
TOKENS = _TOKENS.split()


@pytest.fixture(scope="module")
def browser_page(browser: object) -> Iterator[Page]:
    page = browser.new_page()  # type: ignore[attr-defined]
    yield scripts.open_scripts(page)
    page.close()


def differing(page: Page, payloads: list[tuple[str, bytes, str | None]]) -> list[str]:
    """Names of the payloads that the two read differently."""
    found = []
    for name, payload, content_type in payloads:
        read = text_rule.apply(payload, content_type)
        answer = scripts.read_text(page, payload, content_type, read.charset)
        if answer != {"text": read.text, "charset": read.charset, "how": read.how}:
            found.append(name)
    return found


def test_every_golden_case(browser_page):
    assert len(CASES) >= 60
    assert len({case["charset"] for case in CASES}) >= 12
    for case in CASES:
        answer = scripts.read_text(browser_page, base64.b64decode(case["payload"]), case["content_type"], case["charset"])
        assert answer == {name: case[name] for name in ("text", "charset", "how")}, case["name"]


@pytest.mark.shared
def test_every_real_page(browser_page, shared_data):
    pages = [
        (path.name, gzip.decompress(path.read_bytes()), "text/html")
        for path in sorted((shared_data / "pages" / "html").iterdir())
    ]
    assert len(pages) > 150
    assert differing(browser_page, pages) == []


def test_broken_markup_of_any_kind(browser_page):
    dice = random.Random(4)
    sources = ["".join(dice.choices([*TOKENS, " ", "\r\n"], k=dice.randrange(1, 25))) for _ in range(400)]
    assert differing(browser_page, [(source, source.encode(), "text/html; charset=utf-8") for source in sources]) == []


def test_bytes_that_are_no_page_at_all(browser_page):
    dice = random.Random(5)
    noise = [(f"noise {number}", dice.randbytes(dice.randrange(600)), "text/html; charset=windows-1251") for number in range(60)]
    assert differing(browser_page, noise) == []


def test_a_page_built_to_exhaust_a_parser_has_no_text(browser_page):
    for page in ("<div>" * 200_000, "".join(f"<b x={n}>" for n in range(3_000)) + "<p>" * 20_000):
        assert scripts.read_text(browser_page, page.encode(), "text/html; charset=utf-8", None)["text"] == ""


def test_a_page_nested_deeper_than_browsers_keep_is_left_to_the_command(browser_page):
    page = ("<div>" * 700 + "x").encode()
    assert text_rule.apply(page, "text/html").text == "x"
    answer = scripts.read_text(browser_page, page, "text/html", "utf-8")
    assert answer == {"error": "Beyond", "sentence": "The page is nested deeper than a browser keeps apart."}


def test_a_proof_that_names_no_charset_where_none_is_stated_fails(browser_page):
    answer = scripts.read_text(browser_page, b"<p>a", "text/html", "")
    assert answer["error"] == "Fault"


def test_nothing_in_a_captured_page_runs_or_is_fetched(browser_page):
    page = b'<p onclick="x=1">a<img src=http://a.example/a onerror="x=1"><script>x=1</script><link rel=stylesheet href=/b>'
    asked = []
    browser_page.on("request", lambda request: asked.append(request.url))
    scripts.read_text(browser_page, page, "text/html; charset=utf-8", None)
    browser_page.wait_for_timeout(300)
    assert not [url for url in asked if not url.startswith(f"{scripts.ADDRESS}/text_rule")]
    assert browser_page.evaluate("typeof x") == "undefined"
