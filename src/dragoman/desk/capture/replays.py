"""A capture as it is shown again: the page with what the archive holds of its parts, a view of it as a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dragoman.capture.replayed.page import Replay, replay
from dragoman.capture.replayed.parts import Part, PartOf, nothing_held
from dragoman.desk.capture import selectors
from dragoman.desk.capture.models import Capture, RenderedCapture
from dragoman.errors import DragomanError

MOST_PART_BYTES = 10_000_000
# What a browser is given as a file of ours; anything else only as a record to keep.
SHOWN_TYPES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Replayed:
    """A page to look at, and the rendered capture that its pictures and styles are from, if there is one."""

    replay: Replay
    dressed_by: RenderedCapture | None


def replay_capture(capture: Capture) -> Replayed:
    """Write a capture's page anew. Raises: CaptureAltered, PageUnreadable, SourceTooLarge."""
    dressed_by = _rendered_with(capture)
    parts = _parts_of(dressed_by) if dressed_by else nothing_held
    made = replay(selectors.payload(capture), capture.media_type or None, capture.url, parts)
    return Replayed(made, dressed_by)


def _rendered_with(capture: Capture) -> RenderedCapture | None:
    """The newest rendered capture that began with these very bytes at this address."""
    same = Q(page=capture)
    if capture.payload_sha256:
        same |= Q(page__payload_sha256=capture.payload_sha256, page__url=capture.url)
    return RenderedCapture.objects.filter(same).select_related("page").order_by("-asked_at").first()


def _parts_of(rendered: RenderedCapture) -> PartOf:
    """What a rendered capture fetched, by address; a redirect leads to where it ended."""
    parts = list(rendered.parts.filter(outcome="stored").select_related("payload_of"))
    after = {part.previous_hop_id: part for part in parts if part.previous_hop_id}
    by_url = {part.url: part for part in reversed(parts)}

    def find(url: str) -> Part | None:
        part = by_url.get(url)
        for _ in range(len(after) if part else 0):
            part = after.get(part.pk, part) if part else None
        if part is None or part.payload_bytes > MOST_PART_BYTES:
            return None
        try:
            return Part(part.media_type, selectors.payload(part))
        except DragomanError:
            return None  # a damaged part is left out like one that was never held; `archive check` names it

    return find


def shown_type(capture: Capture) -> str:
    """The media type under which a view of a rendered page may be shown or downloaded; empty for everything else."""
    media_type = capture.media_type.partition(";")[0].strip().lower()
    return media_type if capture.kind == Capture.Kind.VIEW and media_type in SHOWN_TYPES else ""
