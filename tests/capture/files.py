"""Records of handed-in files for tests; light to import, since killed processes import it too."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from dragoman.capture.warc import file_record

STARTED = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def members(number: int, payload: bytes = b"") -> tuple[bytes, ...]:
    """The members of one file's capture; the number is its id."""
    return file_record(
        payload or f"file {number}\n".encode() * 50,
        capture_id=UUID(int=number),
        name=f"{number}.txt",
        media_type="text/plain",
        received_utc=STARTED,
        collector="test",
    ).members
