"""What other pages and search see of translations."""

from __future__ import annotations

import pytest

from dragoman.desk.translate import selectors
from tests.desk.ui.factories import PIECES, item, person, rendering, segments

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return person("lina", "translator"), person("omar", "reviewer")


def test_translations_are_accepted_renderings_in_order_paragraphs_kept(people):
    lina, omar = people
    made = item()
    first, second, third, fourth = segments(made)
    third.paragraph = second.paragraph
    third.save()
    for segment, text in ((third, "Three."), (first, "One."), (second, "Two.")):
        rendering(segment, lina, text, state="accepted", reviewer=omar)
    rendering(fourth, lina, "Four.", state="submitted")
    untouched = item(PIECES[1])
    assert selectors.translations([made.pk, untouched.pk]) == {made.pk: {"en": "One.\n\nTwo. Three."}}


def test_a_gloss_is_the_headlines_own_rendering(people):
    lina, omar = people
    headed, unheaded = item(), item(PIECES[1], with_title=False)
    for made in (headed, unheaded):
        rendering(segments(made)[0], lina, f"English of {made.language}", state="accepted", reviewer=omar)
    assert selectors.glosses([headed.pk, unheaded.pk], "en") == {headed.pk: "English of ar"}


def test_a_gloss_waits_for_acceptance(people):
    made = item()
    rendering(segments(made)[0], people[0], "English", state="submitted")
    assert selectors.glosses([made.pk], "en") == {}


def test_the_workbench_shows_each_person_their_own(people):
    lina, omar = people
    made = item()
    first, second, third, _ = segments(made)
    rendering(first, lina, "one", state="submitted")
    rendering(second, lina, "two", state="draft")
    rendering(third, lina, "three", state="accepted", reviewer=omar)
    hers = selectors.workbench(made.current, person=lina, language="en")
    his = selectors.workbench(made.current, person=omar, language="en")
    assert [row.state for row in hers] == ["submitted", "draft", "accepted", "missing"]
    assert [row.state for row in his] == ["submitted", "missing", "accepted", "missing"]
    assert (len(hers[0].waiting), len(his[0].waiting), len(his[1].others)) == (0, 1, 1)


def test_the_workbench_costs_three_queries(people, django_assert_num_queries):
    made = item()
    for segment in segments(made):
        rendering(segment, people[0], "x", state="submitted")
    with django_assert_num_queries(3):
        selectors.workbench(made.current, person=people[1], language="en")


def test_the_lists_hold_what_waits_for_whom(people):
    lina, omar = people
    waiting, drafted, returned, done = (item(piece, state="selected") for piece in PIECES)
    rendering(segments(waiting)[0], lina, "x", state="submitted")
    rendering(segments(drafted)[0], lina, "x", state="draft")
    rendering(segments(returned)[0], lina, "x", state="returned", reviewer=omar)
    for segment in segments(done):
        rendering(segment, lina, "x", state="accepted", reviewer=omar)

    def ids(view, somebody):
        return {entry.item.pk for entry in selectors.bench_items(view, somebody, language="en")[0]}

    assert ids("review", omar) == {waiting.pk}
    assert ids("review", lina) == set()
    assert ids("mine", lina) == {drafted.pk}
    assert ids("returned", lina) == {returned.pk}
    assert ids("open", omar) == {waiting.pk, drafted.pk, returned.pk}
    assert selectors.progress([done.pk], "en")[done.pk].complete


def test_a_returned_wording_is_settled_by_a_new_one(people):
    lina, omar = people
    made = item()
    segment = segments(made)[0]
    rendering(segment, lina, "x", state="returned", reviewer=omar)
    rendering(segment, lina, "y", state="submitted")
    assert selectors.bench_count("returned", lina, language="en") == 0


def test_lists_are_paged_by_key(people):
    lina = people[0]
    made = [item(number=n) for n in range(3)]
    for one in made:
        rendering(segments(one)[0], lina, "x")
    first, key = selectors.bench_items("mine", lina, limit=2, language="en")
    rest, end = selectors.bench_items("mine", lina, after=key, limit=2, language="en")
    assert [entry.item.pk for entry in [*first, *rest]] == [one.pk for one in reversed(made)]
    assert end == 0
