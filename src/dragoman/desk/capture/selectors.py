"""Questions about captures: the row, and what stands in its record."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from dragoman.capture import text_rule
from dragoman.capture.archive import Archive, Place
from dragoman.capture.charset import choose_charset, decode
from dragoman.capture.decode import decode_payload
from dragoman.capture.record import Record
from dragoman.capture.revisit import complete
from dragoman.capture.stamping import Stamping, judge
from dragoman.desk.capture.models import Capture, RenderedCapture, Stamp
from dragoman.desk.watch.models import Entry
from dragoman.errors import CaptureAltered
from dragoman.watch.walls import Wall, wall

MAX_PAYLOAD_BYTES = 50_000_000  # of a decoded payload


@dataclass(frozen=True)
class CapturePage:
    """All that a capture's page shows: the row, and the redirects that led to it, first one first."""

    capture: Capture
    hops: list[Capture]


def archive() -> Archive:
    """This installation's archive."""
    return Archive(Path(settings.ARCHIVE_PATH))


def place(capture: Capture) -> Place:
    """Where the response (or the file) stands. Raises: CaptureAltered, when the capture failed and has no record."""
    if not capture.archive_file or capture.record_offset is None or capture.record_length is None:
        raise CaptureAltered("Nothing was stored for this capture.", detail=capture.outcome, subject=str(capture.pk))
    return Place(capture.archive_file, capture.record_offset, capture.record_length)


def record(capture: Capture) -> Record:
    """The WARC record, read back by its place alone; for a page that was as before, joined with the payload it refers to.

    Raises: CaptureAltered.
    """
    earlier = archive().read(place(capture.payload_of)) if capture.payload_of else None
    return complete(archive().read(place(capture)), earlier)


def payload(capture: Capture) -> bytes:
    """The payload with its content-coding undone. Raises: CaptureAltered; SourceTooLarge for a bomb."""
    stored = record(capture)
    if capture.kind != Capture.Kind.EXCHANGE:
        return stored.payload
    return decode_payload(stored.payload, stored.content_codings, MAX_PAYLOAD_BYTES)


def rule_text(capture: Capture) -> text_rule.RuleText:
    """The text rule's text of the payload. Raises: as `payload`."""
    return text_rule.apply(payload(capture), capture.media_type or None)


def wall_in(capture: Capture) -> Wall | None:
    """What came instead of the page, as its stored bytes tell; None of a page. Raises: as `payload`."""
    stored = payload(capture)
    content_type = capture.media_type or None
    if text_rule.kind_of(stored, content_type) != "html":
        return None
    charset, _ = choose_charset(stored, content_type, html=True)
    return wall(decode(stored, charset), status=capture.status or 200)


def capture_page(capture_id: uuid.UUID) -> CapturePage:
    """One capture with its hops. Raises: Capture.DoesNotExist."""
    capture = Capture.objects.select_related("endpoint__source", "entry__source", "handed_in_by", "payload_of").get(pk=capture_id)
    hops: list[Capture] = []
    before = capture.previous_hop
    while before is not None and len(hops) < 20:
        hops.append(before)
        before = before.previous_hop
    return CapturePage(capture, hops[::-1])


def latest_of_entries(entry_ids: Iterable[int]) -> dict[int, Capture]:
    """The last stored capture of each entry, in one query."""
    stored = Capture.objects.filter(entry_id__in=list(entry_ids), outcome="stored").order_by("fetched_at")
    return {capture.entry_id: capture for capture in stored if capture.entry_id is not None}


def rendered_captures(entry: Entry) -> QuerySet[RenderedCapture]:
    """An entry's rendered captures with their views, the newest first; the first may still be waiting."""
    found = RenderedCapture.objects.filter(entry=entry).order_by("-asked_at")
    return found.select_related("asked_by", "page", "screenshot", "pdf", "text")


def stored() -> QuerySet[Capture]:
    """Every capture that has a record, in the order of the archive's files."""
    return Capture.objects.exclude(archive_file="").order_by("archive_file", "record_offset")


def stamps_of(note: bytes) -> list[Stamp]:
    """The confirmed time stamps over a signed head of the ledger, first one first."""
    found = Stamp.objects.filter(note_sha256=hashlib.sha256(note).hexdigest(), state=Stamp.State.CONFIRMED)
    return list(found.order_by("stamped_at", "pk"))


def stamping() -> Stamping:
    """Whether enough authorities vouch for the ledger's newest heads."""
    return judge(Stamp.objects.telling(), [authority.url for authority in settings.TIMESTAMP_AUTHORITIES])
