"""Write renderings: drafts, submission, and the second reader's decision.

A rendering's life: draft → submitted → accepted, or returned with a remark. A submitted text never changes; a new wording
is a new rendering. Accepting one supersedes the one accepted before. The reviewer is never the translator: checked here,
for administrators too, and by the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import text_sha256
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.desk.read import services as read
from dragoman.desk.read.models import Item, Segment
from dragoman.desk.translate.checking import Found, find
from dragoman.desk.translate.drafting import ask_for_drafts, give_up_on, stop_drafting, work_on
from dragoman.desk.translate.exchange import Incoming, document_of, incoming, item_of
from dragoman.desk.translate.models import MachineDraft, Rendering
from dragoman.desk.translate.own import require_foreign
from dragoman.desk.translate.remembering import remember_accepted, remember_anew, remember_moved
from dragoman.errors import ChangedMeanwhile, NotAllowed, NotReadyForReview, RuleBroken
from dragoman.translate.exchange.units import Document

__all__ = [
    "accept",
    "ask_for_drafts",
    "give_up_on",
    "hand_out",
    "remember_accepted",
    "remember_anew",
    "remember_moved",
    "send_back",
    "stop_drafting",
    "submit",
    "take_back",
    "take_in",
    "take_over",
    "work_on",
    "write",
]

MAX_CHARS = 20_000
MAX_REASON_CHARS = 500
_OPEN = (Rendering.State.DRAFT, Rendering.State.SUBMITTED)


@transaction.atomic
def write(
    *,
    by: User | None,
    segment: Segment,
    text: str,
    language: str,
    seen: datetime | None = None,
    draft: MachineDraft | None = None,
) -> Rendering:
    """Keep what a translator has typed; one open rendering a translator and segment. Written often, so it must be cheap.

    Args:
        draft: the machine's draft that the text was taken from; once it was, it stays named until the field is emptied.
        seen: when the text the translator started from was last changed, if the page knows; a later change
            elsewhere is then refused instead of overwritten.

    Raises: NotAllowed; ChangedMeanwhile; RuleBroken, when the wording waits for review or is too long.
    """
    translator = _person(by, Right.TRANSLATE)
    if len(text) > MAX_CHARS:
        raise RuleBroken(f"A rendering of one sentence cannot be longer than {MAX_CHARS:,} characters; nothing was saved.")
    if draft is not None and (draft.segment_id, draft.language, draft.refusal) != (segment.pk, language, ""):
        raise RuleBroken("This draft is of another sentence.", subject=str(draft.pk))
    _lock(segment)
    mine = _open(segment, translator, language)
    now = timezone.now()
    if mine is None:
        begun = Rendering.objects.create(
            segment=segment, language=language, text=text, translator=translator, draft=draft, created_at=now, changed_at=now
        )
        _record(translator, Action.RENDERING_BEGUN, begun)
        return begun
    if mine.state == Rendering.State.SUBMITTED:
        raise RuleBroken("This wording waits for review and cannot be changed. Take it back first.", subject=str(mine.pk))
    if seen is not None and mine.changed_at > seen and mine.text != text:
        raise ChangedMeanwhile("You changed this segment in another window since this one was opened.", subject=str(mine.pk))
    origin = (draft or mine.draft) if text.strip() else None
    if (mine.text, mine.draft) != (text, origin):
        mine.text, mine.draft, mine.changed_at = text, origin, now
        mine.save(update_fields=["text", "draft", "changed_at"])
    return mine


def take_over(*, by: User | None, draft: MachineDraft) -> Rendering:
    """Begin one's own rendering with a machine's draft. Raises: NotAllowed; RuleBroken, where one has written something else."""
    translator = _person(by, Right.TRANSLATE)
    mine = _open(draft.segment, translator, draft.language)
    if mine is not None and mine.text.strip() not in ("", draft.text.strip()):
        raise RuleBroken("You have written here already; nothing was changed. Empty the field first, or copy what you need.")
    return write(by=translator, segment=draft.segment, text=draft.text, language=draft.language, draft=draft)


def submit(*, by: User | None, rendering: Rendering, reason: str = "") -> Rendering:
    """Hand a draft to the second reader.

    Args:
        reason: why what checks are certain of stays as it is; the reviewer reads it.

    Raises: NotAllowed; NotReadyForReview, when checks are certain of something and there is no reason; RuleBroken, when it is
        not one's own draft, or empty.
    """
    translator = _person(by, Right.TRANSLATE)
    checked = Rendering.objects.select_related("segment__version__item").get(pk=rendering.pk)
    segment, version = checked.segment, checked.segment.version
    source = version.text[segment.start : segment.end]
    certain = [one for one in find(source, checked.text, item=version.item, language=checked.language) if one.certain]
    return _submit(translator, checked, certain, reason.strip()[:MAX_REASON_CHARS])


@transaction.atomic
def _submit(translator: User, checked: Rendering, certain: Sequence[Found], reason: str) -> Rendering:
    current = _own(checked, translator)
    if current.state != Rendering.State.DRAFT:
        raise RuleBroken("Only a draft can be handed in for review.", subject=str(current.pk))
    if not current.text.strip():
        raise RuleBroken("There is nothing to review yet: the rendering is empty.", subject=str(current.pk))
    if current.text != checked.text:
        raise ChangedMeanwhile("This wording was changed in another window at this moment.", subject=str(current.pk))
    if certain and not reason:
        said = " ".join(one.finding.sentence for one in certain[:3])
        raise NotReadyForReview(f"Not handed in yet. {said}", subject=str(current.pk))
    current.state, current.changed_at = Rendering.State.SUBMITTED, timezone.now()
    current.overruled = reason if certain else ""
    current.save(update_fields=["state", "overruled", "changed_at"])
    left: dict[str, Any] = {"checks_left": sorted({one.finding.code for one in certain})} if certain else {}
    _record(translator, Action.RENDERING_SUBMITTED, current, why=current.overruled, **left)
    return current


@transaction.atomic
def take_back(*, by: User | None, rendering: Rendering) -> Rendering:
    """Reopen one's own submitted wording as a new draft; the submitted one stays, superseded. Raises: NotAllowed; RuleBroken."""
    translator = _person(by, Right.TRANSLATE)
    current = _own(rendering, translator)
    if current.state != Rendering.State.SUBMITTED:
        raise RuleBroken("Only a wording that waits for review can be taken back.", subject=str(current.pk))
    now = timezone.now()
    current.state, current.changed_at = Rendering.State.SUPERSEDED, now
    current.save(update_fields=["state", "changed_at"])
    reopened = Rendering.objects.create(
        segment_id=current.segment_id,
        language=current.language,
        text=current.text,
        draft=current.draft,
        translator=translator,
        created_at=now,
        changed_at=now,
    )
    _record(translator, Action.RENDERING_TAKEN_BACK, current, reopened_as=reopened.pk)
    return reopened


@transaction.atomic
def accept(*, by: User | None, rendering: Rendering) -> Rendering:
    """Make a submitted rendering the desk's wording. Search sees it from the next indexing on.

    Raises: NotAllowed; RuleBroken when it does not wait for review, or the reviewer translated it.
    """
    reviewer = _person(by, Right.REVIEW)
    current = _reviewable(rendering, reviewer)
    now = timezone.now()
    accepted = Rendering.objects.filter(segment_id=current.segment_id, language=current.language, state=Rendering.State.ACCEPTED)
    before = accepted.first()
    accepted.update(state=Rendering.State.SUPERSEDED, changed_at=now)
    current.state, current.reviewer, current.remark = Rendering.State.ACCEPTED, reviewer, ""
    current.reviewed_at = current.changed_at = now
    current.save(update_fields=["state", "reviewer", "remark", "reviewed_at", "changed_at"])
    read.touch([current.segment.version.item_id])
    replaced: dict[str, Any] = {"replaces": before.pk, "before_sha256": text_sha256(before.text)} if before else {}
    _record(reviewer, Action.RENDERING_ACCEPTED, current, **replaced)
    return current


@transaction.atomic
def send_back(*, by: User | None, rendering: Rendering, remark: str) -> Rendering:
    """Return a submitted rendering to its translator, saying why. Raises: NotAllowed; RuleBroken without a remark."""
    reviewer = _person(by, Right.REVIEW)
    if not remark.strip():
        raise RuleBroken("Say in a few words what should change; the translator will see it beside the sentence.")
    current = _reviewable(rendering, reviewer)
    current.state, current.reviewer, current.remark = Rendering.State.RETURNED, reviewer, remark.strip()
    current.reviewed_at = current.changed_at = timezone.now()
    current.save(update_fields=["state", "reviewer", "remark", "reviewed_at", "changed_at"])
    _record(reviewer, Action.RENDERING_SENT_BACK, current, why=current.remark)
    return current


@transaction.atomic
def hand_out(*, by: User | None, item: Item, language: str) -> Document:
    """The item for another translation tool. Raises: NotAllowed; RuleBroken, when there is nothing to translate."""
    translator = _person(by, Right.TRANSLATE)
    require_foreign(item, language)
    document = document_of(item, person=translator, language=language)
    custody.record(by=translator, action=Action.HANDED_OUT, on=(Kind.ITEM, item.pk), detail={"segments": len(document.units)})
    return document


@transaction.atomic
def take_in(*, by: User | None, document: Document, language: str, file_sha256: str) -> Incoming:
    """Keep as the person's drafts what another tool changed; gives what was taken over and what was not, and why.

    Args:
        language: that this desk writes; the file must be in it.
        file_sha256: of the file's bytes, for custody.

    Raises: NotAllowed; RuleBroken, when the file is of no item of this desk, or of another language.
    """
    translator = _person(by, Right.TRANSLATE)
    item = item_of(document)
    # In one order and before custody's head, so that two files at once do not wait for each other.
    segments = {one.pk: one for one in Segment.objects.select_for_update().filter(version=item.current).order_by("pk")}
    found = incoming(document, item=item, person=translator, language=language)
    taken, refused = {}, list(found.refused)
    for number, text in found.wordings.items():
        try:
            write(by=translator, segment=segments[number], text=text, language=language)
        except RuleBroken as error:
            refused.append((f"s{number}", error.sentence))
        else:
            taken[number] = text
    detail = {"file_sha256": file_sha256, "taken": len(taken), "refused": len(refused)}
    custody.record(by=translator, action=Action.TAKEN_IN, on=(Kind.ITEM, item.pk), detail=detail)
    return Incoming(taken, tuple(refused), found.remarks)


def _record(by: User, action: Action, rendering: Rendering, *, why: str = "", **more: Any) -> None:
    """Of a draft only its beginning is recorded: what it grew into is handed in, taken back or left."""
    item_id = Segment.objects.values_list("version__item_id", flat=True).get(pk=rendering.segment_id)
    detail = {"rendering": rendering.pk, "segment": rendering.segment_id, "text_sha256": text_sha256(rendering.text), **more}
    if rendering.draft is not None:
        detail |= {"draft": rendering.draft.pk, "draft_edited": rendering.edited}
    custody.record(by=by, action=action, on=(Kind.ITEM, item_id), why=why, detail=detail)


def _person(by: User | None, right: Right) -> User:
    if by is None:
        raise NotAllowed("A translation and its review are signed: they need a person.")
    require(by, right)
    return by


def _lock(segment: Segment) -> None:
    """One writer a segment at a time (SQLite has one writer at all)."""
    Segment.objects.select_for_update().get(pk=segment.pk)


def _open(segment: Segment, translator: User, language: str) -> Rendering | None:
    mine = Rendering.objects.filter(segment=segment, translator=translator, language=language, state__in=_OPEN)
    return mine.select_related("draft").first()


def _own(rendering: Rendering, translator: User) -> Rendering:
    current = Rendering.objects.select_for_update().get(pk=rendering.pk)
    if current.translator_id != translator.pk:
        raise RuleBroken("This rendering is another translator's.", subject=str(current.pk))
    return current


def _reviewable(rendering: Rendering, reviewer: User) -> Rendering:
    current = Rendering.objects.select_for_update(of=("self",)).select_related("segment__version").get(pk=rendering.pk)
    if current.translator_id == reviewer.pk:
        raise RuleBroken("The reviewer is never the translator: somebody else has to read this one.", subject=str(current.pk))
    if current.state != Rendering.State.SUBMITTED:
        raise RuleBroken(
            "This rendering does not wait for review any more; reload to see what became of it.", subject=str(current.pk)
        )
    _lock(current.segment)
    return current
