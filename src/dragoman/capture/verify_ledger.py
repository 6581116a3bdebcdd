"""The last links of the chain: the capture's leaf is in the ledger, and the ledger's head is signed."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from dragoman.capture.checkpoint import SignedCheckpoint, VerifierKey, read_checkpoint, read_verifier_key
from dragoman.capture.leaves import Leaf, read_leaf
from dragoman.capture.links import Link
from dragoman.capture.package_signature import PackageSignature
from dragoman.capture.proof_reader import StatedCapture, StatedLedger
from dragoman.capture.tree import verify_inclusion
from dragoman.errors import CaptureAltered, CheckpointInvalid

ABSENT = "not in this proof"


class LedgerCheck:
    """A proof's checkpoint, looked at once for all captures.

    Args:
        keys: the public keys that the reader trusts, any one of which may have signed; none when there is no such key.
    """

    def __init__(self, stated: StatedLedger | None, keys: Sequence[str]) -> None:
        self._head: SignedCheckpoint | None = None
        self._signer: VerifierKey | None = None
        self._pinned: list[VerifierKey] = []
        self._stated = stated
        self.checkpoint_link = self._check_checkpoint(keys)

    def check_capture(self, capture: StatedCapture) -> Link:
        """Whether the capture's leaf says what the proof says, and stands under the checkpoint's root."""
        if self._stated is None and capture.ledger is None:
            return Link("ledger", "not-present", ABSENT)
        fault = self._find_fault(capture)
        if fault or capture.ledger is None or self._head is None:
            return Link("ledger", "failed", fault or ABSENT)
        head = self._head.checkpoint
        return Link("ledger", "held", f"Leaf {capture.ledger.index:,} of {head.size:,} leads to the root {_show(head.root)}.")

    def _find_fault(self, capture: StatedCapture) -> str | None:
        if capture.ledger is None:
            return "The proof has a checkpoint, but no leaf for this capture."
        if self._head is None:
            return "Without a readable checkpoint there is no root that the leaf could lead to."
        try:
            leaf = read_leaf(capture.ledger.leaf)
        except CaptureAltered as error:
            return error.sentence
        place, head = capture.ledger, self._head.checkpoint
        if fault := _compare(leaf, capture):
            return fault
        if not verify_inclusion(leaf.hash, place.index, size=head.size, path=place.path, root=head.root):
            return "The leaf's path does not lead to the checkpoint's root."
        return None

    def _check_checkpoint(self, keys: Sequence[str]) -> Link:
        if self._stated is not None:
            try:
                self._head = read_checkpoint(self._stated.checkpoint)
                self._signer = read_verifier_key(self._stated.key)
            except CheckpointInvalid as error:
                return Link("checkpoint", "failed", error.sentence)
        try:
            self._pinned = [read_verifier_key(key) for key in keys]
        except CheckpointInvalid:
            return Link("checkpoint", "failed", "The key given is no public key of a ledger (name+id+base64).")
        if self._head is None or self._signer is None:
            if not self._pinned:
                return Link("checkpoint", "not-present", ABSENT)
            return Link("checkpoint", "failed", "A key was given, but this proof holds no checkpoint signed with it.")
        links = [_check_signature(self._head, key, pinned=True) for key in self._pinned]
        links = links or [_check_signature(self._head, self._signer, pinned=False)]
        return next((link for link in links if link.state != "failed"), links[0])

    def find_package_fault(self, signed: PackageSignature | None) -> str | None:
        """What is wrong with who signed the package: it must be a key given, and the one that the proof names."""
        if self._pinned and not (signed and any(signed.is_by(key) for key in self._pinned)):
            return "The file's digests are not signed by the key given."
        if signed and self._signer and not signed.is_by(self._signer):
            return "The file's digests are signed by another key than the proof names."
        return None

    def describe_signer(self, signed: PackageSignature) -> str:
        """Who signed the package, in words."""
        return "the key given" if any(signed.is_by(key) for key in self._pinned) else "a key that only this file names"


def _check_signature(signed: SignedCheckpoint, key: VerifierKey, *, pinned: bool) -> Link:
    head = signed.checkpoint
    if head.origin != key.name:
        return Link("checkpoint", "failed", f"The checkpoint is of the ledger {head.origin}, the key of {key.name}.")
    if not signed.is_signed_by(key):
        whose = "the key given" if pinned else "the key in the file"
        return Link("checkpoint", "failed", f"The checkpoint is not signed by {whose} ({key.name}+{key.id.hex()}).")
    named = f"{head.origin}, {head.size:,} leaves, key {key.id.hex()}"
    if pinned:
        return Link("checkpoint", "held", f"Signed by the key given: {named}.")
    return Link("checkpoint", "self-asserted", f"Signed, but by a key that only this file names; give --key. {named}.")


def _compare(leaf: Leaf, capture: StatedCapture) -> str | None:
    """Where the leaf says something else than the proof; the proof is compared with the record elsewhere."""
    pairs = {
        "is another capture's": (leaf.capture, capture.id),
        "is of another address": (leaf.url, capture.url),
        "is of another time": (leaf.fetched, capture.fetched),
        "is of another answer": (leaf.status, capture.status),
        "has another payload's SHA-256": (leaf.payload_sha256, capture.payload_sha256),
        "has another record's SHA-256": (leaf.record_sha256, capture.record_sha256),
    }
    return next((f"The leaf {fault}." for fault, (entered, said) in pairs.items() if entered != said), None)


def _show(root: bytes) -> str:
    return base64.b64encode(root).decode()
