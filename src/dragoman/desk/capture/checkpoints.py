"""Sign the ledger's head, and hand the signing over from key to key."""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from dragoman.capture.checkpoint import Checkpoint, SigningKey, read_checkpoint, sign_checkpoint
from dragoman.capture.custody.actions import Action, Kind
from dragoman.capture.tree import Head
from dragoman.desk.capture import keys
from dragoman.desk.capture.keys import KeyEntry
from dragoman.desk.capture.ledger import DeskHashes, ledger
from dragoman.desk.capture.models import LedgerCheckpoint
from dragoman.desk.custody import services as custody
from dragoman.desk.people.access import require
from dragoman.desk.people.models import User
from dragoman.desk.people.roles import Right
from dragoman.errors import CaptureAltered, CheckpointInvalid, RuleBroken

_SEED_BYTES = 32


def latest() -> LedgerCheckpoint | None:
    """The last checkpoint signed; None before the first."""
    return LedgerCheckpoint.objects.order_by("-size", "-pk").first()


def current_key() -> KeyEntry | None:
    """The key that signs now; None before the first."""
    known = keys.entries()
    return known[-1] if known else None


def signing_entry(checkpoint: LedgerCheckpoint) -> KeyEntry:
    """The key that signed a checkpoint. Raises: CheckpointInvalid, when it is not in the list."""
    for entry in keys.entries():
        if entry.key.id.hex() == checkpoint.key_id:
            return entry
    raise CheckpointInvalid("The key that signed this checkpoint is not in the list of keys.", detail=checkpoint.key_id)


def make_key(*, by: User | None) -> KeyEntry:
    """The key that signs, made now if there is none. Raises: NotAllowed; ArchiveUnwritable; CheckpointInvalid."""
    require(by, Right.MANAGE_SETTINGS)
    with keys.locked():
        return _current_or_new(by, DeskHashes().head())


def sign_head(*, by: User | None, now: datetime) -> LedgerCheckpoint:
    """Sign the ledger as it stands. When nothing was appended since the last checkpoint, that one is given back.

    Raises: NotAllowed; ArchiveUnwritable; CheckpointInvalid, for a key that cannot be used; CaptureAltered, when the ledger
        lacks what was signed before.
    """
    require(by, Right.MANAGE_SETTINGS)
    with keys.locked():
        head = DeskHashes().head()
        _require_growth(head)
        entry = _current_or_new(by, head)
        known = latest()
        if known is not None and (known.size, known.key_id) == (head.size, entry.key.id.hex()):
            return known
        return _sign(head, [keys.signing_key(entry)], now)


def rotate_key(*, by: User | None, now: datetime, old_key_lost: bool = False) -> KeyEntry:
    """Let a new key sign from here on. Old and new key both sign the head at which it changes; then the old one is deleted.

    Args:
        old_key_lost: the new key signs alone, so that those who pinned the old one must be told in another way.

    Raises: as `sign_head`; RuleBroken, when there is no key yet.
    """
    require(by, Right.MANAGE_SETTINGS)
    with keys.locked():
        old = current_key()
        if old is None:
            raise RuleBroken("There is no key yet that could be replaced.")
        signers = [] if old_key_lost else [keys.signing_key(old)]
        head = DeskHashes().head()
        _require_growth(head)
        new = SigningKey(old.key.name, secrets.token_bytes(_SEED_BYTES))
        entry = keys.add_key(new, head.size)
        _sign(head, [*signers, new], now)
        keys.discard(old)
    _record_key(by, Action.KEY_ROTATED, entry, {"before": old.key.id.hex(), "old_key_lost": old_key_lost})
    return entry


def _current_or_new(by: User | None, head: Head) -> KeyEntry:
    """The caller holds the lock."""
    known = current_key()
    if known is not None:
        return known
    if latest() is not None:
        raise CaptureAltered(
            "The ledger was signed before, but its keys are not here. Put the folder `keys` back from its backup."
        )
    name = f"{urlsplit(settings.BASE_URL).netloc}/ledger"
    made = keys.add_key(SigningKey(name, secrets.token_bytes(_SEED_BYTES)), head.size)
    _record_key(by, Action.KEY_MADE, made, {})
    return made


@transaction.atomic
def _record_key(by: User | None, action: Action, entry: KeyEntry, detail: dict[str, object]) -> None:
    """After the fact: a key stands in the folder before the database hears of it."""
    custody.record(
        by=by,
        action=action,
        on=(Kind.DESK, "keys"),
        detail={"key_id": entry.key.id.hex(), "from_size": entry.from_size, **detail},
    )


def _sign(head: Head, signers: list[SigningKey], now: datetime) -> LedgerCheckpoint:
    """The last of the signers is the key that signs from here on."""
    note = sign_checkpoint(Checkpoint(signers[0].name, head.size, head.root), signers)
    keys.remember(note)
    return LedgerCheckpoint.objects.create(
        size=head.size, root=head.root.hex(), key_id=signers[-1].verifier.id.hex(), note=note, signed_at=now
    )


def _require_growth(head: Head) -> None:
    """Nothing is signed that contradicts what was signed before, even if the database was put back to an earlier state."""
    last = keys.last_checkpoint()
    signed = [last.checkpoint] if last is not None else []
    known = latest()
    if known is not None:
        signed.append(read_checkpoint(known.note).checkpoint)
    for before in signed:
        if before.size > head.size:
            raise CaptureAltered(
                f"The ledger has {head.size} leaves, but a checkpoint over {before.size} was signed: leaves are missing.",
                detail="Was the database put back from a backup? Nothing is signed until it is whole.",
            )
        if ledger().root(before.size) != before.root:
            raise CaptureAltered(f"The first {before.size} leaves of the ledger are not those that were signed.")
