"""The register's numbers on the first page."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from dragoman.desk.people.access import may
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.ui.today import Step, Tile
from dragoman.desk.watch.models import Endpoint, Source
from dragoman.desk.watch.selectors import silent_sources


def first_step(person: User) -> Step | None:
    """A desk that watches nothing begins with a source."""
    if Source.objects.exists():
        return None
    words = "A source is a newspaper, an agency, a site or a public channel. "
    if may(person, Right.MANAGE_SOURCES):
        words += "Give its address; what it publishes is captured within a minute and comes to the queue."
        return Step("This desk watches nothing yet", words, "Add the first source", reverse("source_add"))
    words += "An administrator adds them; then their items come to the queue by themselves."
    return Step("This desk watches nothing yet", words, "See the register", reverse("sources"))


def tiles(person: User) -> list[Tile]:  # noqa: ARG001 - every app's tiles take the person
    """How many sources are watched, how many addresses fail, how many have gone silent."""
    page = reverse("sources")
    failing = Endpoint.objects.filter(active=True, source__active=True, failures__gt=0).count()
    return [
        Tile("Sources", "sources watched", Source.objects.filter(active=True).count(), page),
        Tile("Sources", "failing addresses", failing, f"{page}?view=failing", "failed", urgent=True),
        Tile("Sources", "silent for three days", silent_sources(timezone.now()).count(), f"{page}?view=silent", "gone"),
    ]
