"""The signature over a package's digest, as values. What a proof makes of it stands in `test_verify_ledger`."""

from __future__ import annotations

import base64
import json

import pytest

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.package_signature import describe_digest, read_signature, sign_package
from dragoman.capture.wacz import digest

KEY = SigningKey("desk.example/ledger", bytes(range(32)))
PACKAGE = b'{"created": "2026-11-21T00:00:00Z", "software": "dragoman/test", "resources": []}'


def test_the_digest_has_the_fields_of_the_standard():
    signed = sign_package(PACKAGE, KEY)
    described = json.loads(describe_digest(PACKAGE, signed))
    data = described.pop("signedData")
    assert described == {"path": "datapackage.json", "hash": digest(PACKAGE)}
    assert list(data) == ["hash", "created", "software", "version", "signature", "publicKey"]
    assert (data["hash"], data["created"], data["software"]) == (digest(PACKAGE), "2026-11-21T00:00:00Z", "dragoman/test")
    assert base64.b64decode(data["publicKey"]).endswith(KEY.verifier.public)
    assert read_signature(describe_digest(PACKAGE, signed)) == signed
    assert signed.holds(PACKAGE)
    assert not signed.holds(PACKAGE + b" ")
    assert signed.is_by(KEY.verifier)


def test_the_same_package_gives_the_same_digest():
    assert describe_digest(PACKAGE, sign_package(PACKAGE, KEY)) == describe_digest(PACKAGE, sign_package(PACKAGE, KEY))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"7",
        b"\xff",
        b"[" * 100_000,
        b'{"signedData": null}',
        b'{"signedData": {"publicKey": "AAAA", "signature": "AAAA"}}',
        b'{"signedData": {"publicKey": "MCowBQYDK2VwAyEA", "signature": "?"}}',
        '{"signedData": {"publicKey": "ключ", "signature": ""}}'.encode(),
    ],
)
def test_what_is_no_signature_of_this_kind_is_none(content):
    assert read_signature(content) is None


def test_an_unsigned_package_has_no_signature():
    assert read_signature(describe_digest(PACKAGE, None)) is None
