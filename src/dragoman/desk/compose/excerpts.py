"""Excerpt rows as the values that `dragoman.compose.excerpts` judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.compose.excerpts import Quoted, check_text
from dragoman.desk.compose.models import ExcerptSegment, Passage
from dragoman.desk.read.models import Segment, Version
from dragoman.desk.translate.models import Rendering
from dragoman.errors import RuleBroken
from dragoman.text.follow import Divergence

WALLED = "What was captured is not the page, but a log-in, a robot check or another notice in its place."


def quoted(rows: Iterable[ExcerptSegment]) -> list[Quoted]:
    """The values of an excerpt's rows; `segment` and `rendering` must be loaded."""
    return [_quoted(row.segment, row.rendering) for row in rows]


def quoted_renderings(renderings: Iterable[Rendering]) -> list[Quoted]:
    """The same, of renderings about to be quoted; `segment` must be loaded."""
    return [_quoted(rendering.segment, rendering) for rendering in renderings]


def _quoted(segment: Segment, rendering: Rendering) -> Quoted:
    return Quoted(segment.number, segment.paragraph, segment.start, segment.end, rendering.text)


def divergences(passage: Passage) -> list[Divergence]:
    """Where an excerpt departs from its renderings."""
    return check_text(passage.text, quoted(passage.quoted.select_related("segment", "rendering").order_by("sort_order")))


def accepted_renderings(segments: Sequence[Segment], language: str) -> list[Rendering]:
    """The accepted rendering of each segment, in the text's order.

    Raises: RuleBroken, naming the segment, when the segments are of several items, when one has no accepted
    rendering, when one's words do not stand in the captured bytes, or when what was captured is no page but a wall.
    """
    if not segments:
        raise RuleBroken("Choose at least one sentence to quote.")
    if len({segment.version_id for segment in segments}) > 1:
        raise RuleBroken("One excerpt quotes one text. Insert an excerpt for each item.")
    ordered = sorted(segments, key=lambda segment: segment.number)
    found = Rendering.objects.filter(segment__in=ordered, language=language, state=Rendering.State.ACCEPTED)
    renderings = {rendering.segment_id: rendering for rendering in found.select_related("segment")}
    version = Version.objects.get(pk=ordered[0].version_id)
    if version.walled:
        raise RuleBroken(f"{WALLED} Nothing of it can be quoted.", subject=str(version.pk))
    for segment in ordered:
        name = f"Sentence {segment.number + 1} (“{_shorten(version.text[segment.start : segment.end])}”)"
        if segment.anchor_start is None or segment.anchor_end is None:
            raise RuleBroken(
                f"{name} does not stand word for word in the captured page, so it can't be quoted.", subject=str(segment.pk)
            )
        if segment.pk not in renderings:
            raise RuleBroken(f"{name} has no accepted translation yet.", subject=str(segment.pk))
    return [renderings[segment.pk] for segment in ordered]


def _shorten(text: str, most_chars: int = 60) -> str:
    return text if len(text) <= most_chars else text[:most_chars].rstrip() + "…"
