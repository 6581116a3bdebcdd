"""How a capture stands outside its own record: in the ledger, and in time."""

from __future__ import annotations

from django.conf import settings

from dragoman.capture.stamping import NO_AUTHORITY, describe_wait
from dragoman.desk.capture.ledger import prove
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
    if stamp is not None:
        return Link(Holds.HELD, sentence=f"Stamped {stamp.stamped_at:%Y-%m-%d %H:%M:%S} UTC by {stamp.signer}.")
    asked = len(settings.TIMESTAMP_AUTHORITIES)
    return Link(Holds.WAITING, sentence=describe_wait(asked)) if asked else Link(Holds.NONE, sentence=NO_AUTHORITY)
