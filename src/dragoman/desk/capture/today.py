"""The archive's numbers on the first page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from dragoman.desk.capture.models import Capture
from dragoman.desk.people.models import User
from dragoman.desk.ui.today import Tile


def tiles(person: User) -> list[Tile]:  # noqa: ARG001 - every app's tiles take the person
    """What was captured, and what failed, in the last day."""
    page = reverse("captures")
    day = Capture.objects.filter(rendered=None, fetched_at__gte=timezone.now() - timedelta(days=1))
    return [
        Tile("Evidence", "captured in the last day", day.filter(outcome="stored").count(), page, "stored"),
        Tile("Evidence", "failed in the last day", day.exclude(outcome="stored").count(), f"{page}?view=failed", "failed"),
    ]
