"""The part of the read services that writes items, versions and segments, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from dragoman.desk.bulk import update_rows
from dragoman.desk.capture.models import Capture
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read.models import Item, Segment, Version
from dragoman.desk.watch.models import Entry
from dragoman.desk.watch.services import MAX_TRIES, RETRY_SECONDS
from dragoman.errors import Retry
from dragoman.read.prepare import Prepared
from dragoman.read.visits import is_new_headline
from dragoman.watch.decide import storable, zoned


@dataclass(frozen=True)
class Reading:
    """A capture of an entry and what was read from it."""

    entry: Entry
    capture: Capture
    prepared: Prepared
    kind: str = Item.Kind.ARTICLE


@transaction.atomic
def store_readings(*, by: User | None, readings: Sequence[Reading], now: datetime) -> list[Item]:
    """Store what was read, in a constant number of statements. Storing the same again changes nothing.

    A new version only where the words of text or headline differ from the current one's. An unreadable page never replaces a
    text that was read before; without one it gives an empty version that says why.

    Returns: the items, one a reading, in order.
    """
    require(by, Right.CAPTURE)
    readings = [_storable(reading) for reading in readings]
    # Two processes that read the same entry take turns here (SQLite's transactions take turns anyway).
    entries = _locked_entries(readings)
    items = _items(readings, entries, now)
    done = set(Version.objects.filter(item__in=items.values()).values_list("item_id", "capture_id"))
    versions: list[tuple[Version, Reading]] = []
    for reading in readings:
        item = items[reading.entry.pk]
        if (item.pk, reading.capture.pk) not in done and _is_news(item, reading.prepared):
            version = _version(item, reading, now)
            item.current = version  # the next reading of the same item in this batch compares with this one
            versions.append((version, reading))
    _insert(versions)
    _renew_items(versions, items)
    _settle(readings, entries, items, now)
    return [items[reading.entry.pk] for reading in readings]


def _storable(reading: Reading) -> Reading:
    """The same reading with words that any database holds; positions stay, one character becomes one character."""
    words = replace(reading.prepared, title=storable(reading.prepared.title), text=storable(reading.prepared.text))
    return replace(reading, prepared=words)


def _zone(entry: Entry) -> ZoneInfo:
    return ZoneInfo(entry.source.time_zone)


def _locked_entries(readings: Sequence[Reading]) -> dict[int, Entry]:
    wanted = Entry.objects.filter(pk__in=[reading.entry.pk for reading in readings])
    locked = wanted.select_related("source").select_for_update(of=("self",)).order_by("pk")
    return {entry.pk: entry for entry in locked}


def _items(readings: Sequence[Reading], entries: dict[int, Entry], now: datetime) -> dict[int, Item]:
    """The item of each entry, made where there is none."""
    known = {item.entry_id: item for item in Item.objects.filter(entry_id__in=entries).select_related("current")}
    missing = {r.entry.pk: r for r in readings if r.entry.pk not in known}
    made = Item.objects.bulk_create([_item(reading, entries[pk], now) for pk, reading in sorted(missing.items())])
    return {item.entry_id: item for item in (*known.values(), *made) if item.entry_id is not None}


def _item(reading: Reading, entry: Entry, now: datetime) -> Item:
    prepared = reading.prepared
    kind = Item.Kind.FILE if reading.capture.kind == Capture.Kind.FILE else reading.kind
    own_file = kind == Item.Kind.FILE
    return Item(
        source_id=entry.source_id,
        entry=entry,
        kind=kind,
        url="" if own_file else entry.url,
        title=(prepared.title or entry.title) if own_file else (entry.title or prepared.title),
        authors=storable(entry.author or ", ".join(prepared.authors), 500),
        language=prepared.language[:16],
        published_at=entry.published_at or zoned(prepared.published, _zone(entry)),
        published_printed=storable(entry.published_printed or prepared.published_printed, 200),
        first_seen_at=entry.first_seen_at or now,
    )


def _is_news(item: Item, prepared: Prepared) -> bool:
    if item.current is None:
        return True
    if prepared.outcome:
        return False
    return prepared.text != item.current.text or is_new_headline(item.current.title, prepared.title)


def _version(item: Item, reading: Reading, now: datetime) -> Version:
    prepared = reading.prepared
    return Version(
        item=item,
        number=item.current.number + 1 if item.current else 1,
        capture=reading.capture,
        title=prepared.title or item.title,
        text=prepared.text,
        charset=prepared.charset[:40],
        text_rule=prepared.rule,
        problems=list(prepared.problems),
        walled=prepared.walled,
        created_at=now,
    )


def add_judged(item: Item, reading: Reading, *, now: datetime) -> Version:
    """A version out of a capture that a person took for the page, beside the empty one that the program made of it."""
    reading = _storable(reading)
    version = _version(item, reading, now)
    version.walled_judged = True
    item.current = version
    _insert([(version, reading)])
    _renew_items([(version, reading)], {reading.entry.pk: item})
    Entry.objects.filter(pk=reading.entry.pk).update(state=Entry.State.READ, outcome="", sentence="")
    return version


def _insert(versions: Sequence[tuple[Version, Reading]]) -> None:
    Version.objects.bulk_create([version for version, _ in versions])
    Segment.objects.bulk_create(
        [
            Segment(
                version=version,
                number=number,
                paragraph=piece.paragraph,
                start=piece.start,
                end=piece.end,
                anchor_start=piece.anchor[0] if piece.anchor else None,
                anchor_end=piece.anchor[1] if piece.anchor else None,
            )
            for version, reading in versions
            for number, piece in enumerate(reading.prepared.pieces)
        ]
    )


def _renew_items(versions: Sequence[tuple[Version, Reading]], items: dict[int, Item]) -> None:
    """Point items at their new versions, and tell search."""
    renewed: dict[int, Item] = {}
    for version, reading in versions:
        item = items[reading.entry.pk]
        item.current = version
        item.revision += 1
        prepared = reading.prepared
        if not prepared.outcome:
            item.language = prepared.language[:16]
            item.title = item.title or prepared.title
            item.published_at = item.published_at or zoned(prepared.published, _zone(reading.entry))
            item.published_printed = item.published_printed or storable(prepared.published_printed, 200)
        renewed[item.pk] = item
    fields = ["current", "revision", "language", "title", "published_at", "published_printed"]
    update_rows(list(renewed.values()), fields)


def _settle(readings: Sequence[Reading], entries: dict[int, Entry], items: dict[int, Item], now: datetime) -> None:
    """Say on the entries how reading went. An item that has a text stays read, whatever its address shows since."""
    last = {reading.entry.pk: reading.prepared for reading in readings}
    good = [pk for pk, prepared in last.items() if not prepared.outcome]
    Entry.objects.filter(pk__in=good).update(state=Entry.State.READ, outcome="", sentence="", tries=0)
    failed = [_unreadable(entries[pk], items[pk], prepared, now) for pk, prepared in last.items() if prepared.outcome]
    update_rows(failed, ["state", "outcome", "sentence", "tries", "next_try_at"])


def _unreadable(entry: Entry, item: Item, prepared: Prepared, now: datetime) -> Entry:
    has_text = item.current is not None and bool(item.current.text)
    entry.state = Entry.State.READ if has_text else Entry.State.FAILED
    entry.outcome, entry.sentence = prepared.outcome, prepared.sentence
    entry.tries += 1
    again = prepared.retry is not Retry.NEVER and entry.tries < MAX_TRIES
    entry.next_try_at = now + timedelta(seconds=RETRY_SECONDS * 2 ** (entry.tries - 1)) if again else None
    return entry
