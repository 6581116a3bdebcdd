"""The workbench's numbers on the first page."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from dragoman.desk.people.access import may
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.translate.selectors import bench_count
from dragoman.desk.ui.today import Tile


def tiles(person: User) -> list[Tile]:
    """What waits for this person, and what is under way."""
    page, language = reverse("translations"), settings.TARGET_LANGUAGE
    found = [Tile("Work", "in translation", bench_count("open", person, language=language), f"{page}?view=open", "translating")]
    if may(person, Right.REVIEW):
        found.append(
            Tile(
                "Work",
                "waiting for my review",
                bench_count("review", person, language=language),
                f"{page}?view=review",
                "submitted",
            )
        )
    if may(person, Right.TRANSLATE):
        found.append(Tile("Work", "my drafts", bench_count("mine", person, language=language), f"{page}?view=mine", "draft"))
        found.append(
            Tile(
                "Work",
                "sent back to me",
                bench_count("returned", person, language=language),
                f"{page}?view=returned",
                "returned",
                urgent=True,
            )
        )
    return found
