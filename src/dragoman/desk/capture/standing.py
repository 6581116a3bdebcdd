"""How a capture stands outside its own record: in the ledger, and in time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery

from dragoman.capture.stamping import NO_AUTHORITY, describe_wait
from dragoman.desk.capture.ledger import are_entered, prove
from dragoman.desk.capture.models import Capture, LedgerCheckpoint, Stamp
from dragoman.desk.ui.chain import Holds, Link
from dragoman.errors import CaptureAltered


def standing(capture: Capture) -> dict[str, Link]:
    """The chain's links `ledger` and `time`, looked up now."""
    ledger = _ledger(capture)
    if ledger.holds is Holds.FAILED:
        return {"ledger": ledger, "time": Link(Holds.FAILED, sentence="No stamp is of a capture that the ledger does not hold.")}
    return {"ledger": ledger, "time": _time(capture)}


def _ledger(capture: Capture) -> Link:
    try:
        entered = prove(capture)
    except CaptureAltered as error:
        return Link(Holds.FAILED, sentence=error.sentence)
    head = LedgerCheckpoint.objects.filter(size__gt=entered.index).order_by("size").first()
    if head is None:
        return Link(Holds.WAITING, sentence=f"Leaf {entered.index:,}; the next signed head covers it, within five minutes.")
    signed = f"{head.signed_at:%Y-%m-%d %H:%M:%S} UTC"
    return Link(Holds.HELD, sentence=f"Leaf {entered.index:,} of {head.size:,} under the head signed {signed}.")


def _time(capture: Capture) -> Link:
    covering = Stamp.objects.filter(state=Stamp.State.CONFIRMED, size__gt=capture.leaf_index)
    stamp = covering.order_by("stamped_at").first()
    if stamp is not None and stamp.stamped_at is not None:
        return Link(Holds.HELD, sentence=_stamped(stamp.stamped_at, stamp.signer))
    return _not_stamped()


@dataclass(frozen=True)
class Glance:
    """How a capture stands, at a glance: its leaf is in the ledger, a signed head covers it, a time stamp covers it."""

    capture: Capture  # with the capture that holds its payload
    entered: Link
    signed: Link
    stamped: Link


def glances(capture_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Glance]:
    """How many captures stand, in three queries. Paths through the ledger are not computed: `standing` does that for one."""
    heads = LedgerCheckpoint.objects.filter(size__gt=OuterRef("leaf_index")).order_by("size")
    stamps = Stamp.objects.filter(state=Stamp.State.CONFIRMED, size__gt=OuterRef("leaf_index")).order_by("stamped_at")
    rows = Capture.objects.select_related("payload_of").annotate(
        signed_at=Subquery(heads.values("signed_at")[:1]),
        stamped_at=Subquery(stamps.values("stamped_at")[:1]),
        stamped_by=Subquery(stamps.values("signer")[:1]),
    )
    found = rows.in_bulk(list(capture_ids))
    entered = are_entered(found.values())
    return {pk: _glance(capture, is_entered=pk in entered) for pk, capture in found.items()}


def _glance(capture: Capture, *, is_entered: bool) -> Glance:
    if not is_entered:
        broken = Link(Holds.FAILED, sentence="The ledger does not hold this capture as its row says.")
        return Glance(capture, broken, broken, broken)
    entered = Link(Holds.HELD, sentence=f"Leaf {capture.leaf_index:,}.")
    signed_at, stamped_at, stamped_by = (getattr(capture, name) for name in ("signed_at", "stamped_at", "stamped_by"))
    if signed_at is None:
        signed = Link(Holds.WAITING, sentence="The next signed head covers it, within five minutes.")
    else:
        signed = Link(Holds.HELD, sentence=f"Signed {signed_at:%Y-%m-%d %H:%M:%S} UTC.")
    if stamped_at is not None:
        return Glance(capture, entered, signed, Link(Holds.HELD, sentence=_stamped(stamped_at, stamped_by)))
    return Glance(capture, entered, signed, _not_stamped())


def _stamped(at: datetime, signer: str) -> str:
    return f"Stamped {at:%Y-%m-%d %H:%M:%S} UTC by {signer}."


def _not_stamped() -> Link:
    asked = len(settings.TIMESTAMP_AUTHORITIES)
    return Link(Holds.WAITING, sentence=describe_wait(asked)) if asked else Link(Holds.NONE, sentence=NO_AUTHORITY)
