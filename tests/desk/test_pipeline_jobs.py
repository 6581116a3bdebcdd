"""The pipeline's jobs: each does its part, and does no harm when run twice."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from dragoman.desk import pipeline_jobs as jobs
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.services import close_recorders
from dragoman.desk.jobs.models import Job
from dragoman.desk.jobs.schedules import load
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Version
from dragoman.desk.read.selectors import search
from dragoman.desk.watch.models import Entry
from tests.desk.stand import Stand, article
from tests.desk.tools import LOOPBACK

pytestmark = pytest.mark.django_db


@pytest.fixture
def stand(settings):
    settings.ALLOWED_NETWORKS = LOOPBACK
    with Stand() as stand:
        yield stand
    close_recorders()


@pytest.fixture
def person():
    person = User.objects.create_user("m")
    person.groups.add(Group.objects.get(name="monitor"))
    return person


def test_an_address_handed_in_on_a_page_is_captured_by_a_worker(stand, person):
    stand.put("/robots.txt", "User-agent: *\nDisallow: /", media_type="text/plain")
    url = stand.put("/a", article("عنوان"))
    entry = jobs.request_hand_in(by=person, url=url, now=timezone.now())
    assert jobs.request_hand_in(by=person, url=url, now=timezone.now()).pk == entry.pk
    job = Job.objects.get(key=f"capture:{entry.pk}")
    assert entry.state == "found"

    assert jobs.capture_entries.func([entry.pk], person_id=person.pk) == 1
    assert jobs.capture_entries.func([entry.pk], person_id=person.pk) == 0, "done is done"

    assert Capture.objects.get().handed_in_by == person
    assert Item.objects.get().current.text
    assert "/robots.txt" not in stand.asked, "a person asked for this page"
    assert Job.objects.filter(key="index-pending").count() == 1
    assert jobs.index_pending.func() == 1
    assert jobs.index_pending.func() == 0
    assert search("الجسر").results.total == 1
    assert job.key


def test_reading_what_another_process_left(stand, person):
    entry = jobs.request_hand_in(by=person, url=stand.put("/a", article("عنوان")), now=timezone.now())
    jobs.capture_entries.func([entry.pk], person_id=person.pk)
    Entry.objects.update(state=Entry.State.CAPTURED)
    assert jobs.read_captures.func([entry.pk]) == 1
    assert jobs.read_captures.func([entry.pk]) == 0
    assert Version.objects.count() == 1


def test_the_index_is_brought_up_to_date_by_the_clock():
    assert "index-pending" in [entry.name for entry in load()]
