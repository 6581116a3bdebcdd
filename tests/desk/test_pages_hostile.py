"""Hostile strings: escaped, isolated, never obeyed, on every page that shows them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dragoman.desk.ui.foreign import settle
from tests.desk.ui.factories import Piece, endpoint, failed_entry, item, person, rendering, segments

SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    "script": SCRIPT,
    "attribute": '" onmouseover="alert(1)" x="',
    "override": "\u202eexe.txt" + SCRIPT,
    "unclosed isolate": "\u2067\u2067" + SCRIPT,
    "closing what is not open": "\u2069\u2069\u202c" + SCRIPT,
    "template": "{{ settings.SECRET_KEY }}{% load x %}" + SCRIPT,
    "huge": SCRIPT + "x" * 30_000,
    "nul-like": "\ufffd\u200b\ufeff" + SCRIPT,
}


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_pages_escape_and_isolate(words, client):
    lina = person("lina", "translator")
    client.force_login(person("omar", "monitor", "reviewer", "administrator"))
    made = item(Piece("ar", words[:190], "Hostile Press", words, (words,)), authors=words[:400], published_printed=words[:190])
    rendering(segments(made)[0], lina, words[:5000], state="submitted")
    endpoint(made.source)
    failed_entry(made.source, words)
    for page, args in (
        ("queue", []),
        ("item", [made.pk]),
        ("item_pane", [made.pk]),
        ("workbench", [made.pk]),
        ("translations", []),
        ("sources", []),
        ("source", [made.source.slug]),
        ("captures", []),
    ):
        answer = client.get(reverse(page, args=args))
        html = answer.content.decode()
        assert answer.status_code == 200, page
        assert SCRIPT not in html, page
        assert 'onmouseover="alert' not in html, page
        assert "\u202e" not in html, page
        assert answer.headers["Content-Security-Policy"], page


def test_honest_embeddings_stay():
    text = "\u202bנוסח\u202c (1) \u2068x\u2069"
    assert settle(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u202cc", ["RLO", "PDF"]),
        ("a\u2067b", ["RLI"]),
        ("a\u2069b", ["PDI"]),
        ("\u2067a\nb\u2069", ["RLI", "PDI"]),
        ("\u2067\u202ba\u2069\u202c", ["RLI", "PDI"]),
    ],
)
def test_stray_controls_are_shown_and_gone(text, shown):
    settled = settle(text)
    assert [name for name in ("RLO", "RLI", "RLE", "PDI", "PDF") if f">{name}<" in settled] == sorted(
        shown, key=["RLO", "RLI", "RLE", "PDI", "PDF"].index
    )
    assert not set(settled) & set("\u202d\u202e\u2066\u2067\u2068\u2069")
