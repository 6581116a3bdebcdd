"""The parts of a signed CMS message that a time stamp is made of. Everything raises ValueError for what is not as it should be.

Source: RFC 5652, 5; RFC 2634, 5.4; RFC 5035, 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from dragoman.capture import der

_SIGNED_DATA = der.write_oid("1.2.840.113549.1.7.2")
_TST_INFO = der.write_oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = der.write_oid("1.2.840.113549.1.9.3")
_SIGNING_CERTIFICATE = der.write_oid("1.2.840.113549.1.9.16.2.12")
_SIGNING_CERTIFICATE_V2 = der.write_oid("1.2.840.113549.1.9.16.2.47")
_HASH_NAMES = {
    der.write_oid("2.16.840.1.101.3.4.2.1"): "sha256",
    der.write_oid("2.16.840.1.101.3.4.2.2"): "sha384",
    der.write_oid("2.16.840.1.101.3.4.2.3"): "sha512",
}


def sort_certificates(message: bytes) -> bytes:
    """The message with its certificates in DER's order, which many authorities do not keep. Their order is not signed."""
    parts = [
        der.write(part.tag, der.sort_set(one.whole for one in part.parts())) if part.tag == der.CONTEXT_0 else part.whole
        for part in _signed_data(message)
    ]
    return der.write(der.SEQUENCE, _SIGNED_DATA, der.write(der.CONTEXT_0, der.write(der.SEQUENCE, *parts)))


def read_certificates(message: bytes) -> list[bytes]:
    """The certificates inside, DER, the signer's first and each one's issuer next; what is off that chain last."""
    held = dict.fromkeys(one.whole for part in _signed_data(message) if part.tag == der.CONTEXT_0 for one in part.parts())
    issuer, serial = _signer_info(message).part(1, der.SEQUENCE).parts()
    signers = [one for one in held if _serial_and_names(one)[:2] == (serial.whole, issuer.whole)]
    if len(signers) != 1:  # with two, the one whose key signed and the one whose purpose is looked at could differ
        raise ValueError(f"{len(signers)} of {len(held)} certificates inside are the signer's")
    chain, rest = signers, [one for one in held if one not in signers]
    while above := next((one for one in rest if _serial_and_names(one)[2] == _serial_and_names(chain[-1])[1]), None):
        chain.append(above)
        rest.remove(above)
    return [*chain, *rest]


def check_signed_attributes(message: bytes, signer: bytes) -> None:
    """Whether the signature covers that a time stamp is signed, and with which certificate (`signer`, DER)."""
    pairs = [
        attribute.parts() for part in _signer_info(message).parts() if part.tag == der.CONTEXT_0 for attribute in part.parts()
    ]
    attributes = {kind.whole: values.parts() for kind, values in pairs}
    if len(attributes) != len(pairs):
        raise ValueError("an attribute is signed twice")
    if [value.whole for value in attributes.get(_CONTENT_TYPE, [])] != [_TST_INFO]:
        raise ValueError("what is signed is not a time stamp")
    stated = list(_signer_hashes(attributes))
    if not stated or any(hashlib.new(name, signer).digest() != digest for name, digest in stated):
        raise ValueError("the signature does not name the certificate it was made with")


def _signer_hashes(attributes: dict[bytes, list[der.Element]]) -> Iterator[tuple[str, bytes]]:
    """The hashes of the signer's certificate that are signed, with the names of their hash functions."""
    for attribute in (_SIGNING_CERTIFICATE, _SIGNING_CERTIFICATE_V2):
        for value in attributes.get(attribute, []):
            fields = value.part(0, der.SEQUENCE).part(0, der.SEQUENCE).parts()
            name = "sha1" if attribute == _SIGNING_CERTIFICATE else "sha256"
            if fields and fields[0].tag == der.SEQUENCE:
                name = _HASH_NAMES[fields.pop(0).part(0, der.OID).whole]
            if not fields or fields[0].tag != der.OCTET_STRING:
                raise ValueError("no hash of the signer's certificate")
            yield name, fields[0].content


def _signed_data(message: bytes) -> list[der.Element]:
    kind, content = der.read(message).parts()
    if kind.whole != _SIGNED_DATA or content.tag != der.CONTEXT_0:
        raise ValueError("not signed data")
    (signed,) = content.parts()
    if signed.tag != der.SEQUENCE:
        raise ValueError("not signed data")
    return signed.parts()


def _signer_info(message: bytes) -> der.Element:
    (signer,) = _signed_data(message)[-1].parts()  # exactly one
    return signer


def _serial_and_names(certificate: bytes) -> tuple[bytes, bytes, bytes]:
    """Serial number, issuer and subject as they stand. Source: RFC 5280, 4.1."""
    fields = der.read(certificate).part(0, der.SEQUENCE).parts()
    if fields and fields[0].tag == der.CONTEXT_0:  # the version
        del fields[0]
    serial, _, issuer, _, subject = fields[:5]
    return serial.whole, issuer.whole, subject.whole
