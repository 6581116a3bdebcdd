"""Walk a WARC file member by member, and name every fault with its offset."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from dragoman.capture.member import HEADER_BYTES, PREFIX, MemberFault, read_length, unpack
from dragoman.capture.record import MAX_RECORD_BYTES, parse_record
from dragoman.errors import CaptureAltered

_SCAN_BYTES = 1_048_576


@dataclass(frozen=True)
class Place:
    """Where a record stands: file name in the archive, first byte, number of bytes of its gzip member."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True)
class Member:
    """A whole, unaltered record met on the way.

    Attributes:
        sha256: of the gzip member, in lower-case hexadecimal.
    """

    place: Place
    record_id: UUID | None
    type: str
    url: str
    sha256: str


@dataclass(frozen=True)
class Finding:
    """A fault: where it begins, what it is.

    Attributes:
        code: `torn` (the file ends inside a record), `header` (a gzip header altered, or bytes that are no record), `content`
            (bytes of a record altered), `unpack`, `record` (the WARC record contradicts itself).
    """

    file: str
    offset: int
    code: str
    sentence: str


def walk(descriptor: int, file: str) -> Iterator[Member | Finding]:
    """Every record and every fault of a file in order. One record at a time is in memory."""
    size = os.fstat(descriptor).st_size
    offset = 0
    while offset < size:
        length = read_length(os.pread(descriptor, HEADER_BYTES, offset))
        if isinstance(length, int) and offset + length <= size:
            yield _look_at(descriptor, Place(file, offset, length))
            offset += length
            continue
        next_offset = _find_next(descriptor, offset + 1, size)
        yield _name_gap(length, Place(file, offset, size - offset), next_offset, descriptor)
        offset = next_offset if next_offset is not None else size


def find_faults(descriptor: int, file: str, *, live: bool) -> Iterator[Finding]:
    """The faults alone. `live`: a writer has the file open, so a torn tail is a record on its way."""
    for found in walk(descriptor, file):
        if isinstance(found, Finding) and not (live and found.code == "torn"):
            yield found


def torn_tail(descriptor: int, file: str) -> Finding | None:
    """The tail to cut off, if the file ends inside a record. Only headers are read."""
    size = os.fstat(descriptor).st_size
    offset = 0
    while offset < size:
        length = read_length(os.pread(descriptor, HEADER_BYTES, offset))
        if isinstance(length, int) and offset + length <= size:
            offset += length
            continue
        next_offset = _find_next(descriptor, offset + 1, size)
        if next_offset is None:
            finding = _name_gap(length, Place(file, offset, size - offset), None, descriptor)
            return finding if finding.code == "torn" else None
        offset = next_offset
    return None


def _look_at(descriptor: int, place: Place) -> Member | Finding:
    member = os.pread(descriptor, place.length, place.offset)
    text = unpack(member, MAX_RECORD_BYTES)
    if isinstance(text, MemberFault):
        return Finding(place.file, place.offset, text.kind, text.sentence)
    try:
        record = parse_record(text)
    except CaptureAltered as error:
        return Finding(place.file, place.offset, "record", error.sentence)
    return Member(place, record.record_id, record.type, record.url, hashlib.sha256(member).hexdigest())


def _name_gap(length: int | MemberFault, rest: Place, next_offset: int | None, descriptor: int) -> Finding:
    """What stands where no whole record does: a torn tail only if nothing follows and its header is whole, cut or all zeros."""
    if next_offset is None:
        if isinstance(length, int):
            sentence = f"The file ends inside a record: {rest.length} of {length} bytes are there."
            return Finding(rest.file, rest.offset, "torn", sentence)
        start = os.pread(descriptor, HEADER_BYTES, rest.offset)
        if rest.length < HEADER_BYTES and PREFIX.startswith(start[: len(PREFIX)]):
            return Finding(rest.file, rest.offset, "torn", "The file ends inside a record's header.")
        if _is_zeros(descriptor, rest):
            return Finding(rest.file, rest.offset, "torn", f"The file ends in {rest.length} empty bytes.")
    sentence = length.sentence if isinstance(length, MemberFault) else "The file goes on inside a record's stated length."
    return Finding(rest.file, rest.offset, "header", sentence)


def _is_zeros(descriptor: int, rest: Place) -> bool:
    end = rest.offset + rest.length
    steps = range(rest.offset, end, _SCAN_BYTES)
    return not any(os.pread(descriptor, min(_SCAN_BYTES, end - step), step).strip(b"\0") for step in steps)


def _find_next(descriptor: int, start: int, size: int) -> int | None:
    """The next offset where a header of ours with a right checksum stands."""
    while start < size:
        window = os.pread(descriptor, _SCAN_BYTES + HEADER_BYTES, start)
        at = window.find(PREFIX)
        if at < 0:
            start += _SCAN_BYTES
        elif isinstance(read_length(os.pread(descriptor, HEADER_BYTES, start + at)), int):
            return start + at
        else:
            start += at + 1
    return None
