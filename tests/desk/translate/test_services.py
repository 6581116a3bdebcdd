"""Renderings: written, handed in, accepted by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dragoman.desk.people.models import User
from dragoman.desk.translate import services
from dragoman.desk.translate.models import Rendering
from dragoman.errors import ChangedMeanwhile, NotAllowed, RuleBroken
from tests.desk.ui.factories import NOW, item, person, rendering, segments

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment():
    return segments(item())[0]


@pytest.fixture
def translator():
    return person("lina", "translator")


@pytest.fixture
def reviewer():
    return person("omar", "reviewer")


def test_typing_keeps_one_open_rendering(segment, translator):
    first = services.write(by=translator, segment=segment, text="The min", language="en")
    second = services.write(by=translator, segment=segment, text="The minister", language="en")
    assert first.pk == second.pk
    assert Rendering.objects.get().text == "The minister"


def test_two_translators_each_keep_their_own(segment, translator):
    other = person("sami", "translator")
    services.write(by=translator, segment=segment, text="one", language="en")
    services.write(by=other, segment=segment, text="two", language="en")
    assert set(Rendering.objects.values_list("text", flat=True)) == {"one", "two"}


def test_another_windows_change_is_not_overwritten(segment, translator):
    old = services.write(by=translator, segment=segment, text="one", language="en")
    seen = old.changed_at
    Rendering.objects.filter(pk=old.pk).update(text="two", changed_at=seen + timedelta(seconds=5))
    with pytest.raises(ChangedMeanwhile):
        services.write(by=translator, segment=segment, text="three", seen=seen, language="en")
    assert Rendering.objects.get().text == "two"
    services.write(by=translator, segment=segment, text="three", language="en")
    assert Rendering.objects.get().text == "three"


def test_the_same_words_from_an_old_window_are_no_conflict(segment, translator):
    old = services.write(by=translator, segment=segment, text="one", language="en")
    again = services.write(by=translator, segment=segment, text="one", seen=old.changed_at - timedelta(seconds=5), language="en")
    assert again.pk == old.pk


def test_a_submitted_wording_does_not_change(segment, translator):
    draft = services.write(by=translator, segment=segment, text="one", language="en")
    services.submit(by=translator, rendering=draft)
    with pytest.raises(RuleBroken, match="waits for review"):
        services.write(by=translator, segment=segment, text="two", language="en")
    assert Rendering.objects.get().text == "one"


def test_taking_back_opens_a_new_draft_and_keeps_the_old_wording(segment, translator):
    draft = services.write(by=translator, segment=segment, text="one", language="en")
    services.submit(by=translator, rendering=draft)
    new = services.take_back(by=translator, rendering=draft)
    services.write(by=translator, segment=segment, text="two", language="en")
    assert new.pk != draft.pk
    assert list(Rendering.objects.values_list("state", "text")) == [("superseded", "one"), ("draft", "two")]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_cannot_be_handed_in(segment, translator, text):
    draft = services.write(by=translator, segment=segment, text=text, language="en")
    with pytest.raises(RuleBroken, match="empty"):
        services.submit(by=translator, rendering=draft)


def test_a_huge_rendering_is_refused_in_words(segment, translator):
    with pytest.raises(RuleBroken, match="20,000"):
        services.write(by=translator, segment=segment, text="x" * 20_001, language="en")
    assert not Rendering.objects.exists()


def test_only_ones_own_draft_is_handed_in(segment, translator):
    draft = services.write(by=translator, segment=segment, text="one", language="en")
    with pytest.raises(RuleBroken, match="another translator"):
        services.submit(by=person("sami", "translator"), rendering=draft)


def test_accepting_supersedes_what_was_accepted_before(segment, translator, reviewer):
    before = rendering(segment, translator, "old", state="accepted", reviewer=reviewer)
    new = services.submit(by=translator, rendering=services.write(by=translator, segment=segment, text="new", language="en"))
    revision = segment.version.item.revision
    services.accept(by=reviewer, rendering=new)
    before.refresh_from_db()
    new.refresh_from_db()
    segment.version.item.refresh_from_db()
    assert (before.state, new.state, new.reviewer) == ("superseded", "accepted", reviewer)
    assert segment.version.item.revision == revision + 1


def test_nobody_accepts_their_own_not_even_an_administrator(segment):
    both = person("both", "translator", "reviewer")
    root = User.objects.create_superuser("root", "root@example.org", "pw")
    for somebody in (both, root):
        own = services.submit(
            by=somebody, rendering=services.write(by=somebody, segment=segment, text=somebody.username, language="en")
        )
        with pytest.raises(RuleBroken, match="never the translator"):
            services.accept(by=somebody, rendering=own)
        with pytest.raises(RuleBroken, match="never the translator"):
            services.send_back(by=somebody, rendering=own, remark="again")
    assert not Rendering.objects.filter(state="accepted").exists()


def test_the_database_refuses_it_too(segment, translator):
    with pytest.raises(IntegrityError), transaction.atomic():
        rendering(segment, translator, "one", state="accepted", reviewer=translator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rendering.objects.create(
            segment=segment, text="one", state="accepted", translator=translator, created_at=NOW, changed_at=NOW, language="en"
        )
    row = rendering(segment, translator, "one", state="submitted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rendering.objects.filter(pk=row.pk).update(reviewer=translator)


def test_sending_back_needs_a_remark_and_reopens_the_segment(segment, translator, reviewer):
    handed_in = services.submit(
        by=translator, rendering=services.write(by=translator, segment=segment, text="one", language="en")
    )
    with pytest.raises(RuleBroken, match="what should change"):
        services.send_back(by=reviewer, rendering=handed_in, remark=" ")
    services.send_back(by=reviewer, rendering=handed_in, remark="“letter”, not “message”")
    services.write(by=translator, segment=segment, text="two", language="en")
    assert list(Rendering.objects.values_list("state", "text")) == [("returned", "one"), ("draft", "two")]


def test_a_decided_rendering_is_not_decided_again(segment, translator, reviewer):
    handed_in = services.submit(
        by=translator, rendering=services.write(by=translator, segment=segment, text="one", language="en")
    )
    services.accept(by=reviewer, rendering=handed_in)
    with pytest.raises(RuleBroken, match="any more"):
        services.send_back(by=reviewer, rendering=handed_in, remark="late")


def test_rights_are_asked_for(segment, translator, reviewer):
    draft = services.write(by=translator, segment=segment, text="one", language="en")
    services.submit(by=translator, rendering=draft)
    with pytest.raises(NotAllowed):
        services.accept(by=person("sami", "translator"), rendering=draft)
    with pytest.raises(NotAllowed):
        services.write(by=reviewer, segment=segment, text="x", language="en")
    with pytest.raises(NotAllowed):
        services.write(by=None, segment=segment, text="x", language="en")
    with pytest.raises(NotAllowed):
        services.accept(by=None, rendering=draft)
