"""The part of the translate services that carries accepted renderings to an item's next version, by exact sentence.

A rendering belongs to one segment of one version, and stays there: what a dispatch quotes is never moved. Where the next
version has the very same sentence, an accepted copy of its rendering is written for it, signed by the same two people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction

from dragoman.capture.custody.actions import Action, Kind
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read import services as read
from dragoman.desk.read.models import Segment, Version
from dragoman.desk.translate.models import Rendering


@transaction.atomic
def carry_renderings(*, by: User | None, version: Version, now: datetime) -> int:
    """Copy the accepted renderings of the version before this one to its sentences that did not change; returns how many.

    Sentences with a rendering of their own already are left alone, so carrying again changes nothing.
    """
    require(by, Right.VIEW_DESK)
    before = Version.objects.filter(item_id=version.item_id, number__lt=version.number).order_by("-number").first()
    if before is None:
        return 0
    segments = list(Segment.objects.select_for_update().filter(version=version).order_by("number"))
    rendered = set(Rendering.objects.filter(segment__in=segments).values_list("segment_id", "language"))
    accepted = Rendering.objects.filter(segment__version=before, state=Rendering.State.ACCEPTED).select_related("segment")
    copies = [
        (_copy(rendering, segment, now), rendering)
        for rendering, segment in _pairs(before.text, accepted.order_by("segment__number"), version.text, segments)
        if (segment.pk, rendering.language) not in rendered
    ]
    if not copies:
        return 0
    Rendering.objects.bulk_create([copy for copy, _ in copies])
    read.touch([version.item_id])
    detail = {
        "from": before.number,
        "to": version.number,
        "renderings": [[rendering.pk, copy.pk] for copy, rendering in copies],
    }
    custody.record(by=by, action=Action.RENDERINGS_CARRIED, on=(Kind.ITEM, version.item_id), detail=detail, at=now)
    return len(copies)


def _pairs(
    old_text: str, accepted: Iterable[Rendering], new_text: str, segments: Sequence[Segment]
) -> Iterator[tuple[Rendering, Segment]]:
    """Each segment whose words stood in the old text, with their rendering; words that stand there twice are taken in turn."""
    by_words: dict[tuple[str, str], list[Rendering]] = defaultdict(list)
    for rendering in accepted:
        by_words[_words(old_text, rendering.segment), rendering.language].append(rendering)
    languages = {language for _, language in by_words}
    for language in sorted(languages):
        seen: dict[str, int] = defaultdict(int)
        for segment in segments:
            words = _words(new_text, segment)
            if same := by_words.get((words, language)):
                yield same[min(seen[words], len(same) - 1)], segment
                seen[words] += 1


def _words(text: str, segment: Segment) -> str:
    return text[segment.start : segment.end]


def _copy(rendering: Rendering, segment: Segment, now: datetime) -> Rendering:
    return Rendering(
        segment=segment,
        language=rendering.language,
        text=rendering.text,
        state=Rendering.State.ACCEPTED,
        translator_id=rendering.translator_id,
        reviewer_id=rendering.reviewer_id,
        created_at=now,
        changed_at=now,
        reviewed_at=rendering.reviewed_at,
    )
