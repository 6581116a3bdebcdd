"""Signed heads: read and written as other programs do, and worth nothing when a letter differs."""

from __future__ import annotations

import pytest

from dragoman.capture.checkpoint import (
    Checkpoint,
    SigningKey,
    VerifierKey,
    read_checkpoint,
    read_signing_key,
    read_verifier_key,
    sign_checkpoint,
)
from dragoman.errors import CheckpointInvalid

# The example of the Go project's note package (golang.org/x/mod/sumdb/note), whose format the standard took over.
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

KEY, OTHER = SigningKey("desk.example/ledger", bytes(range(32))), SigningKey("desk.example/ledger", bytes(32))
HEAD = Checkpoint("desk.example/ledger", 1042, bytes(range(100, 132)))


def test_keys_of_another_program_are_read_and_agree():
    assert read_signing_key(GO_PRIVATE).verifier.text == GO_PUBLIC
    assert read_verifier_key(GO_PUBLIC).name == "PeterNeumann"


def test_a_checkpoint_signed_is_a_checkpoint_read():
    note = sign_checkpoint(HEAD, [KEY])
    lines = note.split("\n")
    assert lines[:2] == ["desk.example/ledger", "1042"]
    assert lines[3] == ""
    assert lines[4].startswith("— desk.example/ledger ")
    read = read_checkpoint(note)
    assert read.checkpoint == HEAD
    assert read.is_signed_by(KEY.verifier)
    assert not read.is_signed_by(OTHER.verifier)


def test_two_keys_sign_one_head_when_one_takes_over():
    read = read_checkpoint(sign_checkpoint(HEAD, [KEY, OTHER]))
    assert read.is_signed_by(KEY.verifier)
    assert read.is_signed_by(OTHER.verifier)


def test_a_strangers_line_and_an_extension_change_nothing():
    head = Checkpoint(HEAD.origin, HEAD.size, HEAD.root)
    note = sign_checkpoint(head, [KEY]) + "— witness.example/w AAAAAQAAAAAAAAAA\n"
    assert read_checkpoint(note).is_signed_by(KEY.verifier)
    extended = read_checkpoint(note.replace("\n\n", "\nextension\n\n"))
    assert extended.checkpoint == HEAD
    assert not extended.is_signed_by(KEY.verifier), "an extension is signed too"


def test_an_extension_of_our_own_is_signed_with_the_head():
    read = read_checkpoint(sign_checkpoint(HEAD, [KEY, OTHER], extension="follows desk.example/old 9 AA=="))
    assert read.checkpoint == HEAD
    assert read.text.splitlines()[3] == "follows desk.example/old 9 AA=="
    assert read.is_signed_by(KEY.verifier)
    assert read.is_signed_by(OTHER.verifier)
    with pytest.raises(ValueError, match="one line"):
        sign_checkpoint(HEAD, [KEY], extension="two\nlines")


def test_every_flipped_bit_is_caught():
    note = sign_checkpoint(HEAD, [KEY]).encode()
    for at in range(len(note)):
        altered = bytearray(note)
        altered[at] ^= 1 << at % 8
        try:
            assert not read_checkpoint(altered.decode()).is_signed_by(KEY.verifier), at
        except (CheckpointInvalid, UnicodeDecodeError):
            continue


@pytest.mark.parametrize(
    "note",
    [
        "", "\n\n", "a\n1\n\n", "— x y\n",
        sign_checkpoint(HEAD, [KEY])[:-1],
        sign_checkpoint(HEAD, [KEY]) + "\n",
        sign_checkpoint(HEAD, [KEY]) + "unsigned\n",
        sign_checkpoint(HEAD, [KEY]).replace("1042", "01042"),
        sign_checkpoint(HEAD, [KEY]).replace("1042", "-1"),
        sign_checkpoint(HEAD, [KEY]).replace("1042", "1" * 30),
        sign_checkpoint(HEAD, [KEY]).replace("=\n", "\n", 1),
        sign_checkpoint(HEAD, [KEY]).replace("\n", "\r\n"),
        sign_checkpoint(HEAD, [KEY]).replace("— desk", "- desk"),
        sign_checkpoint(HEAD, [KEY]) + "— w AAAA\n",
        sign_checkpoint(HEAD, [KEY]).replace("\n\n", "\n" + "x" * 30_000 + "\n\n"),
    ],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(note):
    with pytest.raises(CheckpointInvalid):
        read_checkpoint(note)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "desk+1+abc", GO_PUBLIC[:-1], GO_PUBLIC.replace("c7", "c8"), GO_PUBLIC.replace("Peter", "Petra"), GO_PRIVATE],
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(CheckpointInvalid):
        read_verifier_key(text)


def test_a_signing_key_is_never_shown():
    altered = GO_PRIVATE.replace("AYEK", "AYEL")
    with pytest.raises(CheckpointInvalid) as caught:
        read_signing_key(altered)
    assert "AYEL" not in f"{caught.value} {caught.value.detail}"
    assert "AYEK" not in repr(read_signing_key(GO_PRIVATE))
    with pytest.raises(CheckpointInvalid):
        read_signing_key(GO_PUBLIC)


def test_a_head_that_cannot_be_written_is_not_signed():
    for wrong in (Checkpoint("two words", 1, HEAD.root), Checkpoint("a\nb", 1, HEAD.root), Checkpoint("a", 1, b"short")):
        with pytest.raises(ValueError, match="origin"):
            sign_checkpoint(wrong, [KEY])
    with pytest.raises(ValueError, match="key"):
        sign_checkpoint(HEAD, [])


def test_a_key_that_is_no_point_of_the_curve_has_signed_nothing():
    read = read_checkpoint(sign_checkpoint(HEAD, [KEY]))
    assert not read.is_signed_by(VerifierKey(KEY.name, b"\xff" * 32))
