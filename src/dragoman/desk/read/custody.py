"""An item's custody: what was done to it, to the address it was asked under, and to its captures."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from dragoman.capture.custody.actions import Kind
from dragoman.capture.custody.export import Custody, make_custody
from dragoman.desk.capture.custody import FORMS, capture_facts, capture_lines
from dragoman.desk.capture.models import Capture
from dragoman.desk.custody import selectors as acts
from dragoman.desk.custody.selectors import Things, Timeline
from dragoman.desk.read.models import Item
from dragoman.desk.read.selectors import ItemPage
from dragoman.errors import RuleBroken
from dragoman.read.identity import canonical_url


def item_timeline(page: ItemPage) -> Timeline:
    """An item's custody for its page: its acts in one query, and the captures that the page has already."""
    downloads = [(reverse("item_custody", args=[page.item.pk, form]), name) for form, name in FORMS]
    found = acts.act_lines(_things(page.item, page.captures))
    return acts.timeline(found, capture_lines(page.captures), downloads=downloads)


def item_custody(item: Item, *, now: datetime) -> Custody:
    """An item's whole custody."""
    captures = list(captures_of(item).select_related("handed_in_by"))
    about = {"kind": Kind.ITEM.value, "id": str(item.pk), "title": item.title, "url": item.url, "source": item.source.name_native}
    found = acts.chains(_things(item, captures))
    return make_custody(about, found, capture_facts(captures), desk=acts.head(), at=now)


def capture_custody(capture: Capture, *, now: datetime) -> Custody:
    """The custody of a capture that is no item's."""
    about = {"kind": Kind.CAPTURE.value, "id": str(capture.pk), "url": capture.url}
    found = acts.chains([(Kind.CAPTURE, [capture.pk])])
    return make_custody(about, found, capture_facts([capture]), desk=acts.head(), at=now)


def removed_custody(kind: Kind, about: str, *, now: datetime) -> Custody | None:
    """The custody of what is no longer in the database: its acts outlive it. None, when there never was any."""
    found = acts.chains([(kind, [about])])
    return make_custody({"kind": kind.value, "id": about}, found, (), desk=acts.head(), at=now) if found else None


def captures_of(item: Item) -> QuerySet[Capture]:
    """Every capture of an item's address, and every one that a version of it came from."""
    about = Q(versions__item=item)
    if item.entry_id is not None:
        about |= Q(entry_id=item.entry_id)
    return Capture.objects.filter(about).distinct()


def find_capture(name: str) -> Capture:
    """A capture by its id. Raises: RuleBroken, when there is none."""
    found = Capture.objects.select_related("handed_in_by").filter(pk=name).first()
    if found is None:
        raise RuleBroken(f"There is no capture {name}.", subject=name)
    return found


def find_item(name: str) -> Item:
    """The item of an id or an address. Raises: RuleBroken, when there is none."""
    items = Item.objects.select_related("source")
    if name.isascii() and name.isdigit() and len(name) <= 18:
        found = items.filter(pk=int(name)).first()
    else:
        found = items.filter(Q(url=name) | Q(entry__identity__in=[name, canonical_url(name)])).order_by("pk").first()
    if found is None:
        raise RuleBroken(f"There is no item {name}. Give its id or its address, as `dragoman search` shows them.", subject=name)
    return found


def _things(item: Item, captures: list[Capture]) -> Things:
    entries = [item.entry_id] if item.entry_id is not None else []
    return [(Kind.ITEM, [item.pk]), (Kind.ENTRY, entries), (Kind.CAPTURE, [capture.pk for capture in captures])]
