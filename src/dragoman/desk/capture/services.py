"""Write captures: record on disk first, row after, both or neither.

The order is the promise (see the evidence design): append → fsync → one transaction with every row of the batch and its
leaves in the ledger, failed fetches included. A crash before the transaction leaves records that nothing refers to, and loses
nothing that was acknowledged.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import re
import secrets
import socket
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import transaction

from dragoman import __version__
from dragoman.capture.archive import Archive, Writer
from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.exchange import Exchange
from dragoman.capture.revisit import Earlier
from dragoman.capture.warc import Records, exchange_records, file_record, resource_records
from dragoman.desk.bulk import insert_rows
from dragoman.desk.capture.ledger import enter
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.revisits import Unchanged, held_view
from dragoman.desk.capture.rows import Taken, ViewTaken, exchange_row, failed_row, file_row, set_place, view_row
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.watch.models import Entry
from dragoman.desk.watch.services import collection_source
from dragoman.errors import RuleBroken
from dragoman.watch.decide import storable

__all__ = ["Recorder", "Taken", "ViewTaken", "close_recorders", "hand_in_file", "recorder"]

COLLECTOR = f"dragoman/{__version__}"
MAX_FILE_BYTES = 50_000_000


@dataclass
class _Batch:
    """Rows in order, and the records of those that have any."""

    rows: list[Capture] = field(default_factory=list)
    records: list[tuple[Capture, Records]] = field(default_factory=list)

    def add(self, row: Capture, records: Records | None) -> None:
        self.rows.append(row)
        if records is not None:
            self.records.append((row, records))


class Recorder:
    """The one way into the archive for a process. Safe to share between threads."""

    def __init__(self, writer: Writer, *, collector: str = COLLECTOR) -> None:
        self._writer = writer
        self._collector = collector
        self._lock = Lock()

    def acknowledge(
        self,
        taken: Sequence[Taken],
        *,
        views: Sequence[ViewTaken] = (),
        also: Callable[[list[Capture]], None] | None = None,
    ) -> list[Capture]:
        """Store what was fetched; failures become rows too, with whatever evidence came before them.

        Args:
            taken: any number; one flush to disk serves them all.
            views: of a rendered page; one that is held already is not stored again.
            also: further rows that must stand or fall with these, written in the same transaction.

        Returns: the last capture of each, in order, its redirects on `previous_hop`; then the capture of each view.

        Raises: ArchiveUnwritable, and then no row exists.
        """
        batch = _Batch()
        unchanged = Unchanged(exchange for one in taken for exchange in one.fetched.hops)
        finals = [self._add(batch, one, unchanged) for one in taken]
        finals += [self._add_view(batch, one) for one in views]
        self._commit(batch, lambda: also(finals) if also else None)
        return finals

    def acknowledge_file(
        self, payload: bytes, *, name: str, media_type: str, at: datetime, by: User | None, also: Callable[[Capture], None]
    ) -> Capture:
        """Store a handed-in file as a `resource` record. Raises: ArchiveUnwritable."""
        capture = file_row(payload, name, media_type, at, by)
        records = file_record(
            payload, capture_id=capture.pk, name=name, media_type=media_type, received_utc=at, collector=self._collector
        )
        batch = _Batch()
        batch.add(capture, records)
        self._commit(batch, lambda: also(capture))
        return capture

    def close(self) -> None:
        """Close the open file; it is immutable from then on."""
        with self._lock:
            self._writer.close()

    def _commit(self, batch: _Batch, also: Callable[[], None]) -> None:
        if not batch.rows:
            return
        with self._lock:
            if batch.records:
                places = iter(self._writer.append([member for _, records in batch.records for member in records.members]))
                self._writer.flush()
                for row, records in batch.records:
                    set_place(row, records, [next(places) for _ in records.members])
            with transaction.atomic():
                enter(batch.rows)
                insert_rows(batch.rows)
                also()

    def _add(self, batch: _Batch, one: Taken, unchanged: Unchanged) -> Capture:
        """Put every hop of one answer into the batch; returns the last row."""
        fetched = one.fetched
        before: Capture | None = None
        for exchange in fetched.hops:
            capture = exchange_row(exchange, one, before)
            if exchange is fetched.hops[-1] and fetched.error and exchange.location is None:
                capture.outcome, capture.sentence = fetched.error.code, fetched.error.sentence
            batch.add(capture, self._records(exchange, capture, _notes(one, before), unchanged))
            before = capture
        if before is None or (fetched.error and fetched.hops[-1].location is not None):
            before = failed_row(one, before)
            batch.add(before, None)
        return before

    def _add_view(self, batch: _Batch, one: ViewTaken) -> Capture:
        held = held_view(one)
        if held is not None:
            return held
        row, notes = view_row(one), [("collector", self._collector), *one.notes]
        records = resource_records(
            one.payload, capture_id=row.pk, uri=row.url, media_type=row.media_type, at_utc=row.fetched_at, notes=notes
        )
        batch.add(row, records)
        return row

    def _records(self, exchange: Exchange, capture: Capture, notes: Sequence[tuple[str, str]], unchanged: Unchanged) -> Records:
        """The records of one hop. An unchanged page is a revisit, and its row says of which capture the payload is."""
        earlier = unchanged.find(exchange)
        if earlier is None:
            unchanged.add(capture, exchange)
        else:
            capture.payload_of = earlier
        return exchange_records(
            exchange,
            capture_id=capture.pk,
            request_id=uuid.uuid4(),
            collector=self._collector,
            notes=notes,
            earlier=Earlier(earlier.pk, earlier.fetched_at) if earlier else None,
        )


def _notes(one: Taken, before: Capture | None) -> list[tuple[str, str]]:
    """Lines of the metadata record that say what the exchange was made for."""
    notes = []
    if one.endpoint is not None:
        notes.append(("endpoint", one.endpoint.url))
    if before is not None:
        notes.append(("previous-hop", before.pk.urn))
    return notes


def hand_in_file(*, by: User | None, name: str, now: datetime, payload: bytes | None = None, path: Path | None = None) -> Capture:
    """Store a file as evidence, and an entry for it among what was handed in. The same bytes twice are one capture.

    Args:
        payload: the bytes; or `path`, where they stand.

    Raises: NotAllowed; RuleBroken for an empty, unreadable or too large file; ArchiveUnwritable.
    """
    require(by, Right.CAPTURE)
    content = _file_content(name, payload, path)
    digest = hashlib.sha256(content).hexdigest()
    known = Capture.objects.filter(kind=Capture.Kind.FILE, payload_sha256=digest).select_related("entry").first()
    if known is not None:
        return known
    source = collection_source()

    def make_entry(capture: Capture) -> None:
        entry, _ = Entry.objects.update_or_create(
            source=source,
            identity=f"sha256:{digest}",
            defaults={"title": storable(name), "state": Entry.State.CAPTURED},
            create_defaults={"title": storable(name), "state": Entry.State.CAPTURED, "first_seen_at": now},
        )
        capture.entry = entry
        Capture.objects.filter(pk=capture.pk).update(entry=entry)
        custody.record(
            by=by, action=Action.FILE_HANDED_IN, on=(Kind.CAPTURE, capture.pk), detail={"payload_sha256": digest}, at=now
        )

    media_type = _media_type(name)
    return recorder().acknowledge_file(content, name=storable(name, 300), media_type=media_type, at=now, by=by, also=make_entry)


def _file_content(name: str, payload: bytes | None, path: Path | None) -> bytes:
    if payload is None:
        assert path is not None, "either the bytes or where they stand"
        try:
            with path.open("rb") as file:
                payload = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise RuleBroken(f"{name} cannot be read.", detail=str(error), subject=name) from error
    if not payload:
        raise RuleBroken(f"{name} is empty.", subject=name)
    if len(payload) > MAX_FILE_BYTES:
        raise RuleBroken(f"{name} is larger than {MAX_FILE_BYTES // 1_000_000} MB.", subject=name)
    return payload


def _media_type(name: str) -> str:
    """By the name's ending; only what can be read as text or as a page, else octets."""
    endings = {
        ".html": "text/html",
        ".htm": "text/html",
        ".xhtml": "application/xhtml+xml",
        ".txt": "text/plain",
        ".md": "text/plain",
    }
    return endings.get(Path(name).suffix.lower(), "application/octet-stream")


_own: dict[tuple[int, str], Recorder] = {}  # by process and archive: a fork never writes into its parent's file
_own_lock = Lock()


def recorder() -> Recorder:
    """This process's recorder. The archive is repaired when it is first asked for: torn tails of dead writers are cut off.

    Raises: ArchiveUnwritable.
    """
    path = Path(settings.ARCHIVE_PATH)
    with _own_lock:
        known = _own.get((os.getpid(), str(path)))
        if known is None:
            archive = Archive(path)
            archive.repair()
            owner = re.sub("[^A-Za-z0-9_-]", "-", socket.gethostname())[:40] + f"-{os.getpid()}"
            writer = archive.writer(owner, started_utc=datetime.now(UTC), token=secrets.token_hex(4))
            known = _own[os.getpid(), str(path)] = Recorder(writer)
    return known


@atexit.register
def close_recorders() -> None:
    """Close this process's files in archives; they are immutable from then on."""
    for pid, path in list(_own):
        own = _own.pop((pid, path))
        if pid == os.getpid():
            own.close()
