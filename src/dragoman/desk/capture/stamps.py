"""Have the ledger's heads stamped by every authority of the settings, and verify kept stamps again.

pending → confirmed ⇄ broken. An authority that is down delays its stamp, never the capture and never another authority's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.x509 import Certificate
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from dragoman.capture.stamping import Authority, next_try
from dragoman.capture.timestamps import Post, Token, load_roots, request_stamp, verify_stamp
from dragoman.desk.capture.models import Stamp
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.errors import StampFailed
from dragoman.watch.decide import storable

MOST_A_ROUND = 20  # of one authority
VERIFY_AFTER = timedelta(days=1)
VERIFY_MOST = 2000


@dataclass(frozen=True)
class Round:
    """What came of asking: stamps confirmed, attempts that failed."""

    confirmed: int
    failed: int


def request_stamps(*, by: User | None, note: bytes, size: int, now: datetime) -> list[Stamp]:
    """Want a stamp of every authority; a job fetches them within a minute. Asking twice is asking once.

    Args:
        note: the signed head of the ledger, the bytes as published.
        size: its number of leaves.

    Raises: NotAllowed.
    """
    require(by, Right.MANAGE_SETTINGS)
    digest = hashlib.sha256(note).hexdigest()
    wanted = [
        Stamp(authority=authority.url, size=size, note=note, note_sha256=digest, requested_at=now, next_try_at=now)
        for authority in _authorities()
    ]
    with transaction.atomic():
        Stamp.objects.bulk_create(wanted, ignore_conflicts=True)
    return list(Stamp.objects.filter(note_sha256=digest).order_by("authority"))


def obtain_due(*, post: Post, make_nonce: Callable[[], int], now: Callable[[], datetime], most: int = MOST_A_ROUND) -> Round:
    """Ask each authority for the stamps that are due, newest head first; one that fails is left alone for this round."""
    confirmed = failed = 0
    for authority in _authorities():
        for stamp in _due(authority, now())[:most]:
            try:
                token = request_stamp(
                    post, authority.url, bytes(stamp.note), nonce=make_nonce(), roots=_roots(authority.roots_pem), now=now
                )
            except StampFailed as error:
                _put_off(stamp, error, now())
                failed += 1
                break
            _confirm(stamp, token, authority, now())
            confirmed += 1
    return Round(confirmed, failed)


def verify_again(*, now: datetime) -> int:
    """Verify stamps that were not verified for a day, against the roots they came with; returns how many do not hold."""
    settled = Stamp.objects.exclude(state=Stamp.State.PENDING)
    due = settled.filter(Q(verified_at=None) | Q(verified_at__lte=now - VERIFY_AFTER)).order_by("verified_at")
    return sum(not _verify(stamp, now) for stamp in due[:VERIFY_MOST])


def _roots(pem: str) -> tuple[Certificate, ...]:
    return load_roots(pem.encode())


def _authorities() -> tuple[Authority, ...]:
    found: tuple[Authority, ...] = settings.TIMESTAMP_AUTHORITIES
    return found


def _due(authority: Authority, now: datetime) -> QuerySet[Stamp]:
    pending = Stamp.objects.filter(authority=authority.url, state=Stamp.State.PENDING)
    return pending.filter(next_try_at__lte=now).order_by("-size", "-pk")


def _confirm(stamp: Stamp, token: Token, authority: Authority, now: datetime) -> None:
    Stamp.objects.filter(pk=stamp.pk, state=Stamp.State.PENDING).update(
        state=Stamp.State.CONFIRMED,
        attempts=F("attempts") + 1,
        response=token.response,
        roots_pem=authority.roots_pem,
        stamped_at=token.at_utc,
        signer=storable(token.authority, 300),
        verified_at=now,
        sentence="",
    )


def _put_off(stamp: Stamp, error: StampFailed, now: datetime) -> None:
    attempts = stamp.attempts + 1
    Stamp.objects.filter(pk=stamp.pk, state=Stamp.State.PENDING).update(
        attempts=attempts, next_try_at=next_try(attempts=attempts, now=now), sentence=error.sentence
    )


def _verify(stamp: Stamp, now: datetime) -> bool:
    try:
        roots = _roots(stamp.roots_pem)
    except StampFailed:
        roots = ()
    verdict = verify_stamp(bytes(stamp.response), bytes(stamp.note), roots)
    state = Stamp.State.CONFIRMED if verdict.ok else Stamp.State.BROKEN
    Stamp.objects.filter(pk=stamp.pk).update(state=state, verified_at=now, sentence="" if verdict.ok else verdict.sentence)
    return verdict.ok
