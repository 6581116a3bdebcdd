"""The dispatches' numbers on the first page."""

from __future__ import annotations

from django.urls import reverse

from dragoman.desk.compose.models import Dispatch
from dragoman.desk.people.models import User
from dragoman.desk.publish.selectors import unseen_dispatches
from dragoman.desk.ui.today import Tile


def tiles(person: User) -> list[Tile]:  # noqa: ARG001
    """Drafts under way, corrections not published yet, what readers can see, and what became of the sources quoted there."""
    page = reverse("dispatches")
    published = Dispatch.objects.filter(number__isnull=False, has_unpublished_changes=False).count()
    return [
        Tile("Dispatches", "drafts", Dispatch.objects.filter(number=None).count(), f"{page}?state=draft", "draft"),
        Tile(
            "Dispatches",
            "changed since published",
            Dispatch.objects.filter(number__isnull=False, has_unpublished_changes=True).count(),
            f"{page}?state=changed",
            "translating",
        ),
        Tile("Dispatches", "published", published, f"{page}?state=published", "published"),
        Tile("Dispatches", "whose sources changed", unseen_dispatches(), reverse("remarks"), "gone", urgent=True),
    ]
