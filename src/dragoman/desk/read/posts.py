"""The part of the read services that keeps a channel's posts: new, edited, taken away, put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dragoman.capture.text_rule import RuleText
from dragoman.desk.capture.models import Capture
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item
from dragoman.desk.read.store import Reading, store_readings
from dragoman.desk.watch.models import Endpoint, Entry
from dragoman.read.prepare import Prepared, prepare_post
from dragoman.watch.decide import storable, vanished

TITLE_CHARS = 120


@dataclass(frozen=True)
class Post:
    """One message as a preview page shows it; `identity` is its entry's."""

    identity: str
    number: int
    text: str  # NFC; empty for a post without words
    media: tuple[str, ...] = ()  # one word a thing shown


@transaction.atomic
def record_posts(
    *, by: User | None, endpoint: Endpoint, capture: Capture, posts: Sequence[Post], rule: RuleText, now: datetime
) -> list[Item]:
    """Make an item of every new post and a version of every edited one, anchored in the page's own capture.

    A known post is gone only when the page still shows an older and a newer one. Their entries stand already.

    Returns: the items that are new or changed.
    """
    require(by, Right.CAPTURE)
    posts = [replace(post, text=storable(post.text)) for post in posts]
    entries = _entries(endpoint, posts)
    current = dict(
        Item.objects.filter(entry__in=entries.values(), current__isnull=False).values_list("entry_id", "current__text")
    )
    readings = [
        Reading(entry, capture, prepare_message(post, rule, endpoint.source.language), Item.Kind.POST)
        for post in posts
        if (entry := entries.get(post.identity)) is not None and current.get(entry.pk) != post.text
    ]
    items = store_readings(by=by, readings=readings, now=now) if readings else []
    _mark_gone(endpoint, [post.number for post in posts], now)
    return items


def _entries(endpoint: Endpoint, posts: Sequence[Post]) -> dict[str, Entry]:
    found = Entry.objects.filter(source_id=endpoint.source_id, identity__in=[post.identity for post in posts])
    return {entry.identity: entry for entry in found.select_related("source")}


def _mark_gone(endpoint: Endpoint, shown: Sequence[int], now: datetime) -> None:
    if not shown:
        return
    between = Entry.objects.filter(endpoint=endpoint, number__gt=min(shown), number__lt=max(shown))
    known = [number for number in between.values_list("number", flat=True) if number is not None]
    gone = vanished(known, shown)
    ours = Item.objects.filter(entry__endpoint=endpoint)
    ours.filter(entry__number__in=gone, gone_at__isnull=True).update(gone_at=now, revision=F("revision") + 1)
    ours.filter(entry__number__in=shown, gone_at__isnull=False).update(gone_at=None, revision=F("revision") + 1)


def prepare_message(post: Post, rule: RuleText, language: str) -> Prepared:
    """A post as a text with its segments. `rule` is the text of the page that showed it; a post without words is a title."""
    if post.text.strip():
        return prepare_post(post.text, rule, title=post_title(post.text), language=language)
    shown = ", ".join(dict.fromkeys(post.media)) or "nothing that can be read"
    return Prepared(title=f"[{shown}]", language=language, problems=(f"This post has no words. It shows: {shown}.",))


def post_title(text: str) -> str:
    """A post's first line, cut at a word."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= TITLE_CHARS:
        return line
    return line[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip() + "…"
