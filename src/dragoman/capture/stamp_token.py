"""Read what a time-stamping authority answers: a response, or the bare token that some send instead.

Nothing is trusted here; `timestamps` verifies. Source: RFC 3161, 2.4.2; RFC 5816.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import rfc3161_client
from cryptography import x509

from dragoman.capture import cms, der
from dragoman.errors import StampMalformed, StampRejected

MAX_TOKEN_BYTES = 100_000  # those of public authorities have 3,000 to 8,000

# What the libraries raise for bytes that are not what they should be; several have no other root than Exception.
UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    OverflowError,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    rfc3161_client.VerificationError,
)

_GRANTED = der.write(der.SEQUENCE, der.write_integer(0))
_GRANTED_STATES = (0, 1)  # granted, granted with modifications
_HASH_NAMES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
# Source: RFC 3161, 2.4.2, PKIFailureInfo
_REASONS = {
    0: "it does not know the hash used",
    2: "it does not allow such requests",
    5: "it found the request malformed",
    14: "its clock is not available",
    15: "it does not stamp under the policy asked for",
    16: "it does not know an extension asked for",
    17: "it cannot give what was asked for",
    25: "it has trouble of its own",
}


@dataclass(frozen=True)
class Token:
    """A time stamp, read but not verified.

    Attributes:
        response: the whole TimeStampResp as it came; a bare token is wrapped into one. `openssl ts -verify -in` reads it.
        bare: whether a bare token came.
        at_utc: the time it states.
        hash_name: sha256, sha384 or sha512.
        imprint: that hash of the stamped bytes.
        certificates: DER, the signer's first, each one's issuer next.
        verifiable: the same with its certificates in order, as the verifying library takes it.
    """

    response: bytes
    bare: bool
    at_utc: datetime
    hash_name: str
    imprint: bytes
    nonce: int | None
    serial_number: int
    policy: str
    signer: x509.Certificate
    certificates: tuple[bytes, ...]
    verifiable: rfc3161_client.TimeStampResponse

    @property
    def authority(self) -> str:
        """Who signed: the certificate's common name, or its whole name when it has none."""
        names = self.signer.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.signer.subject.rfc4514_string()


def read_token(content: bytes) -> Token:
    """Read a response or a bare token.

    Raises:
        StampRejected: it is a refusal; the authority's reason is in the sentence.
        StampMalformed: it is neither, or lacks the signer's certificate, the time or the imprint.
    """
    if len(content) > MAX_TOKEN_BYTES:
        raise StampMalformed("What came is far too large for a time stamp.", detail=f"{len(content)} bytes")
    try:
        status, token = _split(content)
        if status is not None:
            _refuse_rejection(status)
        return _read(content, token, bare=status is None)
    except UNREADABLE as error:
        raise StampMalformed("What came is not a time stamp.", detail=f"{type(error).__name__}: {error}"[:500]) from error


def _split(content: bytes) -> tuple[der.Element | None, bytes]:
    """Status and token of a response (empty with a refusal); a bare token has no status."""
    parts = der.read(content).parts()
    if parts and parts[0].tag == der.OID:
        return None, content
    if not 1 <= len(parts) <= 2 or parts[0].tag != der.SEQUENCE:
        raise ValueError("neither a response nor a token")
    return parts[0], parts[1].whole if len(parts) == 2 else b""


def _refuse_rejection(status: der.Element) -> None:
    fields = status.parts()
    state = fields[0].integer if fields else None
    if state in _GRANTED_STATES:
        return
    words = [part.content.decode("utf-8", "replace") for field in fields if field.tag == der.SEQUENCE for part in field.parts()]
    bits = [bit for field in fields if field.tag == der.BIT_STRING for bit in _bits(field.content[1:])]
    reason = next((f": {_REASONS[bit]}" for bit in bits if bit in _REASONS), "")
    raise StampRejected(
        f"The authority refused to stamp{reason}.", detail=f"status {state}, failure bits {bits}, {' '.join(words)}"[:500]
    )


def _bits(content: bytes) -> list[int]:
    return [at * 8 + bit for at, byte in enumerate(content[:8]) for bit in range(8) if byte & 0x80 >> bit]


def _read(content: bytes, token: bytes, *, bare: bool) -> Token:
    in_order = der.write(der.SEQUENCE, _GRANTED, cms.sort_certificates(token))
    verifiable = rfc3161_client.decode_timestamp_response(in_order)
    info = verifiable.tst_info
    certificates = cms.read_certificates(token)
    cms.check_signed_attributes(token, certificates[0])
    return Token(
        response=der.write(der.SEQUENCE, _GRANTED, token) if bare else content,
        bare=bare,
        at_utc=info.gen_time,
        hash_name=_HASH_NAMES[info.message_imprint.hash_algorithm.dotted_string],
        imprint=info.message_imprint.message,
        nonce=info.nonce,
        serial_number=info.serial_number,
        policy=info.policy.dotted_string,
        signer=x509.load_der_x509_certificate(certificates[0]),
        certificates=tuple(certificates),
        verifiable=verifiable,
    )
