"""Which signed head of the ledger a proof stands under, and the time stamps over it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.proof_ledger import ProvenLedger, ProvenStamp
from dragoman.desk.capture import keys, selectors
from dragoman.desk.capture.checkpoints import current_key, sign_head, signing_entry
from dragoman.desk.capture.keys import KeyEntry
from dragoman.desk.capture.models import LedgerCheckpoint, Stamp
from dragoman.desk.capture.stamp_jobs import want_now


@dataclass(frozen=True)
class ProofHead:
    """A signed head, the key that signed it, and the confirmed stamps over it."""

    checkpoint: LedgerCheckpoint
    entry: KeyEntry
    stamps: tuple[Stamp, ...]

    @property
    def size(self) -> int:
        """Number of leaves under it."""
        return self.checkpoint.size

    @property
    def proven(self) -> ProvenLedger:
        """As a proof holds it."""
        return ProvenLedger(self.checkpoint.note, self.entry.key.text, tuple(_prove(stamp) for stamp in self.stamps))

    @property
    def signer(self) -> SigningKey:
        """The private key. Raises: CheckpointInvalid, when it cannot be used."""
        return keys.signing_key(self.entry)


def head_for_proof(size: int, *, now: datetime) -> ProofHead:
    """The best stamped head over at least the first `size` leaves; without one, a head signed now, for which stamps are asked.

    Raises: as `sign_head`.
    """
    found = stamped_head(size)
    if found is not None:
        return found
    signed = sign_head(by=None, now=now)
    want_now(signed, now=now)
    return _with_stamps(signed, signing_entry(signed))


def stamped_head(size: int) -> ProofHead | None:
    """Of the stamped heads over at least `size` leaves, one with the most authorities' stamps, and of these the earliest.

    The earliest says most: these captures were there by then. Only heads that the present key signed count, because the same
    key must sign the proof's package, and an older one's private half is gone.
    """
    entry = current_key()
    if entry is None:
        return None
    confirmed = Stamp.objects.filter(state=Stamp.State.CONFIRMED, size__gte=max(size, entry.from_size))
    counted = confirmed.values("note_sha256", "size").annotate(count=Count("pk")).order_by("-count", "size")
    for row in counted.iterator():
        checkpoint = LedgerCheckpoint.objects.filter(size=row["size"], key_id=entry.key.id.hex()).first()
        if checkpoint is not None and hashlib.sha256(checkpoint.note.encode()).hexdigest() == row["note_sha256"]:
            return _with_stamps(checkpoint, entry)
    return None


def _with_stamps(checkpoint: LedgerCheckpoint, entry: KeyEntry) -> ProofHead:
    return ProofHead(checkpoint, entry, tuple(selectors.stamps_of(checkpoint.note.encode())))


def _prove(stamp: Stamp) -> ProvenStamp:
    assert stamp.stamped_at is not None, "a confirmed stamp has its time"
    return ProvenStamp(stamp.authority, bytes(stamp.response), stamp.roots_pem, stamp.stamped_at)
