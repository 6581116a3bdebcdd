"""An exported file checks offline, and not one byte of it can be changed unnoticed."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.custody.check import CustodyVerdict, check_file
from dragoman.capture.custody.export import read_file, write_file
from dragoman.errors import CustodyUnreadable
from tests.capture.custody.made import KEY, chain, custody


def verdict_of(content: str | bytes, key: SigningKey | None = KEY) -> CustodyVerdict:
    file = read_file(content.encode() if isinstance(content, str) else content)
    return check_file(file, key.verifier if key else None)


def failed(verdict: CustodyVerdict) -> list[str]:
    return [f"{part.name}: {part.sentence}" for part in verdict.parts if part.state == "failed"]


def test_a_file_holds_with_the_desk_key():
    verdict = verdict_of(write_file(custody(), KEY))
    assert verdict.ok
    assert [(part.name, part.state) for part in verdict.parts] == [("item 42", "held"), ("signature", "held")]


def test_without_a_key_the_file_vouches_for_itself():
    verdict = verdict_of(write_file(custody(), KEY), None)
    assert verdict.ok
    assert verdict.parts[-1].state == "self-asserted"


def test_another_key_is_named():
    other = SigningKey("desk.example/ledger", bytes(32))
    assert failed(verdict_of(write_file(custody(), KEY), other)) == ["signature: The desk's key did not sign this file."]
    assert not verdict_of(write_file(custody(), other), KEY).ok


def rewrite(content: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The file in its fixed form, with something changed by somebody who has not the key."""
    parsed = json.loads(content)
    change(parsed)
    return json.dumps(parsed, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def entries(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parsed["said"]["chains"][0]["entries"]
    return found


TAMPERINGS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "altered": (lambda p: entries(p)[2].update(why="news"), "Entry 3 was altered"),
    "other person": (lambda p: entries(p)[0].update(actor="Omar K."), "Entry 1 was altered"),
    "removed": (lambda p: entries(p).pop(1), "Entry 2 is missing"),
    "shuffled": (lambda p: entries(p).insert(0, entries(p).pop()), "Entry 5 stands out of order"),
    "cut off": (lambda p: entries(p).pop(), "The desk signed something else"),
    "of another item": (lambda p: entries(p)[1].update(id="43"), "Entry 2 is about something else"),
    "impossible number": (lambda p: entries(p)[4].update(number=900), "a number that the desk cannot have given"),
    "capture": (lambda p: p["said"]["captures"][0].update(leaf=7), "The desk signed something else"),
    "no chain": (lambda p: p["said"]["chains"].clear(), "The desk signed something else"),
    "head": (lambda p: p["said"]["desk"].update(entries=9), "The desk signed something else"),
    "title": (lambda p: p["said"]["about"].update(title="Other"), "The desk signed something else"),
    "date": (lambda p: p["said"].update(exported="2026-11-22T08:30:05.250Z"), "The desk signed something else"),
    "half a number": (lambda p: entries(p)[0]["detail"].update(rendering=0.5), ""),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_file_is_named(name: str):
    change, sentence = TAMPERINGS[name]
    content = rewrite(write_file(custody(), KEY), change)
    if not sentence:
        with pytest.raises(CustodyUnreadable):
            verdict_of(content)
        return
    found = failed(verdict_of(content))
    assert any(sentence in one for one in found), found
    assert any("signature" in one for one in found), "the signature holds over something else"


def test_a_signature_of_the_ledger_serves_no_export():
    from dragoman.capture.checkpoint import Checkpoint, sign_checkpoint

    content = write_file(custody(), KEY)
    file = read_file(content.encode())
    note = sign_checkpoint(Checkpoint(KEY.name, 5, bytes.fromhex(file.sha256)), [KEY])
    assert failed(verdict_of(rewrite(content, lambda p: p.update(statement=note)))) == [
        "signature: The desk's key did not sign this file."
    ]


def test_any_byte_that_is_flipped_is_noticed():
    whole = write_file(custody(chain(2)), KEY).encode()
    dice = random.Random(17)
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << dice.randrange(8)
        try:
            verdict = verdict_of(bytes(flipped))
        except CustodyUnreadable:
            continue
        assert not verdict.ok, f"byte {place}: {whole[place : place + 1]!r}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"nonsense",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "dragoman-custody/2"}',
        b'{"format": "dragoman-custody/1"}',
        b'{"format": "dragoman-custody/1", "said": 3, "statement": "", "key": ""}',
        b'{"format": "dragoman-custody/1", "said": {"chains": [3]}, "statement": [], "key": {}}',
    ],
)
def test_what_is_no_export_is_unreadable(content: bytes):
    with pytest.raises(CustodyUnreadable):
        read_file(content)


@pytest.mark.parametrize("kind", [3, None, [], {}, "x", True])
@pytest.mark.parametrize("name", ["number", "account", "detail", "sha256", "why", "sequence"])
def test_a_field_of_another_kind_is_no_traceback(name: str, kind: object):
    content = rewrite(write_file(custody(), KEY), lambda parsed: entries(parsed)[1].update({name: kind}))
    try:
        refused = not verdict_of(content).ok
    except CustodyUnreadable:
        refused = True
    assert refused


def test_a_file_that_was_put_in_order_otherwise_is_refused():
    content = write_file(custody(), KEY)
    with pytest.raises(CustodyUnreadable, match="not in the form"):
        read_file(json.dumps(json.loads(content)).encode())
    with pytest.raises(CustodyUnreadable, match="not in the form"):
        read_file(content.replace('"format"', '"format": "dragoman-custody/1",\n "format"', 1).encode())


def test_no_control_steers_the_reader_of_a_file():
    content = write_file(custody(chain(2, why="\u202eevil\u202c\x1b[31m\x9b\u2066")), KEY)
    assert not set(content) & set("\u202e\u202c\x1b\x9b\u2066")
    assert verdict_of(content).ok
    assert json.loads(content)["said"]["chains"][0]["entries"][0]["why"] == "\u202eevil\u202c\x1b[31m\x9b\u2066"


def test_what_is_signed_can_be_made_by_hand():
    parsed = json.loads(write_file(custody(), KEY))
    said = json.dumps(parsed["said"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    import hashlib

    lines = parsed["statement"].split("\n")
    assert lines[:2] == ["desk.example/custody-export", "5"]
    assert base64.b64decode(lines[2]) == hashlib.sha256(said).digest()
