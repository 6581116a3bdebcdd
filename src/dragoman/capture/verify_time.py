"""The link of time: authorities outside the desk have stamped the ledger's signed head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.capture.links import Link
from dragoman.capture.proof_format import describe_time
from dragoman.capture.proof_reader import StatedLedger, StatedStamp
from dragoman.capture.verify_ledger import ABSENT
from dragoman.errors import StampFailed

# Loaded only for a proof that has stamps: the library under it is a third of what there is to load.
if TYPE_CHECKING:
    from dragoman.capture.timestamps import StampVerdict


def check_time(stated: StatedLedger | None, authorities: Sequence[bytes]) -> Link:
    """Whether every stamp holds over the signed note, each at its own time.

    Args:
        authorities: root certificates (PEM) that the reader trusts: one of the stamps at least must lead to one of them. All
            are held against the roots in the file too, for which nobody outside it vouches.
    """
    if stated is None or not stated.stamps:
        return Link("time", "not-present", ABSENT)
    note = stated.checkpoint.encode()
    verdicts = [_check_stamp(stamp, note) for stamp in stated.stamps]
    for stamp, verdict in zip(stated.stamps, verdicts, strict=True):
        if not verdict.ok:
            return Link("time", "failed", f"The stamp of {stamp.authority}: {verdict.sentence}")
    told = " ".join(verdict.sentence for verdict in verdicts)
    if authorities:
        return _check_trusted(stated, note, authorities, told)
    return Link("time", "self-asserted", f"{told} But only this file vouches for the authority; give --authority.")


def _check_stamp(stamp: StatedStamp, note: bytes) -> StampVerdict:
    """Whether a stamp holds by the roots that stand beside it, and is of the time that stands there."""
    from dragoman.capture.timestamps import StampVerdict, load_roots, verify_stamp

    try:
        roots = load_roots(stamp.roots.encode())
    except StampFailed as error:
        return StampVerdict(error.sentence, code=error.code)
    verdict = verify_stamp(stamp.token, note, roots)
    if verdict.at_utc is not None and describe_time(verdict.at_utc) != stamp.stamped_at:
        return StampVerdict("The proof names another time than the stamp.")
    return verdict


def _check_trusted(stated: StatedLedger, note: bytes, authorities: Sequence[bytes], told: str) -> Link:
    from dragoman.capture.timestamps import load_roots, verify_stamp

    try:
        roots = [root for pem in authorities for root in load_roots(pem)]
    except StampFailed:
        return Link("time", "failed", "The file of an authority given holds no root certificates (PEM).")
    verdicts = [verify_stamp(stamp.token, note, roots) for stamp in stated.stamps]
    others = sum(not verdict.ok for verdict in verdicts)
    if others == len(verdicts):
        return Link("time", "failed", verdicts[0].sentence)
    return Link("time", "held", f"{told} Only this file vouches for {others} of these authorities." if others else told)
