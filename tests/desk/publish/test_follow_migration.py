"""What was published before visits were made is followed too, excerpt by excerpt."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from dragoman.desk.publish.models import CitedPassage
from dragoman.desk.read.models import Standing
from tests.desk.cited import Cited
from tests.desk.cited import cited as cited  # noqa: PLC0414 -- a fixture

pytestmark = pytest.mark.django_db
migration = import_module("dragoman.desk.publish.migrations.0005_follow_what_is_cited")


def test_each_cited_stretch_finds_its_segment_and_its_excerpt(cited: Cited) -> None:
    before = list(CitedPassage.objects.order_by("pk").values_list("segment", "number"))
    CitedPassage.objects.update(segment=None, number=0)
    Standing.objects.all().delete()
    migration.name_segments(apps, None)
    migration.follow(apps, None)
    assert list(CitedPassage.objects.order_by("pk").values_list("segment", "number")) == before
    assert cited.standing.cited_at == cited.publication.published_at
    assert cited.standing.next_visit_at is not None
    cited.answers(b"no", status=410)
    cited.visit()
    cited.visit(hours=7)
    assert [(remark.number, remark.state) for remark in cited.remarks] == [(1, "gone")]


def test_migrating_twice_changes_nothing(cited: Cited) -> None:
    migration.name_segments(apps, None)
    migration.follow(apps, None)
    assert Standing.objects.count() == 1
    assert cited.standing.next_visit_at is not None
