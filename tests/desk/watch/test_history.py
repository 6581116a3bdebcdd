"""Polls that brought nothing new are forgotten in time; nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from dragoman.desk.jobs import schedules
from dragoman.desk.people.models import User
from dragoman.desk.watch import history
from dragoman.desk.watch.history import prune_polls
from dragoman.desk.watch.jobs import prune_old_polls
from dragoman.desk.watch.models import Poll, Round
from dragoman.errors import NotAllowed
from tests.desk.tools import NOW, watched

pytestmark = pytest.mark.django_db


def polled(endpoint, days_ago: float, outcome: str = "unchanged", new: int = 0) -> Poll:
    at = NOW - timedelta(days=days_ago)
    return Poll.objects.create(
        round=Round.objects.create(started_at=at), endpoint=endpoint, at=at, outcome=outcome, new_count=new
    )


def test_old_polls_without_anything_new_go_and_their_rounds_with_them(monkeypatch):
    monkeypatch.setattr(history, "BATCH", 3)
    endpoint = watched("http://news.example/rss")
    old = [polled(endpoint, 200 - n, outcome) for n, outcome in enumerate(["unchanged", "too-slow"] * 5)]
    kept = [polled(endpoint, 190, "new", 3), polled(endpoint, 89.9), polled(endpoint, 1, "refused")]
    assert prune_polls(by=None, before=NOW - timedelta(days=90)) == len(old)
    assert list(Poll.objects.order_by("pk")) == kept
    assert set(Round.objects.all()) == {poll.round for poll in kept}
    assert prune_polls(by=None, before=NOW - timedelta(days=90)) == 0


def test_a_round_that_goes_on_keeps_its_polls():
    endpoint = watched("http://news.example/rss")
    going = Round.objects.create(started_at=NOW - timedelta(days=91))
    poll = Poll.objects.create(round=going, endpoint=endpoint, at=NOW, outcome="unchanged")
    prune_polls(by=None, before=NOW - timedelta(days=90))
    assert (poll.round, Poll.objects.get()) == (Round.objects.get(), poll)


def test_a_job_does_it_every_day_by_the_setting(settings):
    settings.KEEP_POLLS_DAYS = 40
    endpoint = watched("http://news.example/rss")
    polled(endpoint, 20_000)
    (entry,) = [entry for entry in schedules.load() if entry.name == "prune-polls"]
    assert (entry.task, entry.every_seconds) == (prune_old_polls, 86_400)
    assert prune_old_polls.call() == 1
    assert not Poll.objects.exists()


def test_only_who_manages_sources_may():
    person = User.objects.create_user("t")
    person.groups.add(Group.objects.get(name="translator"))
    with pytest.raises(NotAllowed):
        prune_polls(by=person, before=NOW)
