"""Who may read what: the one policy behind page, proof file, archived copy and feed."""

from __future__ import annotations

from enum import StrEnum


class Tier(StrEnum):
    """From everyone to the desk itself; a reader of a tier may also read all before it."""

    PUBLIC = "public"
    REGISTERED = "registered"
    SUBSCRIBER = "subscriber"
    STAFF = "staff"


_ORDER = list(Tier)


def may_read(reader_tier: str, dispatch_tier: str) -> bool:
    """Whether a reader of one tier may read a dispatch of another. A tier that is not known opens nothing."""
    try:
        return _ORDER.index(Tier(reader_tier)) >= _ORDER.index(Tier(dispatch_tier))
    except ValueError:
        return False


def readable_tiers(reader_tier: str) -> list[str]:
    """The tiers of dispatches that a reader may read; for lists."""
    return [tier.value for tier in _ORDER if may_read(reader_tier, tier)]
