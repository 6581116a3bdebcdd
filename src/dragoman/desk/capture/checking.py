"""Compare captures with their records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from dragoman.capture.archive import Archive
from dragoman.capture.record import Record, read_record
from dragoman.capture.revisit import complete
from dragoman.desk.capture.models import Capture
from dragoman.desk.capture.selectors import place
from dragoman.errors import CaptureAltered


@dataclass(frozen=True)
class Checked:
    """One capture's result; no findings mean that all holds."""

    capture_id: str
    place: str
    findings: tuple[str, ...]


def check_captures(archive: Archive, captures: QuerySet[Capture]) -> Iterator[Checked]:
    """Every capture against what stands at its place, in the order of the files; memory holds one record at a time."""
    for capture in captures.select_related("payload_of").iterator(chunk_size=500):
        where = f"{capture.archive_file} at {capture.record_offset}"
        yield Checked(str(capture.pk), where, tuple(_findings(archive, capture)))


def _findings(archive: Archive, capture: Capture) -> Iterator[str]:
    try:
        member = archive.read_member(place(capture))
        record = complete(read_record(member), _earlier(archive, capture))
    except CaptureAltered as error:
        yield error.sentence
        return
    if hashlib.sha256(member).hexdigest() != capture.record_sha256:
        yield "The record is not the one that was acknowledged: its hash differs."
    yield from _differences(record, capture)


def _earlier(archive: Archive, capture: Capture) -> Record | None:
    """The record that holds an unchanged page's payload. Raises: CaptureAltered, saying that it is the earlier one."""
    if capture.payload_of is None:
        return None
    where = place(capture.payload_of)
    try:
        return archive.read(where)
    except CaptureAltered as error:
        sentence = f"The payload stands in an earlier record, {where.file} at {where.offset}. {error.sentence}"
        raise CaptureAltered(sentence, subject=where.file) from error


def _differences(record: Record, capture: Capture) -> Iterator[str]:
    if record.record_id != capture.pk:
        yield "The record at this place belongs to another capture."
    if record.payload_sha256 != capture.payload_sha256:
        yield "The payload's hash differs from the one that was acknowledged."
    if len(record.payload) != capture.payload_bytes:
        yield f"The payload has {len(record.payload)} bytes, not the {capture.payload_bytes} that were acknowledged."
    if record.url != capture.url:
        yield f"The record is of another address: {record.url}"
