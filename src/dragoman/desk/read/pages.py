"""A stored capture as something to read."""

from __future__ import annotations

from dragoman.desk.capture import selectors as captures
from dragoman.desk.capture.models import Capture
from dragoman.desk.watch.models import Source
from dragoman.read.prepare import Page


def page_of(capture: Capture, source: Source | None) -> Page:
    """A stored capture as something to read. Raises: CaptureAltered."""
    return Page(
        body=captures.payload(capture),
        content_type=capture.media_type or None,
        url="" if capture.kind == Capture.Kind.FILE else capture.url,
        language=source.language if source else "und",
    )
