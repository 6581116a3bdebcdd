"""The chain in a browser: link by link the same verdicts as the Python verifier, on good proofs and on every forgery it knows."""

from __future__ import annotations

import base64
import json
import random
import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page

from dragoman.capture import der
from dragoman.capture.checkpoint import SigningKey
from dragoman.capture.commands import verify as command
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof import build
from dragoman.capture.timestamps import build_request, read_token
from dragoman.capture.tree import hash_leaf
from dragoman.capture.wacz import DIGEST, dump
from dragoman.text.marks import follow, parse
from tests.capture import proofs
from tests.capture.authorities import NONCE, LocalAuthority
from tests.desk.publish import scripts
from tests.desk.publish.forging import STATEMENTS, UNREADABLE, content_of, forge, is_signed, rewrap, sign

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),  # of pytest-base-url
]
KEY = proofs.KEY.verifier.text


@pytest.fixture(scope="module")
def browser_page(browser: Any) -> Iterator[Page]:
    page = browser.new_page()
    yield scripts.open_scripts(page)
    page.close()


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return proofs.write(tmp_path_factory.mktemp("proof")).read_bytes()


def compare(page: Page, proof: bytes, folder: Path, key: str = "") -> dict[str, tuple[str, str]]:
    """Check every quotation with the command and in the browser. Returns what the browser finds of the first."""
    path = folder / "proof.wacz"
    path.write_bytes(proof)
    told = json.loads(CliRunner().invoke(command, [str(path), "--json", *(["--key", key] if key else [])]).output)
    # Who gives a key wants the whole file signed with it.
    file_state = "failed" if key and not is_signed(proof) else told["file"]["state"]
    answers = []
    for found, stated in zip(told["quotations"], content_of(proof)["quotations"], strict=True):
        shown = scripts.call(page, "chain.js", "showSentence", stated["body"]["value"])
        answer = scripts.check(page, proof, stated["id"], shown, key)
        states = {name: state for name, (state, _) in answer.items()}
        assert states == {"file": file_state} | {link["name"]: link["state"] for link in found["links"]}, answer
        answers.append(answer)
    return answers[0]


def states(answer: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: state for name, (state, _) in answer.items()}


def test_a_good_proof_holds_link_by_link(browser_page, proof, tmp_path):
    answer = compare(browser_page, proof, tmp_path)
    assert list(answer) == ["file", "quotation", "text", "bytes", "ledger", "checkpoint", "time"]
    assert {state for state, _ in answer.values()} == {"held", "self-asserted", "not-present"}


def test_a_signed_proof_holds_by_the_readers_key(browser_page, proof):
    stated = content_of(proof)["quotations"][0]
    shown = scripts.call(browser_page, "chain.js", "showSentence", stated["body"]["value"])
    answer = scripts.check(browser_page, sign(proof, proofs.KEY), stated["id"], shown, KEY)
    assert {state for state, _ in answer.values()} == {"held", "not-present"}
    assert "signed by the key that you gave" in answer["file"][1]


def test_a_package_signed_by_another_or_not_at_all_fails_at_the_file(browser_page, proof):
    other = SigningKey(proofs.KEY.name, bytes(32))
    unsigned = rewrap(proof, {})
    assert scripts.check(browser_page, unsigned, "#excerpt-1", "", KEY)["file"][0] == "failed"
    assert (
        "not signed by the key that you gave" in scripts.check(browser_page, sign(proof, other), "#excerpt-1", "", KEY)["file"][1]
    )
    assert "by another key than the proof names" in scripts.check(browser_page, sign(proof, other), "#excerpt-1", "")["file"][1]
    members = unwrap(sign(proof, proofs.KEY))[0]
    foreign = json.loads(members[DIGEST])
    foreign["signedData"]["signature"] = base64.b64encode(bytes(64)).decode()
    altered = wrap(members | {DIGEST: dump(foreign)})
    assert "they do not match" in scripts.check(browser_page, altered, "#excerpt-1", "")["file"][1]


def test_a_proof_without_a_ledger_says_so_and_does_not_pass_for_a_pinned_key(browser_page, tmp_path):
    build(proofs.content(), tmp_path / "bare.wacz")
    bare = (tmp_path / "bare.wacz").read_bytes()
    assert states(compare(browser_page, bare, tmp_path))["ledger"] == "not-present"
    assert states(compare(browser_page, bare, tmp_path, KEY))["checkpoint"] == "failed"


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_forged_statement_fails_at_the_same_links_as_for_the_command(browser_page, proof, tmp_path, name):
    forged = forge(proof, STATEMENTS[name])
    answers = [compare(browser_page, forged, tmp_path, key) for key in ("", KEY)]
    assert any("failed" in states(answer).values() for answer in answers)


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_proof_of_another_form_cannot_be_read(browser_page, proof, name):
    assert scripts.check(browser_page, forge(proof, UNREADABLE[name]), "#excerpt-1", "")["file"][0] == "unreadable"


@pytest.mark.parametrize(
    "key", ["desk+1+abc", "ключ", proofs.KEY.text, KEY[:-4], SigningKey("other.example/ledger", bytes(32)).verifier.text]
)
def test_a_key_that_did_not_sign_or_is_none_fails_at_the_checkpoint(browser_page, proof, key):
    assert scripts.check(browser_page, proof, "#excerpt-1", "", key)["checkpoint"][0] == "failed"


def test_a_proof_of_another_sentence_than_the_page_shows_fails_at_the_quotation(browser_page, proof):
    answer = scripts.check(browser_page, proof, "#excerpt-1", "The spokesman denied it.")
    assert answer["quotation"] == ("failed", "The proof is of another sentence than the one on this page.")


def test_flipped_bytes_are_all_caught(browser_page, proof):
    """Anywhere in the file, its digests left as they are: the proof no longer opens."""
    dice = random.Random(3)
    for _ in range(150):
        altered = bytearray(proof)
        altered[dice.randrange(len(proof))] ^= dice.randrange(1, 256)
        assert scripts.check(browser_page, bytes(altered), "#excerpt-1", "")["file"][0] == "unreadable"


def test_a_part_altered_with_its_checksum_made_right_fails_at_the_file(browser_page, proof):
    members = unwrap(proof)[0]
    members["pages/pages.jsonl"] = members["pages/pages.jsonl"].replace(b"letter", b"lettre")
    answer = scripts.check(browser_page, wrap(members), "#excerpt-1", "")
    assert answer["file"] == ("failed", "pages/pages.jsonl was altered, or added later: it does not match its digest.")


@pytest.mark.parametrize("whole", [b"", b"PK", b"<html>not found</html>", b"PK\x03\x04" + bytes(26)])
def test_what_is_no_proof_is_said_to_be_none(browser_page, whole):
    assert scripts.check(browser_page, whole, "#excerpt-1", "")["file"][0] == "unreadable"


def packed(body: bytes, coding: str, folder: Path) -> bytes:
    """A proof whose first page came with a content coding."""
    head = proofs.FIRST.response_head.replace(b"\r\n\r\n", f"\r\nContent-Encoding: {coding}\r\n\r\n".encode())
    content = proofs.content()
    first = proofs.cited(proofs.FIRST_ID, replace(proofs.FIRST, body=body, response_head=head))
    build(replace(content, captures=(first, content.captures[1])), folder / "packed.wacz")
    return (folder / "packed.wacz").read_bytes()


def deflate(body: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(("coding", "wbits"), [("gzip", 31), ("x-gzip", 31), ("deflate", 15), ("deflate", -15)])
def test_a_packed_page_is_unpacked(browser_page, tmp_path, coding, wbits):
    whole = packed(deflate(proofs.FIRST.body, wbits), coding, tmp_path)
    assert states(compare(browser_page, whole, tmp_path))["text"] == "held"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("br", brotli.compress(proofs.FIRST.body)),
        ("zstd", zstandard.compress(proofs.FIRST.body)),
        ("gzip", deflate(proofs.FIRST.body, 31)[:-9]),
        ("gzip", deflate(proofs.FIRST.body[:50], 31) + deflate(proofs.FIRST.body[50:], 31)),
    ],
    ids=["brotli", "zstandard", "cut", "two members"],
)
def test_packing_that_browsers_do_not_undo_is_left_to_the_command(browser_page, tmp_path, coding, body):
    whole = packed(body, coding, tmp_path)
    stated = content_of(whole)["quotations"][0]
    shown = scripts.call(browser_page, "chain.js", "showSentence", stated["body"]["value"])
    answer = scripts.check(browser_page, whole, stated["id"], shown)
    assert states(answer) | {"text": "unchecked"} == states(answer)
    assert answer["bytes"][0] == "held"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority"))


def stamped(proof: bytes, authority: LocalAuthority, **changed: str) -> bytes:
    """The proof, its checkpoint really stamped; then some of what it says of the stamp changed."""

    def stamp(content: dict[str, Any]) -> None:
        note = content["ledger"]["checkpoint"].encode()
        token = read_token(authority.answer(build_request(note, NONCE)))
        at = token.at_utc.isoformat().replace("+00:00", "Z")
        said = {"authority": "https://hours.example/tsa", "token": base64.b64encode(token.response).decode(), "stamped_at": at}
        content["ledger"]["stamps"] = [said | {"roots": ""} | changed]

    return forge(proof, stamp)


def test_a_time_stamp_is_read_and_its_authority_left_to_the_command(browser_page, proof, authority):
    state, sentence = scripts.check(browser_page, stamped(proof, authority), "#excerpt-1", "")["time"]
    assert state == "partly"
    assert re.search(r"https://hours\.example/tsa says 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", sentence)


def test_a_bare_token_is_read_too(browser_page, proof, authority):
    whole = stamped(proof, authority)
    response = base64.b64decode(content_of(whole)["ledger"]["stamps"][0]["token"])
    bare = base64.b64encode(der.read(response).parts()[1].whole).decode()
    altered = forge(whole, lambda c: c["ledger"]["stamps"][0].update(token=bare))
    assert scripts.check(browser_page, altered, "#excerpt-1", "")["time"][0] == "partly"


def test_a_time_stamp_of_other_bytes_or_of_another_time_fails(browser_page, proof, authority):
    whole = stamped(proof, authority)
    other = forge(whole, lambda c: c["ledger"].update(checkpoint=c["ledger"]["checkpoint"].replace("\n12\n", "\n13\n")))
    assert "of other bytes" in scripts.check(browser_page, other, "#excerpt-1", "")["time"][1]
    later = stamped(proof, authority, stamped_at="2026-11-21T00:00:00Z")
    assert "another time" in scripts.check(browser_page, later, "#excerpt-1", "")["time"][1]


@pytest.mark.parametrize("token", ["", "MAA=", "not base64", "MIIBAA==", "MIT/////"])
def test_what_is_no_time_stamp_fails(browser_page, proof, authority, token):
    answer = scripts.check(browser_page, stamped(proof, authority, token=token), "#excerpt-1", "")
    assert answer["time"] == ("failed", "What should be a time stamp is none.")


# Public key, message, signature. Source: RFC 8032, 7.1, tests 1, 2, 3 and SHA(abc)
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]
BOTH = pytest.mark.parametrize("verifier", ["verifies", "verifiesPlainly"])


@BOTH
@pytest.mark.parametrize(
    ("key", "message", "signature"), [tuple(map(bytes.fromhex, vector)) for vector in VECTORS], ids=["1", "2", "3", "SHA(abc)"]
)
def test_signatures_of_the_standard(browser_page, verifier, key, message, signature):
    assert scripts.call(browser_page, "ed25519.js", verifier, key, signature, message) is True
    altered = bytes([signature[0] ^ 1]) + signature[1:]
    assert scripts.call(browser_page, "ed25519.js", verifier, key, altered, message) is False
    assert scripts.call(browser_page, "ed25519.js", verifier, key, signature, message + b"x") is False


@BOTH
def test_signatures_of_any_key_and_their_forgeries(browser_page, verifier):
    dice = random.Random(2)
    order = 2**252 + 27742317777372353535851937790883648493
    for _ in range(8):
        private, message = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32)), dice.randbytes(dice.randrange(200))
        key, signature = private.public_key().public_bytes_raw(), private.sign(message)
        s = int.from_bytes(signature[32:], "little")
        verdicts = [
            scripts.call(browser_page, "ed25519.js", verifier, *given)
            for given in [
                (key, signature, message),
                (key, signature[:32] + (s + order).to_bytes(32, "little"), message),
                (key, signature[:-1], message),
                (key[:-1], signature, message),
                (b"\xff" * 32, signature, message),
                (dice.randbytes(32), signature, message),
            ]
        ]
        assert verdicts == [True, False, False, False, False, False]


SENTENCES = [
    "He said that the meeting was held yesterday.",
    "“We won't talk,” he said [identity: the spokesman].",
    "He said […] yesterday.",
    "[…] the meeting was held […]",
    "[The spokesman] said that the meeting was held yesterday.",
    "[He] [scene: laughing] Said that the meeting was held yesterday.",
    "He said that the meet[ing] was held yesterday.",
    "He said[…]that the meeting was held yesterday.",
    "He said that the meeting was not held yesterday.",
    "He said that\u202e the meeting was held yesterday.",
    "He said that the\u200d meeting was held yesterday.",
    "He said that the meeting [was held yesterday.",
    "He said [] that the meeting was held yesterday.",
    "[ſcene: x] He said that the meeting was held yesterday.",
    "[GLOSS : x] He said that the meeting was held yesterday.",
    "[. . .] held yesterday.",
    "He said that the mee\u0301ting was held yesterday.",
    "گفت‌وگو انجام شد. 👩🏽‍🚀 [gloss: 対話] شد",
    "",
    "[only a mark]",
]
RENDERINGS = [
    ["He said that the meeting was held yesterday."],
    ['"We won’t talk," he said.'],
    ["He said that", "[…]", "the meeting was held yesterday."],
    ["Said that the meeting was held yesterday."],
    ["he said [laughing] that the meeting was held yesterday."],
    ["He said that the me\u00e9ting was held yesterday."],
    ["گفت‌وگو انجام شد. 👩🏽‍🚀 شد"],
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_marks_are_read_and_words_followed_alike(browser_page, sentence):
    runs = [{"kind": run.kind, "text": run.text, "start": run.start, "end": run.end} for run in parse(sentence)]
    assert scripts.call(browser_page, "marks.js", "parse", sentence) == runs
    for renderings in RENDERINGS:
        divergence = scripts.call(browser_page, "marks.js", "findDivergence", sentence, renderings)
        assert (divergence is None) == (not follow(sentence, renderings)), (renderings, divergence)


def test_random_quotations_follow_or_do_not_alike(browser_page):
    dice = random.Random(6)
    words = ["he", "He", "said", "[…]", "[he]", "[scene: x]", "“no”", '"no"', ",", ".", "don't", "don’t", "e\u0301", "\u00e9"]
    followed = 0
    for _ in range(500):
        rendering = dice.choices([*words[:3], *words[6:]], k=dice.randrange(1, 7))
        quotation = [word for word in rendering if dice.random() > 0.15]
        for _ in range(dice.randrange(3)):
            quotation.insert(dice.randrange(len(quotation) + 1), dice.choice(words))
        holds = not follow(" ".join(quotation), [" ".join(rendering)])
        divergence = scripts.call(browser_page, "marks.js", "findDivergence", " ".join(quotation), [" ".join(rendering)])
        assert (divergence is None) == holds, (quotation, rendering, divergence)
        followed += holds
    assert 50 < followed < 450


def test_every_leaf_of_trees_of_any_size_leads_to_the_root(browser_page):
    check = """async ([leaf, index, path, size, root]) => {
      const [{ leadsToRoot }, { fromHex }] = [await import("/ledger.js"), await import("/bytes.js")];
      const place = { index: BigInt(index), path: path.map(fromHex), size: BigInt(size), root: fromHex(root) };
      return leadsToRoot(fromHex(leaf), place);
    }"""
    ledger, leaves = Ledger(), [bytes([number]) for number in range(20)]
    for size, leaf in enumerate(leaves, start=1):
        ledger.extend([leaf])
        for index in {0, size // 2, size - 1}:
            given = [
                hash_leaf(leaves[index]).hex(),
                index,
                [step.hex() for step in ledger.prove_inclusion(index)],
                size,
                ledger.root().hex(),
            ]
            assert browser_page.evaluate(check, given) is True
            assert browser_page.evaluate(check, [*given[:1], (index + 1) % (size + 1), *given[2:]]) is False


def test_letters_and_white_space_are_the_same_ones(browser_page):
    """Python's `isalnum` and categories, by which marks are read, against the browser's, over all of Python's characters."""
    points = [p for p in range(0x110000) if not 0xD800 <= p < 0xE000 and unicodedata.category(chr(p)) not in ("Cn", "Co")]
    kinds = [2 if chr(p).isalnum() else 3 if unicodedata.category(chr(p))[0] == "M" else 0 for p in points]
    counted = browser_page.evaluate(
        """([points, kinds]) => points.filter((point, at) => {
          const letter = String.fromCodePoint(point);
          return (/^[\\p{L}\\p{N}]$/u.test(letter) ? 2 : /^\\p{M}$/u.test(letter) ? 3 : 0) !== kinds[at];
        })""",
        [points, kinds],
    )
    assert counted == []
