"""The queue's numbers on the first page."""

from __future__ import annotations

from django.urls import reverse

from dragoman.desk.people.models import User
from dragoman.desk.read.selectors import queue_counts
from dragoman.desk.ui.today import Tile


def tiles(person: User) -> list[Tile]:  # noqa: ARG001 - every app's tiles take the person
    """What waits in the queue."""
    counts = queue_counts()
    queue = reverse("queue")
    return [
        Tile("Work", "new items", counts["new"], f"{queue}?view=new", "new"),
        Tile("Work", "selected items", counts["selected"], f"{queue}?view=selected", "selected"),
        Tile("Work", "flagged items", counts["flagged"], f"{queue}?view=flagged", "flagged"),
    ]
