"""What is done to a dispatch, as custody records it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import text_sha256
from dragoman.capture.custody.export import Custody, make_custody
from dragoman.desk.capture.custody import FORMS
from dragoman.desk.compose.models import Dispatch
from dragoman.desk.custody import selectors as acts
from dragoman.desk.custody.selectors import Timeline
from dragoman.desk.custody.services import record
from dragoman.desk.people.models import User
from dragoman.errors import RuleBroken

ONE_SITTING = timedelta(minutes=10)


@dataclass(frozen=True)
class Done:
    """One act. `typed_over`: what stood there, where a page saves while its person types; None for anything else."""

    action: Action
    detail: Mapping[str, Any] = field(default_factory=dict)
    typed_over: str | None = None


def record_done(by: User | None, dispatch: Dispatch, done: Done, at: datetime) -> None:
    """Record an act on a dispatch, which the caller holds locked.

    A page saves several times a minute while somebody types. One entry stands for all that its person types in the same
    place in ten minutes, until anyone does anything else to the dispatch: what it became is in the next entry.
    """
    if done.typed_over is None:
        record(by=by, action=done.action, on=(Kind.DISPATCH, dispatch.pk), detail=done.detail, at=at)
    elif not _goes_on(by, dispatch, done, at):
        detail = {**done.detail, "before_sha256": text_sha256(done.typed_over)}
        record(by=by, action=done.action, on=(Kind.DISPATCH, dispatch.pk), detail=detail, at=at)


def _goes_on(by: User | None, dispatch: Dispatch, done: Done, at: datetime) -> bool:
    last = acts.last_act(Kind.DISPATCH, dispatch.pk)
    if last is None or (last.action, last.account) != (done.action, by.pk if by else None):
        return False
    same_place = {**json.loads(last.detail), **done.detail} == json.loads(last.detail)
    return same_place and at - last.at < ONE_SITTING


def dispatch_timeline(dispatch_id: int) -> Timeline:
    """A dispatch's custody for its page at the desk. One query."""
    downloads = [(reverse("dispatch_custody", args=[dispatch_id, form]), name) for form, name in FORMS]
    return acts.timeline(acts.act_lines([(Kind.DISPATCH, [dispatch_id])]), downloads=downloads)


def dispatch_custody(dispatch: Dispatch, *, now: datetime) -> Custody:
    """A dispatch's whole custody. `series` must be loaded."""
    about = {
        "kind": Kind.DISPATCH.value,
        "id": str(dispatch.pk),
        "title": dispatch.title,
        "series": dispatch.series.slug,
        "number": dispatch.number,
    }
    return make_custody(about, acts.chains([(Kind.DISPATCH, [dispatch.pk])]), (), desk=acts.head(), at=now)


def find_dispatch(name: str) -> Dispatch:
    """A dispatch by its id or as `series-slug/number`. Raises: RuleBroken, when there is none."""
    slug, slash, number = name.rpartition("/")
    found: Dispatch | None = None
    if number.isascii() and number.isdigit() and len(number) <= 9:
        wanted = {"series__slug": slug, "number": int(number)} if slash else {"pk": int(number)}
        found = Dispatch.objects.select_related("series").filter(**wanted).first()
    if found is None:
        raise RuleBroken(f"There is no dispatch {name}. Give its id, or series/number as in special-dispatch/1042.", subject=name)
    return found
