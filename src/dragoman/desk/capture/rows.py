"""Rows of captures, made of what came; nothing is written here."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from dragoman.capture.archive import Place
from dragoman.capture.exchange import Exchange, Fetched
from dragoman.capture.rendered.addresses import View, view_uri
from dragoman.capture.warc import Records, file_uri
from dragoman.desk.bulk import new_row
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.desk.people.models import User
from dragoman.desk.watch.models import Endpoint, Entry
from dragoman.watch.decide import storable

VIEW_TYPES = {View.SCREENSHOT: "image/jpeg", View.PDF: "application/pdf", View.TEXT: "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Taken:
    """What came of one request, and what it was made for."""

    fetched: Fetched
    endpoint: Endpoint | None = None
    entry: Entry | None = None
    by: User | None = None
    rendered: RenderedCapture | None = None


@dataclass(frozen=True)
class ViewTaken:
    """A view of a rendered page. `notes` are lines of its metadata record."""

    rendered: RenderedCapture
    view: View
    payload: bytes
    at: datetime
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def uri(self) -> str:
        return view_uri(self.view, self.rendered.url)


def exchange_row(exchange: Exchange, one: Taken, before: Capture | None) -> Capture:
    """The row of one hop; its place comes once its record stands, its salt with its leaf."""
    return new_row(
        Capture,
        id=uuid.uuid4(),
        url=storable(exchange.url, 4000),
        fetched_at=exchange.started_utc,
        status=exchange.status,
        media_type=storable(exchange.header("Content-Type"), 200),
        payload_bytes=len(exchange.body),
        payload_sha256=exchange.payload_sha256,
        remote_address=exchange.remote_address[:64],
        previous_hop=before,
        endpoint=one.endpoint,
        entry=one.entry,
        handed_in_by=one.by,
        rendered=one.rendered,
        seconds=exchange.seconds,
    )


def failed_row(one: Taken, before: Capture | None) -> Capture:
    """The row of a fetch that brought nothing: its outcome is an error's code, it has no record."""
    error = one.fetched.error
    assert error is not None, "a fetch without any exchange has an error"
    last = one.fetched.hops[-1] if one.fetched.hops else None
    url = _next_address(last) if last else one.fetched.request.url
    return new_row(
        Capture,
        id=uuid.uuid4(),
        url=storable(url, 4000),
        fetched_at=_milliseconds(last.started_utc if last else datetime.now(UTC)),
        outcome=error.code,
        sentence=error.sentence,
        previous_hop=before,
        endpoint=one.endpoint,
        entry=one.entry,
        handed_in_by=one.by,
        rendered=one.rendered,
    )


def file_row(payload: bytes, name: str, media_type: str, at: datetime, by: User | None) -> Capture:
    """The row of a handed-in file. `name`: at most 300 characters."""
    return Capture(
        id=uuid.uuid4(),
        kind=Capture.Kind.FILE,
        url=file_uri(name),
        fetched_at=_milliseconds(at),
        media_type=media_type,
        payload_bytes=len(payload),
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        handed_in_by=by,
    )


def view_row(one: ViewTaken) -> Capture:
    """The row of a view."""
    return Capture(
        id=uuid.uuid4(),
        kind=Capture.Kind.VIEW,
        url=one.uri,
        fetched_at=_milliseconds(one.at),
        media_type=VIEW_TYPES[one.view],
        payload_bytes=len(one.payload),
        payload_sha256=hashlib.sha256(one.payload).hexdigest(),
        rendered=one.rendered,
        handed_in_by=one.rendered.asked_by,
    )


def _next_address(redirect: Exchange) -> str:
    try:
        return urljoin(redirect.url, redirect.location or "")
    except ValueError:
        return redirect.location or ""


def set_place(row: Capture, records: Records, places: Sequence[Place]) -> None:
    """Tell a row where its records stand."""
    response = places[-2]  # the metadata stands last
    row.record_sha256 = records.record_sha256
    row.archive_file, row.record_offset, row.record_length = response.file, response.offset, response.length
    if records.request is not None:
        row.request_offset, row.request_length = places[0].offset, places[0].length


def _milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
