"""Stamps of real local authorities: good ones hold, each other kind is named."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dragoman.capture import der
from dragoman.capture.timestamps import build_request, load_roots, read_answer, read_token, verify_stamp, verify_token
from dragoman.errors import StampMalformed, StampOfOtherBytes, StampRejected, StampReplayed, StampUntrusted
from tests.capture.authorities import LONG_NAME, NONCE, NOTE, LocalAuthority, openssl


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def unsorted(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("unsorted"), signer=f"{LONG_NAME}/CN=Loose Hours", root="/CN=R")


@pytest.fixture(scope="module")
def response(authority: LocalAuthority) -> bytes:
    return authority.answer(build_request(NOTE, NONCE))


def test_a_good_stamp_holds(authority: LocalAuthority, response: bytes):
    token = read_answer(response, NOTE, NONCE)
    assert verify_token(token, NOTE, authority.roots) == authority.roots[0]
    assert token.authority == "Exact Hours"
    assert abs(token.at_utc - datetime.now(UTC)) < timedelta(minutes=1)
    assert [x509.load_der_x509_certificate(one).subject.rfc4514_string().split(",")[0] for one in token.certificates] == [
        "CN=Exact Hours",
        "CN=Exact Hours Root",
    ]
    verdict = verify_stamp(response, NOTE, authority.roots)
    assert verdict.ok
    assert verdict.at_utc == token.at_utc
    assert verdict.root_sha256 == authority.roots[0].fingerprint(hashes.SHA256()).hex()
    assert "Exact Hours" in verdict.sentence


def test_openssl_reads_our_request_and_verifies_what_we_keep(authority: LocalAuthority, response: bytes):
    (authority.folder / "ours").write_bytes(build_request(NOTE, NONCE))
    text = openssl(authority.folder, "ts", "-query", "-in", "ours", "-text").decode()
    assert "Hash Algorithm: sha256" in text
    assert "Nonce: 0xFEDCBA9876543210" in text
    assert "Certificate required: yes" in text
    assert authority.accepts(read_token(response).response, NOTE)


@pytest.mark.parametrize("nonce", [0, 1, 127, 128, 255, 256, 2**63, 2**64 - 1])
def test_every_nonce_comes_back(authority: LocalAuthority, nonce: int):
    assert read_answer(authority.answer(build_request(NOTE, nonce)), NOTE, nonce).nonce == nonce


@pytest.mark.parametrize("nonce", [-1, 2**64])
def test_a_nonce_out_of_range_is_refused(nonce: int):
    with pytest.raises(ValueError, match="64 bits"):
        build_request(NOTE, nonce)


def test_unsorted_certificates_hold(unsorted: LocalAuthority):
    response = unsorted.answer(build_request(NOTE, NONCE))
    with pytest.raises(ValueError, match="InvalidSetOrdering"):
        rfc3161_client.decode_timestamp_response(response)
    token = read_answer(response, NOTE, NONCE)
    assert token.response == response
    assert verify_stamp(response, NOTE, unsorted.roots).ok


def test_a_bare_token_holds_and_is_wrapped_for_openssl(unsorted: LocalAuthority):
    bare = unsorted.answer(build_request(NOTE, NONCE), bare=True)
    assert not unsorted.accepts(bare, NOTE)
    token = read_answer(bare, NOTE, NONCE)
    assert token.bare
    assert unsorted.accepts(token.response, NOTE)
    assert verify_stamp(bare, NOTE, unsorted.roots).ok
    assert verify_stamp(token.response, NOTE, unsorted.roots).ok
    assert not read_token(token.response).bare


def test_a_stamp_outlives_its_authoritys_certificate(tmp_path: Path):
    short = LocalAuthority(tmp_path, lifetime=(timedelta(hours=-1), timedelta(seconds=3)))
    response = short.answer(build_request(NOTE, NONCE))
    expiry = read_token(response).signer.not_valid_after_utc
    while datetime.now(UTC) <= expiry + timedelta(seconds=1):
        time.sleep(0.1)
    assert not short.accepts(response, NOTE)
    assert short.accepts(response, NOTE, "-attime", str(int(read_token(response).at_utc.timestamp())))
    assert verify_stamp(response, NOTE, short.roots).ok


@pytest.mark.parametrize(
    ("lifetime", "words"),
    [
        ((timedelta(days=-2), timedelta(days=-1)), "had expired when it stamped"),
        ((timedelta(days=1), timedelta(days=2)), "not yet valid when it stamped"),
    ],
)
def test_a_stamp_made_outside_the_certificates_validity_fails(tmp_path: Path, lifetime: tuple[timedelta, timedelta], words: str):
    late = LocalAuthority(tmp_path, lifetime=lifetime)
    verdict = verify_stamp(late.answer(build_request(NOTE, NONCE)), NOTE, late.roots)
    assert (verdict.ok, verdict.code) == (False, "stamp-untrusted")
    assert words in verdict.sentence


def test_other_bytes_are_named(authority: LocalAuthority, response: bytes):
    with pytest.raises(StampOfOtherBytes):
        read_answer(response, NOTE + b"\n", NONCE)
    assert verify_stamp(response, NOTE + b"\n", authority.roots).code == "stamp-of-other-bytes"


def test_an_answer_to_another_request_is_named(response: bytes):
    with pytest.raises(StampReplayed):
        read_answer(response, NOTE, NONCE + 1)


def test_an_untrusted_root_is_named(authority: LocalAuthority, unsorted: LocalAuthority, response: bytes):
    verdict = verify_stamp(response, NOTE, unsorted.roots)
    assert (verdict.code, verdict.authority, verdict.at_utc) == ("stamp-untrusted", "Exact Hours", None)
    assert "No trusted root" in verdict.sentence
    assert "No authority's root" in verify_stamp(response, NOTE, ()).sentence
    # The signer's own certificate is no root, nor does one good root among others go unseen.
    assert verify_stamp(response, NOTE, [read_token(response).signer]).code == "stamp-untrusted"
    assert verify_stamp(response, NOTE, [*unsorted.roots, *authority.roots]).ok


def test_a_root_of_the_same_name_is_not_the_root(tmp_path: Path, response: bytes):
    twin = LocalAuthority(tmp_path)
    assert verify_stamp(response, NOTE, twin.roots).code == "stamp-untrusted"


def test_a_refusal_gives_its_reason(tmp_path: Path):
    strict = LocalAuthority(tmp_path, digests="sha512")
    with pytest.raises(StampRejected, match="does not know the hash"):
        read_token(strict.answer(build_request(NOTE, NONCE)))


def test_a_sha512_stamp_of_another_client_holds_too(tmp_path: Path):
    other = LocalAuthority(tmp_path, digests="sha512")
    (tmp_path / "note").write_bytes(NOTE)
    query = openssl(tmp_path, "ts", "-query", "-data", "note", "-sha512", "-cert")
    assert verify_stamp(other.answer(query), NOTE, other.roots).ok


def test_a_stamp_without_certificates_is_malformed(authority: LocalAuthority):
    (authority.folder / "note").write_bytes(NOTE)
    query = openssl(authority.folder, "ts", "-query", "-data", "note", "-sha256")
    with pytest.raises(StampMalformed) as caught:
        read_token(authority.answer(query))
    assert "certificates inside are the signer's" in caught.value.detail


@pytest.mark.parametrize(
    "content",
    [b"", b"\x30", b"0\x00", b"<html>Not found</html>", b"\x30\x80\x00\x00", b"\x30\x84\xff\xff\xff\xff", bytes(200_000)],
)
def test_garbage_is_malformed(authority: LocalAuthority, content: bytes):
    with pytest.raises(StampMalformed):
        read_token(content)
    assert verify_stamp(content, NOTE, authority.roots).code == "stamp-malformed"


def test_a_granted_answer_without_a_stamp_is_malformed():
    with pytest.raises(StampMalformed):
        read_token(der.write(der.SEQUENCE, der.write(der.SEQUENCE, der.write_integer(0))))


def test_every_cut_is_named(authority: LocalAuthority, response: bytes):
    for length in range(0, len(response), 7):
        assert not verify_stamp(response[:length], NOTE, authority.roots).ok


@pytest.mark.filterwarnings("ignore::cryptography.utils.CryptographyDeprecationWarning")
def test_no_flipped_byte_moves_what_a_stamp_says(authority: LocalAuthority, response: bytes):
    """In what is signed each flip is named; elsewhere it may pass unseen, and nothing that the stamp says has changed."""
    chance = random.Random(3161)
    good = verify_stamp(response, NOTE, authority.roots)
    signed = {at for part in _signed_parts(response) for at in _range(response, part)}
    assert len(signed) > len(response) // 2
    for at in range(chance.randrange(3), len(response), 3):
        flipped = bytearray(response)
        flipped[at] ^= 1 << chance.randrange(8)
        verdict = verify_stamp(bytes(flipped), NOTE, authority.roots)
        assert not verdict.ok or (verdict == good and at not in signed), at


def _signed_parts(response: bytes) -> list[bytes]:
    token = read_token(response)
    message = der.read(token.verifiable.time_stamp_token()).parts()[1]
    (signer,) = der.read(message.content).parts()[-1].parts()
    fields = signer.parts()
    (attributes,) = [field for field in fields if field.tag == der.CONTEXT_0]
    return [_tst_info(token.verifiable), attributes.whole, fields[-1].whole, token.certificates[0]]


def _range(response: bytes, part: bytes) -> range:
    start = response.index(part)
    return range(start, start + len(part))


# Stamps that somebody with another certificate of the same root could make


def _tst_info(token: rfc3161_client.TimeStampResponse) -> bytes:
    message = der.read(token.time_stamp_token()).parts()[1]
    return der.read(der.read(message.content).parts()[2].parts()[1].content).content


def _sign(authority: LocalAuthority, signer: str, response: bytes, *options: str) -> bytes:
    (authority.folder / "info").write_bytes(_tst_info(read_token(response).verifiable))
    kind = ("-econtent_type", "1.2.840.113549.1.9.16.1.4")
    who = ("-signer", f"{signer}.pem", "-inkey", f"{signer}.key", "-certfile", "root.pem")
    return openssl(
        authority.folder, "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", *kind, *who, *options, "-in", "info"
    )


def test_the_certificate_of_a_page_signs_no_stamp(authority: LocalAuthority, response: bytes):
    authority.issue("page", "/CN=page.example", "pages")
    forged = _sign(authority, "page", response, "-cades")
    verdict = verify_stamp(forged, NOTE, authority.roots)
    assert (verdict.code, verdict.authority) == ("stamp-untrusted", "page.example")
    assert "not one for time stamps" in verdict.sentence
    assert verify_stamp(_sign(authority, "signer", response, "-cades"), NOTE, authority.roots).ok


def test_the_signature_must_name_its_certificate(authority: LocalAuthority, response: bytes):
    loose = _sign(authority, "signer", response)
    verdict = verify_stamp(loose, NOTE, authority.roots)
    assert verdict.code == "stamp-malformed"
    with pytest.raises(StampMalformed) as caught:
        read_token(loose)
    assert "does not name the certificate" in caught.value.detail


def test_a_second_certificate_of_the_same_number_lends_no_purpose(authority: LocalAuthority, response: bytes):
    """The library takes the purpose from one, and the key from the other: its own check would pass."""
    authority.issue("page", "/CN=page.example", "pages")
    page = x509.load_pem_x509_certificate((authority.folder / "page.pem").read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    purpose = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
    double = (
        x509.CertificateBuilder(page.issuer, page.subject, key.public_key(), page.serial_number)
        .not_valid_before(page.not_valid_before_utc)
        .not_valid_after(page.not_valid_after_utc)
        .add_extension(purpose, critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )
    kind, content = der.read(_sign(authority, "page", response, "-cades")).parts()
    parts = [
        der.write(part.tag, part.content, double) if part.tag == der.CONTEXT_0 else part.whole
        for part in der.read(content.content).parts()
    ]
    forged = der.write(der.SEQUENCE, kind.whole, der.write(der.CONTEXT_0, der.write(der.SEQUENCE, *parts)))
    with pytest.raises(StampMalformed) as caught:
        read_token(forged)
    assert "2 of 3 certificates" in caught.value.detail


def test_a_stamp_of_another_content_type_is_malformed(authority: LocalAuthority):
    (authority.folder / "letter").write_bytes(NOTE)
    letter = openssl(
        authority.folder,
        "cms",
        "-sign",
        "-nodetach",
        "-outform",
        "DER",
        "-signer",
        "page.pem",
        "-inkey",
        "page.key",
        "-in",
        "letter",
    )
    with pytest.raises(StampMalformed):
        read_token(letter)


def test_an_untrusted_token_raises(authority: LocalAuthority, unsorted: LocalAuthority, response: bytes):
    with pytest.raises(StampUntrusted):
        verify_token(read_token(response), NOTE, unsorted.roots)


def test_roots_that_are_none_are_named():
    with pytest.raises(StampMalformed):
        load_roots(b"no certificate here")


def test_verifying_loads_no_network_library():
    program = "import sys, dragoman.capture.timestamps; print([m for m in ('pycurl', 'django', 'ssl') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"
