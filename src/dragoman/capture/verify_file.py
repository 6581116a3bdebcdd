"""The first thing looked at in a proof: whether its parts are those that its digests name, and who signed these."""

from __future__ import annotations

from collections.abc import Mapping

from dragoman.capture.links import Link
from dragoman.capture.package_signature import PackageSignature, describe_digest, read_signature
from dragoman.capture.proof_reader import load
from dragoman.capture.verify_ledger import LedgerCheck
from dragoman.capture.wacz import DIGEST, PACKAGE, digest
from dragoman.errors import ProofUnreadable


def find_altered(members: Mapping[str, bytes]) -> str | None:
    """Which part is not what its digest says, in a sentence; None when all are. Raises: ProofUnreadable, for no list of parts."""
    package = load(members[PACKAGE], PACKAGE)
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        raise ProofUnreadable(f"The part {PACKAGE!r} lists no parts.", subject=PACKAGE)
    if not _matches(members, read_signature(members[DIGEST])):
        return f"{PACKAGE} or {DIGEST} was altered: they do not match."
    listed = {str(resource.get("path")): (resource.get("hash"), resource.get("bytes")) for resource in resources}
    for name, content in members.items():
        if name not in (PACKAGE, DIGEST) and listed.pop(name, None) != (digest(content), len(content)):
            return f"{name} was altered, or added later: it does not match its digest."
    return f"The part {min(listed)!r}, which the file lists, is missing." if listed else None


def check_file(members: Mapping[str, bytes], ledger: LedgerCheck, *, own_form: bool) -> Link:
    """Whether every part matches its digest, and the digests are signed by the key that signed the checkpoint.

    Args:
        own_form: whether the zip is in the one form that we write.

    Raises: ProofUnreadable, for no list of parts.
    """
    signed = read_signature(members[DIGEST])
    fault = find_altered(members) or ledger.find_package_fault(signed)
    if fault:
        return Link("file", "failed", fault)
    by = f"signed by {ledger.describe_signer(signed)}" if signed else "which nobody signed"
    anew = "" if own_form else " Another program has packed the file anew."
    return Link("file", "held", f"All {len(members)} parts match their digests, {by}.{anew}")


def _matches(members: Mapping[str, bytes], signed: PackageSignature | None) -> bool:
    """Whether the digest is just what it must be for this package and signature, and the signature holds."""
    package = members[PACKAGE]
    try:
        expected = describe_digest(package, signed)
    except (KeyError, TypeError):
        return False
    return members[DIGEST] == expected and (signed is None or signed.holds(package))
