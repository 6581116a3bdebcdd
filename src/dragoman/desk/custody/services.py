"""Record acts. Every service that writes for a person calls this in the transaction of its own write, and calls it last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.custody.entries import NO_LINK, Actor, CustodyEntry, Subject, canonical, link, write_time
from dragoman.desk.custody.acting import program
from dragoman.desk.custody.models import Act, DeskHead
from dragoman.errors import RuleBroken
from dragoman.watch.decide import storable

MAX_WHY_CHARS = 20_000


class Person(Protocol):
    """What custody keeps of an account."""

    @property
    def pk(self) -> int: ...

    @property
    def public_name(self) -> str: ...


def record(
    *,
    by: Person | None,
    action: Action,
    on: tuple[Kind, object],
    why: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Act:
    """Record what was done, by whom and why.

    It holds the desk's head until the transaction ends, so that numbers are given one after the other: rows that the
    service locks are locked before. Four short statements, whatever the number of acts.

    Args:
        by: None is a program of the desk.
        on: what the act is about: its kind, and its id.
        detail: ids, and SHA-256 of texts; no text, no name, nothing secret.

    Raises: RuleBroken, outside a transaction, and for a reason that is too long.
    """
    if not connection.in_atomic_block:
        raise RuleBroken("An act and its record are saved together or not at all.")
    if len(why) > MAX_WHY_CHARS:
        raise RuleBroken(f"A reason cannot be longer than {MAX_WHY_CHARS:,} characters; nothing was saved.")
    head, _ = DeskHead.objects.select_for_update().get_or_create(pk=1, defaults={"link": NO_LINK})
    kind, about = on
    subject = Subject(kind.value, str(about))
    last = Act.objects.filter(kind=subject.kind, about=subject.id).order_by("-sequence").only("sequence", "sha256").first()
    moment = _milliseconds(at or timezone.now())
    entry = CustodyEntry(
        number=head.count + 1,
        subject=subject,
        sequence=last.sequence + 1 if last else 1,
        at=write_time(moment),
        actor=_actor(by),
        action=action.value,
        why=storable(why),
        detail=detail or {},
        previous=last.sha256 if last else "",
    )
    head.count, head.link = entry.number, link(head.link, entry.sha256)
    act = as_row(entry, moment, head.link)
    act.save()
    head.save(update_fields=["count", "link"])
    return act


def as_row(entry: CustodyEntry, moment: datetime, desk_link: str) -> Act:
    """An entry as its row, not saved."""
    return Act(
        number=entry.number,
        kind=entry.subject.kind,
        about=entry.subject.id,
        sequence=entry.sequence,
        at=moment,
        account=entry.actor.id,
        actor=entry.actor.name,
        action=entry.action,
        why=entry.why,
        detail=canonical(entry.detail).decode(),
        previous=entry.previous,
        sha256=entry.sha256,
        link=desk_link,
    )


def _actor(by: Person | None) -> Actor:
    return Actor(None, f"system: {program()}"[:200]) if by is None else Actor(by.pk, storable(by.public_name, 200))


def _milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def set_anchored(*, by: Person | None, count: int) -> None:  # noqa: ARG001 -- recorded by the ledger itself
    """Keep how many acts the ledger's last anchor covers."""
    DeskHead.objects.filter(pk=1, anchored__lt=count).update(anchored=count)
