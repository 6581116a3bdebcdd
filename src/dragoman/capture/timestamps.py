"""Time stamps: ask an authority for one, and check one offline, also long after the authority's certificate has expired.

A stamp says that these bytes existed at this time. The authority sees their SHA-256 and nothing else.
Source: RFC 3161; RFC 5816.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from dragoman.capture import der
from dragoman.capture.stamp_token import MAX_TOKEN_BYTES, UNREADABLE, Token, read_token
from dragoman.errors import (
    StampFailed,
    StampImplausible,
    StampMalformed,
    StampOfOtherBytes,
    StampReplayed,
    StampUntrusted,
)

__all__ = [
    "MAX_TOKEN_BYTES",
    "Post",
    "StampVerdict",
    "Token",
    "build_request",
    "load_roots",
    "read_answer",
    "read_token",
    "request_stamp",
    "verify_stamp",
    "verify_token",
]

QUERY_TYPE = "application/timestamp-query"  # Source: RFC 3161, 3.4
MAX_CLOCK_SKEW = timedelta(minutes=5)
NONCE_BITS = 64

_SHA256 = der.write(der.SEQUENCE, der.write_oid("2.16.840.1.101.3.4.2.1"), der.write(der.NULL))
_TRUE = der.write(der.BOOLEAN, b"\xff")


class Post(Protocol):
    """Sends a request to an authority."""

    def __call__(self, url: str, body: bytes, media_type: str) -> bytes:
        """The body of a successful answer. Raises: AuthorityUnavailable, for everything else."""


@dataclass(frozen=True)
class StampVerdict:
    """What was found of a time stamp.

    Attributes:
        at_utc: the time it vouches for; None when it does not hold.
        authority: name of the signer; empty when nothing could be read.
        root_sha256: fingerprint of the root certificate that vouches for it, lower-case hexadecimal; empty when none does.
        code: why it does not hold, an error's code; empty when it holds.
    """

    sentence: str
    at_utc: datetime | None = None
    authority: str = ""
    root_sha256: str = ""
    code: str = ""

    @property
    def ok(self) -> bool:
        return self.at_utc is not None


def load_roots(pem: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file. Raises: StampMalformed, when it holds none or something else."""
    try:
        return tuple(x509.load_pem_x509_certificates(pem))
    except ValueError as error:
        raise StampMalformed("The file of root certificates cannot be read.", detail=str(error)[:500]) from error


def build_request(note: bytes, nonce: int) -> bytes:
    """A request for a stamp over SHA-256 of `note` that asks for the certificates too.

    Args:
        nonce: random, 0 to 2**64 - 1; the answer must repeat it.
    """
    if not 0 <= nonce < 1 << NONCE_BITS:
        raise ValueError(f"a nonce has at most {NONCE_BITS} bits")
    imprint = der.write(der.SEQUENCE, _SHA256, der.write(der.OCTET_STRING, hashlib.sha256(note).digest()))
    return der.write(der.SEQUENCE, der.write_integer(1), imprint, der.write_integer(nonce), _TRUE)


def read_answer(answer: bytes, note: bytes, nonce: int) -> Token:
    """Read an answer and hold it against its request.

    Raises: StampRejected, StampMalformed, StampOfOtherBytes, StampReplayed. Its signature is not looked at: see `verify_token`.
    """
    token = read_token(answer)
    _check_imprint(token, note)
    if token.nonce != nonce:
        raise StampReplayed("The authority answered another request than ours.", detail=f"nonce {token.nonce}, not {nonce}")
    return token


def verify_token(token: Token, note: bytes, roots: Sequence[x509.Certificate]) -> x509.Certificate:
    """Check imprint, signature, purpose and chain of certificates, all as of the stamp's own time.

    Returns: the root that vouches for it.

    Raises: StampOfOtherBytes; StampUntrusted, when the signature does not hold, the signer's certificate was not valid then or
        is not for time stamps, or none of `roots` vouches for it. Certificates inside the stamp are never trusted by themselves.
    """
    _check_imprint(token, note)
    detail = "no root certificate was given"
    for root in roots:
        verifier = rfc3161_client.VerifierBuilder().add_root_certificate(root).build()
        try:
            verifier.verify(token.verifiable, token.imprint)
        except UNREADABLE as error:
            detail = str(error)
        else:
            return root
    raise StampUntrusted(_untrusted_sentence(detail), detail=detail[-1000:], subject=token.authority)


def request_stamp(
    post: Post, url: str, note: bytes, *, nonce: int, roots: Sequence[x509.Certificate], now: Callable[[], datetime]
) -> Token:
    """Have an authority stamp `note`, and verify what comes before it is given back.

    Args:
        now: the desk's clock, read once the answer is there; a stamp further than five minutes from it is refused.

    Raises: StampFailed, as what it is: AuthorityUnavailable, StampRejected, StampMalformed, StampOfOtherBytes, StampReplayed,
        StampUntrusted, StampImplausible.
    """
    token = read_answer(post(url, build_request(note, nonce), QUERY_TYPE), note, nonce)
    verify_token(token, note, roots)
    clock = now()
    if abs(token.at_utc - clock) > MAX_CLOCK_SKEW:
        raise StampImplausible(
            "The authority's time is more than five minutes from this machine's clock.",
            detail=f"stamp {token.at_utc.isoformat()}, clock {clock.isoformat()}",
            subject=url,
        )
    return token


def verify_stamp(stamp: bytes, note: bytes, roots: Sequence[x509.Certificate]) -> StampVerdict:
    """Check a stored stamp offline, at its own time; nothing is raised.

    Args:
        stamp: response or bare token.
        note: the stamped bytes.
        roots: certificates of authorities that the caller trusts.
    """
    authority = ""
    try:
        token = read_token(stamp)
        authority = token.authority
        root = verify_token(token, note, roots)
    except StampFailed as error:
        return StampVerdict(error.sentence, authority=authority, code=error.code)
    at = token.at_utc.astimezone(UTC)
    return StampVerdict(
        f"Stamped {at:%Y-%m-%d %H:%M:%S} UTC by {authority}.",
        at_utc=at,
        authority=authority,
        root_sha256=root.fingerprint(SHA256()).hex(),
    )


def _check_imprint(token: Token, note: bytes) -> None:
    if hashlib.new(token.hash_name, note).digest() != token.imprint:
        raise StampOfOtherBytes("The time stamp is of other bytes.", detail=f"{token.hash_name} {token.imprint.hex()}")


def _untrusted_sentence(detail: str) -> str:
    sentences = {
        "no root certificate": "No authority's root certificate was given to check the time stamp against.",
        "certificate has expired": "The authority's certificate had expired when it stamped.",
        "not yet valid": "The authority's certificate was not yet valid when it stamped.",
        "unsuitable certificate purpose": "The signer's certificate is not one for time stamps.",
        "EKU": "The signer's certificate is not one for time stamps.",
        "self-signed certificate": "No trusted root certificate vouches for the authority.",
        "local issuer certificate": "No trusted root certificate vouches for the authority.",
    }
    return next((words for sign, words in sentences.items() if sign in detail), "The time stamp's signature does not hold.")
