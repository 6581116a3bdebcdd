"""Questions about visits: what was found at an item's address since it was captured, and where items stand now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from dragoman.desk.read.models import Item, Standing, Visit

MOST_SHOWN = 100


def visits_of(item_id: int, *, limit: int = MOST_SHOWN) -> list[Visit]:
    """An item's visits, newest first, each with its capture, the version it made and who asked for it. One query."""
    rows = Visit.objects.filter(item_id=item_id).select_related("capture", "version", "by")
    return list(rows.order_by("-at", "-id")[:limit])


def standings(item_ids: Iterable[int]) -> dict[int, Standing]:
    """Where items stand now, by item id, each with its last visit and its item's current version. One query.

    An item that was never cited and never visited has none.
    """
    rows = Standing.objects.filter(item_id__in=set(item_ids)).select_related("last", "item__current")
    return {row.item_id: row for row in rows}


def due(now: datetime) -> QuerySet[Standing]:
    """Whose address is to be visited by the clock, longest due first."""
    return Standing.objects.filter(next_visit_at__lte=now).order_by("next_visit_at", "item_id")


def has_address(item: Item) -> bool:
    """Whether there is somewhere to go to again: a handed-in file has no address."""
    return item.kind != Item.Kind.FILE and bool(item.url) and item.entry_id is not None
