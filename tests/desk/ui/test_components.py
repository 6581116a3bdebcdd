"""The components that every page uses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template, TemplateSyntaxError

from dragoman.desk.ui.chain import Holds, Link, strip
from dragoman.desk.ui.languages import language_name
from dragoman.desk.ui.states import outcome_words, sign_and_word
from dragoman.desk.ui.times import exact, relative

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load dragoman %}" + source).render(Context(context))


def test_the_chain_names_every_link_and_its_state_without_colour_or_script():
    html = render("{% chain links %}", links={"sentence": Link(Holds.HELD, "/s"), "bytes": Link(Holds.FAILED, "", "differs")})
    places = [html.index(name) for name in ("sentence", "translation", "original", "bytes", "ledger", "time")]
    assert places == sorted(places)
    for words in ("✓", "✕", ": holds", ": broken", ": not yet", 'href="/s"', 'title="differs"', 'aria-label="Chain of evidence"'):
        assert words in html


def test_the_chain_knows_no_other_links():
    with pytest.raises(KeyError, match="sentense"):
        strip({"sentense": Link(Holds.HELD)})


def test_a_foreign_string_brings_its_direction_and_language():
    assert render("{% foreign t 'fa' %}", t="نامه") == '<bdi dir="auto" lang="fa">نامه</bdi>'
    assert (
        render("{% foreign t 'und' tag='p' class='reading' limit=4 %}", t="abc <def>") == '<p dir="auto" class="reading">abc…</p>'
    )
    with pytest.raises(TemplateSyntaxError):
        render("{% foreign t tag='script' %}", t="x")


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=10), "now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(minutes=-5), "in 5 min"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=2), "2 d ago"),
        (timedelta(days=40), "12 Oct 2026"),
    ],
)
def test_relative_times(distance, words):
    assert relative(NOW - distance, NOW) == words


def test_exact_times_give_utc_and_the_sources_own_zone():
    assert exact(NOW) == "2026-11-21 08:00:00 UTC"
    assert exact(NOW, "Asia/Tehran") == "2026-11-21 08:00:00 UTC · 2026-11-21 11:30 Asia/Tehran"
    assert exact(NOW, "Nowhere/At all") == "2026-11-21 08:00:00 UTC"


def test_unknown_states_outcomes_and_languages_keep_their_raw_names():
    assert sign_and_word("half-baked") == ("·", "half baked")
    assert outcome_words("some-code") == "some code"
    assert (language_name("fa"), language_name("ar-LB"), language_name("xx")) == ("Persian", "Arabic", "xx")
