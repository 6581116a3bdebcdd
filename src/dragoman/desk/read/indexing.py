"""The part of the read services that keeps the search index in step with the items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.db.models import F

from dragoman.desk.read.models import Item
from dragoman.desk.read.selectors import index
from dragoman.read.search import Document

BATCH = 500

# What has been translated of some items (by id), one text a language; the provider knows the app that this one may not.
Translations = Callable[[list[int]], Mapping[int, Mapping[str, str]]]


def index_pending(*, translations: Translations, batch: int = BATCH) -> int:
    """Bring the index up to date with every item that changed since it was indexed. Returns how many there were.

    A change that comes while a batch is written stays pending. Two processes may do this at once; the index takes turns. An index
    of another version of the program is made anew.
    """
    if index().is_outdated():
        _forget()
    done = 0
    while pending := _pending(batch):
        texts = translations([item.pk for item in pending])
        index().write([_document(item, texts.get(item.pk, {})) for item in pending])
        _mark_indexed(pending)
        done += len(pending)
    return done


def rebuild_index(*, translations: Translations) -> int:
    """Make the index anew from the items. Returns how many there were."""
    _forget()
    return index_pending(translations=translations)


def _forget() -> None:
    """Empty the index, and have every item wait for it."""
    index().rebuild()
    Item.objects.exclude(indexed_revision=0).update(indexed_revision=0)


def _pending(batch: int) -> list[Item]:
    changed = Item.objects.exclude(revision=F("indexed_revision"))
    return list(changed.select_related("source", "current").order_by("id")[:batch])


def _document(item: Item, translations: Mapping[str, str]) -> Document:
    return Document(
        id=item.pk,
        title=item.title,
        text=item.current.text if item.current else "",
        translations=translations,
        source=item.source.slug,
        language=item.language,
        state=item.state,
        kind=item.kind,
        published=item.published_at or item.first_seen_at,
    )


def _mark_indexed(items: Sequence[Item]) -> None:
    """Record the revision that was written, not the one that may have come since."""
    by_revision: dict[int, list[int]] = defaultdict(list)
    for item in items:
        by_revision[item.revision].append(item.pk)
    for revision, ids in by_revision.items():
        Item.objects.filter(pk__in=ids).update(indexed_revision=revision)
