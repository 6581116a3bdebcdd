"""The register's numbers on the first page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dragoman.desk.people.models import User
from dragoman.desk.ui.today import Tile
from dragoman.desk.watch.models import Endpoint, Source
from dragoman.desk.watch.selectors import silent_sources


def tiles(person: User) -> list[Tile]:  # noqa: ARG001 - every app's tiles take the person
    """How many sources are watched, how many addresses fail, how many have gone silent."""
    page = reverse("sources")
    failing = Endpoint.objects.filter(active=True, source__active=True, failures__gt=0).count()
    return [
        Tile("Sources", "sources watched", Source.objects.filter(active=True).count(), page),
        Tile("Sources", "failing addresses", failing, f"{page}#failing", "failed", urgent=True),
        Tile("Sources", "silent for three days", silent_sources(timezone.now()).count(), f"{page}#failing", "gone"),
    ]
