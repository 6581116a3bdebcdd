"""The page *How to check us*, followed to the letter: it comes to its end on a good proof, and stops each forger."""

from __future__ import annotations

import difflib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dragoman.capture.checkpoint import Checkpoint, SigningKey, sign_checkpoint
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.ledger import Ledger
from dragoman.capture.proof_format import PROOF
from dragoman.capture.tiles import new_hashes
from dragoman.capture.tree import Head, grow, hash_leaf
from dragoman.capture.wacz import PACKAGE, digest, dump
from tests.capture import proofs
from tests.capture.authorities import LocalAuthority
from tests.docs.following import follow, name_changing, sections

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "how-to" / "check-us.md"
TRANSCRIPT = Path(__file__).with_name("check_us_transcript.txt")
KEY = proofs.KEY.verifier.text
GROWN = 1_000


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> LocalAuthority:
    return LocalAuthority(tmp_path_factory.mktemp("authority") / "first")


@pytest.fixture(scope="module")
def good(authority: LocalAuthority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proof file that is signed, and whose checkpoint is stamped."""
    return proofs.write(tmp_path_factory.mktemp("proof"), authorities=[authority])


@contextmanager
def publishing(leaves: list[bytes]) -> Iterator[str]:
    """A desk's public ledger of these leaves, at an address on loopback."""
    growth = grow(Head(0, ()), [hash_leaf(leaf) for leaf in leaves])
    root = Ledger()
    root.extend(leaves)
    note = sign_checkpoint(Checkpoint(proofs.KEY.name, len(leaves), root.root()), [proofs.KEY])
    pages = {f"/ledger/tile/{tile.path}": content for tile, content in new_hashes(growth).items()}
    pages["/ledger/checkpoint"] = note.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.end_headers()
            self.wfile.write(pages.get(self.path, b""))

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def grown_ledger() -> list[bytes]:
    """The proof's ledger, and what was captured since."""
    captures = {
        place.index: place.leaf.encoded for capture in proofs.entered(proofs.content()).captures if (place := capture.ledger)
    }
    return [captures.get(number, number.to_bytes(2).lstrip(b"\0") or b"\0") for number in range(GROWN)]


def check(proof: Path, folder: Path, *, key: str = KEY, leaves: list[bytes] | None = None) -> str:
    with publishing(leaves or grown_ledger()) as desk:
        return follow(PAGE, folder, {"proof": str(proof), "desk": desk, "key": key})


def test_followed_to_the_letter_it_prints_its_transcript(good, tmp_path):
    printed = name_changing(check(good, tmp_path))
    (tmp_path / "transcript.txt").write_text(printed, encoding="utf-8")
    kept = TRANSCRIPT.read_text(encoding="utf-8") if TRANSCRIPT.exists() else ""
    difference = difflib.unified_diff(kept.splitlines(), printed.splitlines(), "kept", "printed", lineterm="")
    assert printed == kept, "\n".join([*difference, f"when this is right: cp {tmp_path / 'transcript.txt'} {TRANSCRIPT}"])


def forge(proof: Path, folder: Path, change: Callable[[Any], None]) -> Path:
    """The same proof with other claims, and digests that agree with them: by a forger who knows the format."""
    members = unwrap(proof.read_bytes())[0]
    claims = json.loads(members[PROOF])
    change(claims)
    members[PROOF] = dump(claims)
    package = json.loads(members[PACKAGE])
    for part in package["resources"]:
        part["hash"], part["bytes"] = digest(members[part["path"]]), len(members[part["path"]])
    members[PACKAGE] = dump(package)
    out = folder / "forged.wacz"
    out.write_bytes(wrap(members))
    return out


def test_false_claims_are_seen_each_at_its_step(good, tmp_path):
    def lie(claims: Any) -> None:
        claims["quotations"][0]["target"][0]["selector"][0]["exact"] = "لم يقل أحد شيئا"
        claims["captures"][0]["ledger"]["path"][1] = "00" * 32
        claims["captures"][0]["payload_sha256"] = "0" * 64
        claims["ledger"]["checkpoint"] = claims["ledger"]["checkpoint"].replace("\n12\n", "\n13\n")

    found = sections(check(forge(good, tmp_path, lie), tmp_path))
    assert "FAILED" not in found["1. Open it"]
    computed, claimed = found["3. Take out the bytes"].rsplit("payload\n", 1)
    assert "0" * 64 in claimed
    assert "0" * 64 not in computed
    assert found["4. Find the words in them"].count("IT DOES NOT STAND THERE") == 1
    assert "IT LEADS ELSEWHERE" in found["5. Follow the ledger"]
    assert "Verification Failure" in found["6. Check the signature"]
    assert "opened/datapackage.json: FAILED" in found["6. Check the signature"]
    assert "Verification: FAILED" in found["7. Check the clock"]
    assert "13 leaves: THE ROOT IS WRONG" in found["8. See that the ledger only grew"]


def test_an_altered_file_a_foreign_key_and_a_rewritten_ledger_are_seen(good, tmp_path):
    members = unwrap(good.read_bytes())[0]
    members["pages/pages.jsonl"] += b" "
    altered = tmp_path / "altered.wacz"
    altered.write_bytes(wrap(members))
    rewritten = grown_ledger()
    rewritten[5] = b"rewritten"
    stranger = SigningKey(proofs.KEY.name, bytes(32)).verifier.text
    printed = check(altered, tmp_path, key=stranger, leaves=rewritten)
    found = sections(printed)
    assert "opened/pages/pages.jsonl: FAILED" in found["1. Open it"]
    assert "the path leads to the root" in found["5. Follow the ledger"]
    assert "Signature Verified" not in printed
    assert "12 leaves: THE ROOT IS WRONG" in found["8. See that the ledger only grew"]
    assert f"{GROWN} leaves: the root is right" in found["8. See that the ledger only grew"]
