"""Write entries: what endpoints announced, and how their captures ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from dragoman.desk.bulk import insert_rows, new_row, update_rows
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Endpoint, Entry
from dragoman.errors import Retry
from dragoman.watch.decide import Found

MAX_TRIES = 6  # of one entry's page
RETRY_SECONDS = 900  # before the second try; doubled each time
LOOKUP_CHUNK = 20_000  # identities asked for in one statement


@dataclass
class Tally:
    """How many entries of one endpoint were new, known, and known but changed since (and so due again)."""

    new: int = 0
    known: int = 0
    changed: int = 0


@dataclass(frozen=True)
class EntryOutcome:
    """How one entry's capture ended; an empty `outcome` is a success."""

    entry: Entry
    outcome: str = ""
    sentence: str = ""
    retry: Retry = Retry.NEVER


def record_entries(*, by: User | None, found: Mapping[Endpoint, Sequence[Found]], now: datetime) -> dict[int, Tally]:
    """Store what endpoints announced; what is known already stays, unless the source says that it changed it.

    Returns: a tally by endpoint id. A constant number of statements for any number of endpoints; one more
    for every 20,000 entries or so.
    """
    require(by, Right.MANAGE_SOURCES)
    known = _known_entries(found)
    new: list[Entry] = []
    changed: list[Entry] = []
    tallies: dict[int, Tally] = {}
    for endpoint, entries in found.items():
        tally = tallies[endpoint.pk] = Tally()
        for one in reversed(entries):  # newest last, as they will stand in the queue
            key = endpoint.source_id, one.identity
            old = known.get(key)
            if old is None:
                known[key] = _Known(None, one.url, one.title, one.updated_printed)
                new.append(_new_entry(endpoint, one, now))
                tally.new += 1
            elif old.id and _says_changed(old, one):
                known[key] = old._replace(
                    title=one.title or old.title, updated_printed=one.updated_printed or old.updated_printed
                )
                changed.append(_renewed(known[key], now))
                tally.changed += 1
            else:
                tally.known += 1
    insert_rows(new, skip_known=True)
    update_rows(changed, ["title", "updated_printed", "next_try_at", "tries"])
    return tallies


class _Known(NamedTuple):
    """What is compared of an entry that is known; `id` is None of one that this very call stores."""

    id: int | None
    url: str
    title: str
    updated_printed: str


def _known_entries(found: Mapping[Endpoint, Sequence[Found]]) -> dict[tuple[int, str], _Known]:
    sources = {endpoint.source_id for endpoint in found}
    identities = list({one.identity for entries in found.values() for one in entries})
    known: dict[tuple[int, str], _Known] = {}
    for start in range(0, len(identities), LOOKUP_CHUNK):
        rows = Entry.objects.filter(source_id__in=sources, identity__in=identities[start : start + LOOKUP_CHUNK])
        for source_id, identity, *compared in rows.values_list("source_id", "identity", *_Known._fields):
            known[source_id, identity] = _Known(*compared)
    return known


def _new_entry(endpoint: Endpoint, one: Found, now: datetime) -> Entry:
    is_post = one.number is not None
    return new_row(
        Entry,
        source_id=endpoint.source_id,
        endpoint_id=endpoint.pk,
        identity=one.identity,
        feed_id=one.feed_id,
        number=one.number,
        url=one.url,
        title=one.title,
        author=one.author,
        published_at=one.published_at,
        published_printed=one.published_printed,
        updated_printed=one.updated_printed,
        content=one.content,
        state=Entry.State.FAILED if one.outcome else Entry.State.FOUND,
        outcome=one.outcome,
        sentence=one.sentence,
        first_seen_at=now,
        next_try_at=None if is_post or one.outcome else now,
    )


def _says_changed(old: _Known, one: Found) -> bool:
    """Whether the source itself says so: another date of change, or another headline."""
    if one.number is not None or not old.url:
        return False
    other_date = bool(one.updated_printed) and one.updated_printed != old.updated_printed
    return other_date or (bool(one.title) and bool(old.title) and one.title != old.title)


def _renewed(known: _Known, now: datetime) -> Entry:
    return Entry(pk=known.id, title=known.title, updated_printed=known.updated_printed, next_try_at=now, tries=0)


def settle_entries(*, by: User | None, outcomes: Sequence[EntryOutcome], now: datetime) -> None:
    """Store how captures of entries ended. What has an item already stays read, whatever happened to its address since."""
    require(by, Right.CAPTURE)
    good = [one.entry.pk for one in outcomes if not one.outcome]
    Entry.objects.filter(pk__in=good).update(
        state=Entry.State.CAPTURED, outcome="", sentence="", next_try_at=None, tries=0, claim=""
    )
    failed = [_failed(one, now) for one in outcomes if one.outcome]
    update_rows(failed, ["state", "outcome", "sentence", "next_try_at", "tries", "claim"])


def _failed(one: EntryOutcome, now: datetime) -> Entry:
    entry = one.entry
    entry.tries += 1
    entry.outcome, entry.sentence, entry.claim = one.outcome, one.sentence, ""
    if entry.state == Entry.State.FOUND:
        entry.state = Entry.State.FAILED
    again = one.retry is not Retry.NEVER and entry.tries < MAX_TRIES
    entry.next_try_at = now + timedelta(seconds=RETRY_SECONDS * 2 ** (entry.tries - 1)) if again else None
    return entry
