"""The part of the services that writes what an excerpt quotes: its rows, and its note."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.capture.custody.entries import text_sha256
from dragoman.desk.compose.models import ExcerptSegment, Note, Passage
from dragoman.desk.translate.models import Rendering
from dragoman.errors import RuleBroken


def write_note(passage: Passage) -> Note:
    """Write the source part of an excerpt's note anew from its evidence; the comment stays."""
    first = (
        passage.quoted.select_related("segment__version__item__source", "segment__version__capture")
        .order_by("sort_order")
        .first()
    )
    if first is None:
        raise RuleBroken("An excerpt without sentences has no source.")
    version = first.segment.version
    item = version.item
    note, _ = Note.objects.update_or_create(
        passage=passage,
        defaults={
            "source_native": item.source.name_native,
            "source_english": item.source.name_english,
            "title": version.title or item.title,
            "language": item.language,
            "date_printed": item.published_printed,
            "published_at": item.published_at,
            "url": item.url or version.capture.url,
            "capture": version.capture,
        },
    )
    return note


def quote(passage: Passage, renderings: Sequence[Rendering]) -> None:
    """Let an excerpt quote these renderings, in this order."""
    ExcerptSegment.objects.bulk_create(
        ExcerptSegment(passage=passage, sort_order=place, segment=rendering.segment, rendering=rendering)
        for place, rendering in enumerate(renderings)
    )


def described(renderings: Sequence[Rendering], text: str) -> dict[str, object]:
    """What custody keeps of an excerpt: which renderings, and the hash of its text."""
    return {"renderings": [rendering.pk for rendering in renderings], "text_sha256": text_sha256(text)}
