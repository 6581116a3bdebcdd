"""Accepted renderings of sentences that did not change go with a text into its next version; those of others do not."""

from __future__ import annotations

import pytest

from dragoman.desk.custody.models import Act
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.translate import services as translate
from dragoman.desk.translate.carrying import carry_renderings
from dragoman.desk.translate.models import Rendering
from tests.desk import newsroom
from tests.desk.newsroom import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    return newsroom.hire("translator", "translator"), newsroom.hire("reviewer", "reviewer")


def next_version(item: Item, *sentences: str) -> Version:
    """A version with one paragraph a sentence."""
    text = "\n\n".join(sentences)
    number = item.versions.count() + 1
    capture = item.versions.get(number=1).capture
    version = Version.objects.create(item=item, number=number, capture=capture, text=text, created_at=NOW)
    start = 0
    for place, sentence in enumerate(sentences):
        Segment.objects.create(version=version, number=place, paragraph=place, start=start, end=start + len(sentence))
        start += len(sentence) + 2
    return version


def english(version: Version) -> list[str | None]:
    """The accepted rendering of each segment."""
    accepted = Rendering.objects.filter(segment__version=version, state="accepted")
    by_segment = dict(accepted.values_list("segment_id", "text"))
    return [by_segment.get(segment.pk) for segment in version.segments.all()]


def start_with(people: tuple[User, User], *pairs: tuple[str, str]) -> tuple[Item, Version]:
    item = newsroom.capture_page()
    version = next_version(item, *(source for source, _ in pairs))
    for segment, (_, rendered) in zip(version.segments.all(), pairs, strict=True):
        if rendered:
            newsroom.accept_one(segment, rendered, *people)
    return item, version


def test_only_exact_sentences_carry_theirs(people: tuple[User, User]) -> None:
    item, _ = start_with(people, ("وصل الوفد.", "The delegation arrived."), ("ثم غادر.", "Then it left."), ("لا خبر.", ""))
    later = next_version(item, "مقدمة.", "وصل الوفد .", "ثم غادر.", "لا خبر.")
    assert carry_renderings(by=None, version=later, now=NOW) == 1
    assert english(later) == [None, None, "Then it left.", None]


def test_repeated_sentences_are_taken_in_turn(people: tuple[User, User]) -> None:
    item, _ = start_with(people, ("نعم.", "Yes."), ("قال.", "He said."), ("نعم.", "Indeed."))
    later = next_version(item, "نعم.", "نعم.", "نعم.")
    carry_renderings(by=None, version=later, now=NOW)
    assert english(later) == ["Yes.", "Indeed.", "Indeed."]


def test_carrying_again_changes_nothing(people: tuple[User, User]) -> None:
    item, _ = start_with(people, ("وصل الوفد.", "The delegation arrived."))
    later = next_version(item, "وصل الوفد.")
    assert [carry_renderings(by=None, version=later, now=NOW) for _ in range(2)] == [1, 0]
    assert Rendering.objects.filter(segment__version=later).count() == 1
    assert Act.objects.filter(action="renderings-carried").count() == 1


def test_a_wording_under_way_in_the_new_version_is_left_alone(people: tuple[User, User]) -> None:
    item, _ = start_with(people, ("وصل الوفد.", "The delegation arrived."))
    later = next_version(item, "وصل الوفد.")
    translate.write(by=people[0], segment=later.segments.get(), text="The envoys came.", language="en")
    assert carry_renderings(by=None, version=later, now=NOW) == 0
    assert english(later) == [None]


def test_drafts_and_wordings_sent_back_stay_behind(people: tuple[User, User]) -> None:
    item, version = start_with(people, ("وصل الوفد.", ""))
    translate.write(by=people[0], segment=version.segments.get(), text="The envoys came.", language="en")
    later = next_version(item, "وصل الوفد.")
    assert carry_renderings(by=None, version=later, now=NOW) == 0


def test_both_signatures_and_the_day_of_review_go_with_it(people: tuple[User, User]) -> None:
    item, version = start_with(people, ("وصل الوفد.", "The delegation arrived."))
    carry_renderings(by=None, version=next_version(item, "وصل الوفد."), now=NOW)
    old, new = Rendering.objects.order_by("pk")
    assert (new.translator, new.reviewer, new.reviewed_at) == (old.translator, old.reviewer, old.reviewed_at)
    assert old.segment.version == version, "the one that is quoted stays where it is"


def test_a_first_version_has_nothing_to_carry(people: tuple[User, User]) -> None:
    item = newsroom.capture_page()
    assert item.current is not None
    assert carry_renderings(by=None, version=item.current, now=NOW) == 0
