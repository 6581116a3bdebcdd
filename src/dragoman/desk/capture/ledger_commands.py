"""`dragoman ledger`: its keys, its signed heads, and proofs that it only ever grew."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import click

from dragoman.capture.checkpoint import Checkpoint, SignedCheckpoint, VerifierKey, read_checkpoint, read_verifier_key
from dragoman.capture.ledger import Ledger
from dragoman.capture.mirror import read_mirror
from dragoman.capture.tiles import TiledHashes
from dragoman.capture.tree import verify_consistency
from dragoman.errors import CaptureAltered, CheckpointInvalid


@click.group()
def ledger() -> None:
    """Keys, signed heads and proofs of the ledger of captures."""


@ledger.command()
@click.option("--rotate", is_flag=True, help="Let a new key sign from now on; the old one signs the handover and is deleted.")
@click.option(
    "--old-key-lost", is_flag=True, help="With --rotate: the new key signs alone. Tell everybody who pinned the old one."
)
def key(*, rotate: bool, old_key_lost: bool) -> None:
    """Show the public keys of the ledger, the one that signs last; makes the first one if there is none.

    The last line is what readers pin: `dragoman verify FILE --key KEY`. Publish it where your readers trust you.
    """
    if old_key_lost and not rotate:
        raise click.UsageError("--old-key-lost goes with --rotate.")
    _start()
    from django.utils import timezone

    from dragoman.desk.capture import checkpoints, keys

    if rotate:
        checkpoints.rotate_key(by=None, now=timezone.now(), old_key_lost=old_key_lost)
    else:
        checkpoints.make_key(by=None)
    known = keys.entries()
    for entry, following in pairwise(known):
        click.echo(f"until {following.from_size:,} leaves: {entry.key.text}", err=True)
    click.echo(f"from {known[-1].from_size:,} leaves on:", err=True)
    click.echo(known[-1].key.text)


@ledger.command()
def checkpoint() -> None:
    """Sign the ledger as it stands now, and print the signed note.

    Keep what it prints: `dragoman ledger check` tells later whether the ledger still begins with it.
    """
    _start()
    from django.utils import timezone

    from dragoman.desk.capture.checkpoints import sign_head

    click.echo(sign_head(by=None, now=timezone.now()).note, nl=False)


@ledger.command()
@click.argument("capture", type=click.UUID)
def prove(capture: UUID) -> None:
    """Print, as JSON, that CAPTURE (its id) is in the ledger: leaf, index, path, and the signed head that they lead to."""
    _start()
    from django.utils import timezone

    from dragoman.desk.capture import ledger as entered
    from dragoman.desk.capture.checkpoints import sign_head
    from dragoman.desk.capture.models import Capture

    row = Capture.objects.filter(pk=capture).first()
    if row is None:
        raise CaptureAltered(f"There is no capture {capture}.", subject=str(capture))
    signed = sign_head(by=None, now=timezone.now())
    found = entered.prove(row, signed.size)
    proof = {
        "leaf": found.leaf.encoded.decode(),
        "index": found.index,
        "size": found.size,
        "path": [step.hex() for step in found.path],
        "checkpoint": signed.note,
    }
    click.echo(json.dumps(proof, ensure_ascii=False, indent=1))


@ledger.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key", "key_text", metavar="KEY", help="The public key that must have signed both; without it, the desk's own keys."
)
@click.option(
    "--tiles",
    metavar="PLACE",
    help="Where the published tiles are: an address such as https://desk.example/ledger, or a folder.",
)
def check(old: Path, new: Path, key_text: str | None, tiles: str | None) -> None:
    """Check that the ledger at checkpoint NEW begins with all that checkpoint OLD had: it only grew.

    OLD and NEW are files with signed notes. With --key and --tiles this needs no desk: it's what a witness runs.
    Ends with 0 when it holds, with 1 when it does not.
    """
    if (key_text is None) != (tiles is None):
        raise click.UsageError("A witness gives both --key and --tiles; on the desk's own machine, neither is needed.")
    before, after = _read_note(old), _read_note(new)
    if key_text is not None and tiles is not None:
        keys, grown = [read_verifier_key(key_text)], Ledger(TiledHashes(after.checkpoint.size, read_mirror(tiles)))
    else:
        keys, grown = _own()
    _require_one_ledger(before.checkpoint, after.checkpoint)
    for signed, path in ((before, old), (after, new)):
        _require_signed(signed, keys, path)
    _require_growth(before.checkpoint, after.checkpoint, grown)
    sizes = f"the {after.checkpoint.size:,} leaves begin with the {before.checkpoint.size:,} of before"
    click.echo(f"It holds for {after.checkpoint.origin}: {sizes}.")


@ledger.command()
@click.option(
    "--last",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the last head that was signed before the loss: from a witness, or `ledger.checkpoint` of the old machine.",
)
@click.option("--new-ledger", is_flag=True, help="End this ledger and begin another one, with another name and another key.")
def recover(last: Path | None, *, new_ledger: bool) -> None:
    """Let a restored desk sign again, or begin a new ledger where signed leaves are lost.

    A head that was signed after the backup is known to the world, and not to the restored desk. To sign another one of the same
    size would be to show two ledgers. So say which head was the last:

    \b
    dragoman ledger recover --last last-checkpoint

    When the restored ledger begins with it, nothing is lost, and signing goes on. When it does not, or when nobody can know what
    was signed, the ledger has ended and a new one must begin. It says so in its first head; tell your readers its key:

    \b
    dragoman ledger recover --new-ledger --last last-checkpoint
    """
    if last is None and not new_ledger:
        raise click.UsageError("Give --last FILE, or --new-ledger if nobody knows what was signed last.")
    signed = _read_note(last) if last is not None else None
    _start()
    from django.utils import timezone

    from dragoman.desk.capture import checkpoints, keys

    if new_ledger:
        click.echo(checkpoints.begin_ledger(by=None, now=timezone.now(), last=signed).note, nl=False)
        click.echo(f"\nA new ledger has begun. Its key, for your readers:\n{keys.entries()[-1].key.text}")
    elif signed is not None:
        checkpoints.go_on(by=None, last=signed)
        click.echo(f"Nothing is lost: {signed.checkpoint.origin} begins with all that was signed, and is signed again.")


def _require_signed(signed: SignedCheckpoint, keys: list[VerifierKey], path: Path) -> None:
    if not any(signed.checkpoint.origin == key.name and signed.is_signed_by(key) for key in keys):
        raise CheckpointInvalid(f"{path}: not signed by the ledger's key.", subject=str(path))


def _require_one_ledger(before: Checkpoint, after: Checkpoint) -> None:
    """Raises: CaptureAltered, saying which ledger each head is of."""
    if before.origin != after.origin:
        raise CaptureAltered(
            f"These are heads of two ledgers: OLD of {before.origin} ({before.size:,} leaves), NEW of {after.origin} "
            f"({after.size:,} leaves).",
            detail="Where one ended and the next began stands at the desk's address /ledger/history.",
        )


def _require_growth(before: Checkpoint, after: Checkpoint, grown: Ledger) -> None:
    """Raises: CaptureAltered, saying what does not hold."""
    if before.size > after.size:
        raise CaptureAltered(f"The ledger shrank: {before.size:,} leaves before, {after.size:,} after.")
    if grown.size < after.size:
        raise CaptureAltered(f"The ledger has {grown.size:,} leaves, not the {after.size:,} that were signed.")
    path = grown.prove_consistency(before.size, after.size)
    if not verify_consistency(before.size, after.size, path=path, old_root=before.root, new_root=after.root):
        raise CaptureAltered(
            "The ledger was rewritten: the newer checkpoint does not begin with the older one.",
            detail="Keep both files. Both are signed, so together they show it to anyone.",
        )


def _read_note(path: Path) -> SignedCheckpoint:
    try:
        return read_checkpoint(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointInvalid(f"{path} cannot be read.", detail=str(error), subject=str(path)) from error
    except CheckpointInvalid as error:
        raise CheckpointInvalid(f"{path}: {error.sentence}", detail=error.detail, subject=str(path)) from error


def _own() -> tuple[list[VerifierKey], Ledger]:
    _start()
    from dragoman.desk.capture import keys
    from dragoman.desk.capture import ledger as entered

    return [entry.key for entry in keys.entries()], entered.ledger()


def _start() -> None:
    from dragoman.desk import bootstrap

    bootstrap.start()
