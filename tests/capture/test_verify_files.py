"""Altered, hostile and odd files: each is caught, named by its part or its kind, and none ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dragoman.capture.commands import verify as command
from dragoman.capture.container import unwrap, wrap
from dragoman.capture.proof_format import PROOF
from dragoman.capture.verify import verify
from dragoman.errors import ProofUnreadable
from tests.capture import proofs
from tests.capture.authorities import LocalAuthority
from tests.capture.forgery import MEMBERS, failed, rewrap

FLIPS = 1000
STRANGERS = [(name, b"{}") for name in ("archive/data.warc.gz", "indexes/index.cdx.gz", "pages/pages.jsonl", "datapackage.json")]


@pytest.fixture
def proof(tmp_path: Path, authorities: list[LocalAuthority]) -> Path:
    return proofs.write(tmp_path, authorities=authorities[:1])


def run(*arguments: object) -> Result:
    """The command; anything but an orderly end is raised here."""
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def test_1000_flipped_bytes_are_all_caught_and_the_part_is_named(proof, tmp_path):
    whole = proof.read_bytes()
    dice = random.Random(2026)
    flipped = tmp_path / "flipped.wacz"
    with zipfile.ZipFile(proof) as file:
        spans = {info.filename: (info.header_offset + 30 + len(info.filename), info.file_size) for info in file.infolist()}
    for number in range(FLIPS):
        name = MEMBERS[number % len(MEMBERS)]
        start, size = spans[name]
        at = start + dice.randrange(size)
        altered = bytearray(whole)
        altered[at] ^= dice.randrange(1, 256)
        flipped.write_bytes(altered)
        result = run(flipped)
        assert result.exit_code == 2, (name, at)
        assert f"The part '{name}' was altered" in result.output, (name, at, result.output)


def test_1000_flipped_bytes_are_caught_when_the_checksum_is_made_right(proof, tmp_path):
    """As above, but whoever flips packs the zip anew: the digests see it, and name the part."""
    members, _ = unwrap(proof.read_bytes())
    dice = random.Random(1402)
    flipped = tmp_path / "flipped.wacz"
    for number in range(FLIPS):
        name = MEMBERS[number % len(MEMBERS)]
        altered = bytearray(members[name])
        altered[dice.randrange(len(altered))] ^= dice.randrange(1, 256)
        flipped.write_bytes(wrap({**members, name: bytes(altered)}))
        result = run(flipped)
        assert result.exit_code in (1, 2), (name, altered)
        assert name in next(line for line in result.output.splitlines() if "✗" in line), (name, result.output)


def test_flipped_bytes_are_caught_when_all_digests_are_made_right(proof, tmp_path):
    """As above, but the digests are made right too: only what a signature covers, and what the pinned key signed, is left."""
    members, _ = unwrap(proof.read_bytes())
    dice = random.Random(5816)
    flipped = tmp_path / "flipped.wacz"
    for number in range(FLIPS // 2):
        name = MEMBERS[number % 4]  # the others are the digests
        altered = bytearray(members[name])
        altered[dice.randrange(len(altered))] ^= dice.randrange(1, 256)
        flipped.write_bytes(wrap(members))
        result = run(rewrap(flipped, {name: bytes(altered)}, keep_signature=bool(number % 2)), "--key", proofs.KEY.verifier.text)
        assert result.exit_code in (1, 2), (name, altered)
        assert "✗" in result.output


def test_every_flipped_byte_of_the_wrapping_is_caught(proof, tmp_path):
    whole = proof.read_bytes()
    with zipfile.ZipFile(proof) as file:
        inside = [
            range(i.header_offset + 30 + len(i.filename), i.header_offset + 30 + len(i.filename) + i.file_size)
            for i in file.infolist()
        ]
    outside = [at for at in range(len(whole)) if not any(at in span for span in inside)]
    dice = random.Random(7)
    for at in outside:
        altered = bytearray(whole)
        altered[at] ^= dice.randrange(1, 256)
        (tmp_path / "altered.wacz").write_bytes(altered)
        with pytest.raises(ProofUnreadable):
            verify(tmp_path / "altered.wacz")


def zip_of(*parts: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def bomb_zip() -> bytes:
    """300 MB of zeros in one part, made without holding them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file, file.open(PROOF, "w") as part:
        for _ in range(300):
            part.write(bytes(1_000_000))
    return out.getvalue()


def encrypted_zip() -> bytes:
    """A part that says of itself that it is encrypted."""
    whole = bytearray(zip_of((PROOF, b"{}")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + flags] |= 1
    return bytes(whole)


def repack_as(method: int) -> bytes:
    """A part packed in a way that nobody knows."""
    whole = bytearray(zip_of((PROOF, b"{}")))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        whole[whole.index(mark) + at] = method
    return bytes(whole)


def overlapping_zip() -> bytes:
    """Thirty parts of 10 MB each that all stand on the same few bytes."""
    one = zip_of(("0", bytes(10_000_000)), method=zipfile.ZIP_DEFLATED)
    start = one.index(b"PK\x01\x02")
    entry, end = one[start : one.index(b"PK\x05\x06")], one[one.index(b"PK\x05\x06") :]
    entries = b"".join(entry[:-1] + bytes([0x41 + number]) for number in range(30))
    counts = struct.pack("<2H2I", 30, 30, len(entries), start)
    return one[:start] + entries + end[:8] + counts + end[20:]


def hostile() -> dict[str, bytes]:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zip_of((PROOF, b"{}"), (PROOF, b"{}"))
    good = dict.fromkeys(MEMBERS, b"{}")
    return {
        "empty": b"",
        "text": b"not a zip",
        "only the mark": b"PK\x03\x04",
        "cut": zip_of((PROOF, b"x" * 500))[:300],
        "bomb": bomb_zip(),
        "many parts": zip_of(*[(f"{number}", b"") for number in range(5_000)]),
        "twice": twice,
        "one byte past every bound": zip_of((PROOF, bytes(200_000_001)), method=zipfile.ZIP_DEFLATED),
        "overlapping parts": overlapping_zip(),
        "encrypted": encrypted_zip(),
        "unknown packing": repack_as(99),
        "picture": bytes.fromhex("ffd8ffe000104a46494600010101006000600000ffdb0043") + bytes(500) + b"\xff\xd9",
        "a stranger's archive": zip_of(*STRANGERS),
        "missing parts": zip_of((PROOF, b"{}")),
        "empty parts": wrap(dict.fromkeys(MEMBERS, b"")),
        "empty objects": wrap(good),
        "no text": wrap({**good, PROOF: b"\xff\xfe"}),
        "deep": wrap({**good, PROOF: b"[" * 10_000_000}),
        "deep package": wrap({**good, "datapackage.json": b'{"a":' * 1_000_000}),
        "long number": wrap({**good, PROOF: b'{"version": ' + b"9" * 10_000 + b"}"}),
        "a list": wrap({**good, PROOF: b"[]"}),
        "newer": wrap({**good, PROOF: b'{"version": 2}'}),
        "odd name": b"PK\x03\x04" + b"\0" * 22 + b"\x02\0\0\0\xff\xfe",
    }


def test_hostile_files_get_one_clear_sentence(tmp_path):
    files = hostile()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, content in files.items():
        path = tmp_path / "hostile.wacz"
        path.write_bytes(content)
        result = run(path)
        assert result.exit_code == 2, (name, result.output)
        assert result.output.startswith("✗ "), name
        assert result.output.count("\n") == 1, name
        assert json.loads(run(path, "--json").output)["ok"] is False, name
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def test_what_is_no_file_gets_one_clear_sentence(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(3_000_000_000)
    (tmp_path / "looks at itself").symlink_to("looks at itself")
    expected = {
        "missing": "The file cannot be read.",
        "looks at itself": "The file cannot be read.",
        "x" * 300: "The file cannot be read.",
        ".": "This is no ordinary file.",
        "pipe": "This is no ordinary file.",
        "/dev/zero": "This is no ordinary file.",
        "sparse": "The file is larger than 200 MB: no proof is.",
    }
    for name, said in expected.items():
        result = run(tmp_path / name)
        assert (result.exit_code, result.output) == (2, f"✗ {said}\n"), name


def test_a_strangers_archive_is_told_from_a_damaged_proof(tmp_path):
    (tmp_path / "other.wacz").write_bytes(zip_of(*STRANGERS))
    assert run(tmp_path / "other.wacz").output == "✗ This is no proof file: it has no proof/proof.json.\n"


@pytest.mark.parametrize(
    "name",
    ["../proof.json", "/etc/passwd", "a/../../b", "a//b", "./proof.json", "a\\..\\b", "C:b", "a\nb", "a\x1b[2J", "\u202ea", ""],
)
def test_a_part_whose_name_leads_elsewhere_is_refused(proof, name):
    members, _ = unwrap(proof.read_bytes())
    proof.write_bytes(wrap({**members, name: b"x"}))
    result = run(proof)
    assert (result.exit_code, result.output) == (2, "✗ The file holds a part with a name that leads elsewhere.\n")


@pytest.mark.parametrize("name", ["proof/Proof.json", "PROOF/PROOF.JSON", "archive/DATA.warc.gz"])
def test_a_part_that_would_overwrite_another_on_some_disks_is_refused(proof, name):
    members, _ = unwrap(proof.read_bytes())
    proof.write_bytes(wrap({**members, name: b"x"}))
    assert run(proof).output == "✗ The file holds a part twice.\n"


@pytest.mark.parametrize("name", MEMBERS)
def test_a_duplicated_part_is_refused(proof, name):
    with zipfile.ZipFile(proof) as file:
        parts = [(one, file.read(one)) for one in file.namelist()]
    with pytest.warns(UserWarning, match="Duplicate name"):
        proof.write_bytes(zip_of(*parts, (name, b"other")))
    assert run(proof).output == "✗ The file holds a part twice.\n"


def test_an_added_part_is_named(proof):
    members, _ = unwrap(proof.read_bytes())
    proof.write_bytes(wrap({**members, "added.txt": b"x"}))
    assert verify(proof).file.sentence == "added.txt was altered, or added later: it does not match its digest."


@pytest.mark.parametrize("name", MEMBERS)
def test_a_part_that_is_gone_is_named(proof, name):
    members, _ = unwrap(proof.read_bytes())
    del members[name]
    proof.write_bytes(wrap(members))
    result = run(proof)
    assert result.exit_code == 2
    assert name in result.output


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("archive/data.warc.gz", {"file", "bytes", "text"}),
        ("indexes/index.cdx", {"file"}),
        (PROOF, {"file", "bytes", "text"}),
        ("datapackage.json", {"file"}),
        ("datapackage-digest.json", {"file"}),
    ],
)
def test_parts_swapped_between_two_proofs_are_named(proof, tmp_path, name, links):
    other = proofs.of_other_pages(tmp_path / "other.wacz")
    mine, theirs = unwrap(proof.read_bytes())[0], unwrap(other.read_bytes())[0]
    assert mine[name] != theirs[name]
    proof.write_bytes(wrap({**mine, name: theirs[name]}))
    verdict = verify(proof, [proofs.KEY.verifier.text])
    assert failed(verdict) == links
    assert name in verdict.file.sentence


def test_a_record_swapped_with_all_digests_right_fails_at_the_bytes_too(proof, tmp_path):
    theirs = unwrap(proofs.of_other_pages(tmp_path / "other.wacz").read_bytes())[0]
    swapped = rewrap(proof, {"archive/data.warc.gz": theirs["archive/data.warc.gz"]})
    assert failed(verify(swapped)) == {"bytes", "text"}
