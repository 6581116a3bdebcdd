"""Sign the digest of a WACZ's package, so that whoever pinned the key sees when any part was exchanged.

`datapackage-digest.json` in the form that the standard has for a key without a certificate:

    {"path": "datapackage.json", "hash": "sha256:…",
     "signedData": {"hash": "sha256:…", "created": …, "software": …, "version": "0.1.0", "signature": …, "publicKey": …}}

`signature` is over the letters of `hash`, in base64; `publicKey` is a SubjectPublicKeyInfo in base64, which names its own
algorithm. That algorithm is Ed25519, the ledger's, where the standard has ECDSA: one key to publish, to pin and to keep. What
is signed is one line and can never be read as a checkpoint, which has three.

Source: WACZ Signing and Verification 0.1.0, "Anonymous Signature"; RFC 8410.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from dragoman.capture.checkpoint import SigningKey, VerifierKey, is_valid
from dragoman.capture.wacz import PACKAGE, digest, dump

_VERSION = "0.1.0"
_ED25519_INFO = bytes.fromhex("302a300506032b6570032100")  # Source: RFC 8410, 4


@dataclass(frozen=True)
class PackageSignature:
    """Who is said to have signed a package, and the signature; neither is checked yet."""

    public: bytes
    signature: bytes

    def holds(self, package: bytes) -> bool:
        """Whether this key has signed this package."""
        return is_valid(self.signature, digest(package).encode(), self.public)

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it names this key."""
        return self.public == key.public


def sign_package(package: bytes, key: SigningKey) -> PackageSignature:
    """Sign a `datapackage.json`."""
    return PackageSignature(key.verifier.public, key.sign(digest(package).encode()))


def describe_digest(package: bytes, signed: PackageSignature | None) -> bytes:
    """The content of `datapackage-digest.json`: one content for one package and signature.

    Raises: ValueError, when a signed package is no JSON object.
    """
    described: dict[str, object] = {"path": PACKAGE, "hash": digest(package)}
    if signed is not None:
        content = json.loads(package)
        described["signedData"] = {
            "hash": digest(package),
            "created": content["created"],
            "software": content["software"],
            "version": _VERSION,
            "signature": base64.b64encode(signed.signature).decode(),
            "publicKey": base64.b64encode(_ED25519_INFO + signed.public).decode(),
        }
    return dump(described)


def read_signature(content: bytes) -> PackageSignature | None:
    """The signature in a `datapackage-digest.json` that anyone may have written; None when there is none of this kind.

    What stands around it is not looked at: compare the whole with `describe_digest`.
    """
    try:
        signed = json.loads(content)["signedData"]
        info = base64.b64decode(signed["publicKey"], validate=True)
        signature = base64.b64decode(signed["signature"], validate=True)
    except (ValueError, LookupError, TypeError, RecursionError, binascii.Error):
        return None
    return PackageSignature(info.removeprefix(_ED25519_INFO), signature) if info.startswith(_ED25519_INFO) else None
