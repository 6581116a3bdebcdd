"""Sign the ledger's head, and hand the signing over from key to key."""

from __future__ import annotations

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from dragoman.capture.checkpoint import Checkpoint, SignedCheckpoint, SigningKey, read_checkpoint, sign_checkpoint
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
    return LedgerCheckpoint.objects.order_by("-pk").first()


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


def go_on(*, by: User | None, last: SignedCheckpoint) -> None:
    """End the hold of a restored desk: `last` is the last head that was ever signed, and the ledger here begins with it.

    Raises: NotAllowed; CheckpointInvalid, when this ledger's key did not sign it; CaptureAltered, when leaves are lost.
    """
    require(by, Right.MANAGE_SETTINGS)
    with keys.locked():
        _require_own(last)
        current = current_key()
        if current is None or current.key.name != last.checkpoint.origin:
            raise CheckpointInvalid(f"This checkpoint is of {last.checkpoint.origin}, a ledger that has ended.")
        for signed in [last, *known_heads()]:
            require_grown(signed.checkpoint, DeskHashes().head())
        keys.release()


def begin_ledger(*, by: User | None, now: datetime, last: SignedCheckpoint | None = None) -> LedgerCheckpoint:
    """Begin a new ledger, because leaves of this one are lost: what was signed over them can never be kept again.

    It has another name and another key, and begins with the leaves that are left. Its first head says with which head the lost
    one ended; the old key signs that too, if it is here, and is deleted.

    Args:
        last: the last head of the lost ledger, where somebody else has kept a later one than this desk.

    Raises: as `sign_head`; RuleBroken, when nothing is lost.
    """
    require(by, Right.MANAGE_SETTINGS)
    with keys.locked():
        old, head = current_key(), DeskHashes().head()
        ended = _last_of_lost(last)
        if old is None or ended is None:
            raise RuleBroken("Nothing was ever signed here, so there is no ledger that could be lost.")
        if keys.held() is None and _is_grown(ended.checkpoint, head):
            raise RuleBroken("This ledger is whole: it begins with all that was signed. There is no reason to begin a new one.")
        new = SigningKey(_next_name(old.key.name), secrets.token_bytes(_SEED_BYTES))
        signers = [keys.signing_key(old)] if keys.has_private(old) else []
        keys.remember_turn(ended.note)
        entry = keys.add_key(new, head.size)
        signed = _sign(head, [*signers, new], now, extension=f"follows {' '.join(ended.checkpoint.text.split())}")
        keys.remember_turn(signed.note)
        keys.discard(old)
        keys.release()
    _record_key(by, Action.KEY_MADE, entry, {"before": old.key.id.hex(), "new_ledger": entry.key.name})
    return signed


def _last_of_lost(given: SignedCheckpoint | None) -> SignedCheckpoint | None:
    """The largest head of the current ledger that anybody is known to have."""
    if given is not None:
        _require_own(given)
    known = [*known_heads(), *([given] if given is not None else [])]
    return max(known, key=lambda signed: signed.checkpoint.size, default=None)


def _require_own(signed: SignedCheckpoint) -> None:
    """Raises: CheckpointInvalid, when it is not a head of a ledger of this desk."""
    own = [known.key for known in keys.entries() if known.key.name == signed.checkpoint.origin]
    if not own:
        raise CheckpointInvalid(f"This checkpoint is of another ledger, {signed.checkpoint.origin}.")
    if not any(signed.is_signed_by(key) for key in own):
        raise CheckpointInvalid("This checkpoint is not signed by a key of this ledger.")


def _is_grown(before: Checkpoint, head: Head) -> bool:
    try:
        require_grown(before, head)
    except CaptureAltered:
        return False
    return True


def _next_name(name: str) -> str:
    """`desk.example/ledger` → `desk.example/ledger-2` → `desk.example/ledger-3`: an origin names one log, for ever."""
    stem, dash, number = name.rpartition("-")
    return f"{stem}-{int(number) + 1}" if dash and number.isdecimal() and stem.endswith("/ledger") else f"{name}-2"


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


def _sign(head: Head, signers: list[SigningKey], now: datetime, *, extension: str = "") -> LedgerCheckpoint:
    """The last of the signers is the key that signs from here on; its name is the ledger's."""
    note = sign_checkpoint(Checkpoint(signers[-1].name, head.size, head.root), signers, extension=extension)
    keys.remember(note)
    return LedgerCheckpoint.objects.create(
        size=head.size, root=head.root.hex(), key_id=signers[-1].verifier.id.hex(), note=note, signed_at=now
    )


def _require_growth(head: Head) -> None:
    """Nothing is signed that contradicts what was signed before, even if the database was put back to an earlier state."""
    since = keys.held()
    if since is not None:
        raise CaptureAltered(
            f"This desk was restored from a backup of {since}. Nothing is signed until you say what was signed after it.",
            detail="dragoman ledger recover --help",
        )
    for signed in known_heads():
        require_grown(signed.checkpoint, head)


def known_heads() -> list[SignedCheckpoint]:
    """The last head that was signed, as the keys' folder and as the database know it. Raises: CheckpointInvalid."""
    last, known = keys.last_checkpoint(), latest()
    return [*([last] if last is not None else []), *([read_checkpoint(known.note)] if known is not None else [])]


def require_grown(before: Checkpoint, head: Head) -> None:
    """Raises: CaptureAltered, when the ledger with this head does not begin with what was signed before."""
    if before.size > head.size:
        raise CaptureAltered(
            f"The ledger has {head.size} leaves, but a checkpoint over {before.size} was signed: leaves are missing.",
            detail="Was the database put back from a backup? Nothing is signed until it is whole; see dragoman ledger recover.",
        )
    if ledger().root(before.size) != before.root:
        raise CaptureAltered(f"The first {before.size} leaves of the ledger are not those that were signed.")
