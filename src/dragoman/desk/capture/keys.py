"""The ledger's signing keys. They stand in a folder of the installation, never in the database nor in its backup.

| file in `keys/` | content | who may read it |
| --- | --- | --- |
| `ledger-ID.key` | the key that signs now | the desk's own user alone |
| `ledger.keys` | every public key there ever was, each with the number of leaves from which it signs | anyone |
| `ledger.checkpoint` | the last checkpoint signed: no later one may contradict it, whatever the database says | anyone |
| `ledger.history` | where one ledger ended and the next began: the last note of the one, the first of the other | anyone |
| `ledger.held` | while it is there nothing is signed: the desk was restored, from a backup of the time that it holds | anyone |
"""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from dragoman.capture.checkpoint import (
    SignedCheckpoint,
    SigningKey,
    VerifierKey,
    read_checkpoint,
    read_signing_key,
    read_verifier_key,
)
from dragoman.errors import ArchiveUnwritable, CheckpointInvalid

_OWNER_ONLY, _EVERYONE = 0o600, 0o644


@dataclass(frozen=True)
class KeyEntry:
    """A public key, and the number of leaves from which it signs."""

    from_size: int
    key: VerifierKey


def entries() -> list[KeyEntry]:
    """Every public key, the first one first; empty before the first. Raises: CheckpointInvalid."""
    lines = (_read("ledger.keys") or "").splitlines()
    try:
        pairs = [line.split(" ") for line in lines]
        return [KeyEntry(int(size), read_verifier_key(text)) for size, text in pairs]
    except ValueError as error:
        raise CheckpointInvalid("The list of the ledger's keys is damaged.", detail=str(_path("ledger.keys"))) from error


def signing_key(entry: KeyEntry) -> SigningKey:
    """The private half of a key. Raises: CheckpointInvalid, when it is missing, another's, or open to others' eyes."""
    path = _key_path(entry.key)
    text = _read(path.name)
    if text is None:
        raise CheckpointInvalid("The ledger's signing key is missing. Put it back from its backup.", detail=str(path))
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise CheckpointInvalid(
            "Others on this machine can read the ledger's signing key, so it is not used.", detail=f"chmod 600 {path}"
        )
    key = read_signing_key(text.strip())
    if key.verifier != entry.key:
        raise CheckpointInvalid("The ledger's signing key is not the one of the list.", detail=str(path))
    return key


def add_key(key: SigningKey, from_size: int) -> KeyEntry:
    """Keep a new key, private half first. The caller holds the lock. Raises: ArchiveUnwritable."""
    entry = KeyEntry(from_size, key.verifier)
    _write(_key_path(key.verifier), key.text + "\n", _OWNER_ONLY)
    lines = [f"{known.from_size} {known.key.text}\n" for known in [*entries(), entry]]
    _write(_path("ledger.keys"), "".join(lines), _EVERYONE)
    return entry


def discard(entry: KeyEntry) -> None:
    """Remove the private half of a key that signs no more; the public half stays in the list."""
    _key_path(entry.key).unlink(missing_ok=True)


def last_checkpoint() -> SignedCheckpoint | None:
    """The last checkpoint that was signed here; None before the first. Raises: CheckpointInvalid."""
    note = last_checkpoint_note()
    return read_checkpoint(note) if note is not None else None


def last_checkpoint_note() -> str | None:
    """The same as it was signed, not read."""
    return _read("ledger.checkpoint")


def remember(note: str) -> None:
    """Keep the last checkpoint beside the keys, before anyone sees it. Raises: ArchiveUnwritable."""
    _write(_path("ledger.checkpoint"), note, _EVERYONE)


def history() -> str:
    """Where ledgers ended and the next began: signed notes, an empty line between them; empty when there was but one ledger."""
    return _read("ledger.history") or ""


def remember_turn(note: str) -> None:
    """Keep the last head of a ledger that ended, or the first of the next. Raises: ArchiveUnwritable."""
    known = history()
    if note not in known:
        _write(_path("ledger.history"), f"{known}\n{note}" if known else note, _EVERYONE)


def public_files() -> list[Path]:
    """What a backup of the desk may hold. The last checkpoint is not among it: a backup takes its own."""
    return [path for path in (_path("ledger.keys"), _path("ledger.history")) if path.exists()]


def has_private(entry: KeyEntry) -> bool:
    """Whether the private half of a key is here at all."""
    return _key_path(entry.key).exists()


def private_files() -> list[Path]:
    """What is backed up apart from everything else, if at all."""
    return sorted(Path(settings.KEYS_PATH).glob("ledger-*.key"))


def put_private(source: Path) -> None:
    """Put a private key back from its backup, unless it is there. Raises: ArchiveUnwritable; OSError."""
    _make_folder()
    if not _path(source.name).exists():
        _write(_path(source.name), source.read_text(encoding="utf-8"), _OWNER_ONLY)


def hold(since: str) -> None:
    """Let nothing be signed until `release`: heads may have been signed that this desk knows nothing of.

    Args:
        since: the time, in words, after which that may have happened.

    Raises: ArchiveUnwritable.
    """
    _make_folder()
    _write(_path("ledger.held"), f"{since}\n", _EVERYONE)


def held() -> str | None:
    """Since when heads may have been signed that this desk knows nothing of; None when it may sign."""
    since = _read("ledger.held")
    return since.strip() if since is not None else None


def release() -> None:
    """End the hold."""
    _path("ledger.held").unlink(missing_ok=True)


@contextmanager
def locked() -> Iterator[None]:
    """One process at a time signs. Raises: ArchiveUnwritable."""
    folder = _make_folder()
    try:
        file = (folder / "lock").open("w")
    except OSError as error:
        raise _unwritable(error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make_folder() -> Path:
    folder = Path(settings.KEYS_PATH)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unwritable(error) from error
    return folder


def _unwritable(error: OSError) -> ArchiveUnwritable:
    return ArchiveUnwritable("The folder of the ledger's keys cannot be written.", detail=str(error))


def _path(name: str) -> Path:
    return Path(settings.KEYS_PATH) / name


def _key_path(key: VerifierKey) -> Path:
    return _path(f"ledger-{key.id.hex()}.key")


def _read(name: str) -> str | None:
    try:
        return _path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointInvalid("A file of the ledger's keys cannot be read.", detail=str(error), subject=name) from error


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all, and on disk when it returns; never readable by more than `mode` lets."""
    growing = path.with_name(f".{path.name}.growing")
    try:
        growing.unlink(missing_ok=True)
        descriptor = os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        growing.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise ArchiveUnwritable("The ledger's keys cannot be written.", detail=str(error), subject=path.name) from error
