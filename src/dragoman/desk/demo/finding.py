"""Find what the story names (`outlet:slug`) among the desk's own rows."""

from __future__ import annotations

from dragoman.demo.outlets import outlets
from dragoman.demo.server import Press
from dragoman.desk.people.models import User
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.errors import RuleBroken


def person(username: str) -> User:
    """A member of the demo's staff."""
    return User.objects.get(username=username)


def find_item(press: Press, place: str) -> Item:
    """The item that the desk read from a piece. Raises: RuleBroken, when it was not captured or not read."""
    key, _, slug = place.partition(":")
    outlet = next(outlet for outlet in outlets() if outlet.key == key)
    items = Item.objects.select_related("current", "source", "entry")
    if outlet.format == "telegram":
        endpoint = press.addresses[key] + outlet.endpoint
        item = items.filter(entry__endpoint__url=endpoint, entry__number=int(slug)).first()
    else:
        item = items.filter(entry__url=press.url(place)).first()
    if item is None or item.current is None:
        raise RuleBroken(f"The desk has not read {place}.")
    return item


def find_version(press: Press, piece: str) -> Version:
    """The version a translation renders: the first, or with `@step` the newest."""
    place, _, step = piece.partition("@")
    versions = find_item(press, place).versions.order_by("number")
    version = versions.last() if step else versions.first()
    assert version is not None
    return version


def worded_segments(version: Version) -> list[tuple[Segment, str]]:
    """A version's segments with their words, in order."""
    return [(segment, version.text[segment.start : segment.end]) for segment in version.segments.order_by("number")]
