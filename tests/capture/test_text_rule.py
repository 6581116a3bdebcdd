"""The text rule against its golden cases, which the browser's implementation shares."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.capture import text_rule
from dragoman.capture.detect import detect
from dragoman.capture.selectors import CONTEXT_CHARS, make, stands

GOLDEN = json.loads((Path(__file__).parent / "text_rule_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_golden_case(case):
    found = text_rule.apply(base64.b64decode(case["payload"]), case["content_type"])
    assert found == text_rule.RuleText(case["text"], case["charset"], case["how"])


def test_the_golden_cases_are_of_this_version():
    assert GOLDEN["rule"] == text_rule.RULE
    assert len({case["charset"] for case in GOLDEN["cases"]}) >= 12


SPACES = re.compile(f"[{text_rule.WHITE_SPACE}]+")
TYPES = st.sampled_from(
    ["text/html", "text/html; charset=windows-1256", "text/html; charset=x", "application/json", "text/plain", None]
)


@given(st.binary(max_size=300), TYPES)
def test_any_bytes_at_all_have_a_text_in_nfc(payload, content_type):
    read = text_rule.apply(payload, content_type)
    assert unicodedata.is_normalized("NFC", read.text)
    assert not any("\ud800" <= letter <= "\udfff" for letter in read.text)
    assert text_rule.apply(payload, content_type, detected=read.charset) == read


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\ufeff"), max_size=80))
def test_of_plain_paragraphs_no_letter_is_lost(text):
    page = f"<!doctype html><p>{text}</p>".encode()
    words = unicodedata.normalize("NFC", " ".join(part for part in SPACES.split(text) if part))
    assert text_rule.apply(page, "text/html; charset=utf-8").text == words


def test_a_page_built_to_exhaust_the_parser_has_no_text():
    for page in ("<div>" * 200_000, "".join(f"<b x={n}>" for n in range(3_000)) + "<p>" * 20_000):
        assert text_rule.apply(page.encode(), "text/html").text == ""
    deep = "<div>" * 1_900 + "x"
    assert text_rule.apply(deep.encode(), "text/html").text == "x"


WORDS = {
    "windows-1256": ["قال المتحدث", "اين خبر در پايگاه منتشر شد", "إن الله مع الصابرين، والسلام"],
    "windows-1255": ["שלום עליכם", "דובר המשרד אמר כי הישיבה נערכה"],
    "windows-1251": ["Министр сообщил", "ПРЕЗИДЕНТ заявил о встрече", "Ёлка"],
    "koi8-r": ["Министр сообщил о встрече", "Представитель сказал"],
    "ibm866": ["Министр сообщил о встрече"],
    "iso-8859-5": ["Министр сообщил о встрече"],
    "iso-8859-6": ["قال المتحدث باسم الوزارة"],
    "windows-1252": ["Le président a été reçu à l’hôtel", "Der Präsident äußerte sich", "el señor mañana", "el niño"],
    "windows-1254": ["Bakan görüşmeyi açıkladı", "İstanbul'da yağış"],
    "windows-1253": ["Ο υπουργός ανακοίνωσε"],
    "windows-1250": ["ogłosił że spotkanie odbędzie się"],
    "utf-8": ["گفت‌وگو", "Bakanlığı", "плюс"],
}


@pytest.mark.parametrize(("charset", "text"), [(charset, text) for charset, texts in WORDS.items() for text in texts])
def test_a_charset_nobody_stated_is_guessed(charset, text):
    codec = {"ibm866": "cp866"}.get(charset, charset)
    page = f"<html><head><title>x</title><script>var é;</script></head><p>{text}</p>"
    assert detect(page.encode(codec, "ignore")) == charset


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_a_selector_stands_where_it_was_made_and_nowhere_else(text, start, end):
    if not start < end <= len(text):
        with pytest.raises(ValueError, match="no span"):
            make(text, start, end)
        return
    selector = make(text, start, end)
    assert stands(text, selector)
    assert len(selector.prefix) <= CONTEXT_CHARS
    assert not stands("x" + text, selector)
    assert not stands(text[:end], selector) or end == len(text)


def test_a_selector_never_anchors_to_a_similar_passage():
    text = "He said yes. He said yes. He said yes."
    second = make(text, 13, 25)
    assert stands(text, second)
    assert not stands(text[13:], second)
    assert not stands(text.replace("yes. He", "no. He", 1), second)
