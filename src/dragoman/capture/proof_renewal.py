"""Make a proof file anew under another signed head, or with more time stamps: all that it says of its quotations stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.container import read_file, unwrap
from dragoman.capture.package_signature import describe_digest, sign_package
from dragoman.capture.proof import write_members
from dragoman.capture.proof_format import PROOF
from dragoman.capture.proof_ledger import ProvenLedger, describe_ledger, describe_path
from dragoman.capture.proof_reader import StatedProof, load, read_proof
from dragoman.capture.wacz import DIGEST, PACKAGE, digest, dump
from dragoman.errors import ProofUnreadable


def read_stated(path: Path) -> StatedProof:
    """What a proof file says, unchecked. Raises: ProofUnreadable."""
    return read_proof(_members(path)[PROOF])


def renew(old: Path, out: Path, *, ledger: ProvenLedger, paths: Mapping[str, Sequence[bytes]], signer: SigningKey) -> None:
    """Write `old` anew to `out`, whole or not at all. The same arguments always give the same bytes.

    Args:
        paths: by capture's id, from its leaf to the root of the head in `ledger`.

    Raises: ProofUnreadable, when `old` is none, or says nothing of a ledger; OSError. Does not check that the result holds.
    """
    members = _members(old)
    if any(capture.ledger is None for capture in read_proof(members[PROOF]).captures):
        raise ProofUnreadable("This proof says nothing of a ledger, so it cannot be stamped.", subject=str(old))
    content, package = load(members[PROOF], PROOF), load(members[PACKAGE], PACKAGE)
    content["ledger"] = describe_ledger(ledger)
    for capture in content["captures"]:
        capture["ledger"]["path"] = describe_path(tuple(paths[capture["id"]]))
    members[PROOF] = dump(content)
    for resource in package["resources"]:
        if resource["path"] == PROOF:
            resource.update(hash=digest(members[PROOF]), bytes=len(members[PROOF]))
    members[PACKAGE] = dump(package)
    members[DIGEST] = describe_digest(members[PACKAGE], sign_package(members[PACKAGE], signer))
    write_members(members, out)


def _members(path: Path) -> dict[str, bytes]:
    members, _ = unwrap(read_file(path))
    if missing := {PROOF, PACKAGE, DIGEST} - set(members):
        raise ProofUnreadable(f"The part {min(missing)!r} is missing.", subject=str(path))
    return members
